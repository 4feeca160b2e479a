import { Inject, Injectable } from '@nestjs/common';
import { Between, type EntityManager } from 'typeorm';
import { type LackingSlots, monthStateOf, type ReadinessView } from '#billing';
import { slotEndMs } from '#energy';
import { Clock } from '../clock/clock.js';
import { API_CONFIG, type ApiConfig } from '../config.js';
import { Database } from '../database/database.js';
import { ParticipantsService } from '../participants/participants.service.js';
import { PostingRow } from '../settlement/settlement.entities.js';
import { MonthCloseRow } from './billing.entities.js';
import { BillingAccountsService } from './billing-accounts.service.js';
import { changesSince, isChanged } from './month-changes.js';
import { asker, readVersions } from './month-ledger.js';
import { type Month, monthOf } from './month-of.js';
import { customersOf, earlierStatements } from './month-opening.js';
import { MonthPricesService } from './month-prices.service.js';
import { missingLines, readinessOf } from './month-readiness.js';
import { slotHeadsAt } from './slot-trades.js';
import { versionsOf } from './statement-rows.js';

/** Says before a close whether it would be refused, by the same rule; it reads no month's postings for that. */
@Injectable()
export class ReadinessService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly participants: ParticipantsService,
    private readonly accounts: BillingAccountsService,
    private readonly prices: MonthPricesService,
    @Inject(API_CONFIG) private readonly config: ApiConfig,
  ) {}

  /** What a month lacks now. @param month `YYYY-MM` */
  async of(month: string): Promise<ReadinessView> {
    const { areaId } = this.config;
    const days = monthOf(month);
    const { lacking, last, changes, unpriced } = await this.database.read(async (manager) => {
      const versions = await readVersions(asker(manager, areaId, days));
      const heads = new Map((await slotHeadsAt(manager, areaId, days, versions)).map((head) => [head.slot, head]));
      const known = await this.accounts.all(manager, month);
      const posted = await this.#postedWithout(manager, days, known);
      const last = await manager.findOne(MonthCloseRow, { where: { areaId, month }, order: { run: 'DESC' } });
      // What a month needs priced follows from who is billed, not from what was posted.
      const earlier = await earlierStatements(manager, areaId, month);
      const roll = { participants: this.participants.all(), accounts: known };
      const customers = customersOf(days, roll, { sums: [] }, earlier);
      const { prices, missing } = await this.prices.find(manager, days, customers, last);
      return {
        unpriced: missing,
        lacking: await readinessOf(manager, areaId, days, heads, { posted, known }),
        last,
        changes: last && changesSince(last, days, { versions: versionsOf(versions, days), prices, customers }),
      };
    });
    const { withoutAccount } = lacking;
    return {
      month,
      state: monthStateOf({
        isConfigured: this.config.billing !== undefined && this.config.filesDir !== undefined,
        isOver: this.clock.nowMs() >= slotEndMs(days.lastSlot),
        isLacking: missingLines(lacking).blocking.length + unpriced.length > 0,
        lastClose: last?.state ?? null,
        isChanged: changes !== null && isChanged(changes),
      }),
      unsettled: shown(lacking.unsettledSlots),
      unanchored: shown(lacking.unanchoredSlots),
      incomplete: shown(lacking.incompleteSlots),
      withoutAccount: { count: withoutAccount.length, firstParticipantId: withoutAccount[0] ?? null },
      unpriced,
    };
  }

  /** Who has no account and postings in the month: asked one by one, since few or none should lack an account. */
  async #postedWithout(manager: EntityManager, { firstSlot, lastSlot }: Month, known: ReadonlyMap<string, unknown>) {
    const posted: string[] = [];
    for (const { participantId } of this.participants.all()) {
      if (known.has(participantId)) continue;
      const where = { account: `participant:${participantId}`, slot: Between(firstSlot, lastSlot) };
      if (await manager.existsBy(PostingRow, { ...where, areaId: this.config.areaId })) posted.push(participantId);
    }
    return posted;
  }
}

function shown(slots: readonly number[]): LackingSlots {
  return { count: slots.length, firstSlot: slots[0] ?? null };
}
