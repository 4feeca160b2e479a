import { expect } from 'chai';
import { SettledRecordMaker } from '#api/provenance/settled-record.js';
import {
  allocationSalt,
  claimAccountOf,
  claimOf,
  claimSecret,
  type KeyedSettlement,
  keyedItems,
  keyedTrees,
  pseudonymOf,
  readingSalt,
  settledTrees,
  slotKeyOf,
} from '#ledger';
import { codeOf } from '../../libs/error-code.js';

const PLACE = { areaId: 13_112, slot: 990_000 };
const HOUSEHOLDS = Array.from({ length: 30 }, (_, index) => {
  const key = new Uint8Array(32).fill(index + 1);
  const slotKey = slotKeyOf(key, PLACE.areaId, PLACE.slot);
  const [exportWh, importWh] = index % 3 === 0 ? [100 * index + 7, 0] : [0, 50 * index];
  return { key, slotKey, pseudonym: pseudonymOf(slotKey), account: claimAccountOf(key), exportWh, importWh };
});
/** Every buyer has one trade with the seller before it; half of it is borne out. */
const TRADES = HOUSEHOLDS.flatMap((buyer, index) =>
  index % 3 === 0 ? [] : [{ buyer, seller: HOUSEHOLDS[index - (index % 3)]!, sequence: index, tradedWh: 2 * index }],
);
const ALLOCATED_WH = TRADES.map(({ tradedWh }) => tradedWh / 2);

const bytes = (parts: readonly Uint8Array[]) => new Uint8Array(Buffer.concat(parts));

/** The households in an order, as a settlement names them. */
function settlement(households = HOUSEHOLDS): KeyedSettlement {
  return {
    ...PLACE,
    version: 3,
    householdKeys: bytes(households.map(({ key }) => key)),
    exportsWh: Float64Array.from(households, ({ exportWh }) => exportWh),
    importsWh: Float64Array.from(households, ({ importWh }) => importWh),
    trades: {
      sequences: Float64Array.from(TRADES, ({ sequence }) => sequence),
      buyers: Uint32Array.from(TRADES, ({ buyer }) => households.indexOf(buyer)),
      sellers: Uint32Array.from(TRADES, ({ seller }) => households.indexOf(seller)),
      pricesSen: Float64Array.from(TRADES, () => 1500),
      tradedWh: Float64Array.from(TRADES, ({ tradedWh }) => tradedWh),
      claimAccounts: bytes(TRADES.map(({ buyer }) => Buffer.from(buyer.account.slice(2), 'hex'))),
    },
  };
}

/** The same settlement, item by item. */
function expectedTrees() {
  const readings = HOUSEHOLDS.toSorted((a, b) => (a.pseudonym < b.pseudonym ? -1 : 1));
  const leaves = (direction: 'export' | 'import') =>
    readings.map(({ pseudonym, slotKey, exportWh, importWh }) => ({
      pseudonym,
      energyWh: direction === 'export' ? exportWh : importWh,
      salt: readingSalt(slotKey, direction),
    }));
  return settledTrees(PLACE, {
    version: 3,
    exports: leaves('export'),
    imports: leaves('import'),
    allocations: TRADES.map(({ buyer, seller, sequence, tradedWh }) => ({
      tradeSequence: sequence,
      buyerId: buyer.pseudonym,
      sellerId: seller.pseudonym,
      priceSen: 1500,
      tradedWh,
      allocatedWh: tradedWh / 2,
      salt: allocationSalt(buyer.slotKey, sequence),
      claim: claimOf(buyer.account, claimSecret(buyer.slotKey, sequence)),
    })),
  });
}

const expectedRecord = () => expectedTrees().record;

describe('the record of a settlement', () => {
  it('is the same from columns and item by item, in whatever order the readings came', () => {
    for (const households of [HOUSEHOLDS, HOUSEHOLDS.toReversed()]) {
      const keyed = settlement(households);
      expect(keyedTrees(keyed, ALLOCATED_WH).record).to.deep.equal(expectedRecord());
      expect(settledTrees(PLACE, keyedItems(keyed, ALLOCATED_WH)).record).to.deep.equal(expectedRecord());
    }
  });

  it('refuses trades that do not ascend and a household that stands twice', () => {
    const keyed = settlement();
    const backwards = { ...keyed, trades: { ...keyed.trades, sequences: keyed.trades.sequences.toReversed() } };
    expect(codeOf(() => keyedTrees(backwards, ALLOCATED_WH))).to.equal('LEAVES_UNORDERED');
    const twice = { ...keyed, householdKeys: keyed.householdKeys.slice().fill(2, 0, 32) };
    expect(codeOf(() => keyedTrees(twice, ALLOCATED_WH))).to.equal('LEAVES_UNORDERED');
  });

  it('is the same from a thread of its own, begun early or late', async () => {
    for (const isEarly of [true, false]) {
      using maker = new SettledRecordMaker(settlement, 1);
      if (isEarly) maker.begin();
      expect(await maker.make(ALLOCATED_WH)).to.deep.equal(expectedRecord());
    }
  });

  it('is made here when the thread fails', async () => {
    using maker = new SettledRecordMaker(settlement, 1);
    maker.begin();
    maker[Symbol.dispose]();
    expect(await maker.make(ALLOCATED_WH)).to.deep.equal(expectedRecord());
  });

  it('is refused with its code where a leaf cannot be made, in a thread or not', async () => {
    const broken = settlement();
    const wrong = { ...broken, trades: { ...broken.trades, pricesSen: new Float64Array(TRADES.length).fill(-1) } };
    for (const manyLeaves of [1, 1000]) {
      using maker = new SettledRecordMaker(() => wrong, manyLeaves);
      maker.begin();
      const error = await maker.make(ALLOCATED_WH).catch((thrown) => thrown);
      expect(
        codeOf(() => {
          throw error;
        }),
      ).to.equal('LEAF_INVALID');
    }
  });

  it('is not asked for twice, and not at all if nobody wants it', async () => {
    let asked = 0;
    using maker = new SettledRecordMaker(() => {
      asked++;
      return settlement();
    });
    expect(asked).to.equal(0);
    maker.begin();
    await maker.make(ALLOCATED_WH);
    expect(asked).to.equal(1);
  });
});
