import { Controller, Get, Header, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { slotOf } from '#energy';
import type { ReceiptProof } from '#ledger';
import { Roles } from '../accounts/access.js';
import { CurrentAccount } from '../accounts/current-account.js';
import { apiError } from '../errors.js';
import { slotParam } from '../http/schemas.js';
import { AnchorService, type AnchorStatus } from './anchor.service.js';
import { type AnchoredHead, AuditAnchorService } from './audit-anchor.service.js';
import { EvidenceService } from './evidence.service.js';

/** A slot by its number, or by the name that a manifest gives its file: so a manifest's URL is enough for an auditor. */
const fileParam = z
  .string()
  .regex(/^(\d{1,9}|\d{4}-\d{2}-\d{2}-koma-\d{2}\.json)$/, 'Give a slot or the name of its file.')
  .transform((text) => {
    const [, day, koma] = /^(.{10})-koma-(\d{2})/.exec(text) ?? [];
    return day === undefined ? slotParam.parse(text) : slotOf(day, Number(koma));
  });

const sequenceParam = z
  .string()
  .regex(/^\d{1,10}$/, 'Give the sequence of a trade.')
  .transform(Number);
const residentQuery = z.object({
  side: z.enum(['buy', 'sell']).meta({ description: 'Whose reading is shown: the buyer\u2019s or the seller\u2019s' }),
  neighbours: z.enum(['true', 'false']).default('false').meta({ description: 'Shows the leaves beside them too' }),
});

const rangeQuery = z.object({ from: slotParam, to: slotParam });

@ApiTags('provenance')
@Controller()
@Roles('operator', 'auditor')
export class ProvenanceController {
  constructor(
    private readonly anchor: AnchorService,
    private readonly evidence: EvidenceService,
    private readonly auditAnchor: AuditAnchorService,
  ) {}

  @Get('anchors')
  @ApiOperation({ summary: 'Records that wait, are sent, are confirmed; and why the sender stands still, if it does' })
  anchors(): Promise<AnchorStatus> {
    return this.anchor.status();
  }

  @Get('audit/anchors')
  @ApiOperation({ summary: 'Heads of the audit log on chain, newest first, each held against the log as it is' })
  auditHeads(): Promise<AnchoredHead[]> {
    return this.auditAnchor.heads();
  }

  @Get('evidence/manifest.json')
  @Header('content-type', 'application/json; charset=utf-8')
  @ApiOperation({ summary: 'Manifest of the evidence for the slots from..to' })
  manifest(@Query({ schema: rangeQuery }) { from, to }: z.infer<typeof rangeQuery>): Promise<string> {
    return this.evidence.manifest(from, to);
  }

  @Get('slots/:slot/receipts/:sequence')
  @Roles('operator', 'auditor', 'resident', 'retailer')
  @ApiOperation({ summary: 'Proof that the command of a receipt stands in the sealed journal' })
  receipt(
    @Param('slot', { schema: slotParam }) slot: number,
    @Param('sequence', { schema: z.coerce.number().int().min(1) }) sequence: number,
    @CurrentAccount() account: CurrentAccount,
  ): Promise<ReceiptProof> {
    return this.evidence.receiptProof(slot, sequence, shownTo(account));
  }

  @Get('evidence/bundle.json')
  @Header('content-type', 'application/json; charset=utf-8')
  @ApiOperation({ summary: 'Evidence of at most a day, from..to, in one file' })
  bundle(@Query({ schema: rangeQuery }) { from, to }: z.infer<typeof rangeQuery>): Promise<string> {
    return this.evidence.bundle(from, to);
  }

  @Get('evidence/:slot')
  @Header('content-type', 'application/json; charset=utf-8')
  @ApiOperation({ summary: "One slot's file of evidence; save it beside the manifest under the name given there" })
  slotFile(@Param('slot', { schema: fileParam }) slot: number): Promise<string> {
    return this.evidence.slotFile(slot);
  }

  @Get('evidence/:slot/trades/:sequence')
  @Roles('operator', 'auditor', 'resident', 'retailer')
  @Header('content-type', 'application/json; charset=utf-8')
  @ApiOperation({ summary: 'One trade for its buyer or seller, to be verified in a browser against any node' })
  residentFile(
    @Param('slot', { schema: slotParam }) slot: number,
    @Param('sequence', { schema: sequenceParam }) sequence: number,
    @Query({ schema: residentQuery }) { side, neighbours }: z.infer<typeof residentQuery>,
    @CurrentAccount() account: CurrentAccount,
  ): Promise<string> {
    // A reading beside the own one stands there with its pseudonym: of a partner one knows it (decision 45).
    if (neighbours === 'true' && account.role === 'resident') {
      throw apiError(
        'ROLE_NOT_ALLOWED',
        'What stands beside your reading is another home’s.',
        'Ask an auditor whether yours stands once.',
      );
    }
    const direction = side === 'buy' ? 'import' : 'export';
    return this.evidence.residentFile(slot, sequence, direction, neighbours === 'true', shownTo(account));
  }
}

/** Whose commands and readings the caller may have proven: operator and auditor see all under pseudonyms anyway. */
function shownTo({ role, participantIds }: CurrentAccount): readonly string[] | undefined {
  return role === 'operator' || role === 'auditor' ? undefined : participantIds;
}
