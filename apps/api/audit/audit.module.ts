import { Global, Module } from '@nestjs/common';
import { AuditController } from './audit.controller.js';
import { AuditService } from './audit.service.js';
import { AuditTrail } from './audit-trail.js';

/** What staff did, written down for operator and auditor. */
@Global()
@Module({
  controllers: [AuditController],
  providers: [AuditService, AuditTrail],
  exports: [AuditService, AuditTrail],
})
export class AuditModule {}
