import { assertDay } from './assert-day.js';
import { assertCount, certificateError } from './certificate-error.js';
import { MAX_VALUES } from './limits.js';
import type { Certificate, EnvironmentalValue } from './types.js';

/**
 * Which certificates have an environmental value: each at most one, whatever its kind, so that no kWh is claimed twice.
 *
 * @example
 * const green = new ValueRegister().allocate(certificate, value); // certificate with its value
 */
export class ValueRegister {
  readonly #values = new Map<string, EnvironmentalValue>();

  /**
   * The certificate with its value. What is exported and supplied by a retailer is in the system of non-fossil certificates;
   * J-credits and green certificates are for self-consumption, which is never certified here (TKY-16, B8).
   *
   * @throws IchienError VALUE_TAKEN if it has one of any kind; VALUE_NOT_POSSIBLE; DAY_INVALID
   */
  allocate(certificate: Certificate, value: EnvironmentalValue): Certificate {
    const { id, issuedDay, expiresDay } = certificate;
    const taken = this.#values.get(id) ?? certificate.value;
    if (taken !== undefined) {
      throw certificateError('VALUE_TAKEN', `${id} already has a value (${taken.kind}).`, 'Use another certificate.', {
        id,
        kind: taken.kind,
      });
    }
    assertDay(value.allocatedDay);
    if (certificate.fromStorage) {
      throw certificateError(
        'VALUE_NOT_POSSIBLE',
        `${id} came out of a battery: it has the value of what was charged, or none.`,
        'Allocate before charging.',
        { id },
      );
    }
    if (value.kind !== 'nfc' || !value.isRenewable) {
      throw certificateError(
        'VALUE_NOT_POSSIBLE',
        `Exported solar energy cannot have the value ${value.kind}, renewable ${value.isRenewable}.`,
        'Allocate its renewable non-fossil certificate.',
        { id, kind: value.kind },
      );
    }
    if (value.allocatedDay < issuedDay || value.allocatedDay > expiresDay) {
      throw certificateError(
        'VALUE_NOT_POSSIBLE',
        `A value of ${value.allocatedDay} is not within ${issuedDay} to ${expiresDay}.`,
        'Allocate between issue and expiry.',
        { id },
      );
    }
    assertCount('values', this.#values.size + 1, MAX_VALUES);
    this.#values.set(id, value);
    return { ...certificate, value };
  }

  /** The value of a certificate, if it has one. */
  of(certificateId: string): EnvironmentalValue | undefined {
    return this.#values.get(certificateId);
  }
}
