import { expect } from 'chai';
import { isIchienError } from '#energy';
import {
  evidenceFileOf,
  formatManifest,
  formatSlotEvidence,
  MAX_EVIDENCE_LENGTH,
  parseManifest,
  parseSlotEvidence,
} from '#ledger';
import { corrected, FIRST_SLOT, sampleSlot } from './sample-market.js';

const ITEMS = corrected(sampleSlot());
const TEXT = formatSlotEvidence(ITEMS);

const MANIFEST = {
  chainId: 31_337,
  contract: `0x${'5a'.repeat(20)}`,
  deployedAtBlock: 1,
  areaId: 7,
  slots: [
    { slot: FIRST_SLOT, file: evidenceFileOf(FIRST_SLOT) },
    { slot: FIRST_SLOT + 1, file: evidenceFileOf(FIRST_SLOT + 1) },
  ],
  notes: ['Hourly data split into halves.'],
};

type Json = { [field: string]: Json } & Json[] & (string | number);

/** The text with its JSON changed. */
function edited(text: string, edit: (json: Json) => void): string {
  const json = JSON.parse(text);
  edit(json);
  return JSON.stringify(json);
}

function expectRefused(parse: () => unknown, code: string, message: RegExp): void {
  expect(parse)
    .to.throw(message)
    .that.satisfies((error: unknown) => isIchienError(error) && error.code === code);
}

describe('a slot’s file of evidence', () => {
  it('reads back as it was written', () => {
    const evidence = parseSlotEvidence(TEXT, 'slot.json');
    expect(evidence).to.deep.include({ areaId: ITEMS.areaId, slot: ITEMS.slot });
    expect(formatSlotEvidence(evidence)).to.equal(TEXT);
    const withoutLeaf = ({ leaf: _, ...item }: { leaf: string }) => item;
    expect(evidence.journal.map(withoutLeaf)).to.deep.equal(ITEMS.journal);
    expect(evidence.trades.map(withoutLeaf)).to.deep.equal(ITEMS.trades);
    expect(evidence.settlements[1]!.allocations.map(withoutLeaf)).to.deep.equal(ITEMS.settlements[1]!.allocations);
  });

  it('has one item a line, so that a person finds and compares them', () => {
    const items = ITEMS.settlements.flatMap(({ exports, imports, allocations }) => [exports, imports, allocations]);
    const count = [ITEMS.journal, ITEMS.trades, ...items].reduce((sum, list) => sum + list.length, 0);
    const lines = TEXT.split('\n').filter((line) => /^ +\{.*"leaf":"[0-9a-f]{16}"\},?$/.test(line));
    expect(lines).to.have.length(count);
  });

  it('is the same text for the same slot', () => {
    expect(formatSlotEvidence(corrected(sampleSlot()))).to.equal(TEXT);
  });

  const refused: [what: string, path: string, edit: (json: Json) => void][] = [
    ['a fraction of a Wh', 'trades[2].energyWh', (json) => Object.assign(json.trades![2]!, { energyWh: 1.5 })],
    [
      'a negative price',
      'journal[1].command.priceSen',
      (json) => Object.assign(json.journal![1]!.command!, { priceSen: -1 }),
    ],
    ['text for a number', 'slot', (json) => Object.assign(json, { slot: '997230' })],
    ['a price above 2^32', 'trades[0].priceSen', (json) => Object.assign(json.trades![0]!, { priceSen: 2 ** 32 })],
    [
      'an unknown command',
      'journal[0].command.type',
      (json) => Object.assign(json.journal![0]!.command!, { type: 'hold' }),
    ],
    ['a name for a pseudonym', 'trades[0].buyerId', (json) => Object.assign(json.trades![0]!, { buyerId: 'Alice' })],
    [
      'a short salt',
      'settlements[0].exports[0].salt',
      (json) => Object.assign(json.settlements![0]!.exports![0]!, { salt: 'ab' }),
    ],
    ['an unknown field', 'trades[1]', (json) => Object.assign(json.trades![1]!, { discount: 3 })],
    [
      'a missing field',
      'settlements[1].allocations[0].tradedWh',
      (json) => delete json.settlements![1]!.allocations![0]!.tradedWh,
    ],
    ['another version of the format', 'version', (json) => Object.assign(json, { version: 1 })],
    ['settlements out of order', 'settlements', (json) => json.settlements!.reverse()],
    ['a slot after the year 9999', 'slot', (json) => Object.assign(json, { slot: 2 ** 40 })],
  ];
  for (const [what, path, edit] of refused) {
    it(`is refused with ${what}, naming file and place`, () => {
      const text = edited(TEXT, edit);
      const place = path.replace(/[.[\]]/g, '\\$&');
      expectRefused(
        () => parseSlotEvidence(text, 'day/slot.json'),
        'EVIDENCE_MALFORMED',
        new RegExp(`^day/slot.json, ${place}: `),
      );
    });
  }

  it('is refused if it is no JSON, cut off, or no object', () => {
    expectRefused(() => parseSlotEvidence('', 'a.json'), 'EVIDENCE_NOT_JSON', /^a.json is not JSON/);
    expectRefused(() => parseSlotEvidence(TEXT.slice(0, 500), 'a.json'), 'EVIDENCE_NOT_JSON', /get it again/);
    expectRefused(() => parseSlotEvidence('[]', 'a.json'), 'EVIDENCE_MALFORMED', /^a.json, top level/);
  });

  it('is refused without its control characters being repeated', () => {
    const key = TEXT.replace('"areaId"', '"\\u001b[2Jarea"');
    expectRefused(() => parseSlotEvidence(key, 'a.json'), 'EVIDENCE_MALFORMED', /^\P{Cc}*$/u);
    expectRefused(() => parseSlotEvidence('\u001b[2J', 'a.json'), 'EVIDENCE_NOT_JSON', /^\P{Cc}*$/u);
  });

  it('is refused above its limit without being read', () => {
    const text = { length: MAX_EVIDENCE_LENGTH + 1 } as string;
    expectRefused(() => parseSlotEvidence(text, 'a.json'), 'EVIDENCE_TOO_LARGE', /256000001 characters/);
  });
});

describe('the manifest', () => {
  const text = formatManifest(MANIFEST);

  it('reads back as it was written, one slot a line', () => {
    expect(parseManifest(text)).to.deep.equal({ format: 'ichien-evidence', version: 1, ...MANIFEST });
    expect(text).to.include(`\n    {"slot":${FIRST_SLOT},"file":"2026-11-21-koma-25.json"},\n`);
  });

  const refused: [what: string, path: string, edit: (json: Json) => void][] = [
    [
      'a file outside its folder',
      'slots[1].file',
      (json) => Object.assign(json.slots![1]!, { file: '../../etc/passwd' }),
    ],
    ['a hidden file', 'slots[0].file', (json) => Object.assign(json.slots![0]!, { file: '.env' })],
    ['slots out of order', 'slots', (json) => json.slots!.reverse()],
    ['a slot twice', 'slots', (json) => json.slots!.push(json.slots![1]!)],
    ['no slot', 'slots', (json) => json.slots!.splice(0)],
    ['what is no address', 'contract', (json) => Object.assign(json, { contract: '0x1234' })],
    ['a note that would move the cursor', 'notes[0]', (json) => Object.assign(json, { notes: ['\u001b[2J'] })],
    ['another format', 'format', (json) => Object.assign(json, { format: 'ichien-slot-evidence' })],
  ];
  for (const [what, path, edit] of refused) {
    it(`is refused with ${what}`, () => {
      const place = path.replace(/[.[\]]/g, '\\$&');
      const wrong = edited(text, edit);
      expectRefused(() => parseManifest(wrong), 'EVIDENCE_MALFORMED', new RegExp(`^manifest.json, ${place}: `));
    });
  }
});
