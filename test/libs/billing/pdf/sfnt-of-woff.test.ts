import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect } from 'chai';
import { sfntOfWoff } from '../../../../libs/billing/pdf/sfnt-of-woff.js';
import { codeOf } from '../../error-code.js';

const { resolve } = createRequire(import.meta.url);
const woff = readFileSync(resolve('@fontsource/biz-udpgothic/files/biz-udpgothic-japanese-400-normal.woff'));

describe('sfntOfWoff', () => {
  it('gives every table with the length and checksum that the file names', () => {
    const sfnt = sfntOfWoff(woff);
    const tables = sfnt.readUInt16BE(4);
    expect(tables).to.equal(woff.readUInt16BE(12));
    for (let index = 0; index < tables; index++) {
      const entry = 12 + index * 16;
      const start = sfnt.readUInt32BE(entry + 8);
      const length = sfnt.readUInt32BE(entry + 12);
      const isHead = sfnt.toString('latin1', entry, entry + 4) === 'head'; // its sum leaves out a field of itself
      let sum = 0;
      for (let at = start; at < start + length; at += 4) {
        if (isHead && at === start + 8) continue;
        sum = (sum + (at + 4 <= sfnt.length ? sfnt.readUInt32BE(at) : 0)) >>> 0;
      }
      expect(sum).to.equal(sfnt.readUInt32BE(entry + 4));
    }
  });

  it('refuses what is no font, cut off or broken', () => {
    const changed = (change: (copy: Buffer) => void) => {
      const copy = Buffer.from(woff);
      change(copy);
      return copy;
    };
    const broken = [
      Buffer.alloc(0),
      Buffer.from('wOF2'.padEnd(64)),
      woff.subarray(0, 60),
      woff.subarray(0, 100_000),
      changed((copy) => copy.writeUInt32BE(0xffff_ffff, 16)), // whole size
      changed((copy) => copy.writeUInt32BE(1_000, 16)),
      changed((copy) => copy.writeUInt16BE(0, 12)), // no tables
      changed((copy) => copy.writeUInt32BE(0xffff_fff0, 48)), // first table's place
      changed((copy) => copy.fill(0xff, copy.readUInt32BE(48), copy.readUInt32BE(48) + 8)), // its bytes
    ];
    for (const bytes of broken) expect(codeOf(() => sfntOfWoff(bytes))).to.equal('FONT_UNREADABLE');
  });
});
