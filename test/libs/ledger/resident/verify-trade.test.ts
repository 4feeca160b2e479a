import { expect } from 'chai';
import { isIchienError } from '#energy';
import {
  type AnchoredAllocation,
  type LedgerClosedRecord,
  pseudonymOf,
  recordHash,
  type SettledItems,
  type SettledRecord,
  settledRecordPreimage,
  settledTrees,
} from '#ledger';
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

describe('a server that anchored a lie is caught by the resident:', () => {
  const closed = recordsOf(ITEMS.slot)[0] as LedgerClosedRecord;
  const [settlement] = ITEMS.settlements as [SettledItems];
  const at = settlement.allocations.findIndex(({ tradeSequence }) => tradeSequence === TRADE.sequence);
  const allocation = settlement.allocations[at]!;
  const last = settlement.allocations.at(-1)!;
  const extra = { ...last, tradeSequence: last.tradeSequence + 1, allocatedWh: 0 };

  /** Evidence of a settlement that was anchored as it is, whatever it says, and the node that holds its record. */
  function anchoredLie(change: Partial<SettledItems>, record: Partial<SettledRecord> = {}, items = ITEMS) {
    const settled = { ...settlement, ...change };
    const lie = { ...items, settlements: [settled] };
    const whole = { ...settledTrees(lie, settled).record, ...record };
    const previousHead = closed.recordHash;
    const hash = recordHash(settledRecordPreimage(whole, previousHead, closed.recordHash));
    const records = [closed, { phase: 'settled', record: whole, previousHead } as const];
    return { lie, records, node: nodeOf(hash) };
  }

  async function codesOfLie(
    change: Partial<SettledItems>,
    record: Partial<SettledRecord> = {},
    given: Partial<TradeToVerify> = {},
  ): Promise<string[]> {
    const { lie, records, node } = anchoredLie(change, record);
    return codes({ evidence: residentText({ items: lie, records }), node, ...given });
  }

  it('it is believed if there is no lie', async () => {
    expect(await codesOfLie({})).to.deep.equal([]);
  });

  const otherTerms: Partial<AnchoredAllocation>[] = [
    { priceSen: allocation.priceSen + 1 },
    { tradedWh: allocation.tradedWh + 1 },
    { sellerId: settlement.exports.find(({ pseudonym }) => pseudonym !== allocation.sellerId)!.pseudonym },
    { allocatedWh: allocation.tradedWh + 1 },
  ];
  for (const terms of otherTerms) {
    it(`an allocation with another ${Object.keys(terms)}`, async () => {
      const allocations = settlement.allocations.with(at, { ...allocation, ...terms });
      expect(await codesOfLie({ allocations })).to.deep.equal(['ITEMS_DISAGREE']);
    });
  }

  it('an allocation of another trade, or with another buyer', async () => {
    const honest = JSON.parse(anchoredText({}));
    const trades = ITEMS.trades.map((trade) => (trade === TRADE ? { ...trade, sequence: trade.sequence + 1 } : trade));
    const allocations = settlement.allocations.with(at, { ...allocation, tradeSequence: TRADE.sequence + 1 });
    expect(trades.every(({ sequence }, index) => index === 0 || sequence > trades[index - 1]!.sequence)).to.equal(true);
    const { lie, records, node } = anchoredLie({ allocations }, {}, { ...ITEMS, trades });
    const text = residentText({ items: lie, records, tradeSequence: TRADE.sequence + 1 });
    const evidence = JSON.stringify({ ...JSON.parse(text), trade: honest.trade });
    expect(await codes({ evidence, node })).to.deep.equal(['ITEMS_DISAGREE']);

    const buyerId = settlement.imports.find(({ pseudonym }) => pseudonym !== TRADE.buyerId)!.pseudonym;
    const otherBuyer = { allocations: settlement.allocations.with(at, { ...allocation, buyerId }) };
    expect(await codesOfLie(otherBuyer)).to.deep.equal(['ITEMS_DISAGREE', 'ITEMS_DISAGREE']);
  });

  const anchoredText = (change: Partial<SettledItems>) => {
    const { lie, records } = anchoredLie(change);
    return residentText({ items: lie, records });
  };

  it('more allocations than trades, or one in the place of another', async () => {
    expect(await codesOfLie({ allocations: [...settlement.allocations, extra] })).to.deep.equal(['ITEMS_DISAGREE']);
    const shifted = [...settlement.allocations.slice(1), extra];
    expect(await codesOfLie({ allocations: shifted })).to.deep.equal(['ITEMS_DISAGREE']);
  });

  it('totals that are not those of the trees', async () => {
    const { exportedWh } = settledTrees(ITEMS, settlement).record;
    expect(await codesOfLie({}, { exportedWh: exportedWh + 1 })).to.deep.equal(['READING_NOT_PROVEN']);
  });

  it('a reading of another home, proven though it is', async () => {
    const evidence = JSON.parse(residentText());
    const latest = ITEMS.settlements.at(-1)!;
    const most = latest.imports.reduce((a, b) => (b.energyWh > a.energyWh && b.pseudonym !== TRADE.buyerId ? b : a));
    expect(most.pseudonym).not.to.equal(TRADE.buyerId);
    const proof = settledTrees(ITEMS, latest).imports.prove(latest.imports.indexOf(most));
    evidence.settlement.reading = { item: most, proof };
    expect(await codes({ evidence: JSON.stringify(evidence) })).to.deep.equal(['ITEMS_DISAGREE']);
  });

  it('a settlement without the one before it', async () => {
    const version = await codesOfLie({}, { version: 2 });
    expect(version).to.deep.equal(['RECORD_NOT_ANCHORED']);
  });

  it('an allocation under a salt that the household did not derive', async () => {
    const allocations = settlement.allocations.with(at, { ...allocation, salt: 'ab'.repeat(16) });
    const slotKey = slotKeyOfPseudonym(TRADE.buyerId, pseudonymOf);
    expect(await codesOfLie({ allocations })).to.deep.equal([]);
    expect(await codesOfLie({ allocations }, {}, { slotKey })).to.deep.equal(['NOT_OWN']);
  });
});
