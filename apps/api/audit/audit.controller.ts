import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Roles } from '../accounts/access.js';
import { type PageQuery, pageQuery } from '../http/schemas.js';
import { type AuditHead, AuditService } from './audit.service.js';
import type { AuditEntry } from './audit-entry.entity.js';

@ApiTags('audit')
@Controller('audit')
@Roles('operator', 'auditor')
export class AuditController {
  constructor(private readonly audit: AuditService) {}

  @Get()
  @ApiOperation({ summary: 'What staff did, in order: who, when, what, on what, from where' })
  page(@Query({ schema: pageQuery }) { after, limit }: PageQuery): Promise<AuditEntry[]> {
    return this.audit.page(after, limit);
  }

  @Get('head')
  @ApiOperation({ summary: 'The newest entry, after checking that each follows from the one before it; keep its hash' })
  head(): Promise<AuditHead> {
    return this.audit.head();
  }
}
