import * as z from 'zod';
import type { SlotReceipt } from '#ledger';
import { readBounded, unreadable } from './open-evidence.js';

/** Most receipts in one file. */
const MAX_RECEIPTS = 100_000;

/** What else an answer of the exchange says is passed over. */
const receiptSchema = z.object({
  slot: z.int().min(0),
  sequence: z.int().min(1),
  chainHash: z.templateLiteral(['0x', z.string().regex(/^[0-9a-f]{64}$/)]),
});
const receiptsSchema = z.union([
  receiptSchema.transform((receipt) => [receipt]),
  z.array(receiptSchema).max(MAX_RECEIPTS),
]);

/**
 * Receipts as a resident or a program has kept them: answers of the exchange, one or a list.
 *
 * @param onRead told the file's text
 * @throws IchienError FILE_UNREADABLE, FILE_TOO_LARGE
 */
export async function readReceipts(
  path: string,
  onRead: (file: string, text: string) => void,
): Promise<readonly SlotReceipt[]> {
  const text = await readBounded(path);
  onRead('receipts', text);
  try {
    return receiptsSchema.parse(JSON.parse(text));
  } catch {
    throw unreadable(path, 'it holds no receipts: each has slot, sequence and chainHash');
  }
}
