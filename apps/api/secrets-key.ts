import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DataSource, EntityManager } from 'typeorm';
import { apiError } from './errors.js';
import { rewriteSealed, SEALED_SINCE, sealedTables, stripStatements } from './sealed-columns.js';
import { Secrets, SecretsKeyRow } from './secrets.js';

/** Where the key is, and whether another may take its place. */
export interface SecretsKeyOptions {
  /** Undefined: `secrets.key` beside the SQLite file; a database in memory has its key there too. */
  readonly file?: string | undefined;
  /** True: a key in `FILE.next` takes its place. Only for who is alone with the database. */
  readonly takesNext?: boolean | undefined;
}

/**
 * The secrets of a database, with the key in its file. On a database that has none yet, the key is made if the file is not
 * there, and what an earlier release left in clear is sealed.
 *
 * A change of the key is one transaction that seals everything anew and notes the new key's hash, then a rename. Broken off
 * before the end of the transaction, it begins anew at the next start; broken off after it, the next start renames.
 *
 * @throws IchienError SECRETS_KEY_MISSING, SECRETS_KEY_WRONG, SECRET_UNREADABLE, CONFIG_INVALID
 */
export async function openSecrets(dataSource: DataSource, options: SecretsKeyOptions): Promise<Secrets> {
  const file = options.file ?? besideDatabase(dataSource);
  if (file === undefined) {
    const key = randomBytes(32);
    return sealedBy(dataSource, key, null);
  }
  const known = await dataSource.manager.findOneBy(SecretsKeyRow, { id: 1 });
  const next = `${file}.next`;
  if (known !== null && !holdsKey(file, known) && holdsKey(next, known)) renameSync(next, file);
  if (known !== null && !existsSync(file)) {
    throw apiError(
      'SECRETS_KEY_MISSING',
      `The key of this database's secrets is not at ${file}.`,
      'Put the file back from its backup, or say with SECRETS_KEY_FILE where it is. Without it the database cannot be used.',
      { file },
    );
  }
  if (known !== null && !holdsKey(file, known)) {
    readKey(file);
    throw apiError(
      'SECRETS_KEY_WRONG',
      `The key at ${file} is not the one that this database's secrets are sealed with.`,
      'Put back the key that belongs to this database, or the database that belongs to this key.',
      { file },
    );
  }
  const secrets = await sealedBy(dataSource, existsSync(file) ? readKey(file) : makeKey(file), known);
  if (options.takesNext !== true || !existsSync(next)) return secrets;
  const changed = await changeKey(dataSource, secrets, readKey(next));
  renameSync(next, file);
  return changed;
}

/** The secrets by a key, with all sealed that is to be: what an earlier release left in clear, all or nothing. */
async function sealedBy(dataSource: DataSource, key: Uint8Array, known: SecretsKeyRow | null): Promise<Secrets> {
  const secrets = new Secrets(key);
  const before = known?.sealedSince ?? 0;
  if (before === SEALED_SINCE) return secrets;
  await rewrite(dataSource, async (manager) => {
    await manager.save(SecretsKeyRow, { id: 1, keyHash: hashOf(key), sealedSince: SEALED_SINCE });
    await stripStatements(manager);
    return rewriteSealed(manager, before, (stored, place) => secrets.seal(stored, place));
  });
  return secrets;
}

/** Seals everything under another key, all or nothing. */
async function changeKey(dataSource: DataSource, from: Secrets, key: Uint8Array): Promise<Secrets> {
  const to = new Secrets(key);
  await rewrite(dataSource, async (manager) => {
    await manager.update(SecretsKeyRow, { id: 1 }, { keyHash: hashOf(key) });
    return rewriteSealed(manager, 0, (stored, place) => to.seal(from.open(stored, place), place));
  });
  return to;
}

/** Changes sealed values in one transaction, and leaves no earlier copy of them in the database's free space. */
async function rewrite(dataSource: DataSource, work: (manager: EntityManager) => Promise<number>): Promise<void> {
  const written = await dataSource.transaction(work);
  if (written === 0) return;
  const isPostgres = dataSource.options.type === 'postgres';
  await dataSource.query(isPostgres ? `VACUUM FULL ${sealedTables(dataSource.manager).join(', ')}` : 'VACUUM');
}

/** Undefined: the database is in memory, and gone with its key. */
function besideDatabase({ options }: DataSource): string | undefined {
  if (options.type === 'better-sqlite3') {
    return options.database === ':memory:' ? undefined : join(dirname(options.database), 'secrets.key');
  }
  throw apiError('CONFIG_INVALID', 'No key file is named for the secrets.', 'Set SECRETS_KEY_FILE.');
}

function hashOf(key: Uint8Array): string {
  return createHash('sha256').update(key).digest('hex');
}

const KEY = /^[0-9a-f]{64}$/;

function holdsKey(file: string, { keyHash }: SecretsKeyRow): boolean {
  if (!existsSync(file)) return false;
  const text = readFileSync(file, 'utf8').trim();
  return KEY.test(text) && hashOf(Buffer.from(text, 'hex')) === keyHash;
}

function readKey(file: string): Uint8Array {
  const text = readFileSync(file, 'utf8').trim();
  if (KEY.test(text)) return Buffer.from(text, 'hex');
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
