import { expect } from 'chai';
import { SettledRecordMaker } from '#api/provenance/settled-record.js';
import {
  allocationSalt,
  claimAccountOf,
  claimOf,
  claimSecret,
  type KeyedSettlement,
  keyedRecord,
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
  return { slotKey, pseudonym: pseudonymOf(slotKey), account: claimAccountOf(key), exportWh, importWh };
});
/** Every buyer has one trade with the seller before it; half of it is borne out. */
const TRADES = HOUSEHOLDS.flatMap((buyer, index) =>
  index % 3 === 0 ? [] : [{ buyer, seller: HOUSEHOLDS[index - (index % 3)]!, sequence: index, tradedWh: 2 * index }],
);
const ALLOCATED_WH = TRADES.map(({ tradedWh }) => tradedWh / 2);

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

function settlement(): KeyedSettlement {
  return {
    ...PLACE,
    version: 3,
    readings: {
      pseudonyms: HOUSEHOLDS.map(({ pseudonym }) => pseudonym),
      slotKeys: HOUSEHOLDS.map(({ slotKey }) => hex(slotKey)),
      exportsWh: HOUSEHOLDS.map(({ exportWh }) => exportWh),
      importsWh: HOUSEHOLDS.map(({ importWh }) => importWh),
    },
    trades: {
      sequences: TRADES.map(({ sequence }) => sequence),
      buyerIds: TRADES.map(({ buyer }) => buyer.pseudonym),
      sellerIds: TRADES.map(({ seller }) => seller.pseudonym),
      pricesSen: TRADES.map(() => 1500),
      tradedWh: TRADES.map(({ tradedWh }) => tradedWh),
      buyerKeys: TRADES.map(({ buyer }) => hex(buyer.slotKey)),
      claimAccounts: TRADES.map(({ buyer }) => buyer.account),
    },
  };
}

/** The same settlement, item by item. */
function expectedRecord() {
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
  }).record;
}

describe('the record of a settlement', () => {
  it('is the same from columns and item by item, in whatever order the readings came', () => {
    const { readings, ...rest } = settlement();
    const backwards = {
      pseudonyms: readings.pseudonyms.toReversed(),
      slotKeys: readings.slotKeys.toReversed(),
      exportsWh: readings.exportsWh.toReversed(),
      importsWh: readings.importsWh.toReversed(),
    };
    expect(keyedRecord({ ...rest, readings }, ALLOCATED_WH)).to.deep.equal(expectedRecord());
    expect(keyedRecord({ ...rest, readings: backwards }, ALLOCATED_WH)).to.deep.equal(expectedRecord());
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
    const wrong = { ...broken, trades: { ...broken.trades, buyerIds: TRADES.map(() => 'somebody') } };
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
