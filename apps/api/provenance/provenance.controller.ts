import { Controller, Get, Header, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
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

  @Get('evidence/:slot')
  @Header('content-type', 'application/json; charset=utf-8')
  @ApiOperation({ summary: "One slot's file of evidence; save it beside the manifest under the name given there" })
  slotFile(@Param('slot', { schema: slotParam }) slot: number): Promise<string> {
    return this.evidence.slotFile(slot);
  }
}
