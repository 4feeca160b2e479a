import { z } from 'zod';
import { dayOf } from '#energy';
import {
  type AuditLogEntry,
  auditAreaOf,
  connectNode,
  firstBreak,
  isHeadInLog,
  type LedgerRecord,
  NO_ENTRY,
  SlotLedgerClient,
} from '#ledger';
import type { AuditLogArguments } from './arguments.js';
import { readUrl, unreadable } from './open-evidence.js';

/** Entries asked for at once, as the exchange bounds them. */
const PAGE = 1000;
/** Most entries of one check: some years of a busy staff, and a server that never stops answering is left. */
export const MAX_ENTRIES = 5_000_000;

/** Every difference, and a line that says what was held against what. */
export interface AuditLogReport {
  readonly differences: readonly string[];
  readonly summary: string;
}

/**
 * Holds the log of what staff did against the heads of it that stand on chain: it is unbroken, and every head that was ever fixed
 * is still in it. What was written after the newest head is checked to follow, and could still be rewritten.
 *
 * @param readPage the entries after a sequence, at most {@link PAGE}
 * @param records what stands on chain under the log's area
 */
export async function checkAuditLog(
  readPage: (after: number, limit: number) => Promise<readonly AuditLogEntry[]>,
  records: readonly LedgerRecord[],
): Promise<AuditLogReport> {
  const asked = new Map<number, string | undefined>(
    records.flatMap(({ phase, record }) => (phase === 'closed' ? [[record.journalCount, undefined]] : [])),
  );
  const differences: string[] = [];
  let sequence = 0;
  let hash = NO_ENTRY;
  while (sequence < MAX_ENTRIES) {
    const entries = await readPage(sequence, PAGE);
    const broken = firstBreak(entries, hash, sequence);
    if (broken !== undefined) differences.push(`entry ${broken} does not follow from the one before it`);
    for (const entry of entries) if (asked.has(entry.sequence)) asked.set(entry.sequence, entry.hash);
    const last = entries.at(-1);
    if (last === undefined || last.sequence <= sequence || broken !== undefined) break;
    ({ sequence, hash } = last);
  }
  for (const { phase, record } of records) {
    if (phase === 'settled') differences.push(`${dayOf(record.slot)}: a settlement stands where only heads belong`);
    else if (!isHeadInLog(record, (at) => asked.get(at))) {
      const found = asked.get(record.journalCount) === undefined ? 'is not in the log' : 'has another hash in the log';
      differences.push(`${dayOf(record.slot)}: entry ${record.journalCount} was fixed on chain and ${found}`);
    }
  }
  const newest = records.at(-1)?.record as { journalCount?: number } | undefined;
  const summary = `${sequence} entries, ${records.length} heads on chain, fixed up to entry ${newest?.journalCount ?? 0}.`;
  return { differences, summary };
}

/** Runs the check over HTTP and a node. @throws IchienError FILE_UNREADABLE, NODE_UNREACHABLE */
export async function auditLog(
  { exchange, rpc, contract, areaId }: AuditLogArguments,
  key: string | undefined,
): Promise<AuditLogReport> {
  const provider = await connectNode(rpc);
  try {
    const records = await new SlotLedgerClient(provider, contract).recordsOfArea(auditAreaOf(areaId));
    return await checkAuditLog((after, limit) => readEntries(exchange, key, after, limit), records);
  } finally {
    provider.destroy();
  }
}

const pageSchema = z.array(
  z.object({
    sequence: z.int(),
    atMs: z.int(),
    accountId: z.string(),
    role: z.string(),
    action: z.string(),
    subject: z.string(),
    address: z.string(),
    previousHash: z.string(),
    hash: z.string(),
  }),
);

async function readEntries(
  exchange: string,
  key: string | undefined,
  after: number,
  limit: number,
): Promise<AuditLogEntry[]> {
  const url = new URL(`/api/audit?after=${after}&limit=${limit}`, exchange).href;
  const parsed = pageSchema.safeParse(JSON.parse(await readUrl(url, key)));
  if (parsed.success) return parsed.data;
  throw unreadable(url, 'it is no audit log');
}
