import { expect } from 'chai';
import { id, Wallet } from 'ethers';
import {
  type AnchoredReading,
  allocationSalt,
  claimOf,
  claimSecret,
  closedRecordPreimage,
  type Direction,
  pseudonymOf,
  readingLeaf,
  readingSalt,
  type SettledItems,
  settledRecordPreimage,
  settledTrees,
  slotKeyOf,
  ZERO_HASH,
} from '#ledger';
import { fromHex, hashLeaf, MerkleSumTree, type SumProof, verifyProof } from '#merkle';
import { closedRecord } from './hardhat-ledger.js';

const PLACE = { areaId: 13112, slot: 990_000 };
/** A household's half hour is never above this: 10 kW. */
const MOST_WH = 5_000;
/** A household that knows more than most: it traded with its victims, and so knows their pseudonyms. */
const SPY = 3;
const TREES = { export: 'exports', import: 'imports' } as const;

const households = Array.from({ length: 11 }, (_, index) => {
  const key = fromHex(id(`household key ${index}`) as `0x${string}`);
  const slotKey = slotKeyOf(key, PLACE.areaId, PLACE.slot);
  const metered = { export: Number(BigInt(id(`export ${index}`)) % 5_001n), import: (index * 1_237) % 5_001 };
  return { key, slotKey, pseudonym: pseudonymOf(slotKey), metered };
});

/** The readings of a slot, salted as the caller says. */
function readings(direction: Direction, saltOf: (slotKey: Uint8Array) => string): AnchoredReading[] {
  return households
    .map(({ slotKey, pseudonym, metered }) => ({
      pseudonym,
      energyWh: metered[direction],
      salt: saltOf(slotKey),
    }))
    .sort((a, b) => (a.pseudonym < b.pseudonym ? -1 : 1));
}

/** Everybody buys a little of the spy. */
const allocations = households.map(({ slotKey, pseudonym }, tradeSequence) => ({
  tradeSequence,
  buyerId: pseudonym,
  sellerId: households[SPY]!.pseudonym,
  priceSen: 1_200,
  tradedWh: 10,
  allocatedWh: 10,
  salt: allocationSalt(slotKey, tradeSequence),
  claim: claimOf(new Wallet(id(`claim ${tradeSequence}`)).address, claimSecret(slotKey, tradeSequence)),
}));

function settle(salts: 'secret' | 'none'): SettledItems {
  const ofReading = (direction: Direction) => (slotKey: Uint8Array) =>
    salts === 'none' ? '0'.repeat(32) : readingSalt(slotKey, direction);
  return {
    version: 1,
    exports: readings('export', ofReading('export')),
    imports: readings('import', ofReading('import')),
    allocations,
  };
}

/** Every hash that the spy has seen: the chain's, and those in the proofs of its own reading and trades. */
function seenBySpy(items: SettledItems): Set<string> {
  const trees = settledTrees(PLACE, items);
  const { pseudonym } = households[SPY]!;
  const own = (list: readonly AnchoredReading[]) => list.findIndex((reading) => reading.pseudonym === pseudonym);
  const proofs = [
    trees.exports.prove(own(items.exports)),
    trees.imports.prove(own(items.imports)),
    ...items.allocations.map((_, index) => trees.allocations.prove(index)),
  ];
  return new Set([
    trees.record.readingsRoot,
    trees.record.allocationRoot,
    trees.exports.root,
    trees.imports.root,
    ...proofs.flatMap(({ siblings }) => siblings.map(({ hash }) => hash)),
  ]);
}

/** Tries every Wh of one household, under every salt given, against what was seen. Returns what fits. */
function guess(seen: ReadonlySet<string>, pseudonym: string, direction: Direction, salts: readonly string[]): number[] {
  const fits: number[] = [];
  for (const salt of salts) {
    const { data } = readingLeaf(direction, { pseudonym, energyWh: 0, salt });
    for (let wh = 0; wh <= MOST_WH; wh++) if (seen.has(hashLeaf(data, wh).hash)) fits.push(wh);
  }
  return fits;
}

/** The spy's leaf and the one beside it, in each tree: those whose hash stands in the spy's proof. */
function besideSpy(items: SettledItems, direction: Direction): string {
  const list = items[TREES[direction]];
  const at = list.findIndex(({ pseudonym }) => pseudonym === households[SPY]!.pseudonym);
  return list[at % 2 === 0 ? at + 1 : at - 1]!.pseudonym;
}

describe('privacy', () => {
  const items = settle('secret');
  const directions = ['export', 'import'] as const;

  it('no Wh from 0 to 5,000 of anybody fits what stands on chain and in a neighbour’s proofs', () => {
    const seen = seenBySpy(items);
    const spy = households[SPY]!;
    for (const { pseudonym, slotKey } of households) {
      if (pseudonym === spy.pseudonym) continue;
      // All that a counterparty could think of: none, its own, the salt of the trade they share, the name itself.
      const tradeSequence = allocations.findIndex(({ buyerId }) => buyerId === pseudonym);
      const salts = [
        '0'.repeat(32),
        readingSalt(spy.slotKey, 'export'),
        readingSalt(spy.slotKey, 'import'),
        allocationSalt(slotKey, tradeSequence),
        pseudonym,
      ];
      for (const direction of directions) expect(guess(seen, pseudonym, direction, salts)).to.deep.equal([]);
    }
  });

  it('though the same search finds the Wh at once if the salt is known, as an auditor knows it', () => {
    const seen = seenBySpy(items);
    for (const direction of directions) {
      const pseudonym = besideSpy(items, direction);
      const victim = households.find((household) => household.pseudonym === pseudonym)!;
      const salt = readingSalt(victim.slotKey, direction);
      expect(guess(seen, pseudonym, direction, [salt])).to.deep.equal([victim.metered[direction]]);
    }
  });

  it('and would find it if leaves had no salt', () => {
    const bare = settle('none');
    for (const direction of directions) {
      const pseudonym = besideSpy(bare, direction);
      const { metered } = households.find((household) => household.pseudonym === pseudonym)!;
      const found = guess(seenBySpy(bare), pseudonym, direction, ['0'.repeat(32)]);
      expect(found).to.deep.equal([metered[direction]]);
    }
  });

  it('what is written on chain holds no pseudonym, salt or claim', () => {
    const { record } = settledTrees(PLACE, items);
    const closed = closedRecordPreimage(closedRecord(PLACE.slot, PLACE.areaId), ZERO_HASH);
    const written = closed + settledRecordPreimage(record, ZERO_HASH, ZERO_HASH);
    const secrets = [...items.exports, ...items.imports].flatMap(({ pseudonym, salt }) => [pseudonym, salt]);
    for (const secret of [...secrets, ...allocations.flatMap(({ salt, claim }) => [salt, claim])]) {
      expect(written.includes(secret)).to.equal(false);
    }
  });

  describe('when a household’s key is destroyed', () => {
    const GONE = 7;
    const trees = settledTrees(PLACE, items);

    it('every proof of everybody else still holds', () => {
      const proofs = items.exports.map((reading, index): [AnchoredReading, SumProof] => [
        reading,
        trees.exports.prove(index),
      ]);
      const root = { root: trees.exports.root, totalWh: trees.exports.totalWh, count: trees.exports.count };
      let held = 0;
      // Made from the others' keys alone: the destroyed one is not asked.
      for (const { slotKey, pseudonym, metered } of households.toSpliced(GONE, 1)) {
        const [, proof] = proofs.find(([reading]) => reading.pseudonym === pseudonym)!;
        const salt = readingSalt(slotKey, 'export');
        const { data } = readingLeaf('export', { pseudonym: pseudonymOf(slotKey), energyWh: metered.export, salt });
        expect(verifyProof(root, proof, data)).to.equal(true);
        held++;
      }
      expect(held).to.equal(households.length - 1);
    });

    it('its leaf fits no household and no Wh any more, not even for the operator who has its meter reading', () => {
      const gone = households[GONE]!;
      const at = items.exports.findIndex(({ pseudonym }) => pseudonym === gone.pseudonym);
      const leaf = MerkleSumTree.build([readingLeaf('export', items.exports[at]!)]).root;
      for (const { slotKey } of households.toSpliced(GONE, 1)) {
        const fits = guess(new Set([leaf]), pseudonymOf(slotKey), 'export', [readingSalt(slotKey, 'export')]);
        expect(fits).to.deep.equal([]);
      }
      // With the key it would: the search is able to find it.
      const salt = readingSalt(slotKeyOf(gone.key, PLACE.areaId, PLACE.slot), 'export');
      expect(guess(new Set([leaf]), gone.pseudonym, 'export', [salt])).to.deep.equal([gone.metered.export]);
    });
  });
});
