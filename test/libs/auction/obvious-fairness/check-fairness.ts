import {
  type BookRules,
  type Command,
  type FairnessCode,
  type FairnessFinding,
  type JournalEntry,
  MAX_FAIRNESS_FINDINGS,
  type PlaceCommand,
  type Trade,
} from '#auction';
import { type Meeting, meet, type StandingOrder } from './meeting.js';
import { OrderList } from './order-list.js';

/**
 * `checkFairness` as it is most easily seen to be right: each order that enters looks at all that stand. The fast one must
 * find the same.
 *
 * @param entries every command that the book took, in sequence
 * @param trades every trade, in sequence
 * @returns every breach up to {@link MAX_FAIRNESS_FINDINGS}, in sequence; none if all was fair
 */
export function checkFairnessPlainly(
  rules: BookRules,
  entries: readonly JournalEntry[],
  trades: readonly Trade[],
): FairnessFinding[] {
  const unordered = firstUnordered(entries) ?? firstUnordered(trades);
  if (unordered !== undefined) {
    const message = `${unordered} stands where a later number is due.`;
    return [{ code: 'SEQUENCE_WRONG', sequence: unordered, orderId: NO_ORDER, otherOrderId: NO_ORDER, message }];
  }
  const check = new FairnessCheck(new OrderList(rules));
  let next = trades.findIndex(({ sequence }) => sequence > (entries[0]?.sequence ?? Number.POSITIVE_INFINITY));
  if (next === -1) next = trades.length;
  check.outOfPlace(trades.slice(0, next));
  for (const [position, { sequence, command }] of entries.entries()) {
    const until = entries[position + 1]?.sequence ?? Number.POSITIVE_INFINITY;
    const first = next;
    while (next < trades.length && trades[next]!.sequence < until) next += 1;
    check.command(sequence, command, trades.slice(first, next));
    if (check.findings.length >= MAX_FAIRNESS_FINDINGS) break;
  }
  return check.findings.slice(0, MAX_FAIRNESS_FINDINGS);
}

/** Stands in a finding that is of no order. */
const NO_ORDER = -1;

/** A finding's code, and what it says to people. */
type Fault = readonly [code: FairnessCode, message: string];

const NOTHING_ENTERED: Fault = ['OUT_OF_PLACE', 'No order entered the trading that could have led to it.'];

class FairnessCheck {
  readonly findings: FairnessFinding[] = [];
  /** Trades of the command at hand that have not been checked yet. */
  #trades: Trade[] = [];
  #sequence = 0;

  constructor(private readonly orders: OrderList) {}

  /** Checks one command and all its trades. */
  command(sequence: number, command: Command, trades: readonly Trade[]): void {
    this.#sequence = sequence;
    this.#trades = [...trades];
    const { entering, isCall } = this.orders.take(command);
    if (isCall) this.#call();
    for (const order of entering) {
      if (order.leftWh === 0) continue;
      if (command.type === 'place' && !this.#maySatisfy(order, command)) this.orders.remove(order);
      else this.#enter(order);
      if (command.type === 'place' && command.timeInForce === 'immediateOrCancel') this.orders.remove(order);
    }
    this.outOfPlace(this.#trades);
  }

  /** Trades that nothing led to. */
  outOfPlace(trades: readonly Trade[]): void {
    for (const trade of trades) {
      const [buy, sell] = [this.orders.find(trade.buyOrderId), this.orders.find(trade.sellOrderId)];
      const fault = this.#fault(trade, buy, sell) ?? NOTHING_ENTERED;
      this.#find(...fault, trade);
      this.#settle(trade, buy, sell);
    }
  }

  /** An order that must be filled at entry, in full or in part, trades only if it can be. */
  #maySatisfy(order: StandingOrder, { timeInForce, minimumFillWh = 0 }: PlaceCommand): boolean {
    const neededWh = timeInForce === 'fillOrKill' ? order.leftWh : minimumFillWh;
    if (neededWh === 0) return true;
    let metWh = 0;
    for (const { resting } of this.#meetings(order)) metWh += resting.leftWh;
    if (metWh >= neededWh) return true;
    const isOf = (trade: Trade) => [trade.buyOrderId, trade.sellOrderId].includes(order.orderId);
    for (const trade of this.#trades.filter(isOf)) {
      this.#find(
        'CONDITION_BROKEN',
        `Order ${order.orderId} needed ${neededWh} Wh at entry and could get ${metWh} Wh.`,
        trade,
      );
    }
    this.#trades = this.#trades.filter((trade) => !isOf(trade));
    return false;
  }

  /** An order enters the trading: the trades must be those with the best that it meets, one after the other. */
  #enter(order: StandingOrder): void {
    while (order.leftWh > 0) {
      const best = this.#best(order);
      if (best === undefined) break;
      const trade = this.#trades[0];
      const other = trade && this.#otherOf(trade, order);
      if (trade === undefined || other === undefined) {
        const message = `Order ${order.orderId} met ${best.resting.orderId}, and they did not trade.`;
        this.#report('NOT_TRADED', trade?.sequence ?? this.#sequence, order.orderId, best.resting.orderId, message);
        break;
      }
      this.#trades.shift();
      this.#compare(trade, order, other, best);
    }
    order.active = true;
  }

  #compare(trade: Trade, order: StandingOrder, other: number, best: Meeting): void {
    const resting = this.orders.find(other);
    const fault = order.side === 'buy' ? this.#fault(trade, order, resting) : this.#fault(trade, resting, order);
    const wantedWh = Math.min(order.leftWh, best.resting.leftWh);
    if (fault !== undefined) this.#find(...fault, trade, order.orderId);
    else if (resting !== best.resting) {
      const message = `Order ${order.orderId} traded with ${other}, and ${best.resting.orderId} was better, or as good and earlier.`;
      this.#report('PASSED_OVER', trade.sequence, other, best.resting.orderId, message);
    } else if (trade.priceSen !== best.priceSen) {
      this.#find(
        'PRICE_WRONG',
        `It is at ${trade.priceSen} sen where ${best.priceSen} sen are right.`,
        trade,
        order.orderId,
      );
    } else if (trade.energyWh !== wantedWh) {
      this.#find('ENERGY_WRONG', `It is of ${trade.energyWh} Wh where ${wantedWh} Wh are right.`, trade, order.orderId);
    }
    this.#settle(trade, order, resting);
  }

  /** All trades of a call: at its one price, buyers by limit and entry, each with sellers by limit and entry. */
  #call(): void {
    const sells = this.orders.standing.filter(({ side }) => side === 'sell').sort((a, b) => a.priceSen - b.priceSen);
    const buys = this.orders.standing
      .filter(({ side, origin }) => side === 'buy' && (origin as { kind?: string })?.kind !== 'hard')
      .sort((a, b) => b.priceSen - a.priceSen);
    const priceSen = callPriceOf(buys, sells);
    if (priceSen === undefined) return;
    for (const buy of buys.filter((order) => order.priceSen >= priceSen)) {
      for (const sell of sells.filter((order) => order.priceSen <= priceSen)) {
        if (buy.leftWh === 0 || sell.leftWh === 0 || buy.participant === sell.participant) continue;
        const trade = this.#trades.shift();
        if (trade === undefined) {
          const message = `Order ${buy.orderId} met ${sell.orderId} in the call at ${priceSen} sen, and they did not trade.`;
          this.#report('NOT_TRADED', this.#sequence, buy.orderId, sell.orderId, message);
          return;
        }
        this.#compareCall(trade, buy, sell, priceSen);
      }
    }
  }

  #compareCall(trade: Trade, buy: StandingOrder, sell: StandingOrder, priceSen: number): void {
    const [buyer, seller] = [this.orders.find(trade.buyOrderId), this.orders.find(trade.sellOrderId)];
    const wantedWh = Math.min(buy.leftWh, sell.leftWh);
    const fault = this.#fault(trade, buyer, seller, true);
    if (fault !== undefined) this.#find(...fault, trade);
    else if (buyer !== buy || seller !== sell) {
      const [found, due] = buyer === buy ? [seller!, sell] : [buyer!, buy];
      const message = `Order ${found.orderId} traded in the call where it was the turn of ${due.orderId}.`;
      this.#report('PASSED_OVER', trade.sequence, found.orderId, due.orderId, message);
    } else if (trade.priceSen !== priceSen) {
      this.#find('PRICE_WRONG', `It is at ${trade.priceSen} sen where the call is at ${priceSen} sen.`, trade);
    } else if (trade.energyWh !== wantedWh) {
      this.#find('ENERGY_WRONG', `It is of ${trade.energyWh} Wh where ${wantedWh} Wh are right.`, trade);
    }
    this.#settle(trade, buyer, seller);
  }

  /** Whom an order must trade with next: the best that it meets, and among equals the earliest. */
  #best(order: StandingOrder): Meeting | undefined {
    let best: Meeting | undefined;
    for (const meeting of this.#meetings(order)) {
      if (best === undefined || meeting.rank < best.rank) best = meeting;
    }
    return best;
  }

  /** All that an order may trade with, in order of entry. */
  *#meetings(order: StandingOrder): Generator<Meeting> {
    for (const resting of this.orders.standing) {
      if (!resting.active || resting.side === order.side) continue;
      if (resting.participant === order.participant) continue;
      const meeting = meet(order, resting);
      if (meeting !== undefined) yield meeting;
    }
  }

  /** What makes a trade impossible between whichever orders. */
  #fault(
    trade: Trade,
    buy: StandingOrder | undefined,
    sell: StandingOrder | undefined,
    inCall = false,
  ): Fault | undefined {
    for (const [order, orderId, side] of [
      [buy, trade.buyOrderId, 'buy'],
      [sell, trade.sellOrderId, 'sell'],
    ] as const) {
      if (order === undefined || order.leftWh === 0 || order.side !== side) {
        return ['NOT_STANDING', `No ${side} order ${orderId} stands.`];
      }
    }
    const [buyerId, sellerId] = [buy!, sell!].map(({ participant }) => this.orders.participantIds[participant]);
    if (buyerId !== trade.buyerId || sellerId !== trade.sellerId) {
      return ['PARTICIPANT_WRONG', `The orders are of ${buyerId} and ${sellerId}.`];
    }
    if (buy!.participant === sell!.participant) return ['SELF_TRADE', 'Both orders are of one participant.'];
    const meets = inCall ? buy!.priceSen >= sell!.priceSen : meet(buy!, sell!) !== undefined;
    return meets ? undefined : ['LIMIT_BROKEN', 'Their limits do not meet, or the buyer wants another origin.'];
  }

  /** Goes on from what was traded, right or wrong. */
  #settle(trade: Trade, ...orders: readonly (StandingOrder | undefined)[]): void {
    for (const order of orders) {
      if (order === undefined) continue;
      order.leftWh = Math.max(0, order.leftWh - Math.max(1, trade.energyWh));
      if (order.leftWh === 0) this.orders.remove(order);
    }
  }

  #otherOf(trade: Trade, order: StandingOrder): number | undefined {
    if (order.side === 'buy') return trade.buyOrderId === order.orderId ? trade.sellOrderId : undefined;
    return trade.sellOrderId === order.orderId ? trade.buyOrderId : undefined;
  }

  #find(code: FairnessCode, what: string, trade: Trade, first = trade.buyOrderId): void {
    const other = first === trade.buyOrderId ? trade.sellOrderId : trade.buyOrderId;
    this.#report(code, trade.sequence, first, other, `Order ${first} traded with ${other}. ${what}`);
  }

  #report(code: FairnessCode, sequence: number, orderId: number, otherOrderId: number, message: string): void {
    this.findings.push({ code, sequence, orderId, otherOrderId, message });
  }
}

/** "The lowest price at which there is enough for everybody who would pay more", tried price by price. */
function callPriceOf(buys: readonly StandingOrder[], sells: readonly StandingOrder[]): number | undefined {
  const sum = (orders: readonly StandingOrder[]) => orders.reduce((sumWh, { leftWh }) => sumWh + leftWh, 0);
  const lowest = sells[0]?.priceSen ?? Number.POSITIVE_INFINITY;
  const highest = buys[0]?.priceSen ?? Number.NEGATIVE_INFINITY;
  for (let priceSen = lowest; priceSen <= highest; priceSen += 1) {
    const offered = sum(sells.filter((order) => order.priceSen <= priceSen));
    const wantedForMore = sum(buys.filter((order) => order.priceSen > priceSen));
    if (offered >= wantedForMore) return priceSen;
  }
  return undefined;
}

function firstUnordered(items: readonly { readonly sequence: number }[]): number | undefined {
  return items.find(({ sequence }, at) => !(sequence > (items[at - 1]?.sequence ?? 0)))?.sequence;
}
