import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { type EntityManager, In } from 'typeorm';
import { claimAccountOf, KEY_BYTES } from '#ledger';
import { Clock } from '../clock/clock.js';
import { API_CONFIG, type ApiConfig } from '../config.js';
import { Database, insertRows } from '../database/database.js';
import { apiError } from '../errors.js';
import { claimAccountPlace, householdKeyPlace, Secrets } from '../secrets.js';
import { ClaimAccountRow } from './claim-account.entity.js';
import { deriveClaimAccounts } from './derive-claim-accounts.js';
import { isErased, Participant } from './participant.entity.js';
import { meterUnknown, participantUnknown } from './participant-unknown.js';
import { PseudonymsKept, type SlotPseudonyms } from './slot-pseudonyms.js';

/** What the caller states to register a participant. */
export type NewParticipant = Omit<Participant, 'joinedAtMs'>;

/** What a resident may change: おまかせ設定. */
export type AgentSettings = Pick<Participant, 'mode' | 'minSellPriceSen' | 'maxBuyPriceSen' | 'automatic'>;

/** The participants of the area, kept in memory: every order and reading asks for one. */
@Injectable()
export class ParticipantsService implements OnModuleInit {
  readonly #byId = new Map<string, Participant>();
  readonly #byMeter = new Map<string, Participant>();
  readonly #pseudonyms: PseudonymsKept;
  readonly #claimAccounts = new Map<string, string>();
  /** Whose claim account is not stored yet. */
  readonly #unclaimed = new Set<string>();
  #derivingAccounts: Promise<void> | undefined;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly secrets: Secrets,
    @Inject(API_CONFIG) config: ApiConfig,
  ) {
    this.#pseudonyms = new PseudonymsKept(config.areaId, this);
  }

  async onModuleInit(): Promise<void> {
    const [rows, accounts] = await this.database.read(async (manager) => [
      await manager.find(Participant, { order: { participantId: 'ASC' } }),
      await manager.find(ClaimAccountRow),
    ]);
    for (const { participantId, account } of accounts) {
      this.#claimAccounts.set(participantId, this.secrets.open(account, claimAccountPlace(participantId)));
    }
    for (const row of rows) {
      if (!isErased(row)) row.householdKey = this.secrets.open(row.householdKey, householdKeyPlace(row.participantId));
      this.#remember(row);
    }
  }

  /**
   * Registers participants, all or none.
   *
   * @param within done in the same transaction: if it fails, nobody is registered
   * @throws IchienError PARTICIPANT_DUPLICATE, METER_DUPLICATE
   */
  async register(
    newcomers: readonly NewParticipant[],
    within: (manager: EntityManager) => Promise<void> = async () => {},
  ): Promise<void> {
    const ids = new Set<string>();
    const meters = new Set<string>();
    for (const { participantId, meterId } of newcomers) {
      if (this.#byId.has(participantId) || ids.has(participantId)) {
        throw apiError(
          'PARTICIPANT_DUPLICATE',
          `Participant ${participantId} is already registered.`,
          'Choose another id.',
          {
            participantId,
          },
        );
      }
      if (this.#byMeter.has(meterId) || meters.has(meterId)) {
        throw apiError('METER_DUPLICATE', `Meter ${meterId} already belongs to a participant.`, 'Check the meter id.', {
          meterId,
        });
      }
      ids.add(participantId);
      meters.add(meterId);
    }
    const rows = newcomers.map((newcomer) =>
      Object.assign(new Participant(), newcomer, { joinedAtMs: this.clock.nowMs() }),
    );
    await this.database.transaction(async (manager) => {
      await insertRows(
        manager,
        Participant,
        rows.map((row) => this.#sealed(row)),
      );
      await within(manager);
    });
    for (const row of rows) this.#remember(row);
  }

  /** Changes what the participant's agent may do. @throws IchienError PARTICIPANT_UNKNOWN */
  async change(participantId: string, settings: AgentSettings): Promise<void> {
    const participant = this.get(participantId);
    await this.database.transaction((manager) => manager.update(Participant, { participantId }, settings));
    Object.assign(participant, settings);
  }

  /** All participants, in the order in which they registered. */
  all(): Participant[] {
    return [...this.#byId.values()];
  }

  /** How many had joined by an instant: so many readings are expected of a slot that ends then. */
  countAt(atMs: number): number {
    return this.all().filter((participant) => participant.joinedAtMs <= atMs && !isErased(participant)).length;
  }

  /** @throws IchienError PARTICIPANT_UNKNOWN */
  get(participantId: string): Participant {
    const participant = this.#byId.get(participantId);
    if (participant === undefined) throw participantUnknown(participantId);
    return participant;
  }

  /** The participant whose meter it is. @throws IchienError METER_UNKNOWN */
  ofMeter(meterId: string): Participant {
    const participant = this.#byMeter.get(meterId);
    if (participant === undefined) throw meterUnknown(meterId);
    return participant;
  }

  /** Who is who in a slot. */
  pseudonymsOf(slot: number): SlotPseudonyms {
    return this.#pseudonyms.ofSlot(slot);
  }

  /** The participant's key, 32 bytes. @throws IchienError PARTICIPANT_UNKNOWN, PARTICIPANT_ERASED */
  keyOf(participantId: string): Uint8Array {
    const participant = this.get(participantId);
    if (isErased(participant)) throw participantErased(participantId);
    return Buffer.from(participant.householdKey, 'hex');
  }

  /** The account that may take the participant's allocations on chain. @throws IchienError PARTICIPANT_UNKNOWN, PARTICIPANT_ERASED */
  claimAccountOf(participantId: string): string {
    let account = this.#claimAccounts.get(participantId);
    if (account === undefined) {
      account = claimAccountOf(this.keyOf(participantId));
      this.#claimAccounts.set(participantId, account);
    }
    return account;
  }

  /**
   * Derives and stores the claim accounts that are not stored yet: those of newcomers, or once of everybody. Before a settlement and
   * outside its transaction, so that neither it nor the exchange waits for a ward's. A call during another joins it.
   */
  deriveClaimAccounts(): Promise<void> {
    this.#derivingAccounts ??= this.#deriveClaimAccounts().finally(() => {
      this.#derivingAccounts = undefined;
    });
    return this.#derivingAccounts;
  }

  /**
   * Destroys a participant's key: what is on record under its pseudonyms means nobody any more. Part of a transaction; call
   * the answer once that is committed.
   */
  async eraseWithin(manager: EntityManager, participantId: string): Promise<() => void> {
    const erased = { householdKey: '', automatic: false };
    await manager.update(Participant, { participantId }, erased);
    await manager.delete(ClaimAccountRow, { participantId });
    return () => {
      Object.assign(this.get(participantId), erased);
      this.#claimAccounts.delete(participantId);
      this.#unclaimed.delete(participantId);
      this.#pseudonyms.clear();
    };
  }

  async #deriveClaimAccounts(): Promise<void> {
    const missing = [...this.#unclaimed];
    if (missing.length === 0) return;
    const keys = Buffer.alloc(KEY_BYTES * missing.length);
    for (const [at, participantId] of missing.entries()) keys.set(this.keyOf(participantId), KEY_BYTES * at);
    let done = 0;
    for await (const accounts of deriveClaimAccounts(keys)) {
      const batch = accounts.map((account, at) => ({ participantId: missing[done + at]!, account }));
      done += accounts.length;
      await this.#storeClaimAccounts(batch);
    }
  }

  /** Who was erased meanwhile is left out: nothing of its key is to stay. */
  async #storeClaimAccounts(derived: readonly ClaimAccountRow[]): Promise<void> {
    await this.database.transaction(async (manager) => {
      const participantId = In(derived.map((row) => row.participantId));
      const erased = await manager.find(Participant, { where: { participantId, householdKey: '' } });
      const erasedIds = new Set(erased.map((row) => row.participantId));
      const held = derived.filter((row) => !erasedIds.has(row.participantId));
      const rows = held.map(({ participantId, account }) => {
        return { participantId, account: this.secrets.seal(account, claimAccountPlace(participantId)) };
      });
      await insertRows(manager, ClaimAccountRow, rows);
    });
    for (const { participantId, account } of derived) {
      if (this.#unclaimed.delete(participantId)) this.#claimAccounts.set(participantId, account);
    }
  }

  /** As the database has it. */
  #sealed(row: Participant): Participant {
    return { ...row, householdKey: this.secrets.seal(row.householdKey, householdKeyPlace(row.participantId)) };
  }

  #remember(row: Participant): void {
    this.#byId.set(row.participantId, row);
    this.#byMeter.set(row.meterId, row);
    if (!isErased(row) && !this.#claimAccounts.has(row.participantId)) this.#unclaimed.add(row.participantId);
  }
}

function participantErased(participantId: string) {
  return apiError(
    'PARTICIPANT_ERASED',
    `The key of ${participantId} is destroyed.`,
    'Its leaves cannot be made again; use evidence that was handed out before.',
    { participantId },
  );
}
