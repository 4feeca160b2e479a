import { expect } from 'chai';
import type { Command, JournalEntry } from '#auction';
import { isIchienError } from '#energy';
import {
  type AnchoredAllocation,
  type AnchoredReading,
  type AnchoredTrade,
  allocationLeaf,
  journalHeaderLeaf,
  journalLeaf,
  readingLeaf,
  tradeLeaf,
} from '#ledger';
import { keccak256 } from '#merkle';

const ALICE = '00112233445566778899aabbccddeeff';
const BOB = 'ffeeddccbbaa99887766554433221100';
const SALT = '0123456789abcdef0123456789abcdef';
const CLAIM = SALT + BOB;
/** 2026-09-21T14:13:20Z, above 2^32 so that both halves of a u64 are used. */
const AT_MS = 1_790_000_000_000;
const AT_MS_HEX = '000001a0c4506c00';

const TRADE: AnchoredTrade = {
  sequence: 14,
  buyOrderId: 258,
  sellOrderId: 7,
  buyerId: ALICE,
  sellerId: BOB,
  priceSen: 2100,
  energyWh: 420,
};
const READING: AnchoredReading = { pseudonym: ALICE, energyWh: 420, salt: SALT };
const ALLOCATION: AnchoredAllocation = {
  tradeSequence: 14,
  buyerId: ALICE,
  sellerId: BOB,
  priceSen: 2100,
  tradedWh: 420,
  allocatedWh: 400,
  salt: SALT,
  claim: CLAIM,
};
const PLACE: JournalEntry = {
  sequence: 3,
  command: {
    type: 'place',
    participant: 5,
    side: 'buy',
    priceSen: 2100,
    energyWh: 420,
    atMs: AT_MS,
  },
};

/** The bytes of a leaf, written out by hand from the table in docs/provenance.md. */
function bytes(...parts: (string | { text: string })[]): string {
  return parts
    .map((part) => {
      if (typeof part === 'string') return part.replaceAll(' ', '');
      const hex = Buffer.from(part.text, 'ascii').toString('hex');
      return part.text.length.toString(16).padStart(2, '0') + hex;
    })
    .join('');
}

function hexOf(data: Uint8Array): string {
  return Buffer.from(data).toString('hex');
}

describe('leaves', () => {
  it('journal header: area, slot and the four rules', () => {
    const rules = { minPriceSen: 1, maxPriceSen: 5000, maxOrderWh: 100_000, maxOrdersPerParticipant: 200 };
    const leaf = journalHeaderLeaf({ areaId: 7, slot: 991_234, rules });
    expect(hexOf(leaf.data)).to.equal(bytes('48 00000007 00000000000f2002 00000001 00001388 000186a0 000000c8'));
    expect(leaf.wh).to.equal(0);
  });

  it('place: every field of the command', () => {
    const leaf = journalLeaf(PLACE);
    expect(hexOf(leaf.data)).to.equal(bytes('4a 00000003', AT_MS_HEX, '01', '00000005 01 00000834 000001a4 00'));
    expect(leaf.wh).to.equal(0);
  });

  it('enrol: the pseudonym, here and nowhere else', () => {
    const entry: JournalEntry = { sequence: 1, command: { type: 'enrol', participantId: ALICE, atMs: AT_MS } };
    expect(hexOf(journalLeaf(entry).data)).to.equal(bytes('4a 00000001', AT_MS_HEX, '0c', { text: ALICE }));
  });

  it('cancel: participant and order', () => {
    const entry: JournalEntry = { sequence: 9, command: { type: 'cancel', orderId: 258, participant: 5, atMs: AT_MS } };
    expect(hexOf(journalLeaf(entry).data)).to.equal(bytes('4a 00000009', AT_MS_HEX, '02 00000005 00000102'));
  });

  it('reduce and replace: what changes follows', () => {
    const own = { orderId: 258, participant: 5, atMs: AT_MS };
    const leafOf = (command: Command) => hexOf(journalLeaf({ sequence: 9, command }).data);
    expect(leafOf({ type: 'reduce', ...own, byWh: 16 })).to.equal(
      bytes('4a 00000009', AT_MS_HEX, '04 00000005 00000102 00000010'),
    );
    expect(leafOf({ type: 'replace', ...own, priceSen: 2100, energyWh: 16 })).to.equal(
      bytes('4a 00000009', AT_MS_HEX, '05 00000005 00000102 00000834 00000010'),
    );
  });

  it('close: time alone', () => {
    const entry: JournalEntry = { sequence: 20, command: { type: 'close', atMs: AT_MS } };
    expect(hexOf(journalLeaf(entry).data)).to.equal(bytes('4a 00000014', AT_MS_HEX, '03'));
  });

  it('place with terms: they follow what a plain order has, after a byte that says so', () => {
    const origin = { plant: 'roof', sourceType: 'solar', kind: 'soft', premiumSen: 90 } as const;
    const terms = { timeInForce: 'goodUntil', goodUntilMs: 258, minimumFillWh: 5, origin } as const;
    const leaf = journalLeaf({ ...PLACE, command: { ...PLACE.command, ...terms } });
    expect(hexOf(leaf.data)).to.equal(
      hexOf(journalLeaf(PLACE).data.slice(0, -1)) +
        bytes('01 01 0000000000000102 00000005 00', { text: 'roof' }, { text: 'solar' }, '01 0000005a'),
    );
  });

  it('tells every command and every term apart', () => {
    const { command } = PLACE;
    const control = ['preOpen', 'call', 'open', 'halt', 'resume', 'close', 'expire'] as const;
    const entries = [
      ...control.map((type) => ({ type, atMs: AT_MS })),
      ...[
        {},
        { timeInForce: 'immediateOrCancel' as const },
        { timeInForce: 'fillOrKill' as const },
        { minimumFillWh: 1 },
      ],
      ...[{ origin: { area: 'x' } }, { origin: { plant: 'x' } }, { origin: { sourceType: 'x' } }],
      ...[{ origin: { area: 'x', kind: 'hard' as const } }, { origin: { area: 'x', kind: 'soft' as const } }],
    ].map((part) =>
      hexOf(journalLeaf({ sequence: 1, command: { ...('type' in part ? {} : command), ...part } as never }).data),
    );
    expect(new Set(entries).size).to.equal(entries.length);
  });

  it('trade: its energy is the Wh of the leaf', () => {
    const leaf = tradeLeaf(TRADE);
    expect(hexOf(leaf.data)).to.equal(
      bytes('54 0000000e', '00000102 00000007', { text: ALICE }, { text: BOB }, '00000834'),
    );
    expect(leaf.wh).to.equal(420);
  });

  it('reading: one leaf a register', () => {
    expect(hexOf(readingLeaf('export', READING).data)).to.equal(bytes('52 01', ALICE, SALT));
    expect(hexOf(readingLeaf('import', READING).data)).to.equal(bytes('52 02', ALICE, SALT));
    expect(readingLeaf('export', READING).wh).to.equal(420);
  });

  it('allocation: its terms as a hash, allocated energy as the Wh of the leaf', () => {
    const leaf = allocationLeaf(ALLOCATION);
    const terms = keccak256(Buffer.from(bytes(ALICE, BOB, '00000834 000001a4', SALT), 'hex'));
    expect(hexOf(leaf.data)).to.equal(bytes('41 0000000e', CLAIM, hexOf(terms)));
    expect(leaf.wh).to.equal(400);
  });

  it('hold the longest command, and do not share their bytes with the next leaf', () => {
    const text = 'x'.repeat(64);
    const origin = { area: text, plant: text, sourceType: text, kind: 'hard', premiumSen: 1 } as const;
    for (let leaf = 0; leaf < 300; leaf++) {
      const first = journalLeaf({ ...PLACE, command: { ...PLACE.command, side: 'buy', origin } as Command });
      const before = hexOf(first.data);
      expect(first.data.length).to.equal(1 + 13 + 14 + 13 + 3 * 65 + 5);
      tradeLeaf(TRADE);
      expect(hexOf(first.data)).to.equal(before);
    }
  });

  const refused: [name: string, encode: () => unknown, message: RegExp][] = [
    ['a price below zero', () => tradeLeaf({ ...TRADE, priceSen: -1 }), /priceSen of trade 14 is -1.*below 2\^32/],
    ['a price of 2^32', () => tradeLeaf({ ...TRADE, priceSen: 2 ** 32 }), /priceSen of trade 14 is 4294967296/],
    ['half a Wh', () => tradeLeaf({ ...TRADE, energyWh: 0.5 }), /energyWh of trade 14 is 0.5.*below 2\^53/],
    ['Wh beyond 2^53', () => readingLeaf('import', { ...READING, energyWh: 2 ** 53 }), /import reading of 0011/],
    ['half an order', () => tradeLeaf({ ...TRADE, buyOrderId: 0.5 }), /buyOrderId of trade 14 is 0.5.*below 2\^32/],
    ['an order below 0', () => tradeLeaf({ ...TRADE, sellOrderId: -1 }), /sellOrderId of trade 14 is -1/],
    [
      'a name to enrol under',
      () => journalLeaf({ sequence: 1, command: { type: 'enrol', participantId: 'alice', atMs: 0 } }),
      /participantId of journal entry 1 is alice/,
    ],
    [
      'a command of no type',
      () => journalLeaf({ sequence: 1, command: { type: 'amend', atMs: 0 } as never }),
      /type of journal/,
    ],
    [
      'a side that is none',
      () => journalLeaf({ ...PLACE, command: { ...PLACE.command, side: 'both' } as never }),
      /side of journal entry 3 is both/,
    ],
    ['a name for a pseudonym', () => tradeLeaf({ ...TRADE, buyerId: 'alice' }), /buyerId of trade 14 is alice/],
    ['capital hexadecimal', () => readingLeaf('export', { ...READING, salt: SALT.toUpperCase() }), /salt of export/],
    ['a short salt', () => allocationLeaf({ ...ALLOCATION, salt: '00' }), /salt of allocation of trade 14 is 00/],
    ['another script', () => readingLeaf('export', { ...READING, salt: `${SALT.slice(1)}\u0660` }), /salt of export/],
    ['a letter after f', () => readingLeaf('export', { ...READING, salt: `g${SALT.slice(1)}` }), /salt of export/],
    ['a wrong last digit', () => tradeLeaf({ ...TRADE, sellerId: `${BOB.slice(1)}/` }), /sellerId of trade 14/],
    ['a character beyond', () => tradeLeaf({ ...TRADE, sellerId: `${BOB.slice(1)}\u3042` }), /sellerId of trade 14/],
    ['a short claim', () => allocationLeaf({ ...ALLOCATION, claim: SALT }), /claim of allocation of trade 14 is 0123/],
    ['a time before 1970', () => journalLeaf({ ...PLACE, command: { ...PLACE.command, atMs: -1 } }), /atMs of journal/],
  ];
  for (const [name, encode, message] of refused) {
    it(`refuse ${name}`, () => {
      expect(encode)
        .to.throw(message)
        .that.satisfies((error: unknown) => isIchienError(error) && error.code === 'LEAF_INVALID');
    });
  }
});
