import { expect } from 'chai';
import fc from 'fast-check';
import { gateClosureMs, isIchienError } from '#energy';
import {
  type AnchoredSlot,
  closedTrees,
  type Finding,
  formatFinding,
  formatSlotEvidence,
  parseSlotEvidence,
  type SettledItems,
  type SlotItems,
  verifySlot,
} from '#ledger';
import { anchoredSlot } from './sample-ledger.js';
import { corrected, FIRST_SLOT, sampleSlot } from './sample-market.js';

const ITEMS = corrected(sampleSlot());
const ANCHORED = anchoredSlot(ITEMS);
const TEXT = formatSlotEvidence(ITEMS);
const SLOT_NAME = '2026-11-21 12:00-12:30 JST (koma 25)';

/** What the verification says of a file of evidence. */
function findingsIn(text: string, anchored: AnchoredSlot = ANCHORED): Finding[] {
  return verifySlot(parseSlotEvidence(text, 'slot.json'), anchored);
}

/** What a person reads of it. */
function sayings(text: string, anchored?: AnchoredSlot): string[] {
  return findingsIn(text, anchored).map(formatFinding);
}

/** What the verification says if the operator himself changes items and writes their leaves anew. */
function findingsOfLiar(change: (items: Changeable) => void, anchored?: AnchoredSlot): Finding[] {
  const items = structuredClone(ITEMS) as Changeable;
  change(items);
  return findingsIn(formatSlotEvidence(items), anchored);
}

type Changeable<T = SlotItems> = T extends object ? { -readonly [Field in keyof T]: Changeable<T[Field]> } : T;

/** The lists of the evidence: where they stand in the file, and how findings call their items. */
const LISTS = [
  { path: 'journal', title: /^journal entry \d+/ },
  { path: 'trades', title: /^trade \d+/ },
  { path: 'settlements.0.exports', title: /^settlement 1, export reading of [0-9a-f]{32}/ },
  { path: 'settlements.0.imports', title: /^settlement 1, import reading of [0-9a-f]{32}/ },
  { path: 'settlements.1.allocations', title: /^settlement 2, allocation of trade \d+/ },
];

type JsonObject = { [field: string]: unknown };

/** The evidence as JSON, and the list in it that is to be changed. */
function listIn(path: string): { json: unknown; list: JsonObject[] } {
  const json = JSON.parse(TEXT);
  return { json, list: listOf(json, path) };
}

function listOf(value: unknown, path: string): JsonObject[] {
  return path.split('.').reduce((inner, key) => (inner as JsonObject)[key], value) as JsonObject[];
}

/** Another value of the same kind. */
function another(value: unknown): unknown {
  if (typeof value === 'number') return value + 1;
  switch (value) {
    case 'buy':
      return 'sell';
    case 'sell':
      return 'buy';
    default: {
      const text = value as string;
      return (text[0] === 'a' ? 'b' : 'a') + text.slice(1);
    }
  }
}

/** The fields of an item that may be changed to another value, those of its command too. */
function fieldsOf(item: JsonObject): string[] {
  const { command, ...fields } = item;
  const { type: _, ...ofCommand } = (command ?? {}) as JsonObject;
  return [...Object.keys(fields), ...Object.keys(ofCommand)];
}

function nameOf(title: RegExp, item: JsonObject): string {
  const key = item.sequence ?? item.tradeSequence ?? item.pseudonym;
  return title.source.slice(1).replace(/\\d\+|\[0-9a-f\]\{32\}/, String(key));
}

describe('verifySlot', () => {
  it('finds nothing in honest evidence', () => {
    expect(ITEMS.trades.length, 'trades').to.be.greaterThan(20);
    expect(sayings(TEXT)).to.deep.equal([]);
  });

  it('finds nothing in an honest slot without orders, trades or settlement', () => {
    const journal = [{ sequence: 1, command: { type: 'close', atMs: gateClosureMs(FIRST_SLOT) } }] as const;
    const empty: SlotItems = { ...ITEMS, journal, trades: [], settlements: [] };
    expect(sayings(formatSlotEvidence(empty), anchoredSlot(empty))).to.deep.equal([]);
  });

  it('finds nothing in honest evidence that was re-indented', () => {
    expect(sayings(JSON.stringify(JSON.parse(TEXT), null, 4))).to.deep.equal([]);
  });
});

describe('verifySlot, where someone changed the file', () => {
  for (const { path, title } of LISTS) {
    describe(`in ${path}`, () => {
      const { list } = listIn(path);
      const last = list.length - 1;

      for (const [index, field] of fieldsOf(list[0]!).entries()) {
        it(`names the item whose ${field} was changed`, () => {
          const { json, list } = listIn(path);
          const item = list[index]!;
          const holder = field in item ? item : (item.command as JsonObject);
          holder[field] = another(holder[field]);
          const named = findingsIn(JSON.stringify(json)).filter(({ code }) => code === 'ITEM_CHANGED');
          expect(named.map((finding) => finding.item)).to.have.length(1);
          expect(named[0]!.item).to.match(new RegExp(`^${nameOf(title, item)}`));
        });
      }

      it('names both items that changed places', () => {
        const { json, list } = listIn(path);
        [list[1], list[3]] = [list[3]!, list[1]!];
        const ordered = findingsIn(JSON.stringify(json)).filter(({ code }) => code === 'ORDER_BROKEN');
        const [first, second] = [nameOf(title, list[3]!), nameOf(title, list[1]!)].map((name) =>
          name.replace(/^settlement \d, /, ''),
        );
        expect(ordered.map(({ found, expected }) => [found, expected])).to.deep.equal([
          [second, first],
          [first, second],
        ]);
      });

      it('names the item that stands twice', () => {
        const { json, list } = listIn(path);
        list.splice(2, 0, list[2]!);
        const name = nameOf(title, list[2]!);
        const findings = findingsIn(JSON.stringify(json));
        expect(findings.filter(({ code, item }) => code === 'ORDER_BROKEN' && item === name)).to.have.length(1);
      });

      it('finds that an item was taken away', () => {
        for (const index of [0, 2, last]) {
          const { json, list } = listIn(path);
          list.splice(index, 1);
          const codes = findingsIn(JSON.stringify(json)).map(({ code }) => code);
          expect(codes).to.include('ANCHOR_DIFFERS');
        }
      });
    });
  }

  it('says both values of one changed number, and what follows from it', () => {
    const place = ITEMS.journal.find(({ command }) => command.type === 'place' && command.side === 'sell')!;
    const priceSen = place.command.type === 'place' ? place.command.priceSen : 0;
    const text = TEXT.replace(`"side":"sell","priceSen":${priceSen}`, `"side":"sell","priceSen":${priceSen + 1}`);
    const [first, ...others] = sayings(text);
    expect(first).to.equal(
      `${SLOT_NAME}: journal entry ${place.sequence}, priceSen: found ${priceSen + 1}, expected ${priceSen} (leaf as issued)`,
    );
    expect(others.at(-1)).to.match(/: closing, journalRoot: found 0x[0-9a-f]{64}, expected 0x[0-9a-f]{64} \(chain\)$/);
  });

  it('says both values of one changed Wh of a reading, by its leaf and by the anchored total', () => {
    const reading = ITEMS.settlements[0]!.imports[4]!;
    const { json, list } = listIn('settlements.0.imports');
    list[4]!.energyWh = reading.energyWh + 1;
    const name = `${SLOT_NAME}: settlement 1, import reading of ${reading.pseudonym}, energyWh`;
    const values = `found ${reading.energyWh + 1}, expected ${reading.energyWh}`;
    const { importedWh } = ANCHORED.settled[0]!;
    expect(sayings(JSON.stringify(json))).to.include.members([
      `${name}: ${values} (leaf as issued)`,
      `${name}: ${values} (chain)`,
      `${SLOT_NAME}: settlement 1, importedWh: found ${importedWh + 1}, expected ${importedWh} (chain)`,
    ]);
  });

  it('names both orders that changed their positions and kept the numbering in order', () => {
    const { json, list } = listIn('journal');
    const [first, second] = [list[2]!, list[5]!];
    [first.command, second.command] = [second.command, first.command];
    const changed = findingsIn(JSON.stringify(json)).filter(({ code }) => code === 'ITEM_CHANGED');
    const names = [first, second].map(({ sequence }) => `journal entry ${sequence}`);
    expect(changed.map(({ item }) => item)).to.deep.equal(names);
  });

  it('says which side an order had', () => {
    const text = TEXT.replace('"side":"sell"', '"side":"buy"');
    expect(sayings(text)[0]).to.match(/journal entry \d+, side: found buy, expected sell \(leaf as issued\)$/);
  });

  it('names a changed rule of the book', () => {
    const text = TEXT.replace('"maxOrderWh":100000', '"maxOrderWh":99999');
    expect(sayings(text)[0]).to.match(
      /: rules of the book: found [0-9a-f]{16}, expected [0-9a-f]{16} \(leaf as issued\)$/,
    );
  });

  it('names rules that no book takes', () => {
    const text = TEXT.replace('"minPriceSen":1,', '"minPriceSen":6000,');
    const broken = findingsIn(text).find(({ code }) => code === 'JOURNAL_BROKEN');
    expect(broken).to.include({ item: 'rules of the book', expected: 'rules that a book takes' });
  });

  it('finds or refuses any other digit anywhere', () => {
    const digits = [...TEXT.matchAll(/\d/g)].map(({ index }) => index);
    const change = fc.record({ place: fc.constantFrom(...digits), step: fc.integer({ min: 1, max: 9 }) });
    const property = fc.property(change, ({ place, step }) => {
      const digit = (Number(TEXT[place]) + step) % 10;
      const text = TEXT.slice(0, place) + digit + TEXT.slice(place + 1);
      try {
        return findingsIn(text).length > 0;
      } catch (error) {
        return isIchienError(error) && error.code.startsWith('EVIDENCE_');
      }
    });
    fc.assert(property, { seed: 2026, numRuns: 40 });
  });

  it('finds another slot or area', () => {
    const text = TEXT.replace(`"slot": ${FIRST_SLOT}`, `"slot": ${FIRST_SLOT + 1}`);
    expect(findingsIn(text).map(({ item }) => item)).to.include('closing, slot');
    const elsewhere = findingsIn(TEXT.replace('"areaId": 7', '"areaId": 8')).map(({ item }) => item);
    expect(elsewhere).to.include('closing, areaId').and.to.include('settlement 2, areaId');
  });
});

describe('verifySlot, where the liar writes the leaves anew', () => {
  /** That the finding is there: code, item, both values. */
  function expectFinding(findings: readonly Finding[], wanted: Partial<Finding>): void {
    const match = findings.some((finding) =>
      Object.entries(wanted).every(([field, value]) => finding[field as keyof Finding] === value),
    );
    expect(match, `${JSON.stringify(wanted)} in\n${findings.map(formatFinding).join('\n')}`).to.equal(true);
    expect(findings.map(({ code }) => code)).not.to.include('ITEM_CHANGED');
  }

  it('every field of every item leads away from an anchored root', () => {
    for (const { path } of LISTS) {
      const { list } = listIn(path);
      const fields = Object.keys(list[1]!).filter((field) => !['leaf', 'command'].includes(field));
      for (const field of fields) {
        const findings = findingsOfLiar((items) => {
          const item = listOf(items, path)[1]!;
          item[field] = another(item[field]);
        });
        expect(
          findings.map(({ code }) => code),
          `${path}, ${field}`,
        ).to.include('ANCHOR_DIFFERS');
      }
    }
  });

  it('names a trade, by the replay of the journal', () => {
    const { sequence, priceSen, energyWh } = ITEMS.trades[5]!;
    const common = { code: 'TRADE_DIFFERS', slot: FIRST_SLOT, authority: 'replay of the journal' } as const;
    const dearer = findingsOfLiar(({ trades }) => {
      trades[5]!.priceSen += 1;
    });
    const price = { item: `trade ${sequence}, priceSen`, found: String(priceSen + 1), expected: String(priceSen) };
    expectFinding(dearer, { ...common, ...price });
    const larger = findingsOfLiar(({ trades }) => {
      trades[5]!.energyWh += 1;
    });
    const energy = { item: `trade ${sequence}, energyWh`, found: String(energyWh + 1), expected: String(energyWh) };
    expectFinding(larger, { ...common, ...energy });
  });

  it('names a trade that was left out, and one that was made up', () => {
    const { sequence } = ITEMS.trades[5]!;
    const fewer = findingsOfLiar(({ trades }) => void trades.splice(5, 1));
    expectFinding(fewer, { code: 'TRADE_DIFFERS', item: `trade ${sequence}`, found: 'nothing' });
    const more = findingsOfLiar(({ trades }) => void trades.push({ ...trades.at(-1)!, sequence: 900 }));
    expectFinding(more, { code: 'TRADE_DIFFERS', item: 'trade 900', expected: 'nothing' });
  });

  it('does not call the allocations false when a trade is', () => {
    const findings = findingsOfLiar(({ trades }) => {
      trades[5]!.energyWh += 1;
    });
    expect(findings.map(({ code }) => code)).not.to.include('ALLOCATION_DIFFERS');
  });

  it('names the trade that another order would have made, when the journal was changed', () => {
    const trade = ITEMS.trades[0]!;
    const placed = ITEMS.journal.filter(({ command }) => command.type === 'place');
    // No order is refused here, so the book numbers them as they stand.
    const resting = ITEMS.journal.indexOf(placed[Math.min(trade.buyOrderId, trade.sellOrderId)]!);
    const findings = findingsOfLiar(({ journal }) => {
      const { command } = journal[resting]!;
      if (command.type === 'place') command.priceSen -= 1;
    });
    expectFinding(findings, {
      code: 'JOURNAL_BROKEN',
      item: `journal, replayed, trade ${trade.sequence}, priceSen`,
      found: String(trade.priceSen - 1),
      expected: String(trade.priceSen),
      authority: 'anchored trades',
    });
  });

  it('names the place where a command was left out or put in', () => {
    const { sequence } = ITEMS.journal[7]!;
    const fewer = findingsOfLiar(({ journal }) => void journal.splice(6, 1));
    expectFinding(fewer, { code: 'JOURNAL_BROKEN', item: `journal entry ${sequence}`, found: `sequence ${sequence}` });
    const more = findingsOfLiar(({ journal }) => {
      journal.splice(7, 0, { sequence: journal[6]!.sequence + 1, command: { ...journal[6]!.command } });
    });
    expect(more.map(({ code }) => code)).to.include('JOURNAL_BROKEN');
  });

  it('finds a journal without its close, or with orders after it', () => {
    const open = findingsOfLiar(({ journal }) => void journal.pop());
    expectFinding(open, { code: 'JOURNAL_BROKEN', item: 'close of the journal', found: 'nothing' });
    const late = findingsOfLiar(({ journal }) => {
      journal.push({ sequence: 900, command: { type: 'close', atMs: 5 } });
    });
    expectFinding(late, { code: 'JOURNAL_BROKEN', item: 'close of the journal', expected: 'its last entry' });
  });

  for (const register of ['exports', 'imports'] as const) {
    const name = register === 'exports' ? 'export reading' : 'import reading';

    it(`names a reading in ${register}, by the anchored total and root`, () => {
      const { pseudonym, energyWh } = ITEMS.settlements[0]![register][3]!;
      const findings = findingsOfLiar(({ settlements }) => {
        settlements[0]![register][3]!.energyWh += 17;
      });
      expectFinding(findings, {
        code: 'READING_DIFFERS',
        item: `settlement 1, ${name} of ${pseudonym}, energyWh`,
        found: String(energyWh + 17),
        expected: String(energyWh),
      });
    });

    it(`names a reading that was made up in ${register}`, () => {
      const pseudonym = 'f'.repeat(32);
      const findings = findingsOfLiar(({ settlements }) => {
        settlements[0]![register].push({ pseudonym, energyWh: 300, salt: '0'.repeat(32) });
      });
      expectFinding(findings, {
        code: 'READING_DIFFERS',
        item: `settlement 1, ${name} of ${pseudonym}`,
        found: '300 Wh',
        expected: 'nothing',
      });
    });

    it(`says how many Wh and how many readings are missing when one in ${register} was left out`, () => {
      const findings = findingsOfLiar(({ settlements }) => void settlements[0]![register].splice(3, 1));
      const total = register === 'exports' ? 'exportedWh' : 'importedWh';
      const count = register === 'exports' ? 'exportCount' : 'importCount';
      const { energyWh } = ITEMS.settlements[0]![register][3]!;
      const anchored = ANCHORED.settled[0]!;
      const wh = {
        item: `settlement 1, ${total}`,
        found: String(anchored[total] - energyWh),
        expected: String(anchored[total]),
      };
      if (energyWh > 0) expectFinding(findings, { code: 'ANCHOR_DIFFERS', ...wh });
      expectFinding(findings, {
        code: 'ANCHOR_DIFFERS',
        item: `settlement 1, ${count}`,
        expected: String(anchored[count]),
      });
    });
  }

  it('names an allocation, by the rule', () => {
    const { tradeSequence, allocatedWh } = ITEMS.settlements[1]!.allocations[2]!;
    const findings = findingsOfLiar(({ settlements }) => {
      settlements[1]!.allocations[2]!.allocatedWh += 1;
    });
    expectFinding(findings, {
      code: 'ALLOCATION_DIFFERS',
      item: `settlement 2, allocation of trade ${tradeSequence}, allocatedWh`,
      found: String(allocatedWh + 1),
      expected: String(allocatedWh),
      authority: 'allocation rule',
    });
  });

  it('names an allocation that was left out', () => {
    const { tradeSequence } = ITEMS.settlements[0]!.allocations[2]!;
    const findings = findingsOfLiar(({ settlements }) => void settlements[0]!.allocations.splice(2, 1));
    const item = `settlement 1, allocation of trade ${tradeSequence}`;
    expectFinding(findings, { code: 'ALLOCATION_DIFFERS', item, found: 'nothing' });
  });

  it('says why readings cannot be settled at all', () => {
    const findings = findingsOfLiar(({ settlements }) => {
      settlements[0]!.exports[0]!.energyWh = 2 ** 31;
    });
    const item = 'settlement 1, allocations';
    expectFinding(findings, { code: 'ALLOCATION_DIFFERS', item, expected: 'trades and readings that can be settled' });
  });
});

describe('verifySlot, against the chain', () => {
  it('finds a slot that was never anchored', () => {
    expect(sayings(TEXT, { settled: [] })).to.deep.equal([
      `${SLOT_NAME}: closing: found a record, expected nothing (chain)`,
      `${SLOT_NAME}: settlement 1: found a record, expected nothing (chain)`,
      `${SLOT_NAME}: settlement 2: found a record, expected nothing (chain)`,
    ]);
  });

  it('finds a settlement that the evidence leaves out', () => {
    const older = formatSlotEvidence({ ...ITEMS, settlements: ITEMS.settlements.slice(0, 1) });
    expect(sayings(older)).to.deep.equal([`${SLOT_NAME}: settlement 2: found nothing, expected a record (chain)`]);
  });

  it('finds a whole other history, consistent in itself', () => {
    const other = corrected(sampleSlot(FIRST_SLOT + 1));
    const text = formatSlotEvidence({ ...other, slot: FIRST_SLOT });
    const differing = findingsIn(text).filter(({ code }) => code === 'ANCHOR_DIFFERS');
    expect(differing.map(({ item }) => item)).to.include.members([
      'closing, journalRoot',
      'closing, tradeRoot',
      'settlement 1, readingsRoot',
      'settlement 2, allocationRoot',
    ]);
  });

  it('finds an operator who anchored trades that his journal does not give', () => {
    const forged: SlotItems = { ...ITEMS, trades: ITEMS.trades.slice(0, -1), settlements: [] };
    const anchored = { closed: closedTrees(forged).record, settled: [] };
    const { sequence, buyOrderId, sellOrderId } = ITEMS.trades.at(-1)!;
    const [differs, unfair, ...others] = findingsIn(formatSlotEvidence(forged), anchored);
    expect(differs).to.include({ code: 'TRADE_DIFFERS', item: `trade ${sequence}` });
    expect(unfair!.code).to.equal('UNFAIR');
    expect(unfair!.item).to.include(buyOrderId).and.to.include(sellOrderId);
    expect(others).to.deep.equal([]);
  });

  it('names whom an operator passed over, who anchored trades with a friend', () => {
    const [ann, friend, home] = ['a', 'f', 'c'].map((digit) => digit.repeat(32)) as [string, string, string];
    const enrolled = [ann, friend, home].map((participantId, at) => {
      return { sequence: 1 + 2 * at, command: { type: 'enrol' as const, participantId, atMs: 0 } };
    });
    const order = (sequence: number, participant: number, side: 'buy' | 'sell') => {
      const terms = { side, priceSen: 1400, energyWh: 100, atMs: 0 };
      return { sequence, command: { type: 'place' as const, participant, ...terms } };
    };
    const traded = { buyOrderId: 2, sellOrderId: 1, buyerId: home, sellerId: friend };
    const forged: SlotItems = {
      ...ITEMS,
      journal: [
        ...enrolled,
        order(7, 0, 'sell'),
        order(9, 1, 'sell'),
        order(11, 2, 'buy'),
        { sequence: 14, command: { type: 'close', atMs: gateClosureMs(FIRST_SLOT) } },
      ],
      trades: [{ sequence: 13, ...traded, priceSen: 1400, energyWh: 100 }],
      settlements: [],
    };
    const unfair = findingsIn(formatSlotEvidence(forged), anchoredSlot(forged)).filter(({ code }) => code === 'UNFAIR');
    expect(unfair).to.deep.equal([
      {
        code: 'UNFAIR',
        slot: FIRST_SLOT,
        item: 'trading at 13, orders 1 and 0',
        found: 'Order 2 traded with 1, and 0 was better, or as good and earlier.',
        expected: 'what the rules of the market say',
        authority: 'rules of the market',
      },
    ]);
  });

  it('finds an operator who anchored allocations against the rule', () => {
    const [settlement] = ITEMS.settlements as [SettledItems];
    const at = settlement.allocations.findIndex(({ allocatedWh }) => allocatedWh > 0);
    const less = { ...settlement.allocations[at]!, allocatedWh: 0 };
    const forged = { ...ITEMS, settlements: [{ ...settlement, allocations: settlement.allocations.with(at, less) }] };
    const findings = findingsIn(formatSlotEvidence(forged), anchoredSlot(forged));
    expect(findings[0]).to.include({
      code: 'ALLOCATION_DIFFERS',
      item: `settlement 1, allocation of trade ${less.tradeSequence}, allocatedWh`,
      found: '0',
    });
  });
});
