import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { tradingWindow } from '#bidding';
import { labelFor } from '#certificates';
import { dayOf, gateClosureMs, SLOTS_PER_DAY, slotAt, slotEndMs, slotOf } from '#energy';
import { NEVER_SLOT } from '#joining';
import { tradingStateOf } from '#operations';
import {
  areaNameOf,
  BASIS_DAYS,
  type EnergyMoney,
  type HomeView,
  type LabelView,
  lineTotals,
  type MarketView,
  NOTICE_DAYS,
  type Notice,
  noticesFrom,
  type PostingSum,
  periodAt,
  projectMonth,
  type SeriesView,
  type Span,
  type SupplyPoint,
  seriesOf,
  type TradeView,
  yearBefore,
} from '#resident';
import type { SettlementRates } from '#tariff';
import { Clock } from '../clock/clock.js';
import { API_CONFIG, type ApiConfig } from '../config.js';
import { Database } from '../database/database.js';
import { MarketSlot, TradeRow } from '../market/market.entities.js';
import { MarketService } from '../market/market.service.js';
import { Reading } from '../metering/reading.entity.js';
import type { Participant } from '../participants/participant.entity.js';
import { ParticipantsService } from '../participants/participants.service.js';
import { RatesService } from '../rules/rates.service.js';
import { PostingRow, Settlement } from '../settlement/settlement.entities.js';
import { meterSums, postingSums, type SumOf } from './household-sums.js';
import { OwnTradesService } from './own-trades.service.js';
import { settingsOf } from './settings.service.js';

/** Most notices of one kind, and most trades that are looked at for one screen. */
const MAX_ROWS = 1500;

/** One household as its resident sees it. Each answer takes a fixed number of statements. */
@Injectable()
export class ResidentService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly participants: ParticipantsService,
    private readonly trades: OwnTradesService,
    private readonly rates: RatesService,
    private readonly books: MarketService,
    @Inject(API_CONFIG) private readonly config: ApiConfig,
  ) {}

  /** The account's supply points. Those whose participant is gone are left out. */
  points(participantIds: readonly string[]): SupplyPoint[] {
    return participantIds.map((pointId) => this.#point(this.participants.get(pointId)));
  }

  /** Today, this month so far and as expected, and what comes next. @throws IchienError PARTICIPANT_UNKNOWN */
  async home(pointId: string): Promise<HomeView> {
    const participant = this.participants.get(pointId);
    const nowMs = this.clock.nowMs();
    const today = dayOf(slotAt(nowMs));
    const month = periodAt('month', today);
    const todaySlot = slotOf(today);
    const since = Math.min(month.fromSlot, todaySlot - BASIS_DAYS * SLOTS_PER_DAY);
    const [sums, settledUntilSlot] = await this.database.read(async (manager) => [
      await postingSums(manager, this.#of(participant, since, todaySlot + SLOTS_PER_DAY), 'day'),
      await this.#settledUntilSlot(manager),
    ]);
    const between = (from: number, until: number) => sums.filter(({ slot }) => slot >= from && slot < until);
    const basisUntil = Math.min(todaySlot, settledUntilSlot);
    const rates = this.rates.standing();
    const beforeToday = between(month.fromSlot, todaySlot);
    const daysLeft = (month.untilSlot - todaySlot) / SLOTS_PER_DAY;
    const coming = await this.trades.page(pointId, { fromSlot: slotAt(nowMs) + 1, limit: MAX_ROWS });
    const next = coming.trades.findLast(({ status }) => status !== 'settled');
    const nextWh = (counts: (trade: TradeView) => boolean) =>
      coming.trades
        .filter((trade) => trade.slot === next?.slot && trade.side === next.side && counts(trade))
        .reduce((sum, { energyWh }) => sum + energyWh, 0);
    return {
      point: this.#point(participant),
      nowMs,
      settledUntilMs: settledUntilSlot === 0 ? null : slotEndMs(settledUntilSlot - 1),
      today: lineTotals(between(todaySlot, todaySlot + SLOTS_PER_DAY), rates),
      month: lineTotals(between(month.fromSlot, todaySlot + SLOTS_PER_DAY), rates),
      expected: projectMonth(
        lineTotals(beforeToday, rates),
        byDay(between(basisUntil - BASIS_DAYS * SLOTS_PER_DAY, basisUntil), rates),
        daysLeft,
      ),
      next:
        next === undefined
          ? null
          : {
              type: next.side,
              slot: next.slot,
              agreedWh: nextWh(({ status }) => status !== 'planned'),
              offeredWh: nextWh(({ status }) => status === 'planned'),
            },
      settings: settingsOf(participant),
    };
  }

  /** A graph. @throws IchienError PARTICIPANT_UNKNOWN, DAY_INVALID */
  async series(pointId: string, span: Span, at: string): Promise<SeriesView> {
    const participant = this.participants.get(pointId);
    const period = periodAt(span, at);
    const before = periodAt(span, yearBefore(at));
    const step = span === 'day' ? 'slot' : 'day';
    const of = this.#of(participant, period.fromSlot, period.untilSlot);
    const [postings, points, meter, meterBefore, settledUntilSlot] = await this.database.read(async (manager) => [
      await postingSums(manager, of, step),
      await postingSums(manager, of, step, 'points'),
      await meterSums(manager, of, step),
      await meterSums(manager, this.#of(participant, before.fromSlot, before.untilSlot), step),
      await this.#settledUntilSlot(manager),
    ]);
    const nowMs = this.clock.nowMs();
    return {
      span,
      at,
      ...seriesOf({
        period,
        postings,
        meter,
        lastYear: { steps: before.steps, meter: meterBefore },
        nowSlot: slotAt(nowMs),
        joinedSlot: participant.fromSlot,
        settledUntilSlot,
        rates: this.rates.standing(),
      }),
      rewards: { moneyMillisen: rewardsOf(postings), pointsMillisen: rewardsOf(points) },
      settledUntilMs: settledUntilSlot === 0 ? null : slotEndMs(settledUntilSlot - 1),
      nowMs,
    };
  }

  /** The market's half hours of a day, with the household's own part. @throws IchienError PARTICIPANT_UNKNOWN, DAY_INVALID */
  async market(pointId: string, day: string): Promise<MarketView> {
    this.participants.get(pointId);
    const { areaId, gateClosureLeadMs } = this.config;
    const { fromSlot, untilSlot, steps } = periodAt('day', day);
    const range = 'x.areaId = :areaId AND x.slot >= :fromSlot AND x.slot < :untilSlot';
    const bounds = { areaId, fromSlot, untilSlot };
    const own = (column: string) => `SUM(CASE WHEN x.${column} = :pointId THEN x.energyWh ELSE 0 END)`;
    const [books, rows] = await this.database.read(async (manager) => [
      await manager.createQueryBuilder(MarketSlot, 'x').where(range, bounds).getMany(),
      await manager
        .createQueryBuilder(TradeRow, 'x')
        .select('x.slot', 'slot')
        .addSelect('COUNT(*)', 'trades')
        .addSelect('SUM(x.energyWh)', 'wh')
        .addSelect('SUM(CAST(x.energyWh AS BIGINT) * x.priceSen)', 'millisen')
        .addSelect(own('sellerId'), 'sold')
        .addSelect(own('buyerId'), 'bought')
        .where(range, { ...bounds, pointId })
        .groupBy('x.slot')
        .getRawMany<Record<'slot' | 'trades' | 'wh' | 'millisen' | 'sold' | 'bought', string | number>>(),
    ]);
    const stateOf = new Map(books.map(({ slot, state }) => [slot, state]));
    const rowOf = new Map(rows.map((row) => [Number(row.slot), row]));
    const rules = this.rates.at(day);
    return {
      day,
      nowMs: this.clock.nowMs(),
      slots: steps.map(({ fromSlot: slot }) => {
        const row = rowOf.get(slot);
        return {
          slot,
          phase: tradingStateOf({ stored: stateOf.get(slot), phase: this.books.phase(slot) }),
          gateClosureMs: gateClosureMs(slot, gateClosureLeadMs),
          tradedWh: Number(row?.wh ?? 0),
          trades: Number(row?.trades ?? 0),
          meanPriceSen: row === undefined ? null : Math.round(Number(row.millisen) / Number(row.wh)),
          soldWh: Number(row?.sold ?? 0),
          boughtWh: Number(row?.bought ?? 0),
        };
      }),
      postFitPriceSen: rules.postFitPriceSen,
      breakEvenPriceSen: tradingWindow(rules).maxPriceSen,
    };
  }

  /** What may be said of a day's energy from neighbours (F13). @throws IchienError PARTICIPANT_UNKNOWN, DAY_INVALID */
  async label(pointId: string, day: string): Promise<LabelView> {
    this.participants.get(pointId);
    const { areaId } = this.config;
    const { fromSlot, untilSlot } = periodAt('day', day);
    // No value has been allocated to any certificate yet (apps/api/certificates), so the label is that of origin alone.
    const { text, notes, source } = labelFor({ power: 'renewable', day, place: areaNameOf(areaId) });
    const { trades } = await this.trades.page(pointId, { fromSlot, untilSlot, limit: MAX_ROWS });
    return {
      day,
      text,
      notes: notes.map(({ ja, en }) => ({ ja, en })),
      source,
      certificates: trades
        .filter(({ side, allocatedWh }) => side === 'buy' && (allocatedWh ?? 0) > 0)
        .map(({ slot, sequence, allocatedWh }) => ({
          id: `${areaId}-${slot}-t${sequence}`,
          slot,
          energyWh: allocatedWh!,
        })),
    };
  }

  /** What the resident should know of the last weeks. @throws IchienError PARTICIPANT_UNKNOWN */
  async notices(pointId: string): Promise<Notice[]> {
    const participant = this.participants.get(pointId);
    const { areaId } = this.config;
    const nowMs = this.clock.nowMs();
    const fromSlot = Math.max(slotAt(nowMs) - NOTICE_DAYS * SLOTS_PER_DAY, participant.fromSlot);
    const untilSlot = participant.untilSlot ?? NEVER_SLOT;
    const [corrections, missing] = await this.database.read(async (manager) => [
      await manager
        .createQueryBuilder(PostingRow, 'p')
        .select('p.slot', 'slot')
        .addSelect('p.version', 'version')
        .addSelect('SUM(p.amountMillisen)', 'millisen')
        .addSelect('MAX(s.settledAtMs)', 'at')
        .innerJoin(Settlement, 's', 's.areaId = p.areaId AND s.slot = p.slot AND s.version = p.version')
        .where('p.account = :account AND p.areaId = :areaId', { account: `participant:${pointId}`, areaId })
        .andWhere('p.version > 1 AND p.slot >= :fromSlot', { fromSlot })
        .groupBy('p.slot')
        .addGroupBy('p.version')
        .orderBy('p.slot', 'DESC')
        .limit(MAX_ROWS)
        .getRawMany<Record<'slot' | 'version' | 'millisen' | 'at', string | number>>(),
      await manager
        .createQueryBuilder(Settlement, 's')
        .select('s.slot', 'slot')
        .leftJoin(Reading, 'r', "r.slot = s.slot AND r.meterId = :meterId AND r.quality <> 'substituted'", {
          meterId: participant.meterId,
        })
        .where('s.areaId = :areaId AND s.version = 1 AND r.slot IS NULL', { areaId })
        .andWhere('s.slot >= :fromSlot AND s.slot < :untilSlot', { fromSlot, untilSlot })
        .orderBy('s.slot')
        .limit(MAX_ROWS)
        .getRawMany<{ slot: number }>(),
    ]);
    return noticesFrom({
      nowMs,
      automatic: participant.automatic,
      corrections: corrections.map(({ slot, version, millisen, at }) => ({
        slot: Number(slot),
        version: Number(version),
        settledAtMs: Number(at),
        amountMillisen: Number(millisen),
      })),
      missingSlots: missing.map(({ slot }) => Number(slot)),
    });
  }

  #point({ participantId, meterId }: Participant): SupplyPoint {
    return { pointId: participantId, meterId, area: areaNameOf(this.config.areaId) };
  }

  /** Of these slots, those in which it took part: at other times others may have the meter. */
  #of({ participantId, meterId, ...membership }: Participant, from: number, until: number): SumOf {
    const fromSlot = Math.max(from, membership.fromSlot);
    const untilSlot = Math.min(until, membership.untilSlot ?? until);
    return { areaId: this.config.areaId, participantId, meterId, fromSlot, untilSlot };
  }

  /** First slot after the newest settled one; 0 if none is. */
  async #settledUntilSlot(manager: EntityManager): Promise<number> {
    const newest = await manager.maximum(Settlement, 'slot', { areaId: this.config.areaId });
    return newest === null ? 0 : Number(newest) + 1;
  }
}

function rewardsOf(sums: readonly PostingSum[]): number {
  return sums.reduce((sum, { line, amountMillisen }) => sum + (line === 'flexibilityReward' ? amountMillisen : 0), 0);
}

/** Totals of each day that has postings. */
function byDay(sums: readonly PostingSum[], rates: SettlementRates): EnergyMoney[] {
  return [...Map.groupBy(sums, ({ slot }) => dayOf(slot)).values()].map((day) => lineTotals(day, rates));
}
