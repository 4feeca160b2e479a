import { createHmac } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import { HmacLanes, LANES } from '#ledger';

const KEY_BYTES = 32;
const lanes = [0, 1, 2, 3];

function expected(key: Uint8Array, text: string): string {
  return createHmac('sha256', key).update(text).digest('hex');
}

function written(hmac: HmacLanes, lane: number): string {
  const place = Buffer.alloc(40, 0xee);
  hmac.write(lane, new DataView(place.buffer, place.byteOffset, place.length), 4);
  expect(place.toString('hex', 0, 4) + place.toString('hex', 36)).to.equal('ee'.repeat(8));
  return place.toString('hex', 4, 36);
}

describe('HmacLanes', () => {
  it("is Node's own in every lane, for one key after the other and one text after the other", () => {
    const hmac = new HmacLanes();
    const keys = fc.uint8Array({ minLength: KEY_BYTES * LANES, maxLength: KEY_BYTES * LANES });
    const text = fc.string({ unit: 'grapheme-ascii', maxLength: 55 });
    const texts = fc.array(text, { minLength: LANES, maxLength: LANES });
    const order = fc.shuffledSubarray(lanes, { minLength: LANES });
    fc.assert(
      fc.property(keys, order, texts, text, (keys, order, texts, common) => {
        const keyOf = (lane: number) => keys.slice(KEY_BYTES * order[lane]!, KEY_BYTES * (order[lane]! + 1));
        hmac.setKeys(new DataView(keys.buffer), order);
        hmac.hash((lane) => texts[lane]!);
        for (const lane of lanes) expect(written(hmac, lane)).to.equal(expected(keyOf(lane), texts[lane]!));
        hmac.hashAll(common);
        for (const lane of lanes) expect(written(hmac, lane)).to.equal(expected(keyOf(lane), common));
      }),
      { seed: 20261121, numRuns: 500 },
    );
  });

  it('writes as much as is wanted', () => {
    const hmac = new HmacLanes();
    hmac.setKeys(new DataView(new ArrayBuffer(KEY_BYTES)), [0, 0, 0, 0]);
    hmac.hashAll('a');
    const place = Buffer.alloc(32);
    hmac.write(0, new DataView(place.buffer, place.byteOffset, 32), 0, 16);
    const first = expected(new Uint8Array(KEY_BYTES), 'a').slice(0, 32);
    expect(place.toString('hex')).to.equal(first + '00'.repeat(16));
  });

  it('refuses a text that needs another block', () => {
    const hmac = new HmacLanes();
    expect(() => hmac.hashAll('a'.repeat(56))).to.throw(RangeError);
    expect(() => hmac.hash((lane) => 'a'.repeat(53 + lane))).to.throw(RangeError);
  });
});
