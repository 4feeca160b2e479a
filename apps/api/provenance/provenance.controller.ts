import { Controller, Get, Header, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import type { ReceiptProof } from '#ledger';
import { slotParam } from '../http/schemas.js';
import { AnchorService, type AnchorStatus } from './anchor.service.js';
import { EvidenceService } from './evidence.service.js';

const rangeQuery = z.object({ from: slotParam, to: slotParam });

@ApiTags('provenance')
@Controller()
export class ProvenanceController {
  constructor(
    private readonly anchor: AnchorService,
    private readonly evidence: EvidenceService,
  ) {}

  @Get('anchors')
  @ApiOperation({ summary: 'Records that wait, are sent, are confirmed; and why the sender stands still, if it does' })
  anchors(): Promise<AnchorStatus> {
    return this.anchor.status();
  }

  @Get('evidence/manifest.json')
  @Header('content-type', 'application/json; charset=utf-8')
  @ApiOperation({ summary: 'Manifest of the evidence for the slots from..to' })
  manifest(@Query({ schema: rangeQuery }) { from, to }: z.infer<typeof rangeQuery>): Promise<string> {
    return this.evidence.manifest(from, to);
  }

  @Get('slots/:slot/receipts/:sequence')
  @ApiOperation({ summary: 'Proof that the command of a receipt stands in the sealed journal' })
  receipt(
    @Param('slot', { schema: slotParam }) slot: number,
    @Param('sequence', { schema: z.coerce.number().int().min(1) }) sequence: number,
  ): Promise<ReceiptProof> {
    return this.evidence.receiptProof(slot, sequence);
  }

  @Get('evidence/:slot')
  @Header('content-type', 'application/json; charset=utf-8')
  @ApiOperation({ summary: "One slot's file of evidence; save it beside the manifest under the name given there" })
  slotFile(@Param('slot', { schema: slotParam }) slot: number): Promise<string> {
    return this.evidence.slotFile(slot);
  }
}
