import { Inject, Injectable } from '@nestjs/common';
import { type DebitNextStep, parseDebitAnswer, reconcileDebits } from '#formats';
import { Clock } from '../clock/clock.js';
import { API_CONFIG, type ApiConfig } from '../config.js';
import { Database } from '../database/database.js';
import { apiError } from '../errors.js';
import { Secrets } from '../secrets.js';
import { customerNumberOf, debitBatch } from './bank-files.js';
import { MonthCloseRow, PaymentOrderRow } from './billing.entities.js';
import { payWithHeld } from './held-receipts.js';
import { postPayments } from './payment-ledger.js';
import { ordersToPrint } from './payment-orders.js';

/** What became of a file of collections. */
export interface DebitReceipt {
  readonly paid: number;
  readonly paidYen: number;
  readonly failed: readonly {
    readonly number: string;
    readonly version: number;
    readonly participantId: string;
    readonly amountYen: number;
    readonly result: string;
    readonly next: DebitNextStep;
  }[];
  /** True if the same answer was booked before: nothing was booked again. */
  readonly repeated: boolean;
}

/**
 * Books the bank's answers to collections: each collection has one answer, and the same answer is booked once. What failed and has been
 * paid by slip meanwhile is paid.
 */
@Injectable()
export class DebitResultsService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly secrets: Secrets,
    @Inject(API_CONFIG) private readonly config: ApiConfig,
  ) {}

  /**
   * Reads an answer, holds it against what was asked, and books it, all or nothing.
   *
   * @param run the close in whose file the collections stood
   * @throws IchienError BILLING_NOT_CONFIGURED, DEBIT_FILE_UNKNOWN; of `ZenginErrorCode` naming row and field, also for an answer
   * that differs from the one that was booked
   */
  async book(month: string, run: number, bytes: Uint8Array, file: string): Promise<DebitReceipt> {
    const { areaId, billing } = this.config;
    if (billing === undefined) {
      throw apiError('BILLING_NOT_CONFIGURED', 'There are no settings.', 'Name them in BILLING_FILE.');
    }
    return this.database.transaction(async (manager) => {
      await this.database.lock(manager, PaymentOrderRow);
      const closed = await manager.findOneBy(MonthCloseRow, { areaId, month, run });
      const orders = await ordersToPrint(manager, { areaId, month, run }, 'debit', this.secrets);
      if (closed === null || orders.length === 0) {
        throw apiError(
          'DEBIT_FILE_UNKNOWN',
          `Run ${run} of ${month} asked for no collection.`,
          'Check month and run.',
          {
            month,
            run,
          },
        );
      }
      const outcome = reconcileDebits(
        debitBatch(orders, billing),
        parseDebitAnswer(bytes, file, closed.issuedDay),
        file,
      );
      const orderOf = new Map(orders.map(({ order }) => [customerNumberOf(order), order]));
      const answers = [
        ...outcome.paid.map(({ customerNumber, result }) => ({ customerNumber, result, next: null })),
        ...outcome.failed,
      ];
      const fresh = answers.filter(({ customerNumber }) => orderOf.get(customerNumber)!.result === null);
      for (const { customerNumber, result } of answers) {
        const order = orderOf.get(customerNumber)!;
        if (order.result === null || order.result === result) continue;
        throw apiError(
          'DEBIT_RESULT_DIFFERS',
          `${customerNumber} was booked with result ${order.result}; ${file} says ${result}.`,
          'Ask the bank which of the two holds. Nothing of this file was booked.',
          { customerNumber },
        );
      }
      for (const { customerNumber, result, next } of fresh) {
        const { number, version, attempt, dueDay } = orderOf.get(customerNumber)!;
        const paid = result === '0' ? { state: 'paid' as const, settledDay: dueDay } : { state: 'failed' as const };
        await manager.update(PaymentOrderRow, { number, version, attempt }, { ...paid, result, nextStep: next });
      }
      for (const line of ['paid', 'returned'] as const) {
        const those = fresh.filter(({ result }) => (result === '0') === (line === 'paid'));
        const changed = those.map(({ customerNumber }) => orderOf.get(customerNumber)!);
        await postPayments(manager, changed, line, this.clock.nowMs());
      }
      const failed = fresh.filter(({ result }) => result !== '0');
      const covered = await payWithHeld(
        manager,
        failed.map(({ customerNumber }) => orderOf.get(customerNumber)!),
        this.clock.nowMs(),
      );
      const isCovered = new Set(covered.map(customerNumberOf));
      return {
        paid: outcome.paid.length,
        paidYen: outcome.paidYen,
        failed: outcome.failed.map(({ customerNumber, result, next }) => {
          const { number, version, participantId, amountYen } = orderOf.get(customerNumber)!;
          const step = isCovered.has(customerNumber) ? 'settled' : next;
          return { number, version, participantId, amountYen, result, next: step };
        }),
        repeated: fresh.length === 0,
      };
    });
  }
}
