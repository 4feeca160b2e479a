import { z } from 'zod';
import { assertSlot } from '#energy';
import { apiError } from '../errors.js';

/** Ids of participants, meters and orders. */
export const idSchema = z
  .string()
  .regex(/^[A-Za-z0-9._:-]{1,64}$/, 'Give an id of 1 to 64 of A-Z a-z 0-9 . _ : and -.')
  .meta({ description: '1 to 64 of A-Z a-z 0-9 . _ : and -' });

/** A slot number in a path. */
export const slotParam = z
  .string()
  .regex(/^\d{1,9}$/, 'A slot is the whole number unix seconds / 1800.')
  .transform((text) => {
    const slot = Number(text);
    assertSlot(slot);
    return slot;
  });

/** A JST day. That it exists is checked where it is used. */
export const daySchema = z.string().regex(/^20\d{2}-\d{2}-\d{2}$/, 'Give a day as YYYY-MM-DD.');
/** Months of four-digit years. */
export const monthParam = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'Write a month as YYYY-MM.');

/** JST days; that they exist is asked where they are used. */
export const dayParam = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'Write a day as YYYY-MM-DD.');

/** Names of files, without a path. */
export const fileParam = z
  .string()
  .regex(/^[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}$/, 'Give a plain file name of A-Z a-z 0-9 . _ and -.');

/** Paging by sequence: the next page starts after the last sequence seen. */
export const pageQuery = z.object({
  after: z.coerce.number().int().min(0).default(0).meta({ description: 'Sequence after which to start' }),
  limit: z.coerce.number().int().min(1).max(1000).default(200),
});

export type PageQuery = z.infer<typeof pageQuery>;

/** Most mistakes that one answer lists. */
const MAX_ISSUES = 10;

/** The refusal of what does not fit its schema. */
export function bodyInvalid(issues: readonly { message: string; path?: readonly unknown[] | undefined }[]): Error {
  const listed = issues.slice(0, MAX_ISSUES).map(({ message, path = [] }) => {
    const place = path.map((part) => (typeof part === 'object' && part !== null && 'key' in part ? part.key : part));
    return place.length === 0 ? message : `${place.join('.')}: ${message}`;
  });
  return apiError('BODY_INVALID', listed.join('; '), 'See /api/docs for what is expected.');
}

/** What came in, as its schema reads it. @throws IchienError BODY_INVALID */
export function parsed<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const { success, data, error } = schema.safeParse(value);
  if (!success) throw bodyInvalid(error.issues);
  return data;
}
