import { Inject, Injectable } from '@nestjs/common';
import { DEBIT_DECISIONS, type DebitDecision } from '#formats';
import { Clock } from '../clock/clock.js';
import { API_CONFIG, type ApiConfig } from '../config.js';
import { Database } from '../database/database.js';
import { apiError } from '../errors.js';
import { BillingContractRow, PaymentOrderRow } from './billing.entities.js';
import { BillingAccountsService } from './billing-accounts.service.js';
import { PaymentDecisionRow } from './payment-decision.entity.js';

/** What is to become of a collection that failed. */
export interface PaymentDecision extends Pick<PaymentOrderRow, 'number' | 'version' | 'attempt'> {
  readonly decision: DebitDecision;
  readonly reason: string;
}

/** Takes what staff decide about collections that failed: the bank was asked, the household was. Each stays, with who and why. */
@Injectable()
export class PaymentDecisionsService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly accounts: BillingAccountsService,
    @Inject(API_CONFIG) private readonly config: ApiConfig,
  ) {}

  /**
   * Stores a decision and what follows from it. Who pays by slip from now on does so in the billing account too.
   *
   * @throws IchienError PAYMENT_UNKNOWN; PAYMENT_NOT_FAILED if it is no collection, or none that waits; BILLING_ACCOUNT_UNKNOWN
   */
  async decide({ number, version, attempt, decision, reason }: PaymentDecision, accountId: string): Promise<void> {
    const { areaId } = this.config;
    const key = { areaId, number, version, attempt };
    await this.database.transaction(async (manager) => {
      await this.database.lock(manager, BillingContractRow, PaymentOrderRow);
      const order = await manager.findOneBy(PaymentOrderRow, key);
      if (order === null) {
        throw apiError('PAYMENT_UNKNOWN', `There is no payment ${number}-${version}-${attempt}.`, 'See the list.');
      }
      if (order.way !== 'debit' || order.state !== 'failed') {
        throw apiError(
          'PAYMENT_NOT_FAILED',
          `${number}-${version}-${attempt}, to be paid by ${order.way}, is ${order.state}.`,
          'Decide only about collections that failed and are not asked for again.',
          { number },
        );
      }
      if (decision === 'paysBySlip') await this.accounts.payBySlip(manager, order.participantId);
      await manager.update(PaymentOrderRow, key, { nextStep: DEBIT_DECISIONS[decision] });
      const decided = { decision, reason, decidedBy: accountId, decidedAtMs: this.clock.nowMs() };
      await manager.insert(PaymentDecisionRow, { ...key, ...decided });
    });
  }
}
