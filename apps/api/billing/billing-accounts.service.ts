import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { assertRegistrationNumber } from '#billing';
import { DEFAULT_ZENGIN_SETTINGS, printDebits, printTransfers } from '#formats';
import { tariffOf } from '#tariff';
import { Clock } from '../clock/clock.js';
import { Database } from '../database/database.js';
import { apiError } from '../errors.js';
import { ParticipantsService } from '../participants/participants.service.js';
import { billingAccountPlace, Secrets } from '../secrets.js';
import { BillingAccountRow } from './billing.entities.js';
import { type BillingAccount, payeeOf } from './billing-account.js';

/** Most accounts of one call. */
export const MAX_ACCOUNTS_A_CALL = 1000;

/** An account and whose it is. */
export interface OwnedAccount {
  readonly participantId: string;
  readonly account: BillingAccount;
}

/** Keeps whom statements are for and how they are paid. What a statement was priced by stands with the statement. */
@Injectable()
export class BillingAccountsService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly participants: ParticipantsService,
    private readonly secrets: Secrets,
  ) {}

  /**
   * Stores accounts, all or none, in place of what was known. What no bank file could hold is refused here and not at the
   * end of the month.
   *
   * @throws IchienError PARTICIPANT_UNKNOWN, TARIFF_UNKNOWN, ZENGIN_VALUE_INVALID, REGISTRATION_NUMBER_INVALID
   */
  async store(owned: readonly OwnedAccount[]): Promise<void> {
    for (const { participantId, account } of owned) {
      this.participants.get(participantId);
      tariffOf(account.tariffId);
      if (account.registrationNumber !== null) assertRegistrationNumber(account.registrationNumber, account.isPerson);
      assertPayable(participantId, account);
    }
    const changedAtMs = this.clock.nowMs();
    const rows = owned.map(({ participantId, account }) => ({
      participantId,
      terms: this.secrets.seal(JSON.stringify(account), billingAccountPlace(participantId)),
      changedAtMs,
    }));
    await this.database.transaction((manager) => manager.save(BillingAccountRow, rows, { chunk: 500 }));
  }

  /** @throws IchienError PARTICIPANT_UNKNOWN, BILLING_ACCOUNT_UNKNOWN */
  async get(participantId: string): Promise<BillingAccount> {
    this.participants.get(participantId);
    const row = await this.database.read((manager) => manager.findOneBy(BillingAccountRow, { participantId }));
    if (row === null) {
      throw apiError(
        'BILLING_ACCOUNT_UNKNOWN',
        `${participantId} has no billing account.`,
        'Store one first: without it no statement can be sent.',
        { participantId },
      );
    }
    return this.#open(row);
  }

  /** Those of some participants that have one. */
  async of(manager: EntityManager, participantIds: readonly string[]): Promise<OwnedAccount[]> {
    const known = await this.all(manager);
    return participantIds.flatMap((participantId) => {
      const account = known.get(participantId);
      return account === undefined ? [] : [{ participantId, account }];
    });
  }

  /** All accounts by participant. */
  async all(manager: EntityManager): Promise<Map<string, BillingAccount>> {
    const rows = await manager.find(BillingAccountRow, { order: { participantId: 'ASC' } });
    return new Map(rows.map((row) => [row.participantId, this.#open(row)]));
  }

  #open({ participantId, terms }: BillingAccountRow): BillingAccount {
    return JSON.parse(this.secrets.open(terms, billingAccountPlace(participantId)));
  }
}

/** A Tuesday: any bank day serves to try an account out. */
const TRIAL_DAY = '2026-09-01';

/** Tries both bank files with the account. */
function assertPayable(participantId: string, account: BillingAccount): void {
  const payee = payeeOf(account);
  const { holderKana } = payee;
  const requester = {
    code: '0000000000',
    name: 'ICHIEN',
    day: TRIAL_DAY,
    account: { ...payee.account, accountType: 'ordinary' as const },
  };
  const payment = { account: payee.account, amountYen: 1, novelty: 'other' as const };
  const file = `the account of ${participantId}`;
  const transfer = { ...payment, payeeName: holderKana, customerCode1: '', customerCode2: '', edi: '' };
  printTransfers({ requester, transfers: [transfer] }, DEFAULT_ZENGIN_SETTINGS, file);
  const debit = { ...payment, payerName: holderKana, customerNumber: '1' };
  printDebits({ requester, debits: [debit] }, DEFAULT_ZENGIN_SETTINGS, file);
}
