import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Column, type DataSource, Entity, type EntityManager, PrimaryColumn } from 'typeorm';
import { Account } from './accounts/account.entities.js';
import { apiError } from './errors.js';
import { Participant } from './participants/participant.entity.js';

/** Which key the secrets of this database are sealed with, so that another is refused before anything is done with it. */
@Entity('secrets_key')
export class SecretsKeyRow {
  /** Always 1: there is one row. */
  @PrimaryColumn('integer')
  id!: number;

  /** SHA-256 of the key, which is 256 random bits: it tells nothing of it. */
  @Column('varchar', { length: 64 })
  keyHash!: string;
}

/** AES-256-GCM: 96 random bits a value (NIST SP 800-38D, 8.2.2), 128 bits that tell a changed one. */
const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Seals what stands in the database and must not be read there: household keys, claim accounts and authenticators' secrets. */
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

/** Where a participant's household key is sealed for. */
export function householdKeyPlace(participantId: string): string {
  return `participant/${participantId}/householdKey`;
}

/** Where a participant's claim account is sealed for. */
export function claimAccountPlace(participantId: string): string {
  return `claim_account/${participantId}/account`;
}

/** Where an account's authenticator secret is sealed for. */
export function totpPlace(accountId: string): string {
  return `account/${accountId}/totpSecret`;
}

/**
 * The secrets of a database, with the key in its file. On a database that has none yet, the key is made if the file is not
 * there, and what an earlier release left in clear is sealed.
 *
 * @param keyFile undefined: `secrets.key` beside the SQLite file
 * @throws IchienError SECRETS_KEY_MISSING, SECRETS_KEY_WRONG, CONFIG_INVALID
 */
export async function openSecrets(dataSource: DataSource, keyFile: string | undefined): Promise<Secrets> {
  const file = keyFile ?? besideDatabase(dataSource);
  const known = await dataSource.manager.findOneBy(SecretsKeyRow, { id: 1 });
  if (known !== null && !existsSync(file)) {
    throw apiError(
      'SECRETS_KEY_MISSING',
      `The key of this database's secrets is not at ${file}.`,
      'Put the file back from its backup, or say with SECRETS_KEY_FILE where it is. Without it the database cannot be used.',
      { file },
    );
  }
  const key = existsSync(file) ? readKey(file) : makeKey(file);
  const keyHash = createHash('sha256').update(key).digest('hex');
  if (known !== null && known.keyHash !== keyHash) {
    throw apiError(
      'SECRETS_KEY_WRONG',
      `The key at ${file} is not the one that this database's secrets are sealed with.`,
      'Put back the key that belongs to this database, or the database that belongs to this key.',
      { file },
    );
  }
  const secrets = new Secrets(key);
  if (known === null) await sealAll(dataSource, secrets, keyHash);
  return secrets;
}

function besideDatabase({ options }: DataSource): string {
  if (options.type === 'better-sqlite3') return join(dirname(options.database), 'secrets.key');
  throw apiError('CONFIG_INVALID', 'No key file is named for the secrets.', 'Set SECRETS_KEY_FILE.');
}

function readKey(file: string): Uint8Array {
  const text = readFileSync(file, 'utf8').trim();
  if (/^[0-9a-f]{64}$/.test(text)) return Buffer.from(text, 'hex');
  throw apiError('SECRETS_KEY_WRONG', `${file} holds no key.`, 'A key is 64 hex digits: put the file back.', { file });
}

/** On the disk before anything is sealed with it. */
function makeKey(file: string): Uint8Array {
  const key = randomBytes(32);
  try {
    writeFileSync(file, `${key.toString('hex')}\n`, { mode: 0o600, flag: 'wx', flush: true });
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    throw apiError('CONFIG_INVALID', `The secrets' key cannot be written to ${file} (${code}).`, 'Check the folder.');
  }
  return key;
}

/** Seals what stands in clear, all or nothing, and leaves no clear copy in the database's free space. */
async function sealAll(dataSource: DataSource, secrets: Secrets, keyHash: string): Promise<void> {
  const sealed = await dataSource.transaction(async (manager) => {
    await manager.insert(SecretsKeyRow, { id: 1, keyHash });
    return (await sealHouseholdKeys(manager, secrets)) + (await sealAuthenticators(manager, secrets));
  });
  if (sealed === 0) return;
  const isPostgres = dataSource.options.type === 'postgres';
  await dataSource.query(isPostgres ? 'VACUUM FULL participant, account' : 'VACUUM');
}

async function sealHouseholdKeys(manager: EntityManager, secrets: Secrets): Promise<number> {
  const rows = await manager.find(Participant, { select: { participantId: true, householdKey: true } });
  const held = rows.filter(({ householdKey }) => householdKey !== '');
  for (const { participantId, householdKey } of held) {
    const sealed = secrets.seal(householdKey, householdKeyPlace(participantId));
    await manager.update(Participant, { participantId }, { householdKey: sealed });
  }
  return held.length;
}

async function sealAuthenticators(manager: EntityManager, secrets: Secrets): Promise<number> {
  const rows = await manager.find(Account, { select: { accountId: true, totpSecret: true } });
  const held = rows.filter(({ totpSecret }) => totpSecret !== null);
  for (const { accountId, totpSecret } of held) {
    await manager.update(Account, { accountId }, { totpSecret: secrets.seal(totpSecret!, totpPlace(accountId)) });
  }
  return held.length;
}
