import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { EntityManager } from 'typeorm';
import { Database } from '#api/database/database.js';
import { JournalRow, MarketSlot } from '#api/market/market.entities.js';
import { ParticipantsService } from '#api/participants/participants.service.js';
import { OutboxRecordRow } from '#api/provenance/outbox.entities.js';
import { Settlement } from '#api/settlement/settlement.entities.js';
import { calledOnce } from '#auction';
import { amountMillisen, dayOf, floorYen, formatKwh, formatYenPerKwh } from '#energy';
import type { VerificationReport } from '#ledger';
import type { PostingLine } from '#settlement';
import { settlementRulesAt } from '#tariff';

/** The figures of a run, as `--json` writes them. Yen are whole yen of all households together, rounded down. */
export interface Summary {
  readonly households: number;
  readonly slots: number;
  readonly orders: number;
  readonly trades: number;
  readonly tradedWh: number;
  readonly allocatedWh: number;
  readonly exportedWh: number;
  readonly importedWh: number;
  /** The most that trading within each slot could allocate: the smaller of delivered and taken. */
  readonly matchableWh: number;
  /** Of what was taken from the grid, the part that neighbours delivered: allocated / imported. */
  readonly localShare: number;
  /** Of what was delivered to the grid, the part that neighbours bought: allocated / exported. */
  readonly soldShare: number;
  readonly shortfallWh: number;
  readonly overPurchaseWh: number;
  /** Mean price of the trades, weighted by energy, sen/kWh. */
  readonly meanPriceSen: number;
  /** What one call a slot at gate closure would have traded with the same orders, and its mean price. */
  readonly calledWh: number;
  readonly calledPriceSen: number;
  /** What of the trades buyers paid beyond their limits for the origin that they wanted. */
  readonly premiumYen: number;
  readonly sellerYen: number;
  readonly buyerYen: number;
  readonly baselineSellerYen: number;
  readonly baselineBuyerYen: number;
  readonly ledgerSumMillisen: number;
  readonly anchoredSlots: number;
  readonly verifiedSlots: number;
  readonly records: number;
  readonly transactions: number;
  readonly gasPerSlot: number;
  readonly gasPerTrade: number;
  /** Hash of the last record on chain, which follows from every record before it: equal for equal runs. */
  readonly headHash: string;
  readonly seconds: number;
  readonly notes: readonly string[];
}

/** What households receive for what they deliver, and pay for what they take. */
const SELLER_LINES: readonly PostingLine[] = ['tradedSale', 'poolSale', 'residualSale', 'shortfall'];
const BUYER_LINES: readonly PostingLine[] = [
  'tradedSupply',
  'poolSupply',
  'delivery',
  'residualSupply',
  'overPurchase',
];

/** Slots whose closed and settled records are both confirmed. */
const ANCHORED_SLOTS = `SELECT COUNT(*) AS n FROM (
  SELECT r.slot FROM outbox_record r JOIN outbox_transaction t ON t.hash = r."transactionHash"
  WHERE t.state = 'confirmed' GROUP BY r.slot HAVING COUNT(DISTINCT r.phase) = 2) AS anchored`;

/** Collects the figures of a finished run from its database. */
export async function summarize(
  app: NestFastifyApplication,
  verification: VerificationReport,
  run: { readonly seconds: number; readonly notes: readonly string[] },
): Promise<Summary> {
  return app.get(Database).read(async (manager) => {
    const count = async (sql: string) => Number((await manager.query(sql))[0].n ?? 0);
    const settlements = await manager.find(Settlement, { order: { slot: 'ASC', version: 'ASC' } });
    const slots = [...new Map(settlements.map((settlement) => [settlement.slot, settlement])).values()];
    const total = (field: 'exportedWh' | 'importedWh' | 'tradedWh' | 'allocatedWh') =>
      slots.reduce((sum, slot) => sum + slot[field], 0);
    const yenOf = async (lines: readonly PostingLine[]) => {
      const list = lines.map((line) => `'${line}'`).join(', ');
      const sql = `SELECT SUM("amountMillisen") AS n FROM posting WHERE account LIKE 'participant:%' AND line IN (${list})`;
      return count(sql);
    };
    const exportedWh = total('exportedWh');
    const importedWh = total('importedWh');
    const tradedWh = total('tradedWh');
    const allocatedWh = total('allocatedWh');
    const trades = await count(`SELECT COUNT(*) AS n FROM trade`);
    const gas = await count(`SELECT SUM("gasUsed") AS n FROM outbox_transaction WHERE state = 'confirmed'`);
    const last = await manager.findOneOrFail(OutboxRecordRow, {
      where: {},
      order: { nonce: 'DESC', position: 'DESC' },
    });
    const called = await callsOf(manager);
    const tradedValue = await count(`SELECT SUM("priceSen" * "energyWh") AS n FROM trade`);
    return {
      households: app.get(ParticipantsService).all().length,
      slots: slots.length,
      orders: await count(`SELECT COUNT(*) AS n FROM journal_entry WHERE command LIKE '{"type":"place"%'`),
      trades,
      tradedWh,
      allocatedWh,
      exportedWh,
      importedWh,
      matchableWh: slots.reduce((sum, slot) => sum + Math.min(slot.exportedWh, slot.importedWh), 0),
      localShare: share(allocatedWh, importedWh),
      soldShare: share(allocatedWh, exportedWh),
      shortfallWh: await count(deviationWh('shortfall')),
      overPurchaseWh: await count(deviationWh('overPurchase')),
      meanPriceSen: tradedWh === 0 ? 0 : Math.round(tradedValue / tradedWh),
      calledWh: called.energyWh,
      calledPriceSen: called.energyWh === 0 ? 0 : Math.round(called.millisen / called.energyWh),
      premiumYen: Number(floorYen(await count(`SELECT SUM("premiumSen" * "energyWh") AS n FROM trade`))),
      sellerYen: Number(floorYen(await yenOf(SELLER_LINES))),
      buyerYen: Number(floorYen(-(await yenOf(BUYER_LINES)))),
      baselineSellerYen: baselineYen(slots, (slot) => [
        slot.exportedWh,
        settlementRulesAt(dayOf(slot.slot)).postFitPriceSen,
      ]),
      baselineBuyerYen: baselineYen(slots, (slot) => [
        slot.importedWh,
        settlementRulesAt(dayOf(slot.slot)).retailPriceSen,
      ]),
      ledgerSumMillisen: await count(`SELECT SUM("amountMillisen") AS n FROM posting`),
      anchoredSlots: await count(ANCHORED_SLOTS),
      verifiedSlots: verification.verifiedSlots,
      records: verification.records,
      transactions: await count(`SELECT COUNT(*) AS n FROM outbox_transaction`),
      gasPerSlot: slots.length === 0 ? 0 : Math.round(gas / slots.length),
      gasPerTrade: trades === 0 ? 0 : Math.round(gas / trades),
      headHash: last.recordHash ?? '',
      ...run,
    };
  });
}

/** What calls would have traded, a slot at a time: a slot's journal is held at once. */
async function callsOf(manager: EntityManager): Promise<{ energyWh: number; millisen: number }> {
  const total = { energyWh: 0, millisen: 0 };
  for (const { areaId, slot, rules } of await manager.findBy(MarketSlot, { state: 'closed' })) {
    const rows = await manager.find(JournalRow, { where: { areaId, slot }, order: { sequence: 'ASC' } });
    const entries = rows.map(({ sequence, command }) => ({ sequence, command: JSON.parse(command) }));
    const call = calledOnce(JSON.parse(rules), entries);
    for (const { energyWh } of call?.trades ?? []) {
      total.energyWh += energyWh;
      total.millisen += energyWh * call!.priceSen;
    }
  }
  return total;
}

/** The retailer's side has a line's Wh of all parties together. */
function deviationWh(line: PostingLine): string {
  return `SELECT SUM("energyWh") AS n FROM posting WHERE account = 'retailer' AND line = '${line}'`;
}

/** What the same energy would have cost or brought with the retailer alone. */
function baselineYen(
  slots: readonly Settlement[],
  termsOf: (slot: Settlement) => [energyWh: number, priceSen: number],
): number {
  return Number(floorYen(slots.reduce((sum, slot) => sum + BigInt(amountMillisen(...termsOf(slot))), 0n)));
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.round((part / whole) * 10_000) / 10_000;
}

/** The summary for people. */
export function formatSummary(summary: Summary): string {
  const kwh = (wh: number) => `${Number(formatKwh(wh)).toLocaleString('en', { maximumFractionDigits: 1 })} kWh`;
  const yen = (amount: number) => `${amount.toLocaleString('en')} yen`;
  const percent = (part: number) => `${Math.round(part * 1000) / 10} %`;
  const gain = summary.sellerYen - summary.baselineSellerYen;
  const saving = summary.baselineBuyerYen - summary.buyerYen;
  const rows: [string, string][] = [
    ['households', `${summary.households}, over ${summary.slots} half hours (${summary.slots / 48} days)`],
    ['orders, trades', `${summary.orders.toLocaleString('en')} orders, ${summary.trades.toLocaleString('en')} trades`],
    ['delivered to the grid', kwh(summary.exportedWh)],
    ['taken from the grid', kwh(summary.importedWh)],
    ['traded', `${kwh(summary.tradedWh)} at ${formatYenPerKwh(summary.meanPriceSen)} yen/kWh on average`],
    ['of it, premiums', `${summary.premiumYen.toLocaleString('en')} yen for a wanted origin`],
    [
      'one call a slot',
      `${kwh(summary.calledWh)} at ${formatYenPerKwh(summary.calledPriceSen)} yen/kWh, with the same orders`,
    ],
    [
      'borne out by both meters',
      `${kwh(summary.allocatedWh)} (short: ${kwh(summary.shortfallWh)} by sellers, ${kwh(summary.overPurchaseWh)} by buyers)`,
    ],
    [
      'local share',
      `${percent(summary.localShare)} of what was taken; ${percent(summary.soldShare)} of what was delivered found a neighbour (${kwh(summary.matchableWh)} coincided)`,
    ],
    [
      'sellers received',
      `${yen(summary.sellerYen)}; without the market ${yen(summary.baselineSellerYen)} (${gain >= 0 ? '+' : ''}${yen(gain)})`,
    ],
    [
      'buyers paid',
      `${yen(summary.buyerYen)}; without the market ${yen(summary.baselineBuyerYen)} (${saving >= 0 ? 'saved' : 'lost'} ${yen(Math.abs(saving))})`,
    ],
    ['ledger', summary.ledgerSumMillisen === 0 ? 'sums to zero' : `IS OFF BY ${summary.ledgerSumMillisen} millisen`],
    [
      'anchored, verified',
      `${summary.anchoredSlots} and ${summary.verifiedSlots} of ${summary.slots} slots; ${summary.records} records in ${summary.transactions} transactions`,
    ],
    ['gas', `${summary.gasPerSlot.toLocaleString('en')} a slot, ${summary.gasPerTrade.toLocaleString('en')} a trade`],
    ['last record', summary.headHash],
    ['time', `${summary.seconds} s`],
  ];
  const width = Math.max(...rows.map(([label]) => label.length));
  const lines = rows.map(([label, text]) => `${label.padEnd(width)}  ${text}`);
  const notes = summary.notes.map((note) => `- ${note}`);
  return [
    ...lines,
    '',
    'Notes',
    ...notes,
    '- Basic charges, levy and fuel adjustment are the same with and without the market and are left out.',
  ].join('\n');
}
