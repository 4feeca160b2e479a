import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { idSchema } from '../http/schemas.js';
import { ParticipantsService } from '../participants/participants.service.js';
import { Roles } from './access.js';
import { CurrentAccount } from './current-account.js';
import { ProgramKeysService, type ProgramKeyView } from './program-keys.service.js';
import { keyPageQuery, shownTextSchema, uuidParam } from './schemas.js';

const devicesQuery = keyPageQuery.extend({ meterId: idSchema.optional() });
const deviceSchema = z.strictObject({ meterId: idSchema, label: shownTextSchema });

/**
 * Devices that send readings. The operator enrols them and not the household: whoever holds a meter's key states what is paid for.
 */
@ApiTags('devices')
@Controller('devices')
@Roles('operator')
export class DevicesController {
  constructor(
    private readonly keys: ProgramKeysService,
    private readonly participants: ParticipantsService,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Devices whose keys work: everybody’s, or those of one meter' })
  list(@Query({ schema: devicesQuery }) query: z.infer<typeof devicesQuery>): Promise<ProgramKeyView[]> {
    const { after, limit, meterId } = query;
    return this.keys.list('device', after, limit, meterId === undefined ? {} : { meterId });
  }

  @Post()
  @ApiOperation({ summary: 'Bind a device to a meter: its key, shown once, is sent as Authorization: Bearer' })
  enrol(
    @CurrentAccount() { accountId }: CurrentAccount,
    @Body({ schema: deviceSchema }) { meterId, label }: z.infer<typeof deviceSchema>,
  ): Promise<{ keyId: string; key: string }> {
    this.participants.assertHeld(meterId);
    return this.keys.issue({ role: 'device', accountId, meterId, label });
  }

  @Delete(':keyId')
  @HttpCode(204)
  @ApiOperation({ summary: 'End a device’s key' })
  revoke(@Param('keyId', { schema: uuidParam }) keyId: string): Promise<void> {
    return this.keys.revoke(keyId, 'device');
  }
}
