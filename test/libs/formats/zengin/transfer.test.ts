import { expect } from 'chai';
import fc from 'fast-check';
import {
  bankDaysAfter,
  DEFAULT_ZENGIN_SETTINGS,
  isBankDay,
  parseTransfers,
  printTransfers,
  type Transfer,
  type ZenginSettings,
} from '#formats';
import { codeOf, expectCode } from '../../error-code.js';
import { account, anyTransfers, REQUESTER, transfer } from './examples.js';

const FILE = 'furikomi.txt';
const MADE_ON = '2026-08-20';
const sjis = new TextDecoder('shift_jis');

const print = (transfers: readonly Transfer[], settings: Partial<ZenginSettings> = {}, requester = REQUESTER) =>
  printTransfers({ requester, transfers }, { ...DEFAULT_ZENGIN_SETTINGS, ...settings }, FILE);
const parse = (bytes: Uint8Array) => parseTransfers(bytes, FILE, MADE_ON);

/** Bytes `from` to `to` of a record, both counted from 1 as the banks' sheets do. */
function field(bytes: Uint8Array, record: number, from: number, to: number): string {
  const start = (record - 1) * 122;
  return sjis.decode(bytes.subarray(start + from - 1, start + to));
}

describe('総合振込', () => {
  it('stands byte by byte where the layout of the 全銀協 has it', () => {
    const { bytes, control } = print([
      transfer({ novelty: 'first', customerCode1: '77' }),
      transfer({
        payeeName: 'スズキ　ハナコ',
        amountYen: 9_999_999_999,
        edi: 'ｼｷﾝ 202607',
        account: account({ bankName: '', accountType: 'savings' }),
      }),
    ]);
    expect(control).to.deep.equal({ records: 2, sums: { amountYen: 10_000_001_233n } });
    expect(bytes).to.have.length(5 * 122);
    for (const [record, from, to, text] of [
      [1, 1, 1, '1'],
      [1, 2, 3, '21'],
      [1, 4, 4, '0'],
      [1, 5, 14, '0123456789'],
      [1, 15, 54, 'ｶ)ｲﾁｴﾝﾃﾞﾝﾘﾖｸ'.padEnd(40)],
      [1, 55, 58, '0825'],
      [1, 59, 62, '0005'],
      [1, 63, 77, ' '.repeat(15)],
      [1, 78, 80, '001'],
      [1, 81, 95, ' '.repeat(15)],
      [1, 96, 96, '2'],
      [1, 97, 103, '0012345'],
      [1, 104, 120, ' '.repeat(17)],
      [1, 121, 122, '\r\n'],
      [2, 1, 1, '2'],
      [2, 2, 5, '0001'],
      [2, 6, 20, 'ﾐｽﾞﾎ'.padEnd(15)],
      [2, 21, 23, '123'],
      [2, 24, 38, 'ｾｲｼﾞﾖｳ'.padEnd(15)],
      [2, 39, 42, '0000'],
      [2, 43, 43, '1'],
      [2, 44, 50, '0012345'],
      [2, 51, 80, 'ﾔﾏﾀﾞ ﾀﾛｳ'.padEnd(30)],
      [2, 81, 90, '0000001234'],
      [2, 91, 91, '1'],
      [2, 92, 101, '0000000077'],
      [2, 102, 111, '0000000000'],
      [2, 112, 112, '7'],
      [2, 113, 113, ' '],
      [2, 114, 120, ' '.repeat(7)],
      [3, 6, 20, ' '.repeat(15)],
      [3, 43, 43, '4'],
      [3, 51, 80, 'ｽｽﾞｷ ﾊﾅｺ'.padEnd(30)],
      [3, 81, 90, '9999999999'],
      [3, 91, 91, '0'],
      [3, 92, 111, 'ｼｷﾝ 202607'.padEnd(20)],
      [3, 113, 113, 'Y'],
      [4, 1, 1, '8'],
      [4, 2, 7, '000002'],
      [4, 8, 19, '010000001233'],
      [4, 20, 120, ' '.repeat(101)],
      [5, 1, 1, '9'],
      [5, 2, 120, ' '.repeat(119)],
      [5, 121, 122, '\r\n'],
    ] as const) {
      expect(field(bytes, record, from, to), `record ${record}, bytes ${from} to ${to}`).to.equal(text);
    }
  });

  it('follows the options of the bank', () => {
    const { bytes } = print([transfer({ payeeName: 'サーバー' })], {
      clearingHouse: 'spaces',
      customerCodes: 'spaces',
      newline: 'none',
      endOfFile: true,
      longVowel: 'ｰ',
      transferMethod: '',
    });
    expect(bytes).to.have.length(4 * 120 + 1);
    expect(bytes.at(-1)).to.equal(0x1a);
    const data = sjis.decode(bytes.subarray(120, 240));
    expect(data.slice(38, 42)).to.equal('    ');
    expect(data.slice(50, 56)).to.equal('ｻｰﾊﾞｰ ');
    expect(data.slice(91, 120)).to.equal(' '.repeat(29));
    expect(parse(bytes).transfers[0]!.payeeName).to.equal('ｻｰﾊﾞｰ');
  });

  it('any payments come back as they were, whatever the options', () => {
    const settings = fc.record({
      longVowel: fc.constantFrom('-' as const, 'ｰ' as const),
      extraSymbols: fc.constant(''),
      clearingHouse: fc.constantFrom('zeros' as const, 'spaces' as const),
      customerCodes: fc.constantFrom('zeros' as const, 'spaces' as const),
      newline: fc.constantFrom('none' as const, 'crlf' as const),
      endOfFile: fc.boolean(),
      transferMethod: fc.constantFrom('7' as const, '8' as const, '' as const),
    });
    fc.assert(
      fc.property(anyTransfers, settings, (transfers, options) => {
        expect(parse(print(transfers, options).bytes)).to.deep.equal({ requester: REQUESTER, transfers });
      }),
      { seed: 52, numRuns: 100 },
    );
  });

  it('knows on which days banks work', () => {
    for (const day of ['2026-12-30', '2027-01-04', '2026-08-12']) expect(isBankDay(day), day).to.equal(true);
    for (const day of ['2026-12-31', '2027-01-03', '2026-08-11', '2026-08-15', '2026-08-16', '2026-09-22']) {
      expect(isBankDay(day), day).to.equal(false);
    }
    expect(bankDaysAfter('2026-12-30', 1)).to.equal('2027-01-04');
    expect(bankDaysAfter('2026-08-10', 5)).to.equal('2026-08-18');
    expect(bankDaysAfter('2026-08-15', 0)).to.equal('2026-08-15');
  });

  it('reads the day of the next year', () => {
    const requester = { ...REQUESTER, day: '2027-01-08' };
    const bytes = print([transfer()], {}, requester).bytes;
    expect(parseTransfers(bytes, FILE, '2026-12-20').requester.day).to.equal('2027-01-08');
    expectCode('DAY_INVALID', () => parseTransfers(bytes, FILE, '2026-12'));
  });

  it('a changed byte is refused, but in names, account numbers and codes that have no check digit', () => {
    const { bytes } = print([transfer(), transfer({ amountYen: 99 })]);
    /** Zero-based bytes of a record in which a change can still be a valid file: the format has nothing to see it by. */
    const open = (record: number, at: number) => {
      if (record === 1) return (at >= 4 && at < 103) || at === 0;
      return (record === 2 || record === 3) && ((at >= 1 && at < 80) || (at >= 90 && at < 112));
    };
    const unseen: string[] = [];
    const original = parse(bytes);
    for (let at = 0; at < bytes.length; at++) {
      for (const byte of [0x20, 0x30, 0x31, 0x41, 0xb1, 0x0a]) {
        if (bytes[at] === byte) continue;
        const changed = Uint8Array.from(bytes);
        changed[at] = byte;
        const seen = codeOf(() => parse(changed)) !== 'none';
        const record = Math.floor(at / 122) + 1;
        if (!seen && !open(record, at % 122)) unseen.push(`record ${record}, byte ${(at % 122) + 1}: ${byte}`);
      }
    }
    expect(unseen).to.deep.equal([]);
    expect(parse(bytes)).to.deep.equal(original);
  });

  it('refuses to write what a bank would refuse, with row and field', () => {
    for (const [changes, column] of [
      [{ amountYen: 0 }, '金額'],
      [{ amountYen: 1.5 }, '金額'],
      [{ amountYen: 10_000_000_000 }, '金額'],
      [{ payeeName: '山田太郎' }, '受取人名'],
      [{ payeeName: '' }, '受取人名'],
      [{ payeeName: 'ガ'.repeat(16) }, '受取人名'],
      [{ account: account({ bankCode: '1' }) }, '銀行番号'],
      [{ account: account({ branchCode: '12a' }) }, '支店番号'],
      [{ account: account({ accountNumber: '12345678' }) }, '口座番号'],
      [{ account: account({ bankName: 'ア'.repeat(16) }) }, '被仕向銀行名'],
      [{ customerCode1: '0123' }, '顧客コード1'],
      [{ customerCode2: 'A' }, '顧客コード2'],
      [{ customerCode1: '1', edi: 'A' }, '顧客コード1'],
      [{ edi: '漢' }, 'EDI情報'],
    ] as const) {
      const { details } = expectCode('ZENGIN_VALUE_INVALID', () => print([transfer(), transfer(changes)]));
      expect(details, JSON.stringify(changes)).to.include({ file: FILE, row: 3, column });
    }
    for (const [changes, column] of [
      [{ code: '123' }, '委託者コード'],
      [{ name: '' }, '委託者名'],
      [{ day: '2026-08-22' }, '取扱日'],
      [{ day: '2026-08-11' }, '取扱日'],
      [{ day: '2026-12-31' }, '取扱日'],
      [{ day: '2026-02-30' }, '取扱日'],
      [{ account: account({ accountType: 'savings' }) }, '預金種目'],
    ] as const) {
      const { details } = expectCode('ZENGIN_VALUE_INVALID', () =>
        print([transfer()], {}, { ...REQUESTER, ...changes }),
      );
      expect(details, JSON.stringify(changes)).to.include({ row: 1, column });
    }
    expectCode('ZENGIN_VALUE_INVALID', () => print([]));
    expectCode('ZENGIN_FILE_TOO_LARGE', () => print(new Array(101).fill(transfer({ amountYen: 9_999_999_999 }))));
  });

  it('refuses files that are cut, out of order or of another kind', () => {
    const { bytes } = print([transfer(), transfer()]);
    const without = (record: number) =>
      Uint8Array.from([...bytes.subarray(0, (record - 1) * 122), ...bytes.subarray(record * 122)]);
    expectCode('ZENGIN_TOTAL_DIFFERS', () => parse(without(2)));
    for (const record of [1, 4, 5]) expectCode('ZENGIN_RECORD_INVALID', () => parse(without(record)));
    expectCode('ZENGIN_RECORD_INVALID', () => parse(bytes.subarray(0, -1)));
    expectCode('ZENGIN_RECORD_INVALID', () => parse(new Uint8Array()));
    expectCode('ZENGIN_RECORD_INVALID', () => parse(Uint8Array.from([...bytes, ...bytes])));
    expectCode('ZENGIN_FILE_TOO_LARGE', () => parse(new Uint8Array(25_000_000)));
    const wages = Uint8Array.from(bytes);
    wages.set([0x31, 0x31], 1);
    expect(expectCode('ZENGIN_VALUE_INVALID', () => parse(wages)).details.column).to.equal('種別コード');
  });
});
