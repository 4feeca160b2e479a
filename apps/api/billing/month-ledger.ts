import type { EntityManager } from 'typeorm';
import type { StatementKind } from '#billing';
import type { SettlementRules } from '#settlement';
import type { Month } from './month-of.js';

/** What stands of a slot: its newest settlement. */
export interface SlotHead {
  readonly slot: number;
  readonly version: number;
  readonly exportedWh: number;
  readonly importedWh: number;
  readonly missingReadings: number;
  readonly readingCut: number;
  readonly rules: SettlementRules;
}

/** All that an account has on a line over the month, all versions together. */
export interface LedgerSum {
  readonly account: string;
  readonly line: string;
  readonly energyWh: bigint;
  readonly amountMillisen: bigint;
}

/** What a participant took from the grid, half hour by half hour of the month, by the postings. */
export interface ImportSeries {
  /** From the retailer. */
  readonly residualWh: number[];
  /** From neighbours, by trade and by pool. */
  readonly neighbourWh: number[];
}

/** What a meter showed over the month, by the readings that the settlements rest on. */
export interface MeterMonth {
  readonly exportWh: number;
  readonly importWh: number;
  /** The least final state of its readings, or `corrected` if one was. */
  readonly finality: '速報' | '日毎' | '確定' | '修正';
}

/** A month as it is settled at one moment: all of it is read from one snapshot. */
export interface MonthLedger {
  readonly heads: ReadonlyMap<number, SlotHead>;
  readonly sums: readonly LedgerSum[];
  readonly imports: ReadonlyMap<string, ImportSeries>;
  /** What the meter of each participant showed while it took part. */
  readonly meters: ReadonlyMap<string, MeterMonth>;
  /** Wh bought (`bill`) and sold (`purchase`) in the books, before the meters spoke: by kind and participant. */
  readonly traded: Readonly<Record<StatementKind, ReadonlyMap<string, number>>>;
}

const NEWEST = `SELECT slot, MAX(version) AS version FROM settlement WHERE "areaId" = :area AND slot BETWEEN :first AND :last GROUP BY slot`;

/** Reads a month. To be called in a transaction of one snapshot. */
export async function readMonthLedger(manager: EntityManager, areaId: number, month: Month): Promise<MonthLedger> {
  const ask = asker(manager, areaId, month);
  const { firstSlot, lastSlot } = month;
  const heads = new Map<number, SlotHead>();
  const rulesOf = new Map<string, SettlementRules>();
  for (const row of await ask<HeadRow>(
    `SELECT s.slot AS "slot", s.version AS "version", s."exportedWh" AS "exportedWh", s."importedWh" AS "importedWh",
       s."missingReadings" AS "missingReadings", s."readingCut" AS "readingCut", s.rules AS "rules"
     FROM settlement s JOIN (${NEWEST}) n ON n.slot = s.slot AND n.version = s.version WHERE s."areaId" = :area ORDER BY s.slot`,
  )) {
    const rules = rulesOf.get(row.rules) ?? JSON.parse(row.rules);
    rulesOf.set(row.rules, rules);
    heads.set(row.slot, {
      slot: row.slot,
      version: row.version,
      exportedWh: Number(row.exportedWh),
      importedWh: Number(row.importedWh),
      missingReadings: row.missingReadings,
      readingCut: Number(row.readingCut),
      rules,
    });
  }
  const imports = new Map<string, ImportSeries>();
  const slots = lastSlot - firstSlot + 1;
  for (const row of await ask<{ account: string; slot: number; residualWh: string; energyWh: string }>(
    `SELECT account AS "account", slot AS "slot", SUM("energyWh") AS "energyWh",
       SUM(CASE WHEN line = 'residualSupply' THEN "energyWh" ELSE 0 END) AS "residualWh"
     FROM posting WHERE "areaId" = :area AND slot BETWEEN :first AND :last AND account LIKE 'participant:%'
       AND line IN ('residualSupply', 'tradedSupply', 'poolSupply') GROUP BY account, slot`,
  )) {
    let series = imports.get(row.account);
    if (series === undefined) {
      series = { residualWh: new Array(slots).fill(0), neighbourWh: new Array(slots).fill(0) };
      imports.set(row.account, series);
    }
    series.residualWh[row.slot - firstSlot] = Number(row.residualWh);
    series.neighbourWh[row.slot - firstSlot] = Number(row.energyWh) - Number(row.residualWh);
  }
  return {
    heads,
    sums: await readLedgerSums(ask),
    imports,
    meters: await readMeters(ask),
    traded: { bill: await readTraded(ask, 'buyerId'), purchase: await readTraded(ask, 'sellerId') },
  };
}

/** The newest settlement version of each settled slot. */
export async function readVersions(ask: Ask): Promise<Map<number, number>> {
  const rows = await ask<{ slot: number; version: number }>(NEWEST);
  return new Map(rows.map(({ slot, version }) => [slot, version]));
}

/** Every account's sums over the month; participants' and others'. */
export async function readLedgerSums(ask: Ask): Promise<LedgerSum[]> {
  const sums = await ask<Record<keyof LedgerSum, string>>(
    `SELECT account AS "account", line AS "line", CAST(SUM("energyWh") AS TEXT) AS "energyWh",
       CAST(SUM("amountMillisen") AS TEXT) AS "amountMillisen"
     FROM posting WHERE "areaId" = :area AND slot BETWEEN :first AND :last GROUP BY account, line ORDER BY account, line`,
  );
  return sums.map(({ account, line, energyWh, amountMillisen }) => ({
    account,
    line,
    energyWh: BigInt(energyWh),
    amountMillisen: BigInt(amountMillisen),
  }));
}

async function readTraded(ask: Ask, side: 'buyerId' | 'sellerId'): Promise<Map<string, number>> {
  const rows = await ask<{ id: string; energyWh: string }>(
    `SELECT t."${side}" AS "id", SUM(t."energyWh") AS "energyWh" FROM trade t JOIN (${NEWEST}) n ON n.slot = t.slot
     WHERE t."areaId" = :area GROUP BY t."${side}"`,
  );
  return new Map(rows.map(({ id, energyWh }) => [id, Number(energyWh)]));
}

interface HeadRow {
  readonly slot: number;
  readonly version: number;
  readonly exportedWh: string;
  readonly importedWh: string;
  readonly missingReadings: number;
  readonly readingCut: string;
  readonly rules: string;
}

/** Runs SQL about the month. */
export type Ask = <Row>(sql: string) => Promise<Row[]>;

/**
 * Readings by participant, each slot's in the version that had arrived when the slot was settled. The plus keeps SQLite from looking them
 * up by arrival, of which nearly all are below any cut.
 */
async function readMeters(ask: Ask): Promise<Map<string, MeterMonth>> {
  const count = (state: string) => `SUM(CASE WHEN r.state = '${state}' THEN 1 ELSE 0 END) AS "${state}"`;
  const rows = await ask<Record<string, string>>(
    `SELECT p."participantId" AS "participantId", SUM(r."exportWh") AS "exportWh", SUM(r."importWh") AS "importWh",
       ${['provisional', 'daily', 'corrected'].map(count).join(', ')}
     FROM (
       SELECT x.*, ROW_NUMBER() OVER (PARTITION BY x.slot, x."meterId" ORDER BY x.version DESC) AS place
       FROM settlement s JOIN (${NEWEST}) n ON n.slot = s.slot AND n.version = s.version
       JOIN reading x ON x.slot = s.slot AND +x.arrival <= s."readingCut" WHERE s."areaId" = :area
     ) r JOIN participant p ON p."meterId" = r."meterId" AND p."fromSlot" <= r.slot
       AND (p."untilSlot" IS NULL OR r.slot < p."untilSlot")
     WHERE r.place = 1 GROUP BY p."participantId"`,
  );
  return new Map(
    rows.map((row) => {
      const states = [
        ['corrected', '修正'],
        ['provisional', '速報'],
        ['daily', '日毎'],
      ] as const;
      const finality = states.find(([state]) => Number(row[state]) > 0)?.[1] ?? '確定';
      return [row.participantId!, { exportWh: Number(row.exportWh), importWh: Number(row.importWh), finality }];
    }),
  );
}

/** Runs SQL with `:area`, `:first` and `:last` as bound parameters of either database. */
export function asker(
  manager: EntityManager,
  areaId: number,
  { firstSlot, lastSlot }: Pick<Month, 'firstSlot' | 'lastSlot'>,
): Ask {
  const values = { area: areaId, first: firstSlot, last: lastSlot };
  const isPostgres = manager.dataSource.options.type === 'postgres';
  return (sql) => {
    const parameters: number[] = [];
    const bound = sql.replaceAll(/:(area|first|last)\b/g, (_, name: keyof typeof values) => {
      parameters.push(values[name]);
      return isPostgres ? `$${parameters.length}` : '?';
    });
    return manager.query(bound, parameters);
  };
}
