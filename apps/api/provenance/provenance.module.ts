import { Module } from '@nestjs/common';
import { ParticipantsModule } from '../participants/participants.module.js';
import { AnchorService } from './anchor.service.js';
import { AuditAnchorService } from './audit-anchor.service.js';
import { EvidenceService } from './evidence.service.js';
import { TypeormOutboxStore } from './outbox.store.js';
import { ProvenanceController } from './provenance.controller.js';
import { ProvenanceService } from './provenance.service.js';

@Module({
  imports: [ParticipantsModule],
  controllers: [ProvenanceController],
  providers: [TypeormOutboxStore, AnchorService, ProvenanceService, EvidenceService, AuditAnchorService],
  exports: [AnchorService, AuditAnchorService, ProvenanceService, EvidenceService],
})
export class ProvenanceModule {}
