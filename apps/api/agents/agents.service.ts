import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { decideOrders, decideQuotes, type Intent, tradingWindow } from '#bidding';
import { dayOf, gateClosureMs, SLOTS_PER_DAY, slotAt, slotStartMs } from '#energy';
import { forecastSlot, MAX_HORIZON_SLOTS } from '#forecast';
import { isMemberAt } from '#joining';
import { Clock } from '../clock/clock.js';
import { API_CONFIG, type ApiConfig } from '../config.js';
import { MarketService, type OrderCommand } from '../market/market.service.js';
import type { Position } from '../market/position.js';
import { MeteringService, type MeterReading } from '../metering/metering.service.js';
import type { Participant } from '../participants/participant.entity.js';
import { ParticipantsService } from '../participants/participants.service.js';
import { RatesService } from '../rules/rates.service.js';
import { RollingHistory } from './rolling-history.js';

/** Days of readings that the agents remember: three weeks, so that a weekend is compared with two others. */
const HISTORY_DAYS = 22;
/** Orders are multiples of this; meters resolve 0.01 kWh or better (trap 0.5). */
const LOT_WH = 10;
/** Turns asked of the market at a time, well below what its queue takes. */
const MAX_IN_FLIGHT = 5000;

/**
 * おまかせ: trades for the participants who wish it (SET-08). At stated times before gate closure it forecasts what each
 * meter will show, from arrived readings alone, and submits what `decideOrders` says, by the same door as everybody.
 */
@Injectable()
export class AgentsService implements OnModuleInit {
  readonly #logger = new Logger(AgentsService.name);
  readonly #histories = new Map<string, RollingHistory>();
  /** How many of the stated times have been used, by slot. */
  readonly #stages = new Map<number, number>();

  constructor(
    private readonly clock: Clock,
    private readonly market: MarketService,
    private readonly metering: MeteringService,
    private readonly participants: ParticipantsService,
    private readonly rates: RatesService,
    @Inject(API_CONFIG) private readonly config: ApiConfig,
  ) {}

  async onModuleInit(): Promise<void> {
    const now = slotAt(this.clock.nowMs());
    this.#remember(await this.metering.history(now - HISTORY_DAYS * SLOTS_PER_DAY, now));
    this.metering.stored$.subscribe((readings) => this.#remember(readings));
  }

  /** Refreshes the market makers' quotes, and trades in every open slot for which one of the stated times has come. */
  async act(): Promise<void> {
    const open = this.market.openSlots();
    for (const slot of this.#stages.keys()) {
      if (!open.includes(slot)) this.#stages.delete(slot);
    }
    const served = this.participants.all().filter(({ automatic }) => automatic);
    const makers = served.filter(({ quoteWh }) => quoteWh !== null);
    const households = served.filter(({ quoteWh }) => quoteWh === null);
    for (const slot of open) {
      // In a halt an old order could be cancelled and the new one be refused. The stage is not used up: it comes after it.
      if (this.market.phase(slot) === 'halted') continue;
      const inSlot = (participant: Participant) => isMemberAt(participant, slot);
      await this.#trade(slot, makers.filter(inSlot));
      const leftMs = gateClosureMs(slot, this.config.gateClosureLeadMs) - this.clock.nowMs();
      const stage = this.config.agentLeadsMs.filter((leadMs) => leftMs <= leadMs).length;
      if (leftMs <= 0 || stage <= (this.#stages.get(slot) ?? 0)) continue;
      if (await this.#trade(slot, households.filter(inSlot))) this.#stages.set(slot, stage);
    }
  }

  /** @returns false if a halt came between, so that some have not had their turn */
  async #trade(slot: number, participants: readonly Participant[]): Promise<boolean> {
    let isHalted = false;
    const pseudonyms = this.participants.pseudonymsOf(slot);
    // Nobody is always first: pseudonyms shuffle the participants anew for every slot.
    const turns = participants
      .map((participant) => ({ participant, pseudonym: pseudonyms.of(participant.participantId) }))
      .sort((a, b) => (a.pseudonym < b.pseudonym ? -1 : 1));
    for (let start = 0; start < turns.length; start += MAX_IN_FLIGHT) {
      const taken = turns.slice(start, start + MAX_IN_FLIGHT).map(({ participant }) =>
        this.market.takeTurn(slot, participant.participantId, (position) => {
          if (this.market.phase(slot) === 'halted') {
            isHalted = true;
            return [];
          }
          return this.#decide(slot, participant, position);
        }),
      );
      for (const { refusals } of await Promise.all(taken)) {
        for (const { code, message } of refusals)
          this.#logger.warn(`An agent's command was refused: ${code} ${message}`);
      }
    }
    return !isHalted;
  }

  /** What the participant's agent wants done in the slot, as commands. */
  #decide(slot: number, participant: Participant, position: Position): OrderCommand[] {
    const { participantId, automatic } = participant;
    // It may have paused or left since this turn was asked for.
    if (!automatic) return [];
    return this.#intents(slot, participant, position).map((intent) => ({ ...intent, participantId }));
  }

  #intents(slot: number, participant: Participant, position: Position): Intent[] {
    const { bookRules: rules } = this.config;
    const { ordersEntered, orders: resting } = position;
    const { participantId, quoteWh, minSellPriceSen, maxBuyPriceSen } = participant;
    const registered = this.market.registeredOrigin(participantId, slot);
    if (quoteWh !== null) {
      const terms = { quoteWh, buyPriceSen: maxBuyPriceSen, sellPriceSen: minSellPriceSen };
      return decideQuotes({ terms, rules, registered, position, resting, ordersEntered });
    }
    const history = this.#histories.get(participantId);
    // A meter that has been silent for a week gives no ground to trade on.
    if (history === undefined || slot > history.knownUntilSlot + MAX_HORIZON_SLOTS) return [];
    return decideOrders({
      nowMs: this.clock.nowMs(),
      openMs: slotStartMs(slot) - this.config.openLeadMs,
      gateClosureMs: gateClosureMs(slot, this.config.gateClosureLeadMs),
      rules,
      window: tradingWindow(this.rates.at(dayOf(slot))),
      preferences: participant,
      registered,
      forecast: forecastSlot(history, slot),
      position,
      resting,
      ordersEntered,
      lotWh: LOT_WH,
    });
  }

  #remember(readings: readonly MeterReading[]): void {
    for (const { meterId, slot, exportWh, importWh } of readings) {
      const member = this.participants.memberAt(meterId, slot);
      // Six kilobytes a household: kept only for those whom an agent serves.
      if (!member?.automatic) continue;
      const { participantId } = member;
      let history = this.#histories.get(participantId);
      if (history === undefined) {
        history = new RollingHistory(slot, HISTORY_DAYS);
        this.#histories.set(participantId, history);
      }
      history.set(slot, exportWh, importWh);
    }
  }
}
