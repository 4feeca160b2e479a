import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { assertRegistrationNumber, assertText, type ContractsView, contractAt } from '#billing';
import { dayOf, slotAt } from '#energy';
import { DEFAULT_ZENGIN_SETTINGS, printDebits, printTransfers } from '#formats';
import { assertContract } from '#tariff';
import { Clock } from '../clock/clock.js';
import { Database } from '../database/database.js';
import { apiError } from '../errors.js';
import { ParticipantsService } from '../participants/participants.service.js';
import { TariffsService } from '../rules/tariffs.service.js';
import { billingAccountPlace, Secrets } from '../secrets.js';
import { BillingAccountRow, BillingContractRow } from './billing.entities.js';
import { type BillingAccount, maskedAccount, type Payer, payeeOf, payerOf } from './billing-account.js';
import {
  type BillingContract,
  contractOf,
  type DatedContracts,
  parseContract,
  supplyContractOf,
} from './billing-contract.js';
import { beginOf, contractsOf, contractsViewOf, type HouseholdMonths, lastStatedMonths } from './billing-contracts.js';
import { inNameOf } from './in-name-of.js';

/** Most accounts of one call. */
export const MAX_ACCOUNTS_A_CALL = 1000;

/** An account and whose it is. */
export interface OwnedAccount {
  readonly participantId: string;
  readonly account: BillingAccount;
  /** First month of its contract, if it is to be another than `beginOf` takes. */
  readonly fromMonth?: string;
}

/** Keeps whom statements are for and how they are paid: names and bank accounts as of now, contracts by month (decision 56). */
@Injectable()
export class BillingAccountsService implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly participants: ParticipantsService,
    private readonly tariffs: TariffsService,
    private readonly secrets: Secrets,
  ) {}

  /** Moves the contracts of earlier releases out of the sealed accounts: they hold since the household takes part. */
  async onModuleInit(): Promise<void> {
    await this.database.transaction(async (manager) => {
      const rows = await manager.find(BillingAccountRow, { order: { participantId: 'ASC' } });
      for (const row of rows) {
        const stored = this.#open(row) as BillingAccount;
        if (stored.tariffId === undefined) continue;
        const { participantId, changedAtMs } = row;
        const known = this.participants.all().find((each) => each.participantId === participantId);
        const fromMonth = dayOf(known?.fromSlot ?? 0).slice(0, 7);
        const contract = JSON.stringify(parseContract(stored));
        await manager.insert(BillingContractRow, { participantId, fromMonth, contract, enteredAtMs: changedAtMs });
        await manager.save(BillingAccountRow, { ...this.#rowOf(participantId, payerOf(stored)), changedAtMs });
      }
    });
  }

  /**
   * Stores accounts, all or none: names and bank accounts in place of what was known, contracts from a month on. What no bank file
   * could hold, no statement print and no month be priced by is refused here and not at the end of the month.
   *
   * @throws IchienError PARTICIPANT_UNKNOWN; of what is wrong with the account, naming the participant: TARIFF_UNKNOWN,
   * CONTRACT_INVALID with the field, LEVY_REDUCTION_INVALID, RATE_UNKNOWN, CONTRACT_MONTH_INVALID, CONTRACT_LIMIT_REACHED, TEXT_INVALID,
   * ZENGIN_VALUE_INVALID, REGISTRATION_NUMBER_INVALID
   */
  async store(owned: readonly OwnedAccount[]): Promise<void> {
    for (const { participantId, account } of owned) {
      this.participants.get(participantId);
      inNameOf(participantId, () => assertPayer(participantId, account));
    }
    const payers = owned.map(({ participantId, account }) => this.#rowOf(participantId, payerOf(account)));
    await this.database.transaction(async (manager) => {
      await this.database.lock(manager, BillingContractRow);
      const contracts = new Map(await contractsOf(manager));
      const stated = await lastStatedMonths(manager);
      const rows: Omit<BillingContractRow, 'entry'>[] = [];
      for (const { participantId, account, fromMonth } of owned) {
        const known = contracts.get(participantId) ?? [];
        const contract = contractOf(account);
        const months = this.#monthsOf(participantId, stated.get(participantId));
        const begin = inNameOf(participantId, () => {
          const month = beginOf(known, contract, fromMonth, months);
          if (month !== undefined)
            assertContract(this.tariffs.of(contract.tariffId), supplyContractOf(contract), month);
          for (const { labelJa } of contract.discounts) assertText('discounts.labelJa', labelJa);
          return month;
        });
        if (begin === undefined) continue;
        const enteredAtMs = this.clock.nowMs();
        contracts.set(participantId, [...known, { fromMonth: begin, contract, enteredAtMs }]);
        rows.push({ participantId, fromMonth: begin, contract: JSON.stringify(contract), enteredAtMs });
      }
      await manager.save(BillingAccountRow, payers, { chunk: 500 });
      await manager.insert(BillingContractRow, rows);
    });
  }

  /** The account as it is now, or with its first contract if that is still to come. @throws IchienError PARTICIPANT_UNKNOWN, BILLING_ACCOUNT_UNKNOWN */
  async get(participantId: string): Promise<BillingAccount> {
    this.participants.get(participantId);
    return this.database.read((manager) => this.#get(manager, participantId));
  }

  /** A participant's contracts, as they were entered. @throws IchienError PARTICIPANT_UNKNOWN */
  async contracts(participantId: string): Promise<ContractsView<BillingContract>> {
    return this.database.read(async (manager) => {
      const stated = await lastStatedMonths(manager, participantId);
      const months = this.#monthsOf(participantId, stated.get(participantId));
      return contractsViewOf((await contractsOf(manager, participantId)).get(participantId) ?? [], months);
    });
  }

  /**
   * Lets a participant pay by slip from this month on, whatever is entered for months to come.
   *
   * @param manager of a transaction that has locked the contracts (`Database.lock`)
   * @throws IchienError BILLING_ACCOUNT_UNKNOWN
   */
  async payBySlip(manager: EntityManager, participantId: string): Promise<void> {
    await this.#get(manager, participantId);
    const known = (await contractsOf(manager, participantId)).get(participantId)!;
    const thisMonth = this.#thisMonth();
    const begins = new Set([
      thisMonth,
      ...known.map(({ fromMonth }) => fromMonth).filter((month) => month > thisMonth),
    ]);
    const enteredAtMs = this.clock.nowMs();
    for (const fromMonth of begins) {
      const standing = contractAt(known, fromMonth);
      if (standing === undefined || standing.contract.payBy === 'invoice') continue;
      const contract = JSON.stringify({ ...standing.contract, payBy: 'invoice' } satisfies BillingContract);
      await manager.insert(BillingContractRow, { participantId, fromMonth, contract, enteredAtMs });
    }
  }

  /** Those of some participants that have one, with all their contracts. */
  async of(manager: EntityManager, participantIds: readonly string[]) {
    const known = await this.all(manager);
    const contracts = await contractsOf(manager);
    return participantIds.flatMap((participantId) => {
      const account = known.get(participantId);
      return account === undefined ? [] : [{ participantId, account, contracts: contracts.get(participantId) }];
    });
  }

  /**
   * All accounts by participant. How money is paid is a matter of now, whatever month it is for.
   *
   * @param month with the contract of this month: who has none in it is left out. Without it as {@link get}
   */
  async all(manager: EntityManager, month?: string): Promise<Map<string, BillingAccount>> {
    const rows = await manager.find(BillingAccountRow, { order: { participantId: 'ASC' } });
    const contracts = await contractsOf(manager);
    const accounts = new Map<string, BillingAccount>();
    for (const row of rows) {
      const own = contracts.get(row.participantId) ?? [];
      const now = this.#standing(own);
      const then = month === undefined ? now : contractAt(own, month)?.contract;
      if (now === undefined || then === undefined) continue;
      accounts.set(row.participantId, { ...this.#open(row), ...then, payBy: now.payBy });
    }
    return accounts;
  }

  async #get(manager: EntityManager, participantId: string): Promise<BillingAccount> {
    const row = await manager.findOneBy(BillingAccountRow, { participantId });
    const contract = this.#standing((await contractsOf(manager, participantId)).get(participantId) ?? []);
    if (row === null || contract === undefined) throw unknownAccount(participantId);
    return { ...this.#open(row), ...contract };
  }

  /** The contract of this month; before it begins, the first one. */
  #standing(entered: DatedContracts): BillingContract | undefined {
    return (contractAt(entered, this.#thisMonth()) ?? entered[0])?.contract;
  }

  #monthsOf(participantId: string, lastStatedMonth: string | undefined): HouseholdMonths {
    const joinedMonth = dayOf(this.participants.get(participantId).fromSlot).slice(0, 7);
    return { participantId, joinedMonth, lastStatedMonth, thisMonth: this.#thisMonth() };
  }

  #thisMonth(): string {
    return dayOf(slotAt(this.clock.nowMs())).slice(0, 7);
  }

  #rowOf(participantId: string, payer: Payer): BillingAccountRow {
    const terms = this.secrets.seal(JSON.stringify(payer), billingAccountPlace(participantId));
    return { participantId, terms, changedAtMs: this.clock.nowMs() };
  }

  #open({ participantId, terms }: BillingAccountRow): Payer {
    return JSON.parse(this.secrets.open(terms, billingAccountPlace(participantId)));
  }
}

function unknownAccount(participantId: string) {
  return apiError(
    'BILLING_ACCOUNT_UNKNOWN',
    `${participantId} has no billing account.`,
    'Store one first: without it no statement can be sent.',
    { participantId },
  );
}

/** A Tuesday: any bank day serves to try an account out. */
const TRIAL_DAY = '2026-09-01';

/** Tries both bank files with the account, and what statements print of it. */
function assertPayer(participantId: string, account: Payer): void {
  if (account.registrationNumber !== null) assertRegistrationNumber(account.registrationNumber, account.isPerson);
  assertText('nameJa', account.nameJa);
  assertText('addressJa', account.addressJa);
  maskedAccount(account);
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
