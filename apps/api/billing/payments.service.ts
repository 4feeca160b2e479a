import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { addDays, dayOf, slotAt } from '#energy';
import { Clock } from '../clock/clock.js';
import { API_CONFIG, type ApiConfig } from '../config.js';
import { Database } from '../database/database.js';
import { apiError } from '../errors.js';
import { MonthCloseRow, PaymentOrderRow } from './billing.entities.js';
import { holdReceipt } from './held-receipts.js';
import { postPayments } from './payment-ledger.js';

/** What the bank statement says of a file of transfers. */
export interface ExecutedTransfers {
  /** JST day on which the bank carried it out. */
  readonly executedOn: string;
  /** What the bank took for it: held against the file. */
  readonly totalYen: number;
}

/** What became of one payment that no file answers. */
export interface PaymentResult extends Pick<PaymentOrderRow, 'number' | 'version' | 'attempt'> {
  /**
   * `received`: a slip was paid, or what the bank could not collect was paid otherwise; `paidTwice`: the money came beside a collection
   * that is at the bank, or for what had been paid; `returned`: a transfer came back.
   */
  readonly outcome: 'received' | 'paidTwice' | 'returned';
  /** Held against the payment. */
  readonly amountYen: number;
  /** JST day on which the money came. */
  readonly onDay: string;
  /** What the bank said of what came back. */
  readonly note?: string;
}

/** What was booked. */
export interface BookedPayments {
  /** Payments whose state changed; those that were booked so before are not counted. */
  readonly booked: number;
  readonly bookedYen: number;
}

/** Books what became of transfers and slips; collections have the bank's own answer (`DebitResultsService`). All or nothing, each once. */
@Injectable()
export class PaymentsService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    @Inject(API_CONFIG) private readonly config: ApiConfig,
  ) {}

  /**
   * Books a run's file of transfers as carried out. Those that came back before stay so.
   *
   * @throws IchienError PAYMENT_UNKNOWN; PAYMENT_RESULT_INVALID for another total, or a day before the file or after today;
   * PAYMENT_RESULT_DIFFERS if it was booked with another day
   */
  execute(month: string, run: number, { executedOn, totalYen }: ExecutedTransfers): Promise<BookedPayments> {
    const { areaId } = this.config;
    return this.database.transaction(async (manager) => {
      await this.database.lock(manager, PaymentOrderRow);
      const where = { areaId, month, run, way: 'transfer' as const };
      const orders = await manager.find(PaymentOrderRow, { where, order: { number: 'ASC', version: 'ASC' } });
      if (orders.length === 0) throw unknown(`Run ${run} of ${month} asked for no transfer.`);
      const askedYen = sumOf(orders);
      if (askedYen !== totalYen) throw invalid(`The file asks for ${askedYen} yen, the bank took ${totalYen}.`);
      await this.#assertDay(manager, orders[0]!, executedOn);
      const other = orders.find(({ state, settledDay }) => state === 'paid' && settledDay !== executedOn);
      if (other !== undefined) throw differs(other);
      return this.#change(
        manager,
        orders.filter(({ state }) => state === 'asked'),
        { state: 'paid', settledDay: executedOn },
      );
    });
  }

  /**
   * Books single payments. A transfer that came back is made again with the next month's file once its participant has another account.
   * What was paid twice is held for the household: it pays the bill if the collection fails, else the next month's file refunds it.
   *
   * @throws IchienError PAYMENT_UNKNOWN; PAYMENT_RESULT_INVALID for another amount, a day before the payment or after today, or a
   * payment that has no such outcome; PAYMENT_RESULT_DIFFERS if something else was booked
   */
  bookAll(results: readonly PaymentResult[]): Promise<BookedPayments> {
    return this.database.transaction(async (manager) => {
      await this.database.lock(manager, PaymentOrderRow);
      const total = { booked: 0, bookedYen: 0 };
      for (const result of results) {
        const { booked, bookedYen } = await this.#book(manager, result);
        total.booked += booked;
        total.bookedYen += bookedYen;
      }
      return total;
    });
  }

  async #book(manager: EntityManager, result: PaymentResult): Promise<BookedPayments> {
    const { areaId } = this.config;
    const { number, version, attempt, outcome, amountYen, onDay, note = null } = result;
    const order = await manager.findOneBy(PaymentOrderRow, { areaId, number, version, attempt });
    if (order === null) throw unknown(`There is no payment ${nameOf(result)}.`);
    if (!canBe(outcome, order)) {
      throw invalid(
        `${nameOf(order)} is ${order.state}, to be paid by ${order.way}, and cannot be ${outcome}.${hintOf(outcome, order)}`,
      );
    }
    if (order.amountYen !== amountYen) throw invalid(`${nameOf(order)} is ${order.amountYen} yen, not ${amountYen}.`);
    await this.#assertDay(manager, order, onDay);
    if (outcome === 'paidTwice') {
      const isNew = await holdReceipt(manager, order, { receivedDay: onDay, note, heldAtMs: this.clock.nowMs() });
      return isNew ? { booked: 1, bookedYen: amountYen } : { booked: 0, bookedYen: 0 };
    }
    const next: Change =
      outcome === 'received'
        ? { state: 'paid', settledDay: onDay, note, nextStep: null }
        : { state: 'failed', settledDay: onDay, note, nextStep: 'ask_new_account' };
    if (order.state === next.state && order.settledDay === onDay) return { booked: 0, bookedYen: 0 };
    // What was paid out may still come back, what failed be paid otherwise; nothing else that is booked changes.
    const isOpen = outcome === 'returned' ? order.state === 'paid' : order.state === 'failed';
    if (order.state !== 'asked' && !isOpen) throw differs(order);
    return this.#change(manager, [order], next);
  }

  /** Stores what became of payments, and enters it in the ledger. */
  async #change(manager: EntityManager, orders: readonly PaymentOrderRow[], change: Change): Promise<BookedPayments> {
    for (const { number, version, attempt } of orders) {
      await manager.update(PaymentOrderRow, { number, version, attempt }, change);
    }
    await postPayments(manager, orders, change.state === 'paid' ? 'paid' : 'returned', this.clock.nowMs());
    return { booked: orders.length, bookedYen: sumOf(orders) };
  }

  async #assertDay(manager: EntityManager, { areaId, month, run }: PaymentOrderRow, day: string): Promise<void> {
    const { issuedDay } = await manager.findOneByOrFail(MonthCloseRow, { areaId, month, run });
    const today = dayOf(slotAt(this.clock.nowMs()));
    if (addDays(day, 0) < issuedDay || day > today) {
      throw invalid(`On ${day} nothing can have been paid: it was asked for on ${issuedDay}, and today is ${today}.`);
    }
  }
}

/**
 * Slips are received. Of a collection the bank answers; only what it could not collect is paid otherwise. Twice is paid what had been paid,
 * or is at the bank. Transfers come back.
 */
function canBe(outcome: PaymentResult['outcome'], { way, state, result }: PaymentOrderRow): boolean {
  if (outcome === 'returned') return way === 'transfer';
  if (outcome === 'paidTwice')
    return way !== 'transfer' && (state === 'paid' || (way === 'debit' && state === 'asked'));
  return way === 'invoice' || (way === 'debit' && result !== null && result !== '0');
}

/** What else the money may be. */
function hintOf(outcome: PaymentResult['outcome'], { way, state }: PaymentOrderRow): string {
  if (outcome === 'received' && way === 'debit' && state === 'asked') {
    return ' The bank has not answered: book what came beside its collection as paidTwice.';
  }
  return outcome === 'paidTwice' && state === 'repeated' ? ' Book it with the last attempt.' : '';
}

type Change = Pick<PaymentOrderRow, 'state' | 'settledDay'> & Partial<Pick<PaymentOrderRow, 'note' | 'nextStep'>>;

function sumOf(orders: readonly PaymentOrderRow[]): number {
  return orders.reduce((sum, { amountYen }) => sum + amountYen, 0);
}

function nameOf({ number, version, attempt }: Pick<PaymentOrderRow, 'number' | 'version' | 'attempt'>): string {
  return `${number}-${version}-${attempt}`;
}

function unknown(what: string) {
  return apiError('PAYMENT_UNKNOWN', what, 'See the list of payments. Nothing was booked.');
}

function invalid(what: string) {
  return apiError('PAYMENT_RESULT_INVALID', what, 'Hold it against the bank statement. Nothing was booked.');
}

function differs(order: PaymentOrderRow) {
  const { state, settledDay } = order;
  return apiError(
    'PAYMENT_RESULT_DIFFERS',
    `${nameOf(order)} is booked as ${state}${settledDay === null ? '' : ` on ${settledDay}`}.`,
    'Find out which of the two holds; what came in twice is paidTwice. Nothing was booked.',
    { number: order.number },
  );
}
