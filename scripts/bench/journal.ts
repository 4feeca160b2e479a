import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { createApplication } from '#api/application.js';
import { SimulatedClock } from '#api/clock/clock.js';
import { type ApiConfig, DEFAULT_TIMES } from '#api/config.js';
import { Database } from '#api/database/database.js';
import { MarketService, type OrderCommand } from '#api/market/market.service.js';
import { ParticipantsService } from '#api/participants/participants.service.js';
import { DEFAULT_BOOK_RULES } from '#auction';
import { gateClosureMs, slotOf } from '#energy';
import { BUY, type Flow, makeFlow } from './auction-flows.js';

/** How many commands a second are accepted and safe on disk. */
export interface JournalResult {
  /** Through the market service: checked, traded, journalled, written with their trades, acknowledged. */
  readonly commandsPerSecond: number;
  /** Of a loop that does nothing but insert the same rows. */
  readonly bareCommandsPerSecond: number;
  readonly ratio: number;
}

export interface JournalOptions {
  /** 1 is the full size: 96,000 commands to 48 books. */
  readonly scale: number;
  /** Times that both run, in turns; each one's best counts, the least disturbed. */
  readonly rounds: number;
}

const FULL_SCALE_OF_FLOW = 0.2;
const FIRST_SLOT = slotOf('2026-05-18', 25);
/** Commands that wait at once: below the service's own limit, above its batch. */
const WAVE = 5000;
/** Commands in a transaction of the service. */
const BATCH = 1000;
const AREA_ID = 13112;

/**
 * Durable acceptance by the product's own service on SQLite, as at the start of a server, and beside it a bare loop:
 * prepared statements, transactions of the same size, the same tables, the same `synchronous = FULL`.
 */
export async function benchJournal({ scale, rounds }: JournalOptions): Promise<JournalResult> {
  const flow = makeFlow('c', FULL_SCALE_OF_FLOW * scale, 42);
  const rates: number[] = [];
  const bareRates: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const folder = mkdtempSync(join(tmpdir(), 'bench-journal-'));
    try {
      const path = join(folder, 'market.sqlite');
      rates.push(await timeMarket(flow, path));
      bareRates.push(timeBare(path, join(folder, 'bare.sqlite')));
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
  const [commandsPerSecond, bareCommandsPerSecond] = [Math.max(...rates), Math.max(...bareRates)];
  return { commandsPerSecond, bareCommandsPerSecond, ratio: commandsPerSecond / bareCommandsPerSecond };
}

export function journalTable({ commandsPerSecond, bareCommandsPerSecond, ratio }: JournalResult): string {
  return [
    'commands accepted, traded and safe on disk (SQLite, synchronous = FULL), beside a loop that only inserts the same rows',
    '',
    `market service  ${commandsPerSecond.toLocaleString('en')} commands/s`,
    `bare inserts    ${bareCommandsPerSecond.toLocaleString('en')} commands/s`,
    `ratio           ${ratio.toFixed(2)}`,
  ].join('\n');
}

async function timeMarket(flow: Flow, path: string): Promise<number> {
  const config: ApiConfig = {
    ...DEFAULT_TIMES,
    areaId: AREA_ID,
    databaseUrl: path,
    bookRules: DEFAULT_BOOK_RULES,
    programme: { firstSlot: FIRST_SLOT, lastSlot: FIRST_SLOT + flow.books - 1 },
    ledger: undefined,
  };
  const app = await createApplication(config, new SimulatedClock(gateClosureMs(FIRST_SLOT) - 3_600_000), false);
  try {
    const market = app.get(MarketService);
    await app.get(ParticipantsService).register(participantsOf(flow));
    for (let book = 0; book < flow.books; book++) await market.open(FIRST_SLOT + book);
    const commands = ordersOf(flow);
    const startedMs = performance.now();
    for (let first = 0; first < commands.length; first += WAVE) {
      const wave = commands.slice(first, first + WAVE);
      await Promise.all(wave.map((command, at) => market.submit(FIRST_SLOT + flow.bookOf[first + at]!, command)));
    }
    // Trades that wait to be written are written first (decision 0066): the bare loop writes them too.
    await app.get(Database).read(async () => {});
    return perSecond(commands.length, startedMs);
  } finally {
    await app.close();
  }
}

/** Writes what the market wrote, row by row as it was, into a new database with the same tables. */
function timeBare(sourcePath: string, path: string): number {
  const source = new DatabaseSync(sourcePath, { readOnly: true });
  const bare = new DatabaseSync(path);
  try {
    bare.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
    const tables = ['journal_entry', 'trade'] as const;
    const [journal, trades] = tables.map((table) => copyTable(source, bare, table)) as [Table, Table];
    const batches = Math.ceil(journal.rows.length / BATCH);
    const startedMs = performance.now();
    for (let batch = 0; batch < batches; batch++) {
      bare.exec('BEGIN');
      for (const { rows, insert } of [journal, trades]) {
        const share = (count: number) => Math.floor((rows.length * count) / batches);
        for (let row = share(batch); row < share(batch + 1); row++) insert(rows[row]!);
      }
      bare.exec('COMMIT');
    }
    return perSecond(journal.rows.length, startedMs);
  } finally {
    source.close();
    bare.close();
  }
}

interface Table {
  /** In the order in which they were written. */
  readonly rows: readonly SQLInputValue[][];
  readonly insert: (row: SQLInputValue[]) => void;
}

function copyTable(source: DatabaseSync, bare: DatabaseSync, name: string): Table {
  const schema = source.prepare('SELECT sql FROM sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL').all(name);
  for (const { sql } of schema) bare.exec(sql as string);
  const found = source.prepare(`SELECT * FROM "${name}" ORDER BY rowid`).all() as Record<string, SQLInputValue>[];
  const columns = Object.keys(found[0] ?? {});
  if (columns.length === 0) throw new Error(`The market wrote nothing to ${name}.`);
  const names = columns.map((column) => `"${column}"`).join();
  const statement = bare.prepare(`INSERT INTO "${name}" (${names}) VALUES (${columns.map(() => '?').join()})`);
  return {
    rows: found.map((row) => columns.map((column) => row[column]!)),
    insert: (row) => void statement.run(...row),
  };
}

function participantsOf(flow: Flow) {
  const count = flow.participants.reduce((most, participant) => Math.max(most, participant), 0) + 1;
  return Array.from({ length: count }, (_, participant) => ({
    participantId: `home-${participant}`,
    meterId: `meter-${participant}`,
    householdKey: (participant + 1).toString(16).padStart(64, '0'),
    mode: 'balanced' as const,
    minSellPriceSen: 850,
    maxBuyPriceSen: 3200,
    automatic: false,
    quoteWh: null,
  }));
}

function ordersOf(flow: Flow): OrderCommand[] {
  return Array.from(flow.orderOf, (order) => ({
    type: 'place',
    participantId: `home-${flow.participants[order]}`,
    side: flow.sides[order] === BUY ? 'buy' : 'sell',
    priceSen: flow.pricesSen[order]!,
    energyWh: flow.energiesWh[order]!,
  }));
}

function perSecond(commands: number, startedMs: number): number {
  return Math.round((commands / (performance.now() - startedMs)) * 1000);
}
