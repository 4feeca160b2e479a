import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { type EntityManager, In } from 'typeorm';
import { type OriginWish, wishOfMode } from '#bidding';
import { isMemberAt, type Membership, nextSlot, overlap } from '#joining';
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

/** What the caller states to register a participant; what it wants of the energy's origin is its mode's wish if left out. */
export interface NewParticipant
  extends Omit<Participant, 'joinedAtMs' | keyof Membership | 'leftAtMs' | keyof OriginWish>,
    Partial<OriginWish> {
  /** Where its membership begins; left out: with the next half hour. */
  readonly fromSlot?: number;
}

/** What a resident may change: おまかせ設定. */
export type AgentSettings = Pick<
  Participant,
  'mode' | 'minSellPriceSen' | 'maxBuyPriceSen' | 'automatic' | keyof OriginWish
>;

/** The participants of the area, kept in memory: every order and reading asks for one. */
@Injectable()
export class ParticipantsService implements OnModuleInit {
  readonly #byId = new Map<string, Participant>();
  /** Members of each meter, the earliest first; their memberships do not overlap. */
  readonly #byMeter = new Map<string, Participant[]>();
  readonly #pseudonyms: PseudonymsKept;
  readonly #claimAccounts = new Map<string, string>();
  /** Whose claim account is not stored yet. */
  readonly #unclaimed = new Set<string>();
  #registering: Promise<unknown> = Promise.resolve();
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
  register(
    newcomers: readonly NewParticipant[],
    within: (manager: EntityManager) => Promise<void> = async () => {},
  ): Promise<void> {
    // One call at a time: what is free is looked up in memory.
    const result = this.#registering.then(() => this.#register(newcomers, within));
    this.#registering = result.catch(() => undefined);
    return result;
  }

  async #register(
    newcomers: readonly NewParticipant[],
    within: (manager: EntityManager) => Promise<void>,
  ): Promise<void> {
    const joinedAtMs = this.clock.nowMs();
    const rows = newcomers.map(({ fromSlot = nextSlot(joinedAtMs), ...newcomer }) =>
      Object.assign(new Participant(), wishOfMode(newcomer.mode), newcomer, {
        ...{ joinedAtMs, fromSlot, untilSlot: null, leftAtMs: null },
      }),
    );
    this.#assertFree(rows);
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

  /** Whether a newcomer's id or meter is another's already; a meter, at any time from its first slot on. */
  isTaken({ participantId, meterId, fromSlot }: Pick<Participant, 'participantId' | 'meterId' | 'fromSlot'>) {
    const newcomer = { fromSlot, untilSlot: null };
    return {
      participantId: this.#byId.has(participantId),
      meterId: this.#byMeter.get(meterId)?.some((other) => overlap(other, newcomer)) ?? false,
    };
  }

  #assertFree(rows: readonly Participant[]): void {
    const ids = new Set<string>();
    const meters = new Set<string>();
    for (const row of rows) {
      const { participantId, meterId } = row;
      if (this.#byId.has(participantId) || ids.has(participantId)) {
        const what = `Participant ${participantId} is already registered.`;
        throw apiError('PARTICIPANT_DUPLICATE', what, 'Choose another id.', { participantId });
      }
      if (meters.has(meterId) || this.#byMeter.get(meterId)?.some((other) => overlap(other, row))) {
        const what = `Meter ${meterId} belongs to another participant at that time.`;
        throw apiError('METER_DUPLICATE', what, 'Check the meter id, or when the other one leaves.', { meterId });
      }
      ids.add(participantId);
      meters.add(meterId);
    }
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

  /** Who takes part in a slot: whose orders, readings and postings it has. */
  members(slot: number): Participant[] {
    return this.all().filter((participant) => isMemberAt(participant, slot));
  }

  /** @throws IchienError PARTICIPANT_UNKNOWN */
  get(participantId: string): Participant {
    const participant = this.#byId.get(participantId);
    if (participant === undefined) throw participantUnknown(participantId);
    return participant;
  }

  /** Who takes part in a slot with a meter. */
  memberAt(meterId: string, slot: number): Participant | undefined {
    return this.#byMeter.get(meterId)?.find((participant) => isMemberAt(participant, slot));
  }

  /** Whose a meter is or was, the earliest first. @throws IchienError METER_UNKNOWN */
  ofMeter(meterId: string): readonly Participant[] {
    const participants = this.#byMeter.get(meterId);
    if (participants === undefined) throw meterUnknown(meterId);
    return participants;
  }

  /** @throws IchienError METER_UNKNOWN, if nobody takes part with a meter now or later */
  assertHeld(meterId: string): void {
    const now = nextSlot(this.clock.nowMs());
    if (!this.ofMeter(meterId).some(({ untilSlot }) => untilSlot === null || untilSlot > now))
      throw meterUnknown(meterId);
  }

  /**
   * Whose a stored reading is. One from before memberships were dated may lie outside of all: it stays whose it was settled for,
   * the meter's first.
   *
   * @throws IchienError METER_UNKNOWN
   */
  ofReading(meterId: string, slot: number): Participant {
    return this.memberAt(meterId, slot) ?? this.ofMeter(meterId)[0]!;
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

  /** Takes no order of a participant any more, from now on. The first step of leaving. @throws IchienError PARTICIPANT_UNKNOWN */
  async stopOrders(participantId: string): Promise<void> {
    const participant = this.get(participantId);
    const change = { leftAtMs: participant.leftAtMs ?? this.clock.nowMs(), automatic: false };
    await this.database.transaction((manager) => manager.update(Participant, { participantId }, change));
    Object.assign(participant, change);
  }

  /**
   * Takes no order of a participant for a slot or later, though it stays a member until then. Only remembered, until
   * {@link endWithin} states the end. @returns takes it back
   */
  holdEnd(participantId: string, untilSlot: number): () => void {
    const participant = this.get(participantId);
    const before = participant.untilSlot;
    participant.untilSlot = untilSlot;
    return () => {
      participant.untilSlot = before;
    };
  }

  /**
   * Ends a membership. Part of a transaction; call the answer once that is committed.
   *
   * @param untilSlot behind all that it has traded, and not before the next half hour: what has passed never changes
   */
  async endWithin(manager: EntityManager, participantId: string, untilSlot: number): Promise<() => void> {
    await manager.update(Participant, { participantId }, { untilSlot });
    return () => {
      this.get(participantId).untilSlot = untilSlot;
    };
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
    const others = this.#byMeter.get(row.meterId) ?? [];
    this.#byMeter.set(
      row.meterId,
      [...others, row].sort((a, b) => a.fromSlot - b.fromSlot),
    );
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
