import type { EntityManager } from 'typeorm';
import type { StatementKind } from '#billing';
import type { Finality } from '#formats';
import { READING_STATES } from '#metering';
import { MIN_GROUP } from '#operations';
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
  /** As its least final half hour is; 修正 if all are final and a reading of its own was corrected. */
  readonly finality: Finality;
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
  /** What of the delivered trades was paid (`bill`) or received (`purchase`) for a wanted origin: see {@link readPremiums}. */
  readonly premiums: Readonly<Record<StatementKind, ReadonlyMap<string, bigint>>>;
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
    meters: await readMeters(ask, heads.values()),
    traded: { bill: await readTraded(ask, 'buyerId'), purchase: await readTraded(ask, 'sellerId') },
    premiums: { bill: await readPremiums(ask, 'bill'), purchase: await readPremiums(ask, 'purchase') },
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

/**
 * The premiums of what was delivered, millisen by participant, exact. Who has a delivered trade of which no premium was kept is left out: a
 * sum of the others would not be the month's. So is a seller whom fewer than {@link MIN_GROUP} neighbours paid one
 * (docs/decisions/0067-premiums-by-the-month.md).
 */
async function readPremiums(ask: Ask, kind: StatementKind): Promise<Map<string, bigint>> {
  const [own, other] = kind === 'bill' ? ['buyerId', 'sellerId'] : ['sellerId', 'buyerId'];
  const rows = await ask<{ id: string; amountMillisen: string; others: string; unknown: string }>(
    `SELECT t."${own}" AS "id", CAST(SUM(CAST(t."premiumSen" AS BIGINT) * a."allocatedWh") AS TEXT) AS "amountMillisen",
       COUNT(DISTINCT t."${other}") AS "others", SUM(CASE WHEN t."premiumSen" IS NULL THEN 1 ELSE 0 END) AS "unknown"
     FROM trade t JOIN (${NEWEST}) n ON n.slot = t.slot
     JOIN allocation a ON a."areaId" = t."areaId" AND a.slot = t.slot AND a.version = n.version AND a."tradeSequence" = t.sequence
     WHERE t."areaId" = :area AND (t."premiumSen" IS NULL OR t."premiumSen" > 0) AND a."allocatedWh" > 0 GROUP BY t."${own}"`,
  );
  const isShown = (row: (typeof rows)[number]) =>
    Number(row.unknown) === 0 && (kind === 'bill' || Number(row.others) >= MIN_GROUP);
  return new Map(rows.filter(isShown).map(({ id, amountMillisen }) => [id, BigInt(amountMillisen)]));
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

/** 確定区分 by the place of a state among `READING_STATES`; a correction is as final as a confirmation. */
const FINALITIES = ['速報', '日毎', '確定', '確定'] as const satisfies readonly Finality[];
const CONFIRMED = READING_STATES.indexOf('confirmed');

/** The place of a state among `READING_STATES`, in SQL. */
function rankOf(column: string): string {
  const cases = READING_STATES.map((state, rank) => `WHEN '${state}' THEN ${rank}`);
  return `CASE ${column} ${cases.join(' ')} END`;
}

/**
 * The readings of participants, each slot's in the version that had arrived when the slot was settled, and as final as whoever stated
 * that version made it. The plus keeps SQLite from looking them up by arrival, of which nearly all are below any cut.
 */
const STANDING = `SELECT r.*, p."participantId",
    CASE WHEN a.rank > ${rankOf('r.state')} THEN a.rank ELSE ${rankOf('r.state')} END AS rank
  FROM (
    SELECT x.*, ROW_NUMBER() OVER (PARTITION BY x.slot, x."meterId" ORDER BY x.version DESC) AS place
    FROM settlement s JOIN (${NEWEST}) n ON n.slot = s.slot AND n.version = s.version
    JOIN reading x ON x.slot = s.slot AND +x.arrival <= s."readingCut" WHERE s."areaId" = :area
  ) r JOIN participant p ON p."meterId" = r."meterId" AND p."fromSlot" <= r.slot
    AND (p."untilSlot" IS NULL OR r.slot < p."untilSlot")
  LEFT JOIN (
    SELECT slot, "meterId", version, MAX(${rankOf('state')}) AS rank FROM reading_attestation
    WHERE slot BETWEEN :first AND :last GROUP BY slot, "meterId", version
  ) a ON a.slot = r.slot AND a."meterId" = r."meterId" AND a.version = r.version
  WHERE r.place = 1`;

async function readMeters(ask: Ask, heads: Iterable<SlotHead>): Promise<Map<string, MeterMonth>> {
  const rows = await ask<Record<'participantId' | 'exportWh' | 'importWh' | 'rank' | 'corrected', string>>(
    `SELECT "participantId" AS "participantId", SUM("exportWh") AS "exportWh", SUM("importWh") AS "importWh",
       MIN(rank) AS "rank", SUM(CASE WHEN state = 'corrected' THEN 1 ELSE 0 END) AS "corrected"
     FROM (${STANDING}) standing GROUP BY "participantId"`,
  );
  const isMissing = [...heads].some((head) => head.missingReadings > 0);
  // Nobody's partner is less final than the least final of all: where everybody is, or all is confirmed, no trade need be looked at.
  const least = isMissing ? 0 : rows.reduce((rank, row) => Math.min(rank, Number(row.rank)), CONFIRMED);
  const isSame = rows.every(({ rank }) => Math.min(Number(rank), CONFIRMED) === least);
  const traded = isSame ? new Map<string, number>() : await readTradedRanks(ask);
  return new Map(
    rows.map(({ participantId, exportWh, importWh, rank, corrected }) => {
      const stated = FINALITIES[Math.min(Number(rank), traded.get(participantId) ?? CONFIRMED)]!;
      const finality = stated === '確定' && Number(corrected) > 0 ? '修正' : stated;
      return [participantId, { exportWh: Number(exportWh), importWh: Number(importWh), finality }];
    }),
  );
}

/**
 * The least final reading of either party to a participant's trades, where one is not confirmed or missing: what was delivered follows from both
 * meters, and the resident's screen says 確定 of a trade when both are (decision 45).
 */
async function readTradedRanks(ask: Ask): Promise<Map<string, number>> {
  const absent = `SELECT s.slot, p."participantId", 0 AS rank
    FROM settlement s JOIN (${NEWEST}) n ON n.slot = s.slot AND n.version = s.version
    JOIN participant p ON p."fromSlot" <= s.slot AND (p."untilSlot" IS NULL OR s.slot < p."untilSlot")
    WHERE s."areaId" = :area AND s."missingReadings" > 0 AND NOT EXISTS (
      SELECT 1 FROM reading x WHERE x.slot = s.slot AND x."meterId" = p."meterId" AND x.arrival <= s."readingCut"
    )`;
  const ofTrades = (party: string) =>
    `SELECT t."buyerId" AS "buyerId", t."sellerId" AS "sellerId", MIN(o.rank) AS "rank" FROM trade t
     JOIN open o ON o.slot = t.slot AND o."participantId" = t."${party}"
     WHERE t."areaId" = :area AND t.slot BETWEEN :first AND :last GROUP BY t."buyerId", t."sellerId"`;
  const rows = await ask<{ buyerId: string; sellerId: string; rank: number | string }>(
    `WITH open AS MATERIALIZED (
       SELECT slot, "participantId", rank FROM (${STANDING}) standing WHERE rank < ${CONFIRMED} UNION ALL ${absent}
     ) ${ofTrades('buyerId')} UNION ALL ${ofTrades('sellerId')}`,
  );
  const ranks = new Map<string, number>();
  for (const { buyerId, sellerId, rank } of rows) {
    for (const id of [buyerId, sellerId]) ranks.set(id, Math.min(ranks.get(id) ?? CONFIRMED, Number(rank)));
  }
  return ranks;
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
