import { Readable } from 'node:stream';
import { expect } from 'chai';
import fc from 'fast-check';
import { readLines } from '../../scripts/read-lines.js';

const MAX_BYTES = 12;

describe('readLines', () => {
  it('gives the same lines wherever the stream is cut, undefined for one that is too long', async () => {
    const line = fc.string({ unit: fc.constantFrom('a', '売', '\r', ' '), maxLength: 8 });
    const text = fc.tuple(fc.array(line), fc.boolean()).map(([rows, ended]) => rows.join('\n') + (ended ? '\n' : ''));
    await fc.assert(
      fc.asyncProperty(text, fc.infiniteStream(fc.integer({ min: 1, max: 5 })), async (whole, sizes) => {
        const expected = whole.split('\n').map((row) => (Buffer.byteLength(row) > MAX_BYTES ? undefined : row));
        if (expected.at(-1) === '') expected.pop();
        expect(await linesOf(pieces(Buffer.from(whole), sizes))).to.deep.equal(expected);
      }),
      { seed: 7, numRuns: 200 },
    );
  });

  it('takes a line of just the most bytes and refuses one of a byte more', async () => {
    expect(await linesOf([Buffer.from(`${'x'.repeat(12)}\n${'x'.repeat(13)}\nok`)])).to.deep.equal([
      'x'.repeat(12),
      undefined,
      'ok',
    ]);
  });
});

async function linesOf(chunks: readonly Buffer[]): Promise<(string | undefined)[]> {
  const lines: (string | undefined)[] = [];
  for await (const batch of readLines(Readable.from(chunks), MAX_BYTES)) lines.push(...batch);
  return lines;
}

function pieces(bytes: Buffer, sizes: Iterator<number>): Buffer[] {
  const cut: Buffer[] = [];
  for (let start = 0; start < bytes.length; ) {
    const end = start + (sizes.next().value as number);
    cut.push(bytes.subarray(start, end));
    start = end;
  }
  return cut;
}
