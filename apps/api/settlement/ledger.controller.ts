import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { OWN_ACCOUNT_KINDS, SHARED_ACCOUNTS } from '#settlement';
import { Roles } from '../accounts/access.js';
import { Audited } from '../audit/audited.js';
import { Clock } from '../clock/clock.js';
import { slotParam } from '../http/schemas.js';
import { type AccountEntry, LedgerService } from './ledger.service.js';

/** An instant, unix ms; without it, now. */
const atMs = z.coerce
  .number()
  .int()
  .min(0)
  .optional()
  .meta({ description: 'Unix ms; postings written later are left out' });
const trialBalanceQuery = z.object({ atMs });
const accountParam = z
  .string()
  .regex(new RegExp(`^((${OWN_ACCOUNT_KINDS.join('|')}):[A-Za-z0-9._:-]{1,64}|${SHARED_ACCOUNTS.join('|')})$`), {
    message: `Give one of ${OWN_ACCOUNT_KINDS.join(', ')} with :ID, or ${SHARED_ACCOUNTS.join(', ')}.`,
  });
const rangeQuery = z.object({ fromSlot: slotParam.default(0), toSlot: slotParam.default(999_999_999), atMs });
const entriesQuery = rangeQuery.extend({
  after: z
    .string()
    .regex(/^\d{1,9}\.\d{1,9}\.\d{1,9}$/, 'Give the `next` of the page before.')
    .optional()
    .meta({ description: 'The `next` of the page before' }),
  limit: z.coerce.number().int().min(1).max(1000).default(200),
});

/** A page of entries. */
export interface AccountEntries {
  readonly entries: readonly AccountEntry[];
  /** What to give as `after` for the next page; null at the end. */
  readonly next: string | null;
}

/** Totals are texts of whole numbers: they may pass 2^53. */
@ApiTags('ledger')
@Controller('ledger')
@Roles('operator', 'retailer', 'auditor')
export class LedgerController {
  constructor(
    private readonly ledger: LedgerService,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  @Get('trial-balance')
  @ApiOperation({
    summary: 'Trial balance at an instant: accounts by kind and line, and whether every line sums to zero',
  })
  async trialBalance(
    @Query({ schema: trialBalanceQuery }) { atMs }: z.infer<typeof trialBalanceQuery>,
  ): Promise<object> {
    const { rows, ...balance } = await this.ledger.trialBalance(atMs ?? this.clock.nowMs());
    return { ...balance, rows: rows.map(textOfTotals) };
  }

  @Get('accounts/:account')
  @Audited()
  @ApiOperation({ summary: 'What an account has on each line, over a range of slots, at an instant' })
  async account(
    @Param('account', { schema: accountParam }) account: string,
    @Query({ schema: rangeQuery }) { fromSlot, toSlot, atMs }: z.infer<typeof rangeQuery>,
  ): Promise<object> {
    const range = { fromSlot, toSlot, atMs: atMs ?? this.clock.nowMs() };
    return { account, ...range, lines: (await this.ledger.accountLines(account, range)).map(textOfTotals) };
  }

  @Get('accounts/:account/entries')
  @Audited()
  @ApiOperation({ summary: 'The entries of an account, page by page, each with its cause and the rules it rests on' })
  async entries(
    @Param('account', { schema: accountParam }) account: string,
    @Query({ schema: entriesQuery }) { fromSlot, toSlot, atMs, after, limit }: z.infer<typeof entriesQuery>,
  ): Promise<AccountEntries> {
    const range = { fromSlot, toSlot, atMs: atMs ?? this.clock.nowMs() };
    const [slot, version, item] = after?.split('.').map(Number) ?? [];
    const place = after === undefined ? undefined : { slot: slot!, version: version!, item: item! };
    const entries = await this.ledger.entries(account, range, limit, place);
    const last = entries.length < limit ? undefined : entries.at(-1);
    return { entries, next: last === undefined ? null : `${last.slot}.${last.version}.${last.item}` };
  }
}

function textOfTotals(row: object): object {
  return Object.fromEntries(
    Object.entries(row).map(([key, value]) => [key, typeof value === 'bigint' ? String(value) : value]),
  );
}
