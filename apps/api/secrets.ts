import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { apiError } from './errors.js';

/** Which key the secrets of this database are sealed with, so that another is refused before anything is done with it. */
@Entity('secrets_key')
export class SecretsKeyRow {
  /** Always 1: there is one row. */
  @PrimaryColumn('integer')
  id!: number;

  /** SHA-256 of the key, which is 256 random bits: it tells nothing of it. */
  @Column('varchar', { length: 64 })
  keyHash!: string;

  /** What is sealed: the columns of `sealed-columns.ts` up to this release of them. */
  @Column('integer', { default: 1 })
  sealedSince!: number;
}

/** AES-256-GCM: 96 random bits a value (NIST SP 800-38D, 8.2.2), 128 bits that tell a changed one. */
const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Seals what stands in the database and must not be read there (`sealed-columns.ts`). */
export class Secrets {
  constructor(private readonly key: Uint8Array) {}

  /** @param place names the row and column: a sealed value that is moved elsewhere does not open */
  seal(text: string, place: string): string {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(CIPHER, this.key, iv, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(place));
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url');
  }

  /** @throws IchienError SECRET_UNREADABLE if it was changed, moved, or sealed with another key */
  open(text: string, place: string): string {
    const bytes = Buffer.from(text, 'base64url');
    const iv = bytes.subarray(0, IV_BYTES);
    const tag = bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES);
    try {
      const decipher = createDecipheriv(CIPHER, this.key, iv, { authTagLength: TAG_BYTES });
      decipher.setAAD(Buffer.from(place)).setAuthTag(tag);
      return decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
    } catch {
      throw apiError(
        'SECRET_UNREADABLE',
        `The secret at ${place} does not open: it was changed, or is from another database.`,
        'Restore the database from a backup.',
        { place },
      );
    }
  }
}

/** Names a row and its column: what {@link Secrets.seal} binds a value to. */
export function placeOf(table: string, key: readonly (string | number)[], column: string): string {
  return [table, ...key, column].join('/');
}

/** Where a participant's household key is sealed for. */
export function householdKeyPlace(participantId: string): string {
  return placeOf('participant', [participantId], 'householdKey');
}

/** Where a participant's claim account is sealed for. */
export function claimAccountPlace(participantId: string): string {
  return placeOf('claim_account', [participantId], 'account');
}

/** Where an account's authenticator secret is sealed for. */
export function totpPlace(accountId: string): string {
  return placeOf('account', [accountId], 'totpSecret');
}

/** Where the token of a letter is sealed for. */
export function letterPlace(noticeId: string): string {
  return placeOf('notice', [noticeId], 'token');
}

/** Where a billing account is sealed for. */
export function billingAccountPlace(participantId: string): string {
  return placeOf('billing_account', [participantId], 'terms');
}

/** Where the bank account of a payment is sealed for. */
export function paymentPlace(order: { readonly number: string; readonly version: number; readonly attempt: number }) {
  return placeOf('payment_order', [order.number, order.version, order.attempt], 'account');
}
