import {
  type BookEvent,
  type BookRules,
  type Command,
  NaiveBook,
  type OrderState,
  type PairReason,
  type PlaceCommand,
} from '#auction';

/** A command with the orders as they were before it and are after it. */
interface Moment {
  readonly command: Command;
  readonly events: readonly BookEvent[];
  readonly before: readonly OrderState[];
  readonly after: readonly OrderState[];
  readonly phase: string;
}

/**
 * What `MatchHistory` tells, the obvious way: for each pair, every moment of the book is looked at again, as the naive book
 * shows it, and asked whether both were there, whether it could bring them together, and what became of them.
 */
export class SlowHistory {
  readonly #moments: readonly Moment[];
  readonly #orders: readonly OrderState[];

  constructor(rules: BookRules, commands: readonly Command[]) {
    const book = new NaiveBook(rules);
    this.#moments = commands.map((command) => {
      const { phase, orders: before } = book.state();
      const events = book.apply(command);
      return { command, events, before, after: book.state().orders, phase };
    });
    this.#orders = book.state().orders;
  }

  get hasCalled(): boolean {
    return this.#moments.some(({ events }) => events.some(({ type }) => type === 'called'));
  }

  whyNot(buyOrderId: number, sellOrderId: number): PairReason | undefined {
    const [buy, sell] = [this.#orders[buyOrderId]!, this.#orders[sellOrderId]!];
    if (this.#moments.some(({ events }) => events.some((event) => isTradeOf(event, buyOrderId, sellOrderId)))) return;
    if (buy.participant === sell.participant) return 'SAME_PARTICIPANT';
    const together = this.#moments.filter((moment) => wereTogether(moment, buyOrderId, sellOrderId));
    if (together.length === 0) return 'NEVER_TOGETHER';
    const wanted = buy.origin as PlaceCommand['origin'] & { kind?: string; premiumSen?: number };
    const fields = ['area', 'plant', 'sourceType'] as const;
    const isWanted = wanted && fields.every((field) => wanted[field] === (wanted[field] && sell.origin?.[field]));
    if (wanted?.kind === 'hard' && !isWanted) return 'ORIGIN_NOT_WANTED';
    if (buy.priceSen + (isWanted ? (wanted.premiumSen ?? 0) : 0) < sell.priceSen) return 'PRICE_NOT_MET';
    const later = Math.max(buyOrderId, sellOrderId);
    const goes = (orderId: number, { events, after }: Moment) =>
      after[orderId]!.remainingWh === 0 && events.some((event) => isTradeWith(event, orderId));
    for (const moment of together) {
      const { command, events, before, phase } = moment;
      const isOpening = events.some(({ type }) => type === 'opened');
      const isEntry = before[later] === undefined && phase === 'open';
      const isCall = events.some(({ type }) => type === 'called');
      const meetInCall = isCall && wanted?.kind !== 'hard' && buy.priceSen >= sell.priceSen;
      if (!isOpening && !isEntry && !meetInCall) continue;
      if (goes(buyOrderId, moment) || goes(sellOrderId, moment)) return 'OTHERS_FIRST';
      const isKilled = events.some(
        (event) => event.type === 'expired' && event.orderId === later && event.reason !== 'immediateOrCancel',
      );
      if (isEntry && isKilled) return 'CONDITION_NOT_MET';
      if (!isCall) throw new Error(`Two that meet by ${command.type} neither trade nor go: a fault of the book.`);
    }
    return 'NOT_OPEN';
  }
}

/** Both rested when the command came, or one rested and the other entered, and neither expired before it did anything. */
function wereTogether({ events, before, after }: Moment, buyOrderId: number, sellOrderId: number): boolean {
  const rested = (orderId: number) =>
    (before[orderId]?.remainingWh ?? 0) > 0 &&
    !events.some((event) => event.type === 'expired' && event.orderId === orderId && event.reason === 'goodUntil');
  const entered = (orderId: number) => before[orderId] === undefined && after[orderId] !== undefined;
  return (
    (rested(buyOrderId) && (rested(sellOrderId) || entered(sellOrderId))) ||
    (rested(sellOrderId) && entered(buyOrderId))
  );
}

function isTradeWith(event: BookEvent, orderId: number): boolean {
  return event.type === 'trade' && (event.buyOrderId === orderId || event.sellOrderId === orderId);
}

function isTradeOf(event: BookEvent, buyOrderId: number, sellOrderId: number): boolean {
  return event.type === 'trade' && event.buyOrderId === buyOrderId && event.sellOrderId === sellOrderId;
}
