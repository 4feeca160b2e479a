import { Queue } from './order-pool.js';
import { pairTerms } from './origin.js';
import { premiumOf, type RestingOrders } from './resting-orders.js';

/** A resting order that an incoming one meets, where its turn needs more than a walk along one ladder. */
export interface Meeting {
  readonly row: number;
  readonly order: number;
  readonly priceSen: number;
  /** The lower the better. */
  readonly rank: number;
}

/**
 * Those of the other side that an incoming order may trade with, in the order in which it must, until it is filled.
 *
 * @param incoming its row
 */
export function meetingsOf(resting: RestingOrders, incoming: number): Meeting[] {
  const { orders } = resting;
  const isBuy = orders.queueAt(incoming) !== Queue.asks;
  const meetings = isBuy ? sellsToMeet(resting, incoming) : buysToMeet(resting, incoming);
  return meetings.sort((a, b) => a.rank - b.rank || a.order - b.order);
}

function sellsToMeet(resting: RestingOrders, incoming: number): Meeting[] {
  const { orders, asks } = resting;
  const { origins } = orders;
  const participant = orders.participantAt(incoming);
  const order = orders.orderAt(incoming);
  const limitSen = resting.limitOf(order);
  const buy = { priceSen: limitSen, origin: origins.get(order) };
  const energyWh = orders.remainingWhAt(incoming);
  // Energy of the wanted origin, and any other: each comes best price first, so each is enough when it fills the order.
  const openWh = [energyWh, energyWh];
  const meetings: Meeting[] = [];
  resting.walk(asks, asks.levelOf(limitSen + premiumOf(buy.origin)), (row, priceSen) => {
    if (orders.participantAt(row) === participant) return true;
    const order = orders.orderAt(row);
    const terms = pairTerms(buy, { origin: origins.get(order) });
    if (terms === undefined || terms.buyLimitSen < priceSen) return true;
    const other = terms.matches ? 0 : 1;
    if (openWh[other]! <= 0) return true;
    openWh[other]! -= orders.remainingWhAt(row);
    // To the buyer, energy of the wanted origin is worth the premium more; at the same worth it comes first.
    const worthSen = priceSen - (terms.buyLimitSen - limitSen);
    meetings.push({ row, order, priceSen, rank: 2 * worthSen + other });
    return buy.origin !== undefined || openWh[other]! > 0;
  });
  return meetings;
}

function buysToMeet(resting: RestingOrders, incoming: number): Meeting[] {
  const { orders, bids, wishes } = resting;
  const { origins } = orders;
  const participant = orders.participantAt(incoming);
  const order = orders.orderAt(incoming);
  const limitSen = resting.limitOf(order);
  const limit = bids.levelOf(limitSen);
  let openWh = orders.remainingWhAt(incoming);
  const meetings: Meeting[] = [];
  resting.walk(bids, limit, (row, priceSen) => {
    if (orders.participantAt(row) === participant) return true;
    openWh -= orders.remainingWhAt(row);
    meetings.push({ row, order: orders.orderAt(row), priceSen, rank: -priceSen });
    return openWh > 0;
  });
  const sell = { origin: origins.get(order) };
  resting.walk(wishes, limit, (row) => {
    if (orders.participantAt(row) === participant) return true;
    const order = orders.orderAt(row);
    const terms = pairTerms({ priceSen: resting.limitOf(order), origin: origins.get(order) }, sell);
    if (terms === undefined || terms.buyLimitSen < limitSen) return true;
    meetings.push({ row, order, priceSen: terms.buyLimitSen, rank: -terms.buyLimitSen });
    return true;
  });
  return meetings;
}
