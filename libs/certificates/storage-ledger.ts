import { assertEnergyWh, assertSlot } from '#energy';
import { assertCount, assertText, certificateError } from './certificate-error.js';
import { MAX_CAPACITY_WH, MAX_CERTIFICATES_CHARGED, MAX_STORED_LOTS } from './limits.js';
import type { Certificate } from './types.js';

/** What a battery is held to. */
export interface StorageTerms {
  /** Its pseudonym. */
  readonly device: string;
  /** Of 1,000 Wh charged so many come out again, 1 to 1,000: the stated round trip, not what was measured. */
  readonly efficiencyPermille: number;
  /** Wh that it can release when full. */
  readonly capacityWh: number;
}

/** What went in during one slot. Certificates are charged whole; what is above their sum is uncertified. */
export interface Charge {
  readonly chargeId: string;
  readonly slot: number;
  readonly chargedWh: number;
  readonly certificates: readonly Certificate[];
}

/** What of a lot came out in one discharge. */
export interface DischargePart {
  readonly chargeId: string;
  /** The certificate that was charged: its attributes are those of `certifiedWh`. */
  readonly certificate?: Certificate;
  /** Thousandths of a Wh taken from what the lot had left after losses. */
  readonly takenMilliWh: number;
  /** Whole Wh that come out certified; 0 for an uncertified lot. */
  readonly certifiedWh: number;
}

/** A discharge record: `certifiedWh + uncertifiedWh = dischargedWh`. */
export interface Discharge {
  readonly dischargeId: string;
  readonly slot: number;
  readonly dischargedWh: number;
  readonly certifiedWh: number;
  readonly uncertifiedWh: number;
  /** Oldest lot first. */
  readonly parts: readonly DischargePart[];
}

/** Wh charged together that have one origin, and what is left to come out. */
interface Lot {
  readonly chargeId: string;
  readonly certificate?: Certificate;
  leftMilliWh: number;
  /** Released so far; what lapsed is not in it. */
  takenMilliWh: number;
}

/**
 * One battery's charge and discharge records, under one rule:
 *
 * - First in, first out; within a charge, its certificates in their order, then what is uncertified.
 * - A lot of c Wh holds c x efficiency, kept in thousandths of a Wh. Losses never come out.
 * - Of a certified lot come out certified the whole Wh that it has released so far; a fraction waits for the lot's next
 *   discharge and is lost with the lot. So rounding gains nothing, however often one charges or discharges.
 * - What comes out beyond that is uncertified, also what a better battery releases beyond its stated efficiency.
 * - What is above the capacity cannot be in the battery any more: it lapses, oldest first.
 *
 * The state follows from the records alone, in their order.
 */
export class StorageLedger {
  readonly #terms: StorageTerms;
  #lots: Lot[] = [];
  #lastSlot = 0;
  readonly #recordIds = new Set<string>();
  readonly #certificateIds = new Set<string>();

  /** An empty battery. @throws IchienError EFFICIENCY_INVALID, CAPACITY_INVALID, TEXT_INVALID */
  constructor(terms: StorageTerms) {
    const { device, efficiencyPermille, capacityWh } = terms;
    assertText('device', device);
    if (!Number.isInteger(efficiencyPermille) || efficiencyPermille < 1 || efficiencyPermille > 1000) {
      throw certificateError(
        'EFFICIENCY_INVALID',
        `${efficiencyPermille} of 1,000 is not an efficiency.`,
        'Give a whole number from 1 to 1,000.',
      );
    }
    if (!Number.isInteger(capacityWh) || capacityWh < 1 || capacityWh > MAX_CAPACITY_WH) {
      throw certificateError(
        'CAPACITY_INVALID',
        `${capacityWh} Wh is not a capacity.`,
        `Give whole Wh from 1 to ${MAX_CAPACITY_WH}.`,
      );
    }
    this.#terms = terms;
  }

  /** Wh that can come out: certified (fractions of a lot cut) and not. */
  get content(): { readonly certifiedWh: number; readonly uncertifiedWh: number } {
    let certifiedWh = 0;
    let totalMilliWh = 0;
    for (const lot of this.#lots) {
      certifiedWh += certifiedOf(lot, lot.leftMilliWh);
      totalMilliWh += lot.leftMilliWh;
    }
    return { certifiedWh, uncertifiedWh: Math.floor(totalMilliWh / 1000) - certifiedWh };
  }

  /**
   * Records a charge. Retiring its certificates elsewhere is the caller's work: this ledger only sees that it takes none twice.
   *
   * @throws IchienError CHARGED_ABOVE_METER if the certificates sum to more, CERTIFICATE_NOT_CHARGEABLE if one was charged before
   * or is of another slot (simultaneity: nobody charges yesterday's sun); RECORD_ID_INVALID, RECORD_OUT_OF_ORDER, INPUT_TOO_LARGE; ENERGY_INVALID, SLOT_INVALID
   */
  charge({ chargeId, slot, chargedWh, certificates }: Charge): void {
    assertEnergyWh(chargedWh);
    this.#checkRecord(chargeId, slot);
    assertCount('lots', this.#lots.length + certificates.length + 1, MAX_STORED_LOTS);
    assertCount('certificates', this.#certificateIds.size + certificates.length, MAX_CERTIFICATES_CHARGED);
    const certifiedWh = this.#checkCertificates(certificates, slot);
    if (certifiedWh > chargedWh) {
      throw certificateError(
        'CHARGED_ABOVE_METER',
        `The certificates of ${chargeId} have ${certifiedWh} Wh, the meter shows ${chargedWh} Wh.`,
        'Charge fewer certificates.',
        { chargeId, certifiedWh, chargedWh },
      );
    }
    this.#remember(chargeId, slot);
    for (const certificate of certificates) {
      this.#certificateIds.add(certificate.id);
      this.#store(chargeId, certificate.energyWh, certificate);
    }
    this.#store(chargeId, chargedWh - certifiedWh);
    this.#lapse();
  }

  /** Records a discharge and says what came out. @throws IchienError RECORD_ID_INVALID, RECORD_OUT_OF_ORDER; ENERGY_INVALID, SLOT_INVALID */
  discharge({ dischargeId, slot, dischargedWh }: Pick<Discharge, 'dischargeId' | 'slot' | 'dischargedWh'>): Discharge {
    assertEnergyWh(dischargedWh);
    this.#checkRecord(dischargeId, slot);
    this.#remember(dischargeId, slot);
    const parts = this.#take(dischargedWh * 1000);
    const certifiedWh = parts.reduce((sum, part) => sum + part.certifiedWh, 0);
    return { dischargeId, slot, dischargedWh, certifiedWh, uncertifiedWh: dischargedWh - certifiedWh, parts };
  }

  /** Takes from the oldest lots, at most what there is. */
  #take(wantedMilliWh: number): DischargePart[] {
    const parts: DischargePart[] = [];
    let missing = wantedMilliWh;
    let emptied = 0;
    for (const lot of this.#lots) {
      if (missing === 0) break;
      const takenMilliWh = Math.min(missing, lot.leftMilliWh);
      const { chargeId, certificate } = lot;
      const certifiedWh = certifiedOf(lot, takenMilliWh);
      parts.push({ chargeId, ...(certificate !== undefined && { certificate }), takenMilliWh, certifiedWh });
      lot.leftMilliWh -= takenMilliWh;
      lot.takenMilliWh += takenMilliWh;
      missing -= takenMilliWh;
      if (lot.leftMilliWh === 0) emptied += 1;
    }
    this.#lots.splice(0, emptied);
    return parts;
  }

  #store(chargeId: string, chargedWh: number, certificate?: Certificate): void {
    if (chargedWh === 0) return;
    const leftMilliWh = chargedWh * this.#terms.efficiencyPermille;
    this.#lots.push({ chargeId, ...(certificate !== undefined && { certificate }), leftMilliWh, takenMilliWh: 0 });
  }

  /** Drops the oldest content above the capacity. It was not released, so it completes no lot's fraction. */
  #lapse(): void {
    const contentMilliWh = this.#lots.reduce((sum, { leftMilliWh }) => sum + leftMilliWh, 0);
    let excess = Math.max(0, contentMilliWh - this.#terms.capacityWh * 1000);
    for (const lot of this.#lots) {
      const lapsed = Math.min(excess, lot.leftMilliWh);
      lot.leftMilliWh -= lapsed;
      excess -= lapsed;
      if (excess === 0) break;
    }
    this.#lots = this.#lots.filter(({ leftMilliWh }) => leftMilliWh > 0);
  }

  #checkCertificates(certificates: readonly Certificate[], slot: number): number {
    const ids = new Set<string>();
    let sumWh = 0;
    for (const { id, energyWh, slot: generated } of certificates) {
      assertEnergyWh(energyWh);
      if (ids.has(id) || this.#certificateIds.has(id) || generated !== slot) {
        throw certificateError(
          'CERTIFICATE_NOT_CHARGEABLE',
          `${id} was charged before, or is not of slot ${slot}.`,
          'Charge each certificate once, in its own half hour.',
          { id, slot },
        );
      }
      ids.add(id);
      sumWh += energyWh;
    }
    return sumWh;
  }

  #checkRecord(recordId: string, slot: number): void {
    assertSlot(slot);
    assertText('record id', recordId);
    if (this.#recordIds.has(recordId)) {
      throw certificateError('RECORD_ID_INVALID', `There is a record ${recordId}.`, 'Give each record its own id.', {
        recordId,
      });
    }
    if (slot < this.#lastSlot) {
      throw certificateError(
        'RECORD_OUT_OF_ORDER',
        `Record ${recordId} of slot ${slot} comes after slot ${this.#lastSlot}.`,
        'Record in order of slots.',
        { recordId, slot },
      );
    }
    assertCount('records', this.#recordIds.size + 1, MAX_CERTIFICATES_CHARGED);
  }

  #remember(recordId: string, slot: number): void {
    this.#recordIds.add(recordId);
    this.#lastSlot = slot;
  }
}

/** Whole certified Wh that a lot releases with its next `milliWh`: the fractions of earlier ones are carried. */
function certifiedOf({ certificate, takenMilliWh }: Lot, milliWh: number): number {
  if (certificate === undefined) return 0;
  return Math.floor((takenMilliWh + milliWh) / 1000) - Math.floor(takenMilliWh / 1000);
}
