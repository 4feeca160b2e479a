import { expect } from 'chai';
import { isIchienError } from '#energy';
import {
  type AnchoredTrade,
  allocationLeaf,
  type ClosedItems,
  closedTrees,
  journalLeaf,
  readingLeaf,
  type SettledItems,
  settledTrees,
  tradeLeaf,
} from '#ledger';
import { EMPTY_ROOT, hashLeaf, hashNode, verifyProof } from '#merkle';

const ALICE = '00112233445566778899aabbccddeeff';
const BOB = 'ffeeddccbbaa99887766554433221100';
const SALT = '0123456789abcdef0123456789abcdef';
const PLACE = { areaId: 7, slot: 991_234 };

const TRADE: AnchoredTrade = {
  sequence: 5,
  buyOrderId: 1,
  sellOrderId: 0,
  buyerId: ALICE,
  sellerId: BOB,
  priceSen: 2100,
  energyWh: 420,
};
const CLOSED: ClosedItems = {
  ...PLACE,
  rules: { minPriceSen: 1, maxPriceSen: 5000, maxOrderWh: 100_000, maxOrdersPerParticipant: 200 },
  journal: [{ sequence: 1, command: { type: 'close', atMs: 5 } }],
  trades: [TRADE, { ...TRADE, sequence: 6, energyWh: 80 }],
};
const ALLOCATION = {
  tradeSequence: 5,
  buyerId: ALICE,
  sellerId: BOB,
  priceSen: 2100,
  tradedWh: 420,
  salt: SALT,
  claim: SALT + SALT,
};
const SETTLED: SettledItems = {
  version: 2,
  exports: [{ pseudonym: BOB, energyWh: 450, salt: SALT }],
  imports: [
    { pseudonym: ALICE, energyWh: 900, salt: SALT },
    { pseudonym: BOB, energyWh: 10, salt: SALT },
  ],
  allocations: [
    { ...ALLOCATION, allocatedWh: 420 },
    { ...ALLOCATION, tradeSequence: 6, tradedWh: 80, allocatedWh: 30 },
  ],
};

describe('trees of a slot', () => {
  it('closed: the record counts the header as a leaf of the journal and sums the trades', () => {
    const { journal, trades, record } = closedTrees(CLOSED);
    expect(record).to.deep.equal({
      ...PLACE,
      journalRoot: journal.root,
      journalCount: 2,
      tradeRoot: trades.root,
      tradeCount: 2,
      tradedWh: 500,
    });
    expect(verifyProof(journal, journal.prove(1), journalLeaf(CLOSED.journal[0]!).data)).to.equal(true);
    expect(verifyProof(trades, trades.prove(0), tradeLeaf(TRADE).data)).to.equal(true);
  });

  it('settled: the readings root is the node over the export tree and the import tree', () => {
    const { imports, allocations, record } = settledTrees(PLACE, SETTLED);
    const left = readingLeaf('export', SETTLED.exports[0]!);
    expect(record).to.deep.equal({
      ...PLACE,
      version: 2,
      readingsRoot: hashNode(hashLeaf(left.data, left.wh), imports.node).hash,
      exportCount: 1,
      importCount: 2,
      exportedWh: 450,
      importedWh: 910,
      allocationRoot: allocations.root,
      allocationCount: 2,
      tradedWh: 500,
      allocatedWh: 450,
    });
    const data = allocationLeaf(SETTLED.allocations[1]!).data;
    expect(verifyProof(allocations, allocations.prove(1), data)).to.equal(true);
  });

  it('a slot without trades and meters has empty trees', () => {
    const empty = { version: 1, exports: [], imports: [], allocations: [] };
    expect(closedTrees({ ...CLOSED, trades: [] }).record).to.include({ tradeRoot: EMPTY_ROOT, tradedWh: 0 });
    expect(settledTrees(PLACE, empty).record).to.include({ allocationRoot: EMPTY_ROOT, exportedWh: 0, importCount: 0 });
  });

  it('refuse a list that does not ascend strictly', () => {
    const twice = { ...CLOSED, trades: [TRADE, TRADE] };
    const unsorted = { ...SETTLED, imports: SETTLED.imports.toReversed() };
    expect(() => closedTrees(twice))
      .to.throw('In the trades, 5 stands after 5.')
      .that.satisfies((error: unknown) => isIchienError(error) && error.code === 'LEAVES_UNORDERED');
    expect(() => settledTrees(PLACE, unsorted)).to.throw(`In the imports, ${ALICE} stands after ${BOB}.`);
  });
});
