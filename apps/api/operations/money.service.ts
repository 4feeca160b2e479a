import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { dayOf, SLOTS_PER_DAY, slotAt } from '#energy';
import type { EffectDay, EffectFigures, EffectView, RetailDay, RetailMonth } from '#operations';
import { areaNameOf, lineTotals, type Period, type PostingSum, periodAt } from '#resident';
import type { PostingLine } from '#settlement';
import { Clock } from '../clock/clock.js';
import { API_CONFIG, type ApiConfig } from '../config.js';
import { Database } from '../database/database.js';
import { Reading } from '../metering/reading.entity.js';
import { Participant } from '../participants/participant.entity.js';
import { ParticipantsService } from '../participants/participants.service.js';
import { stepSql } from '../resident/household-sums.js';
import { PostingRow } from '../settlement/settlement.entities.js';
import { type Bounds, newestSettlements, tradesOf } from './slots.service.js';

/** Days that are looked at to tell who sells. */
const SELLER_DAYS = 7;

/** Money and energy of a month by day: the retailer's account, and the programme's effect. */
@Injectable()
export class MoneyService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly participants: ParticipantsService,
    @Inject(API_CONFIG) private readonly config: ApiConfig,
  ) {}

  /** The retailer's account over a month. @param month `YYYY-MM`. @throws IchienError DAY_INVALID */
  async retail(month: string): Promise<RetailMonth> {
    const { steps, ...within } = this.#month(month);
    const [sums, settled] = await this.database.read(async (manager) => [
      await this.#sums(manager, within),
      await newestSettlements(manager, within),
    ]);
    const settledOf = Map.groupBy(settled, ({ slot }) => dayOf(slot));
    const days = steps.map(({ key }): RetailDay => {
      const own = sums.filter(({ slot }) => dayOf(slot) === key);
      return {
        day: key,
        lines: Object.fromEntries(
          own.map(({ line, energyWh, amountMillisen }) => [line, { energyWh, amountMillisen }]),
        ),
        amountMillisen: own.reduce((sum, { amountMillisen }) => sum + amountMillisen, 0),
        settledSlots: settledOf.get(key)?.length ?? 0,
      };
    });
    return { month, nowMs: this.clock.nowMs(), days: days.filter(({ settledSlots }) => settledSlots > 0) };
  }

  /** The programme over a month. @param month `YYYY-MM`. @throws IchienError DAY_INVALID */
  async effect(month: string): Promise<EffectView> {
    const { steps, ...within } = this.#month(month);
    const [sums, settled, trades] = await this.database.read(async (manager) => [
      await this.#sums(manager, within),
      await newestSettlements(manager, within),
      await tradesOf(manager, within),
    ]);
    const tradesAt = new Map(trades.map((row) => [Number(row.slot), Number(row.trades)]));
    const settledOf = Map.groupBy(settled, ({ slot }) => dayOf(slot));
    const households = householdsOf(sums);
    const days: EffectDay[] = [];
    for (const { key } of steps) {
      const slots = settledOf.get(key);
      if (slots === undefined) continue;
      const of = (figure: 'exportedWh' | 'importedWh' | 'allocatedWh') =>
        slots.reduce((sum, settlement) => sum + settlement[figure], 0);
      days.push({
        day: key,
        exportedWh: of('exportedWh'),
        importedWh: of('importedWh'),
        localWh: of('allocatedWh'),
        gainMillisen: lineTotals(households.filter(({ slot }) => dayOf(slot) === key)).gainMillisen,
        trades: slots.reduce((sum, { slot }) => sum + (tradesAt.get(slot) ?? 0), 0),
        settledSlots: slots.length,
      });
    }
    const untilSlot = (settled.at(-1)?.slot ?? within.fromSlot) + 1;
    const sellers = await this.database.read((manager) => sellersOf(manager, { ...within, untilSlot }));
    const nowMs = this.clock.nowMs();
    const participants = this.participants.members(slotAt(nowMs)).length;
    return {
      month,
      nowMs,
      area: areaNameOf(this.config.areaId),
      participants,
      sellers,
      buyers: Math.max(0, participants - sellers),
      total: totalOf(days),
      days,
    };
  }

  /** @throws IchienError DAY_INVALID */
  #month(month: string): Bounds & Pick<Period, 'steps'> {
    const { steps, fromSlot, untilSlot } = periodAt('month', `${month}-01`);
    return { areaId: this.config.areaId, fromSlot, untilSlot, steps };
  }

  /** The retailer's postings, all versions together, by day and line. One statement. */
  async #sums(manager: EntityManager, { areaId, fromSlot, untilSlot }: Bounds): Promise<PostingSum[]> {
    const day = stepSql('p.slot', 'day');
    const rows = await manager
      .createQueryBuilder(PostingRow, 'p')
      .select(day, 'step')
      .addSelect('p.line', 'line')
      .addSelect('SUM(p.energyWh)', 'wh')
      .addSelect('SUM(p.amountMillisen)', 'millisen')
      .where("p.account = 'retailer' AND p.areaId = :areaId", { areaId })
      .andWhere('p.slot >= :fromSlot AND p.slot < :untilSlot', { fromSlot, untilSlot })
      .groupBy(day)
      .addGroupBy('p.line')
      .getRawMany<{ step: number; line: PostingLine; wh: string | number; millisen: string | number }>();
    return rows.map(({ step, line, wh, millisen }) => ({
      slot: Number(step),
      line,
      energyWh: Number(wh),
      amountMillisen: Number(millisen),
    }));
  }
}

/** What all households together have, from the retailer's rows: each line sums to zero, and only wheeling is not theirs. */
function householdsOf(retailer: readonly PostingSum[]): PostingSum[] {
  return retailer
    .filter(({ line }) => line !== 'wheeling')
    .map((sum) => ({ ...sum, amountMillisen: -sum.amountMillisen }));
}

/** Participants whose meter has sent energy out in the last days of some time. */
async function sellersOf(manager: EntityManager, { fromSlot, untilSlot }: Bounds): Promise<number> {
  return manager
    .createQueryBuilder(Participant, 'p')
    .where(
      (query) =>
        `EXISTS ${query
          .subQuery()
          .select('1')
          .from(Reading, 'r')
          .where('r.meterId = p.meterId AND r.slot >= :since AND r.slot < :untilSlot AND r.exportWh > 0')
          .getQuery()}`,
      { since: Math.max(fromSlot, untilSlot - SELLER_DAYS * SLOTS_PER_DAY), untilSlot },
    )
    .getCount();
}

function totalOf(days: readonly EffectDay[]): EffectFigures {
  const sum = (figure: keyof EffectFigures) => days.reduce((all, day) => all + (day[figure] ?? 0), 0);
  return {
    exportedWh: sum('exportedWh'),
    importedWh: sum('importedWh'),
    localWh: sum('localWh'),
    gainMillisen: sum('gainMillisen'),
    trades: sum('trades'),
    settledSlots: sum('settledSlots'),
  };
}
