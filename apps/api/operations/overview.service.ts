import { Inject, Injectable } from '@nestjs/common';
import { dayOf, gateClosureMs, slotAt } from '#energy';
import { alertsOf, type HealthFacts, isReadingDue, type Overview } from '#operations';
import { Notice } from '../accounts/account.entities.js';
import { Clock, PeopleClock } from '../clock/clock.js';
import { API_CONFIG, type ApiConfig } from '../config.js';
import { Database } from '../database/database.js';
import { Application, ApplicationEvent, Erasure } from '../joining/joining.entities.js';
import { MarketService } from '../market/market.service.js';
import { ParticipantsService } from '../participants/participants.service.js';
import { AnchorService } from '../provenance/anchor.service.js';
import { SchedulerService } from '../scheduler/scheduler.service.js';
import { SettlementService } from '../settlement/settlement.service.js';
import { SlotsService } from './slots.service.js';

/** Half hours back that readings are looked for. */
const LOOK_BACK_SLOTS = 16;

/** Gathers the facts that need somebody. */
@Injectable()
export class OverviewService {
  constructor(
    private readonly clock: Clock,
    private readonly peopleClock: PeopleClock,
    private readonly database: Database,
    private readonly market: MarketService,
    private readonly participants: ParticipantsService,
    private readonly settlement: SettlementService,
    private readonly anchor: AnchorService,
    private readonly scheduler: SchedulerService,
    private readonly slots: SlotsService,
    @Inject(API_CONFIG) private readonly config: ApiConfig,
  ) {}

  async overview(): Promise<Overview> {
    const { readingDelayMs, settleDeadlineMs, gateClosureLeadMs } = this.config;
    const nowMs = this.clock.nowMs();
    const thisSlot = slotAt(nowMs);
    const open = this.market.openSlots();
    const [halted, recent, unsettled, anchor, people] = [
      await this.slots.halted(),
      await this.slots.lines(thisSlot - LOOK_BACK_SLOTS, thisSlot),
      await this.settlement.backlog(),
      await this.anchor.status(),
      await this.#people(nowMs),
    ];
    const due = recent.filter(({ state, slot }) => state !== 'notYet' && isReadingDue(slot, nowMs, readingDelayMs));
    const newest = due.at(-1);
    const facts: HealthFacts = {
      nowMs,
      openSlots: open.length,
      isInProgramme: this.#isInProgramme(nowMs),
      haltedSlots: halted,
      damagedSlots: this.market
        .damagedSlots()
        .map((each) => ({ ...each, gateClosureMs: gateClosureMs(each.slot, gateClosureLeadMs) })),
      lateReadings: due
        .filter(({ settlement, readings, expectedReadings }) => settlement === null && readings < expectedReadings)
        .map(({ slot, readings, expectedReadings }) => ({ slot, missing: expectedReadings - readings })),
      unsettled,
      readingDelayMs,
      settleDeadlineMs,
      anchor,
      problems: this.scheduler.problems(),
      ...people,
    };
    const [next] = open;
    return {
      nowMs,
      day: dayOf(thisSlot),
      alerts: alertsOf(facts),
      nextClosure: next === undefined ? null : { slot: next, atMs: gateClosureMs(next, gateClosureLeadMs) },
      openSlots: open.length,
      haltedSlots: halted.length,
      readings:
        newest === undefined
          ? null
          : { slot: newest.slot, arrived: newest.readings, expected: newest.expectedReadings },
      settlementBacklog: { slots: unsettled.slots, oldestSlot: unsettled.oldestSlot ?? null },
      anchor,
      participants: this.participants.members(slotAt(nowMs)).length,
    };
  }

  /** True while some half hour should be open. */
  #isInProgramme(nowMs: number): boolean {
    const { firstSlot, lastSlot } = this.config.programme;
    const first = Math.max(firstSlot, slotAt(nowMs + this.config.gateClosureLeadMs) + 1);
    return first <= Math.min(lastSlot, slotAt(nowMs + this.config.openLeadMs));
  }

  /** Who waits for the operator. People live by a clock of their own; what they wait is told on the market's. */
  async #people(nowMs: number): Promise<Pick<HealthFacts, 'letters' | 'enrolments' | 'erasures'>> {
    const shiftMs = nowMs - this.peopleClock.nowMs();
    return this.database.read(async (manager) => {
      const letters = await manager
        .createQueryBuilder(Notice, 'n')
        .select('COUNT(*)', 'count')
        .addSelect('MIN(n.atMs)', 'oldest')
        .addSelect('MIN(n.expiresAtMs)', 'expires')
        .where('n.expiresAtMs > :now', { now: this.peopleClock.nowMs() })
        .getRawOne<Record<'count' | 'oldest' | 'expires', string | number | null>>();
      const enrolments = await manager
        .createQueryBuilder(Application, 'a')
        .select('COUNT(DISTINCT a.applicationId)', 'count')
        .addSelect('MIN(e.atMs)', 'oldest')
        .innerJoin(ApplicationEvent, 'e', "e.applicationId = a.applicationId AND e.state = 'contracted'")
        .where("a.state = 'contracted'")
        .getRawOne<Record<'count' | 'oldest', string | number | null>>();
      const erasures = await manager
        .createQueryBuilder(Erasure, 'x')
        .select('COUNT(*)', 'count')
        .addSelect('MIN(x.dueAtMs)', 'oldest')
        .where('x.doneAtMs IS NULL AND x.dueAtMs < :nowMs', { nowMs })
        .getRawOne<Record<'count' | 'oldest', string | number | null>>();
      const at = (value: string | number | null | undefined) => Number(value ?? 0) + shiftMs;
      return {
        letters: {
          count: Number(letters?.count ?? 0),
          oldestMs: at(letters?.oldest),
          expiresMs: at(letters?.expires),
        },
        enrolments: { count: Number(enrolments?.count ?? 0), oldestMs: at(enrolments?.oldest) },
        // Counted by the market's clock: what is due follows from slots.
        erasures: { count: Number(erasures?.count ?? 0), oldestMs: Number(erasures?.oldest ?? 0) },
      };
    });
  }
}
