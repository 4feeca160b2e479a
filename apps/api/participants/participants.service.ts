import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { isMemberAt, type Membership, nextSlot, overlap } from '#joining';
import { claimAccountOf, pseudonymOf, slotKeyOf } from '#ledger';
import { Clock } from '../clock/clock.js';
import { API_CONFIG, type ApiConfig } from '../config.js';
import { Database, insertRows } from '../database/database.js';
import { apiError } from '../errors.js';
import { householdKeyPlace, Secrets } from '../secrets.js';
import { Participant } from './participant.entity.js';
import { meterUnknown, participantUnknown } from './participant-unknown.js';

/** What the caller states to register a participant. */
export interface NewParticipant extends Omit<Participant, 'joinedAtMs' | keyof Membership | 'leftAtMs'> {
  /** Where its membership begins; left out: with the next half hour. */
  readonly fromSlot?: number;
}

/** What a resident may change: おまかせ設定. */
export type AgentSettings = Pick<Participant, 'mode' | 'minSellPriceSen' | 'maxBuyPriceSen' | 'automatic'>;

/** The participants of the area, kept in memory: every order and reading asks for one. */
@Injectable()
export class ParticipantsService implements OnModuleInit {
  readonly #byId = new Map<string, Participant>();
  /** Members of each meter, the earliest first; their memberships do not overlap. */
  readonly #byMeter = new Map<string, Participant[]>();
  readonly #pseudonyms = new Map<number, SlotPseudonyms>();
  readonly #claimAccounts = new Map<string, string>();
  #registering: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly secrets: Secrets,
    @Inject(API_CONFIG) private readonly config: ApiConfig,
  ) {}

  async onModuleInit(): Promise<void> {
    const rows = await this.database.read((manager) => manager.find(Participant, { order: { participantId: 'ASC' } }));
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
      Object.assign(new Participant(), newcomer, { joinedAtMs, fromSlot, untilSlot: null, leftAtMs: null }),
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

  /** Who is who in a slot. Kept for the slots in use, which are few. */
  pseudonymsOf(slot: number): SlotPseudonyms {
    let pseudonyms = this.#pseudonyms.get(slot);
    if (pseudonyms === undefined) {
      pseudonyms = new SlotPseudonyms(this.config.areaId, slot, this);
      this.#pseudonyms.set(slot, pseudonyms);
      if (this.#pseudonyms.size > MAX_SLOTS_KEPT) this.#pseudonyms.delete(this.#pseudonyms.keys().next().value!);
    }
    return pseudonyms;
  }

  /** The account that may take the participant's allocations on chain, derived once. @throws IchienError PARTICIPANT_UNKNOWN */
  claimAccountOf(participantId: string): string {
    let account = this.#claimAccounts.get(participantId);
    if (account === undefined) {
      const participant = this.get(participantId);
      if (isErased(participant)) throw participantErased(participantId);
      account = claimAccountOf(Buffer.from(participant.householdKey, 'hex'));
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
   * Destroys a participant's key: what is on record under its pseudonyms means nobody any more. Part of a transaction; call
   * the answer once that is committed.
   */
  async eraseWithin(manager: EntityManager, participantId: string): Promise<() => void> {
    const erased = { householdKey: '', automatic: false };
    await manager.update(Participant, { participantId }, erased);
    return () => {
      Object.assign(this.get(participantId), erased);
      this.#claimAccounts.delete(participantId);
      this.#pseudonyms.clear();
    };
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
  }
}

/** True once the participant's key is destroyed. */
function isErased({ householdKey }: Participant): boolean {
  return householdKey === '';
}

function participantErased(participantId: string) {
  return apiError(
    'PARTICIPANT_ERASED',
    `The key of ${participantId} is destroyed.`,
    'Its leaves cannot be made again; use evidence that was handed out before.',
    { participantId },
  );
}

/** Slots whose pseudonyms stay in memory: open books (about 52) and the ones being settled. */
const MAX_SLOTS_KEPT = 128;

/** A household in one slot. */
export interface SlotHousehold {
  /** Its name there, 32 hex digits. */
  readonly pseudonym: string;
  /** The key that its salts come from, 64 hex digits. */
  readonly slotKey: string;
}

/** Who is who in one slot: participants and their pseudonyms, both ways. Derived when first asked for. */
export class SlotPseudonyms {
  readonly #households = new Map<string, SlotHousehold>();
  readonly #participants = new Map<string, string>();

  constructor(
    private readonly areaId: number,
    private readonly slot: number,
    private readonly service: ParticipantsService,
  ) {}

  /** The participant's name in this slot, 32 hex digits. @throws IchienError PARTICIPANT_UNKNOWN, PARTICIPANT_ERASED */
  of(participantId: string): string {
    return this.householdOf(participantId).pseudonym;
  }

  /** {@link of}; undefined for one that was erased. */
  find(participantId: string): string | undefined {
    return isErased(this.service.get(participantId)) ? undefined : this.of(participantId);
  }

  /** The participant's name and key in this slot. @throws IchienError PARTICIPANT_UNKNOWN, PARTICIPANT_ERASED */
  householdOf(participantId: string): SlotHousehold {
    let household = this.#households.get(participantId);
    if (household === undefined) {
      const participant = this.service.get(participantId);
      if (isErased(participant)) throw participantErased(participantId);
      const slotKey = Buffer.from(slotKeyOf(Buffer.from(participant.householdKey, 'hex'), this.areaId, this.slot));
      household = { pseudonym: pseudonymOf(slotKey), slotKey: slotKey.toString('hex') };
      this.#households.set(participantId, household);
      this.#participants.set(household.pseudonym, participantId);
    }
    return household;
  }

  /** The participant behind a pseudonym. @throws IchienError PARTICIPANT_UNKNOWN */
  participantOf(pseudonym: string): string {
    if (!this.#participants.has(pseudonym)) {
      // After a restart only the journal's pseudonyms are known: name everybody once.
      for (const participant of this.service.all()) if (!isErased(participant)) this.of(participant.participantId);
    }
    const participantId = this.#participants.get(pseudonym);
    if (participantId === undefined) {
      throw apiError(
        'PARTICIPANT_UNKNOWN',
        `${pseudonym} stands for no participant of this slot.`,
        'Check the household keys.',
        {
          pseudonym,
        },
      );
    }
    return participantId;
  }
}
