import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Roles } from '../accounts/access.js';
import { type ImportCheck, ImportsService } from './imports.service.js';

const importSchema = z.strictObject({ csv: z.string().max(1_000_000) });

@ApiTags('joining')
@Controller('joining/imports')
export class ImportsController {
  constructor(private readonly imports: ImportsService) {}

  @Post()
  @Roles('operator')
  @HttpCode(200)
  @ApiOperation({ summary: 'Participants recruited on paper, as CSV: all or none; people who are new are invited' })
  async import(@Body({ schema: importSchema }) { csv }: z.infer<typeof importSchema>): Promise<{ imported: number }> {
    return { imported: await this.imports.import(csv) };
  }

  @Post('check')
  @Roles('operator')
  @HttpCode(200)
  @ApiOperation({ summary: 'What would come of an import: its mistakes by row and column; changes nothing' })
  check(@Body({ schema: importSchema }) { csv }: z.infer<typeof importSchema>): Promise<ImportCheck> {
    return this.imports.check(csv);
  }
}
