import { expect } from 'chai';
import { Contract, Interface } from 'ethers';
import { type Command } from '#auction';
import { gateClosureMs } from '#energy';
import {
  type AnchoredSlot,
  type AnchoredTrade,
  allocationLeaf,
  closedRecordPreimage,
  type LedgerPlace,
  type LocalChain,
  readingLeaf,
  type SettledItems,
  SLOT_LEDGER_ABI,
  type SlotItems,
  signReadings,
  startLocalChain,
  ZERO_HASH,
} from '#ledger';
import { hashNode, MerkleSumTree } from '#merkle';
import { EXIT_DIFFERENT, EXIT_VERIFIED } from '../../../apps/auditor/audit.js';
import { allocate, playMarket } from '../../../scripts/settled-slot.js';
import { anchorRecords, anchorSlots, deployLedger } from '../../libs/ledger/evidence/anchor-slots.js';
import { anchoredSlot } from '../../libs/ledger/evidence/sample-ledger.js';
import { AREA_ID, corrected, FIRST_SLOT, sampleSlot } from '../../libs/ledger/evidence/sample-market.js';
import { auditBoth, type HandedOut } from './audit-both.js';

/** The half hour that the operator lies about, between two honest ones. */
const HONEST = sampleSlot(FIRST_SLOT + 1);
const [BEFORE, AFTER] = [sampleSlot(FIRST_SLOT), sampleSlot(FIRST_SLOT + 2)];
const SETTLED = HONEST.settlements[0]!;
const around = (items: SlotItems): SlotItems[] => [BEFORE, items, AFTER];

/** The slot with other trades, and with what the allocation rule makes of them: consistent but for the journal. */
function withTrades(items: SlotItems, trades: readonly AnchoredTrade[], settled: SettledItems = SETTLED): SlotItems {
  const { salt, claim } = SETTLED.allocations[0]!;
  const allocations = allocate(trades, settled.exports, settled.imports, () => ({ salt, claim }));
  return { ...items, trades, settlements: [{ ...settled, allocations }] };
}

/** The slot as it would have been with other commands: consistent in itself. */
function relived(commands: readonly Command[]): SlotItems {
  const { journal, trades } = playMarket(commands, HONEST.rules);
  return withTrades({ ...HONEST, journal }, trades);
}

const COMMANDS = HONEST.journal.map(({ command }) => command);
/** Place in the journal of an order that traded. */
const TRADED_AT = COMMANDS.indexOf(
  // No order is refused here, so the book numbers them as they stand.
  COMMANDS.filter(({ type }) => type === 'place')[HONEST.trades[2]!.sellOrderId]!,
);
const withoutOrder = COMMANDS.toSpliced(TRADED_AT, 1);
const swapped = <T>(list: readonly T[], at: number) => list.with(at, list[at + 1]!).with(at + 1, list[at]!);
const sameTrades = (a: SlotItems) => JSON.stringify(a.trades) === JSON.stringify(HONEST.trades);
/** Place of two neighbouring commands whose order decides who trades. */
const DECISIVE_AT = COMMANDS.findIndex(
  (_, at) => at < COMMANDS.length - 2 && !sameTrades(relived(swapped(COMMANDS, at))),
);

const CLOSURE_MS = gateClosureMs(HONEST.slot);
const HOUR_MS = 3_600_000;
/** An order that finds nobody, so that nothing else in the half hour changes. */
const LATE: Command = {
  ...(COMMANDS[TRADED_AT] as Extract<Command, { type: 'place' }>),
  ...{ side: 'sell', priceSen: HONEST.rules.maxPriceSen, atMs: CLOSURE_MS + HOUR_MS },
};
const CLOSE: Command = { type: 'close', atMs: CLOSURE_MS };
const closedAt = (commands: readonly Command[], atMs: number) => commands.with(-1, { ...CLOSE, atMs });

const dearer = <T extends { priceSen: number }>(item: T): T => ({ ...item, priceSen: item.priceSen + 1 });
const settledWith = (change: Partial<SettledItems>): SlotItems => ({
  ...HONEST,
  settlements: [{ ...SETTLED, ...change }],
});
const INVENTED: AnchoredTrade = { ...HONEST.trades[0]!, sequence: HONEST.trades.at(-1)!.sequence + 1, energyWh: 1 };
/** A kWh that the rule gives to nobody, given to the trade of a buyer who metered less than they bought. */
const SHORT_AT = SETTLED.allocations.findIndex(({ allocatedWh, tradedWh }) => allocatedWh < tradedWh);
const LEAST_AT = SETTLED.allocations.reduce(
  (least, { allocatedWh }, at, all) => (allocatedWh > 0 && allocatedWh < all[least]!.allocatedWh ? at : least),
  SETTLED.allocations.findIndex(({ allocatedWh }) => allocatedWh > 0),
);
const lessMetered = SETTLED.exports.map((reading, at) =>
  at === 0 || reading.energyWh === 0 ? reading : { ...reading, energyWh: reading.energyWh - 1 },
);
const oneMetered = SETTLED.imports.map((reading, at) =>
  at === 1 ? { ...reading, energyWh: reading.energyWh + 7 } : reading,
);

/** Records of lists in any order, as honest software would not make them. */
function recordsOfLiar(items: SlotItems): Required<AnchoredSlot> {
  const { closed, settled } = anchoredSlot(HONEST);
  const { exports, imports, allocations } = items.settlements[0]!;
  const exportTree = MerkleSumTree.build(exports.map((reading) => readingLeaf('export', reading)));
  const importTree = MerkleSumTree.build(imports.map((reading) => readingLeaf('import', reading)));
  const tree = MerkleSumTree.build(allocations.map(allocationLeaf));
  const record = {
    ...settled[0]!,
    readingsRoot: hashNode(exportTree.node, importTree.node).hash,
    exportCount: exportTree.count,
    importCount: importTree.count,
    exportedWh: exportTree.totalWh,
    importedWh: importTree.totalWh,
    allocationRoot: tree.root,
    allocationCount: tree.count,
    allocatedWh: tree.totalWh,
  };
  return { closed, settled: [record] };
}

interface Lie {
  readonly how: string;
  readonly shown: SlotItems;
  /** What was anchored instead of the truth; without it, the operator changes the evidence after an honest anchor. */
  readonly anchored?: Required<AnchoredSlot>;
  readonly says: RegExp;
}

/** A lie that was anchored already: evidence and chain agree, and only the rules of the market tell. */
const sealed = (how: string, shown: SlotItems, says: RegExp): Lie => ({
  how,
  shown,
  anchored: anchoredSlot(shown),
  says,
});

const LIES: Readonly<Record<string, readonly Lie[]>> = {
  'drops an order': [
    {
      how: 'by leaving it out of the evidence',
      shown: { ...HONEST, journal: HONEST.journal.toSpliced(TRADED_AT, 1) },
      says: /journal entry|expected .* \(replay of the journal\)/,
    },
    {
      how: 'by writing the whole half hour anew without it',
      shown: relived(withoutOrder),
      says: /closing, journalRoot: found/,
    },
    sealed(
      'before the anchor, its number left free',
      { ...HONEST, journal: HONEST.journal.toSpliced(TRADED_AT, 1) },
      /\(replay of the journal\)/,
    ),
    sealed(
      'before the anchor, all others renumbered and the trades kept',
      withTrades(relived(withoutOrder), HONEST.trades),
      /trade \d+.*\(replay of the journal\)/,
    ),
  ],
  'reorders two commands': [
    {
      how: 'in the evidence',
      shown: { ...HONEST, journal: swapped(HONEST.journal, DECISIVE_AT) },
      says: /journal\[\d+\].*\(order of the list\)/,
    },
    {
      how: 'in the evidence, everything after them written anew',
      shown: relived(swapped(COMMANDS, DECISIVE_AT)),
      says: /closing, journalRoot: found/,
    },
    sealed(
      'before the anchor, the trades kept',
      withTrades(relived(swapped(COMMANDS, DECISIVE_AT)), HONEST.trades),
      /\(replay of the journal\)/,
    ),
  ],
  'takes an order of a friend after gate closure': [
    sealed(
      'and closes after it',
      relived(closedAt(COMMANDS.toSpliced(-1, 0, LATE), CLOSURE_MS + 2 * HOUR_MS)),
      /journal entry \d+, time of place: found .* JST, expected a time before gate closure, .* JST \(published rules\)/,
    ),
  ],
  'sets the clock back': [
    sealed(
      'so that a late order looks early',
      relived(COMMANDS.toSpliced(-1, 0, { ...LATE, atMs: COMMANDS[0]!.atMs })),
      /journal entry \d+, time of place: found .* JST, expected .* JST, the time of a command before it, or later/,
    ),
  ],
  'closes before gate closure': [
    sealed(
      'so that others come too late',
      relived(closedAt(COMMANDS, CLOSURE_MS - 1)),
      /journal entry \d+, time of close: found .* JST, expected gate closure, .* JST, or later/,
    ),
  ],
  'invents a trade': [
    {
      how: 'in the evidence',
      shown: withTrades(HONEST, [...HONEST.trades, INVENTED]),
      says: /trade \d+: found .*, expected nothing \(replay of the journal\)/,
    },
    sealed(
      'before the anchor, settled by the rule',
      withTrades(HONEST, [...HONEST.trades, INVENTED]),
      /trade \d+: found .*, expected nothing \(replay of the journal\)/,
    ),
  ],
  'changes a price after the close': [
    {
      how: 'of an order in the evidence',
      shown: {
        ...HONEST,
        journal: HONEST.journal.map((entry, at) =>
          at === TRADED_AT && entry.command.type === 'place' ? { ...entry, command: dearer(entry.command) } : entry,
        ),
      },
      says: /closing, journalRoot: found/,
    },
    {
      how: 'of a trade in the evidence',
      shown: withTrades(HONEST, HONEST.trades.with(2, dearer(HONEST.trades[2]!))),
      says: /trade \d+, priceSen: found \d+, expected \d+ \(replay of the journal\)/,
    },
    sealed(
      'of a trade before the anchor',
      withTrades(HONEST, HONEST.trades.with(2, dearer(HONEST.trades[2]!))),
      /trade \d+, priceSen: found \d+, expected \d+ \(replay of the journal\)/,
    ),
    sealed(
      'of an allocation before the anchor',
      settledWith({ allocations: SETTLED.allocations.with(3, dearer(SETTLED.allocations[3]!)) }),
      /allocation of trade \d+, priceSen: found \d+, expected \d+ \(allocation rule\)/,
    ),
  ],
  'allocates a kWh twice': [
    {
      how: 'in the evidence',
      shown: settledWith({ allocations: SETTLED.allocations.toSpliced(LEAST_AT, 0, SETTLED.allocations[LEAST_AT]!) }),
      says: /allocation of trade \d+: found stands twice/,
    },
    (() => {
      const shown = settledWith({
        allocations: SETTLED.allocations.toSpliced(LEAST_AT, 0, SETTLED.allocations[LEAST_AT]!),
      });
      const how = 'before the anchor, as two allocations of one trade';
      return { how, shown, anchored: recordsOfLiar(shown), says: /allocation of trade \d+: found stands twice/ };
    })(),
    sealed(
      'before the anchor, as one Wh of a seller in two trades',
      settledWith({
        allocations: SETTLED.allocations.with(SHORT_AT, {
          ...SETTLED.allocations[SHORT_AT]!,
          allocatedWh: SETTLED.allocations[SHORT_AT]!.allocatedWh + 1,
        }),
      }),
      /allocation of trade \d+, allocatedWh: found \d+, expected \d+ \(allocation rule\)/,
    ),
  ],
  'changes a reading': [
    {
      how: 'in the evidence',
      shown: settledWith({ imports: oneMetered }),
      says: /import reading of [0-9a-f]{32}, energyWh: found \d+, expected \d+ \(chain\)/,
    },
    {
      how: 'of many homes, the allocations written anew by the rule',
      shown: withTrades(HONEST, HONEST.trades, { ...SETTLED, exports: lessMetered }),
      says: /settlement 1, readingsRoot: found/,
    },
    (() => {
      const shown = settledWith({ exports: SETTLED.exports.toSpliced(2, 0, SETTLED.exports[2]!) });
      const how = 'before the anchor, as a second one of the same meter';
      return { how, shown, anchored: recordsOfLiar(shown), says: /export reading of [0-9a-f]{32}: found stands twice/ };
    })(),
    {
      how: 'by a correction that is anchored and kept from the auditor',
      shown: HONEST,
      anchored: anchoredSlot(corrected(HONEST)),
      says: /settlement 2: found nothing, expected a record \(chain\)/,
    },
  ],
  'settles twice': [
    {
      how: 'by a second settlement that is shown and not anchored',
      shown: corrected(HONEST),
      says: /settlement 2: found a record, expected nothing \(chain\)/,
    },
    {
      how: 'by another settlement in the place of the first',
      shown: { ...HONEST, settlements: [{ ...corrected(HONEST).settlements[1]!, version: 1 }] },
      says: /settlement 1, readingsRoot: found/,
    },
  ],
};

describe('a dishonest operator, against a real chain, the auditor and the second verifier', function () {
  this.timeout(30_000);
  let chain: LocalChain;
  let place: LedgerPlace;

  before(async () => {
    chain = await startLocalChain({ entropy: new Uint8Array(16).fill(11) });
    place = await deployLedger(chain);
    await anchorSlots(chain, place, around(HONEST));
  });

  after(() => chain.stop());

  async function expectCaught(given: Omit<HandedOut, 'rpcUrl'>, says: RegExp): Promise<void> {
    const { code, out, problems } = await auditBoth({ ...given, rpcUrl: chain.url });
    expect(out).to.match(says);
    expect(code).to.equal(EXIT_DIFFERENT);
    expect(problems, 'the second verifier').not.to.deep.equal([]);
  }

  async function expectVerified(given: Omit<HandedOut, 'rpcUrl'>): Promise<void> {
    const { code, out, problems } = await auditBoth({ ...given, rpcUrl: chain.url });
    expect(problems).to.deep.equal([]);
    expect(out).to.include('VERIFIED: the evidence is what was anchored.').and.not.include('NOT VERIFIED');
    expect(code).to.equal(EXIT_VERIFIED);
  }

  /** The name of the error with which the contract refuses. */
  async function refusal(method: 'close' | 'settle', list: readonly unknown[], at = place): Promise<string> {
    const abi = new Interface(SLOT_LEDGER_ABI);
    const ledger = new Contract(at.address, abi, chain.operator);
    const error = await ledger
      .getFunction(method)
      .staticCall(list)
      .then(
        () => undefined,
        (cause: { data?: string }) => abi.parseError(cause.data!),
      );
    return error?.name ?? 'nothing';
  }

  it('who is honest is verified by both', async () => {
    await expectVerified({ shown: around(HONEST), place, areaId: AREA_ID });
    const other = await deployLedger(chain);
    await anchorSlots(chain, other, around(corrected(HONEST)));
    await expectVerified({ shown: around(corrected(HONEST)), place: other, areaId: AREA_ID });
  });

  it('lies indeed: each case shows or anchors something else than the truth', () => {
    for (const at of [TRADED_AT, DECISIVE_AT, SHORT_AT, LEAST_AT]) expect(at).to.be.at.least(0);
    const truth = JSON.stringify([HONEST, anchoredSlot(HONEST)]);
    for (const [crime, lies] of Object.entries(LIES)) {
      for (const { how, shown, anchored } of lies) {
        expect(JSON.stringify([shown, anchored ?? anchoredSlot(HONEST)]), `${crime} ${how}`).not.to.equal(truth);
      }
    }
  });

  for (const [crime, lies] of Object.entries(LIES)) {
    describe(crime, () => {
      for (const { how, shown, anchored, says } of lies) {
        it(how, async () => {
          if (anchored === undefined) return expectCaught({ shown: around(shown), place }, says);
          const ledger = await deployLedger(chain);
          await anchorRecords(chain, ledger, [anchoredSlot(BEFORE), anchored, anchoredSlot(AFTER)]);
          return expectCaught({ shown: around(shown), place: ledger }, says);
        });
      }
    });
  }

  it('drops a whole half hour', async () => {
    await expectCaught({ shown: [BEFORE, AFTER], place }, /the whole slot: found nothing, expected records/);
  });

  describe('anchors another history for another auditor', () => {
    const OTHER = relived(withoutOrder);

    it('on a contract of its own', async () => {
      const other = await deployLedger(chain);
      await anchorSlots(chain, other, around(OTHER));
      await expectVerified({ shown: around(OTHER), place: other });
      const given = { shown: around(OTHER), place: other, published: place.address };
      await expectCaught(given, /contract: found 0x[0-9a-fA-F]{40}, expected 0x[0-9a-fA-F]{40} \(reader\)/);
    });

    it('under the published contract, where it is not', async () => {
      await expectCaught({ shown: around(OTHER), place }, /closing, journalRoot: found/);
    });

    it('as another area of the published contract', async () => {
      const shown = around(OTHER).map((items) => ({ ...items, areaId: AREA_ID + 1 }));
      await anchorSlots(chain, place, shown);
      await expectVerified({ shown, place });
      await expectCaught({ shown, place, areaId: AREA_ID }, /area: found 8, expected 7 \(reader\)/);
      await expectVerified({ shown: around(HONEST), place, areaId: AREA_ID });
    });
  });

  describe('is refused by the contract itself when he', () => {
    const closed = anchoredSlot(HONEST).closed;
    const record = anchoredSlot(HONEST).settled[0]!;
    let fresh: LedgerPlace;
    let prior: string;

    before(async () => {
      fresh = await deployLedger(chain);
      const ledger = new Contract(fresh.address, SLOT_LEDGER_ABI, chain.operator);
      await (await ledger.getFunction('close')([closed])).wait();
      prior = closedRecordPreimage(closed, ZERO_HASH);
    });

    const settle = async (changed: object, signer = chain.meteringAgent) => {
      const whole = { ...record, ...changed };
      return refusal(
        'settle',
        [{ record: whole, meteringSignature: await signReadings(signer, fresh, whole), prior }],
        fresh,
      );
    };

    it('closes a half hour twice', async () => {
      expect(await refusal('close', [closed], fresh)).to.equal('SlotAlreadyClosed');
    });

    it('settles a half hour twice', async () => {
      const signed = { record, meteringSignature: await signReadings(chain.meteringAgent, place, record), prior };
      expect(await refusal('settle', [signed])).to.equal('PriorMismatch');
      expect(await settle({ version: 2 })).to.equal('VersionOutOfOrder');
    });

    it('allocates more than was exported, imported or traded', async () => {
      expect(await settle({ exportedWh: record.allocatedWh - 1 })).to.equal('AllocatedAboveExported');
      expect(await settle({ importedWh: record.allocatedWh - 1 })).to.equal('AllocatedAboveImported');
      expect(await settle({ allocatedWh: record.tradedWh + 1 })).to.equal('AllocatedAboveTraded');
      expect(await settle({ tradedWh: record.tradedWh + 1 })).to.equal('TradedWhMismatch');
    });

    it('changes a reading that the metering agent signed, or signs it himself', async () => {
      const meteringSignature = await signReadings(chain.meteringAgent, fresh, record);
      const changed = { ...record, exportedWh: record.exportedWh + 1 };
      expect(await refusal('settle', [{ record: changed, meteringSignature, prior }], fresh)).to.equal(
        'NotMeteringAgent',
      );
      expect(await settle({}, chain.operator)).to.equal('NotMeteringAgent');
      expect(await settle({}), 'the honest one').to.equal('nothing');
    });
  });
});
