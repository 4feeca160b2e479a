import { pseudonymOf, slotKeyOf } from '#ledger';
import { apiError } from '../errors.js';
import { isErased, type Participant } from './participant.entity.js';

/** Most households, over all slots, whose names stay in memory: those of a slot asked for longest ago go first. */
const MAX_HOUSEHOLDS_KEPT = 1_000_000;

/** The households that names are derived for. */
export interface Households {
  all(): Iterable<Participant>;
  /** @throws IchienError PARTICIPANT_UNKNOWN */
  get(participantId: string): Participant;
  /** @throws IchienError PARTICIPANT_UNKNOWN, PARTICIPANT_ERASED */
  keyOf(participantId: string): Uint8Array;
}

/** Who is who in one slot: participants and their pseudonyms, both ways. Derived when first asked for. */
export class SlotPseudonyms {
  readonly #pseudonyms = new Map<string, string>();
  readonly #participants = new Map<string, string>();

  constructor(
    private readonly areaId: number,
    private readonly slot: number,
    private readonly households: Households,
    private readonly grown: () => void,
  ) {}

  /** Households named so far. */
  get size(): number {
    return this.#pseudonyms.size;
  }

  /** The participant's name in this slot, 32 hex digits. @throws IchienError PARTICIPANT_UNKNOWN, PARTICIPANT_ERASED */
  of(participantId: string): string {
    let pseudonym = this.#pseudonyms.get(participantId);
    if (pseudonym === undefined) {
      pseudonym = pseudonymOf(slotKeyOf(this.households.keyOf(participantId), this.areaId, this.slot));
      this.#pseudonyms.set(participantId, pseudonym);
      this.#participants.set(pseudonym, participantId);
      this.grown();
    }
    return pseudonym;
  }

  /** {@link of}; undefined for one that was erased. */
  find(participantId: string): string | undefined {
    return isErased(this.households.get(participantId)) ? undefined : this.of(participantId);
  }

  /** The participant behind a pseudonym. @throws IchienError PARTICIPANT_UNKNOWN */
  participantOf(pseudonym: string): string {
    if (!this.#participants.has(pseudonym)) {
      // After a restart only the journal's pseudonyms are known: name everybody once.
      for (const participant of this.households.all()) {
        if (!isErased(participant)) this.of(participant.participantId);
      }
    }
    const participantId = this.#participants.get(pseudonym);
    if (participantId === undefined) {
      throw apiError(
        'PARTICIPANT_UNKNOWN',
        `${pseudonym} stands for no participant of this slot.`,
        'Check the household keys.',
        { pseudonym },
      );
    }
    return participantId;
  }
}

/**
 * Names of the slots in use, bounded by households and not by slots: fifty open books of a small community are little, and of a
 * ward gigabytes. What was dropped is derived again when it is asked for.
 */
export class PseudonymsKept {
  /** The slot asked for longest ago comes first. */
  readonly #slots = new Map<number, SlotPseudonyms>();
  #households = 0;

  constructor(
    private readonly areaId: number,
    private readonly households: Households,
    private readonly maxHouseholds = MAX_HOUSEHOLDS_KEPT,
  ) {}

  /** Households named over all slots that are kept. */
  get size(): number {
    return this.#households;
  }

  ofSlot(slot: number): SlotPseudonyms {
    const pseudonyms = this.#slots.get(slot) ?? this.#begin(slot);
    this.#slots.delete(slot);
    this.#slots.set(slot, pseudonyms);
    return pseudonyms;
  }

  clear(): void {
    this.#slots.clear();
    this.#households = 0;
  }

  #begin(slot: number): SlotPseudonyms {
    const pseudonyms: SlotPseudonyms = new SlotPseudonyms(this.areaId, slot, this.households, () => {
      if (this.#slots.get(slot) !== pseudonyms) return; // dropped, and still in somebody's hands
      this.#households++;
      if (this.#households > this.maxHouseholds) this.#dropOldest(slot);
    });
    return pseudonyms;
  }

  /** Never the slot that grows: whoever fills it needs it. So the bound is passed by one slot at most. */
  #dropOldest(growing: number): void {
    for (const [slot, pseudonyms] of this.#slots) {
      if (slot === growing) continue;
      this.#slots.delete(slot);
      this.#households -= pseudonyms.size;
      return;
    }
  }
}
