import { type Argon2Parameters, argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { apiError } from '../errors.js';

/**
 * argon2id with 19 MiB, 2 passes, 1 lane: the second of OWASP's equivalent settings (Password Storage Cheat Sheet). Stored with
 * each hash, so that they can be raised: a hash with other settings is made anew at the next sign-in.
 */
const MEMORY_KIB = 19_456;
const PASSES = 2;
const LANES = 1;
const TAG_BYTES = 32;
const SALT_BYTES = 16;

/** Length in characters; no rule of composition, as NIST SP 800-63B asks. */
export const PASSWORD_MIN_LENGTH = 12;
export const PASSWORD_MAX_LENGTH = 128;

/** Hashes computed at a time, and waiting: 19 MiB each, on threads that the rest of the process needs too. */
const MAX_RUNNING = 2;
const MAX_WAITING = 64;

const PREFIX = `$argon2id$v=19$m=${MEMORY_KIB},t=${PASSES},p=${LANES}$`;

/** Hash of no password: sign-in with an unknown address does the same work against it. */
const NOBODY = `${PREFIX}${Buffer.alloc(SALT_BYTES).toString('base64url')}$${Buffer.alloc(TAG_BYTES).toString('base64url')}`;

let running = 0;
const waiting: (() => void)[] = [];

/** Hash of a new password, as a PHC string (salt and tag in base64url). @throws IchienError BUSY */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const tag = await compute(password, { salt, memory: MEMORY_KIB, passes: PASSES, lanes: LANES });
  return `${PREFIX}${salt.toString('base64url')}$${tag.toString('base64url')}`;
}

/** Whether a password is the one that was hashed. Does the same work if there is no hash (null). @throws IchienError BUSY */
export async function isPassword(password: string, hash: string | null): Promise<boolean> {
  const [, memory, passes, lanes, salt, tag] =
    /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w-]+)\$([\w-]+)$/.exec(hash ?? NOBODY) ?? [];
  if (tag === undefined) throw new Error('A stored password hash has an unknown form.');
  const expected = Buffer.from(tag, 'base64url');
  const computed = await compute(password, {
    salt: Buffer.from(salt!, 'base64url'),
    memory: Number(memory),
    passes: Number(passes),
    lanes: Number(lanes),
  });
  return timingSafeEqual(computed, expected) && hash !== null;
}

/** True if the hash was made with older settings. */
export function isOutdated(hash: string): boolean {
  return !hash.startsWith(PREFIX);
}

async function compute(
  password: string,
  { salt, memory, passes, lanes }: { salt: Buffer; memory: number; passes: number; lanes: number },
): Promise<Buffer> {
  await turn();
  try {
    // NFC: the same password typed on two keyboards is the same bytes.
    const message = Buffer.from(password.normalize('NFC'), 'utf8');
    return await argon2id({ message, nonce: salt, parallelism: lanes, tagLength: TAG_BYTES, memory, passes });
  } finally {
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next();
  }
}

async function turn(): Promise<void> {
  if (running < MAX_RUNNING) {
    running += 1;
    return;
  }
  if (waiting.length >= MAX_WAITING) {
    throw apiError('BUSY', 'Too many people sign in at this moment.', 'Try again in a few seconds.');
  }
  await new Promise<void>((resolve) => waiting.push(resolve));
}

function argon2id(parameters: Argon2Parameters): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    argon2('argon2id', parameters, (error, key) => (error === null ? resolve(key) : reject(error)));
  });
}
