import { expect } from 'chai';
import type { JournalEntry } from '#auction';
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
  buyOrderId: 'b-1',
  sellOrderId: 's:2',
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
    orderId: 'b-1',
    participantId: ALICE,
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
    expect(hexOf(leaf.data)).to.equal(
      bytes('4a 00000003', AT_MS_HEX, '01', { text: 'b-1' }, { text: ALICE }, '01 00000834 000001a4'),
    );
    expect(leaf.wh).to.equal(0);
  });

  it('cancel: no side, price or energy', () => {
    const entry: JournalEntry = {
      sequence: 9,
      command: { type: 'cancel', orderId: 's:2', participantId: BOB, atMs: AT_MS },
    };
    expect(hexOf(journalLeaf(entry).data)).to.equal(
      bytes('4a 00000009', AT_MS_HEX, '02', { text: 's:2' }, { text: BOB }, '00 00000000 00000000'),
    );
  });

  it('close: time alone', () => {
    const entry: JournalEntry = { sequence: 20, command: { type: 'close', atMs: AT_MS } };
    expect(hexOf(journalLeaf(entry).data)).to.equal(bytes('4a 00000014', AT_MS_HEX, '03 00 00 00 00000000 00000000'));
  });

  it('reduce: the energy taken off stands where the energy does', () => {
    const command = { type: 'reduce', orderId: 's:2', participantId: BOB, byWh: 16, atMs: AT_MS } as const;
    expect(hexOf(journalLeaf({ sequence: 9, command }).data)).to.equal(
      bytes('4a 00000009', AT_MS_HEX, '04', { text: 's:2' }, { text: BOB }, '00 00000000 00000010'),
    );
  });

  it('place with terms: they follow what a plain order has, whose leaf stays as it was', () => {
    const origin = { plant: 'roof', sourceType: 'solar', kind: 'soft', premiumSen: 90 } as const;
    const terms = { timeInForce: 'goodUntil', goodUntilMs: 258, minimumFillWh: 5, origin } as const;
    const leaf = journalLeaf({ ...PLACE, command: { ...PLACE.command, ...terms } });
    expect(hexOf(leaf.data)).to.equal(
      hexOf(journalLeaf(PLACE).data) +
        bytes('01 0000000000000102 00000005 00', { text: 'roof' }, { text: 'solar' }, '01 0000005a'),
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
      bytes('54 0000000e', { text: 'b-1' }, { text: 's:2' }, { text: ALICE }, { text: BOB }, '00000834'),
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

  it('hold the longest trade, and do not share their bytes with the next leaf', () => {
    const longest = { ...TRADE, buyOrderId: 'b'.repeat(64), sellOrderId: 's'.repeat(64) };
    const first = tradeLeaf(longest);
    const before = hexOf(first.data);
    expect(first.data.length).to.equal(1 + 4 + 65 + 65 + 33 + 33 + 4);
    tradeLeaf(TRADE);
    expect(hexOf(first.data)).to.equal(before);
  });

  const refused: [name: string, encode: () => unknown, message: RegExp][] = [
    ['a price below zero', () => tradeLeaf({ ...TRADE, priceSen: -1 }), /priceSen of trade 14 is -1.*below 2\^32/],
    ['a price of 2^32', () => tradeLeaf({ ...TRADE, priceSen: 2 ** 32 }), /priceSen of trade 14 is 4294967296/],
    ['half a Wh', () => tradeLeaf({ ...TRADE, energyWh: 0.5 }), /energyWh of trade 14 is 0.5.*below 2\^53/],
    ['Wh beyond 2^53', () => readingLeaf('import', { ...READING, energyWh: 2 ** 53 }), /import reading of 0011/],
    ['an order id of 65', () => tradeLeaf({ ...TRADE, buyOrderId: 'x'.repeat(65) }), /buyOrderId of trade 14/],
    ['an order id with a space', () => tradeLeaf({ ...TRADE, sellOrderId: 'a b' }), /sellOrderId of trade 14 is a b/],
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
