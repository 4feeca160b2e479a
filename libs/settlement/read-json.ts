import { z } from 'zod';
import { IchienError } from '#energy';
import type { SettlementErrorCode } from './error.js';

/**
 * Reads JSON of a known shape, refusing unknown fields.
 *
 * @throws IchienError FILE_INVALID naming the place: `trades[1].priceSen` where the shape is wrong, and where the text is no
 * JSON the character or the characters around it
 */
export function readJson<T>(text: string, schema: z.ZodType<T>): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw invalid((error as Error).message, 'Give one JSON object.', 'text');
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const { path, message } = result.error.issues[0]!;
  const position = z.core.toDotPath(path) || 'the top';
  throw invalid(`At ${position}: ${message}.`, 'See docs/settlement.md for what is expected.', position);
}

function invalid(what: string, fix: string, position: string): IchienError<SettlementErrorCode> {
  return new IchienError<SettlementErrorCode>('FILE_INVALID', what, fix, { position });
}
