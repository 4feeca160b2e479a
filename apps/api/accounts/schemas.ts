import { z } from 'zod';
import { PASSWORD_MAX_LENGTH, PASSWORD_MIN_LENGTH } from './password.js';

/** An e-mail address in its one form: no spaces around it, small letters. */
export const emailSchema = z.string().max(254).trim().toLowerCase().pipe(z.email('Give an e-mail address.'));

/** A password that somebody chooses. */
export const newPasswordSchema = z
  .string()
  .min(PASSWORD_MIN_LENGTH, `Use at least ${PASSWORD_MIN_LENGTH} characters; a few words do well.`)
  .max(PASSWORD_MAX_LENGTH);

/** A password that is only compared. */
export const passwordGuessSchema = z.string().min(1).max(PASSWORD_MAX_LENGTH);

/** A name for people to read: one line, without control characters or those that turn the text's direction. */
export const shownTextSchema = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^[^\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]*$/u, 'Use one line of plain text.');

/** A random id of ours in a path. */
export const uuidParam = z.uuid('Give an id.');

/** Paging by random id: the next page starts after the last id seen. */
export const keyPageQuery = z.object({
  after: z.string().max(36).default(''),
  limit: z.coerce.number().int().min(1).max(1000).default(200),
});
