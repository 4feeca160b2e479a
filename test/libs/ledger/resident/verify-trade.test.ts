import { expect } from 'chai';
import { isIchienError } from '#energy';
import { pseudonymOf } from '#ledger';
import { type TradeToVerify, verifyKwh, verifyTrade } from '../../../../libs/ledger/browser/index.js';
import { codeOf } from '../../error-code.js';
import { anchoredRecords } from '../evidence/sample-ledger.js';
import { FIRST_SLOT, sampleSlot } from '../evidence/sample-market.js';
import {
  CLOSED_ITEMS,
  ITEMS,
  nodeOf,
  PLACE,
  recordsOf,
  residentText,
  slotKeyOfPseudonym,
  TRADE,
} from './sample-resident.js';

const TEXT = residentText();
const WITH_NEIGHBOURS = residentText({ neighbours: true });

async function codes(given: Partial<TradeToVerify>): Promise<string[]> {
  const { verified, findings } = await verifyKwh({ evidence: TEXT, node: nodeOf(), ...PLACE, ...given });
  expect(verified).to.equal(findings.length === 0);
  return findings.map(({ code }) => code);
}

/** Every path to a number or a text in a JSON value. */
function scalarPaths(value: unknown, path: (string | number)[] = []): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, inner]) => scalarPaths(inner, [...path, key]));
}

/** Another value of the same form. */
function another(value: unknown): unknown {
  if (typeof value === 'number') return value + 1;
  const text = value as string;
  if (text === 'import') return 'export';
  return `${text.slice(0, -1)}${text.endsWith('1') ? '2' : '1'}`;
}

function changedAt(text: string, path: readonly (string | number)[]): string {
  const json = JSON.parse(text);
  const parent = path.slice(0, -1).reduce((inner, key) => inner[key], json);
  parent[path.at(-1)!] = another(parent[path.at(-1)!]);
  return JSON.stringify(json);
}

describe('what a resident is handed for one trade', () => {
  it('is verified as buyer and as seller, with and without neighbours, and says how much was borne out', async () => {
    const allocation = ITEMS.settlements[1]!.allocations.find(({ tradeSequence }) => tradeSequence === TRADE.sequence)!;
    for (const direction of ['import', 'export'] as const) {
      for (const neighbours of [false, true]) {
        const evidence = residentText({ direction, neighbours });
        const verification = await verifyKwh({ evidence, node: nodeOf(), ...PLACE });
        expect(verification.findings).to.deep.equal([]);
        expect(verification).to.include({
          verified: true,
          slot: ITEMS.slot,
          tradeSequence: TRADE.sequence,
          priceSen: TRADE.priceSen,
          tradedWh: TRADE.energyWh,
          isShownOnce: neighbours,
        });
        expect(verification.settlement).to.include({ version: 2, allocatedWh: allocation.allocatedWh });
      }
    }
  });

  it('is verified for every trade of the slot', async () => {
    for (const { sequence } of ITEMS.trades) {
      for (const direction of ['import', 'export'] as const) {
        const evidence = residentText({ tradeSequence: sequence, direction, neighbours: true });
        expect(await codes({ evidence })).to.deep.equal([]);
      }
    }
  });

  it('is a trade and no kWh while the slot is closed only', async () => {
    const records = recordsOf(ITEMS.slot).slice(0, 1);
    const evidence = residentText({ items: CLOSED_ITEMS, records });
    const given = { evidence, node: nodeOf(records[0]!.recordHash), ...PLACE };
    expect((await verifyTrade(given)).verified).to.equal(true);
    expect((await verifyKwh(given)).findings.map(({ code }) => code)).to.deep.equal(['NOT_SETTLED']);
  });

  it('is refused or not verified with any one value changed', async () => {
    for (const text of [TEXT, WITH_NEIGHBOURS]) {
      const paths = scalarPaths(JSON.parse(text));
      expect(paths.length).to.be.greaterThan(60);
      for (const path of paths) {
        const evidence = changedAt(text, path);
        const outcome = await verifyKwh({ evidence, node: nodeOf(), ...PLACE }).then(
          ({ verified }) => verified,
          (error: unknown) => (isIchienError(error) ? error.code : error),
        );
        expect(outcome, path.join('.')).to.be.oneOf([false, 'EVIDENCE_MALFORMED']);
      }
    }
  });

  it('is not verified against a node that holds another record, an older one, or none', async () => {
    expect(await codes({ node: nodeOf(`0x${'11'.repeat(32)}`) })).to.deep.equal(['RECORD_NOT_ANCHORED']);
    expect(await codes({ node: nodeOf(recordsOf(ITEMS.slot)[1]!.recordHash) })).to.deep.equal(['RECORD_NOT_ANCHORED']);
    expect(await codes({ node: nodeOf('0x') })).to.deep.equal(['RECORD_NOT_ANCHORED']);
  });

  it('is not verified on another chain or contract than the reader named', async () => {
    expect(await codes({ chainId: 1 })).to.deep.equal(['CHAIN_DIFFERS']);
    expect(await codes({ node: nodeOf(undefined, 1) })).to.deep.equal(['CHAIN_DIFFERS']);
    expect(await codes({ address: `0x${'11'.repeat(20)}` })).to.deep.equal(['CONTRACT_DIFFERS']);
  });

  it('is not verified if the server anchors a trade, but allocates more of it than the meter shows', async () => {
    const [settlement] = ITEMS.settlements;
    const allocations = settlement!.allocations.map((one) =>
      one.tradeSequence === TRADE.sequence ? { ...one, allocatedWh: one.tradedWh } : one,
    );
    const imports = settlement!.imports.map((one) =>
      one.pseudonym === TRADE.buyerId ? { ...one, energyWh: TRADE.energyWh - 1 } : one,
    );
    const items = { ...ITEMS, settlements: [{ ...settlement!, allocations, imports }] };
    const records = recordsOf(ITEMS.slot, anchoredRecords([sampleSlot(FIRST_SLOT), items]));
    const evidence = residentText({ items, records });
    expect(await codes({ evidence, node: nodeOf(records.at(-1)!.recordHash) })).to.deep.equal(['ITEMS_DISAGREE']);
  });

  it('is not verified with the key of another household, and is with the own', async () => {
    const buyerKey = slotKeyOfPseudonym(TRADE.buyerId, pseudonymOf);
    const sellerKey = slotKeyOfPseudonym(TRADE.sellerId, pseudonymOf);
    expect(await codes({ slotKey: buyerKey })).to.deep.equal([]);
    expect(await codes({ slotKey: sellerKey, evidence: residentText({ direction: 'export' }) })).to.deep.equal([]);
    expect(await codes({ slotKey: sellerKey })).to.deep.equal(['NOT_OWN', 'NOT_OWN']);
    expect(await codes({ slotKey: new Uint8Array(32) })).to.deep.equal(['NOT_OWN', 'NOT_OWN', 'NOT_OWN']);
  });

  it('holds no name and no salt but those of the two parties, unless neighbours are asked for', () => {
    const others = ITEMS.settlements.flatMap(({ exports, imports, allocations }) => [
      ...[...exports, ...imports].filter(({ pseudonym }) => pseudonym !== TRADE.buyerId),
      ...allocations.filter(({ tradeSequence }) => tradeSequence !== TRADE.sequence),
    ]);
    expect(others.length).to.be.greaterThan(20);
    for (const other of others) {
      expect(TEXT).not.to.include(other.salt);
      if ('pseudonym' in other && other.pseudonym !== TRADE.sellerId) expect(TEXT).not.to.include(other.pseudonym);
    }
  });

  it('is not made of a trade that is not there, nor without the records or the reading', () => {
    const code = (given: Parameters<typeof residentText>[0]) => codeOf(() => residentText(given));
    expect(code({ tradeSequence: 1_000_000 })).to.equal('TRADE_UNKNOWN');
    expect(code({ records: recordsOf(ITEMS.slot).slice(0, 2) })).to.equal('RECORDS_MISSING');
    const settlements = ITEMS.settlements.map((one) => ({ ...one, imports: [] }));
    expect(code({ items: { ...ITEMS, settlements } })).to.equal('READING_MISSING');
  });
});
