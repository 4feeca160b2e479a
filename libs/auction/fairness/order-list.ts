import type {
  BookCommand,
  BookPhase,
  BookRules,
  Command,
  OriginPreference,
  PlaceCommand,
  ReplaceCommand,
} from '../types.js';
import type { StandingOrder } from './meeting.js';

/** What a command that the rules accept lets happen: orders enter the trading, or a call is held. */
export interface Effect {
  /** In order; each has traded all it can before the next enters. */
  readonly entering: readonly StandingOrder[];
  readonly isCall: boolean;
}

const NO_EFFECT: Effect = { entering: [], isCall: false };
const ID = /^[A-Za-z0-9._:-]{1,64}$/;

/**
 * Who stands in a book, in order of entry, as commands come and time passes: the sentences of docs/market-rules.md that
 * say which commands are refused and what the others do, but for trading.
 */
export class OrderList {
  #phase: BookPhase = 'open';
  #nowMs = 0;
  /** Ids of those that enrolled, by number. */
  readonly participantIds: string[] = [];
  readonly #enrolled = new Set<string>();
  /** Every order that was accepted, by number, which is in order of entry. */
  readonly #accepted: StandingOrder[] = [];
  /** Orders accepted, by participant. */
  readonly #entered: number[] = [];

  constructor(private readonly rules: BookRules) {}

  /** An order, whatever became of it. */
  find(orderId: number): StandingOrder | undefined {
    return this.#accepted[orderId];
  }

  /** True while something is left of an order and its time has not come. */
  stands(order: StandingOrder): boolean {
    return order.leftWh > 0 && (order.goodUntilMs === undefined || order.goodUntilMs > this.#nowMs);
  }

  /** All that stand, in order of entry. */
  standing(): StandingOrder[] {
    return this.#accepted.filter((order) => this.stands(order));
  }

  /** Applies a command. What enters the trading has not traded yet. */
  take(command: Command): Effect {
    if (!this.#isWellFormed(command)) return NO_EFFECT;
    this.#nowMs = Math.max(this.#nowMs, command.atMs);
    if (this.#phase === 'closed') return NO_EFFECT;
    switch (command.type) {
      case 'enrol':
        if (!this.#enrolled.has(command.participantId)) this.participantIds.push(command.participantId);
        this.#enrolled.add(command.participantId);
        return NO_EFFECT;
      case 'place':
        return this.#place(command);
      case 'replace':
        return this.#replace(command);
      case 'cancel':
      case 'reduce': {
        const order = this.#own(command.orderId, command.participant);
        if (order === undefined) return NO_EFFECT;
        if (command.type === 'cancel') order.leftWh = 0;
        else if (command.byWh < order.leftWh) order.leftWh -= command.byWh;
        return NO_EFFECT;
      }
      default:
        return this.#control(command.type);
    }
  }

  #place(command: PlaceCommand): Effect {
    const { participant, timeInForce, minimumFillWh, goodUntilMs } = command;
    const dependsOnEntry =
      timeInForce === 'immediateOrCancel' || timeInForce === 'fillOrKill' || minimumFillWh !== undefined;
    if (this.#phase === 'halted' || (this.#phase === 'preOpen' && dependsOnEntry)) return NO_EFFECT;
    if (goodUntilMs !== undefined && goodUntilMs <= this.#nowMs) return NO_EFFECT;
    if (this.participantIds[participant] === undefined || this.#hasAll(participant)) return NO_EFFECT;
    const { side, priceSen, energyWh, origin } = command;
    return this.#enter({ participant, side, priceSen, origin, goodUntilMs, leftWh: energyWh });
  }

  #replace({ orderId, participant, priceSen, energyWh }: ReplaceCommand): Effect {
    const order = this.#own(orderId, participant);
    if (this.#phase === 'halted' || order === undefined || this.#hasAll(participant)) return NO_EFFECT;
    const { premiumSen = 0 } = (order.origin ?? {}) as Partial<OriginPreference>;
    if (priceSen + premiumSen > this.rules.maxPriceSen) return NO_EFFECT;
    order.leftWh = 0;
    return this.#enter({ ...order, priceSen, leftWh: energyWh });
  }

  /** Accepts an order under the next number. */
  #enter(terms: Omit<StandingOrder, 'orderId'>): Effect {
    const order = { ...terms, orderId: this.#accepted.length };
    this.#accepted.push(order);
    this.#entered[order.participant] = (this.#entered[order.participant] ?? 0) + 1;
    return this.#phase === 'open' ? { entering: [order], isCall: false } : NO_EFFECT;
  }

  #control(type: BookCommand['type']): Effect {
    const phase = this.#phase;
    if (type === 'close') {
      for (const order of this.standing()) order.leftWh = 0;
      this.#phase = 'closed';
    }
    if (type === 'preOpen' && phase === 'open' && this.#accepted.length === 0) this.#phase = 'preOpen';
    if (type === 'halt' && phase === 'open') this.#phase = 'halted';
    if (type === 'resume' && phase === 'halted') this.#phase = 'open';
    if (phase !== 'preOpen') return NO_EFFECT;
    if (type === 'call') return { entering: [], isCall: true };
    if (type !== 'open') return NO_EFFECT;
    this.#phase = 'open';
    return { entering: this.standing(), isCall: false };
  }

  /** The participant's own order, if it stands. */
  #own(orderId: number, participant: number): StandingOrder | undefined {
    const order = this.#accepted[orderId];
    return order !== undefined && order.participant === participant && this.stands(order) ? order : undefined;
  }

  #hasAll(participant: number): boolean {
    return (this.#entered[participant] ?? 0) >= this.rules.maxOrdersPerParticipant;
  }

  /** What a command may say at all, whatever stands in the book. */
  #isWellFormed(command: Command): boolean {
    const { minPriceSen, maxPriceSen, maxOrderWh } = this.rules;
    const isWhole = (value: unknown, least: number, most: number) =>
      Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
    const isTime = (value: unknown) => isWhole(value, 0, Number.MAX_SAFE_INTEGER);
    if (!isTime(command?.atMs)) return false;
    if (command.type === 'enrol') return isId(command.participantId);
    if (!('participant' in command)) return CONTROLS.has(command.type);
    if (!isWhole(command.participant, 0, Number.MAX_SAFE_INTEGER)) return false;
    if (command.type !== 'place' && !isWhole(command.orderId, 0, Number.MAX_SAFE_INTEGER)) return false;
    if (command.type === 'cancel') return true;
    if (command.type === 'reduce') return isWhole(command.byWh, 1, maxOrderWh);
    if (!isWhole(command.priceSen, minPriceSen, maxPriceSen) || !isWhole(command.energyWh, 1, maxOrderWh)) return false;
    if (command.type === 'replace') return true;
    if (command.type !== 'place') return false;
    const { side, timeInForce = 'gateClosure', goodUntilMs, minimumFillWh, origin, priceSen, energyWh } = command;
    const expires = timeInForce === 'goodUntil';
    return (
      (side === 'buy' || side === 'sell') &&
      ['gateClosure', 'goodUntil', 'immediateOrCancel', 'fillOrKill'].includes(timeInForce) &&
      (expires ? isTime(goodUntilMs) && goodUntilMs! > command.atMs : goodUntilMs === undefined) &&
      (minimumFillWh === undefined || isWhole(minimumFillWh, 1, energyWh)) &&
      (origin === undefined || isOrigin(origin, side === 'buy', maxPriceSen - priceSen))
    );
  }
}

const CONTROLS: ReadonlySet<unknown> = new Set(['preOpen', 'call', 'open', 'halt', 'resume', 'close', 'expire']);

function isId(value: unknown): boolean {
  return typeof value === 'string' && ID.test(value);
}

/** It names something, nothing unknown, and a buyer says how much it matters and pays no more than the band allows. */
function isOrigin(origin: Partial<OriginPreference>, ofBuyer: boolean, mostPremiumSen: number): boolean {
  if (typeof origin !== 'object' || origin === null) return false;
  const { area, plant, sourceType, kind, premiumSen = 0, ...unknown } = origin;
  const named = [area, plant, sourceType].filter((text) => text !== undefined);
  if (Object.keys(unknown).length > 0 || named.length === 0 || !named.every(isId)) return false;
  if (!ofBuyer) return !('kind' in origin) && !('premiumSen' in origin);
  return (
    (kind === 'hard' || kind === 'soft') &&
    Number.isInteger(premiumSen) &&
    premiumSen >= 0 &&
    premiumSen <= mostPremiumSen
  );
}
