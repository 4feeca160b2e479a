import { expect } from 'chai';
import iconv from 'iconv-lite';
import { slotOf } from '#energy';
import { areaNumberOf, PRICE_AREAS, readImbalancePrices } from '#formats';
import { codeOf, expectCode } from '../../error-code.js';

const FILE = '202603_imbalance-price_01.csv';
const quoted = (...fields: readonly (string | number)[]) => fields.map((field) => `"${field}"`).join();
const NINE = PRICE_AREAS.slice(0, 9);

/** The rows of Okinawa's file of March 2026, made anew. */
const OKINAWA = [
  quoted('H', 'インバランス料金単価(円/kWh)'),
  quoted('H', 'ファイル更新日', 'ファイル更新時刻', '対象年月'),
  quoted('H', '20260307', '09:16:45', '202603', '', '余剰インバランス料金単価', '', '不足インバランス料金単価', ''),
  quoted('T', '日付', '時間帯コマ', '時間帯_自', '時間帯_至', '沖縄', '変更S', '沖縄', '変更S'),
  quoted('D', '20260301', 1, '00:00', '00:30', '8.91', 0, '8.92', 0),
  quoted('D', '20260301', 2, '00:30', '01:00', '0.00', 0, '251.5', 1),
];
const HEAD = 4;

const read = (rows: readonly string[], taxIncluded = true) =>
  readImbalancePrices(new TextEncoder().encode(`${rows.join('\r\n')}\r\n`), FILE, { taxIncluded });
const changed = (from: string, to: string) => OKINAWA.map((row) => row.replace(from, to));

describe('readImbalancePrices', () => {
  it('reads prices of both sides in sen, in UTF-8 and Shift_JIS', () => {
    const expected = [
      {
        slot: slotOf('2026-03-01', 1),
        area: '沖縄',
        surplusPriceSen: 891,
        shortagePriceSen: 892,
        changed: false,
        taxIncluded: true,
      },
      {
        slot: slotOf('2026-03-01', 2),
        area: '沖縄',
        surplusPriceSen: 0,
        shortagePriceSen: 25_150,
        changed: true,
        taxIncluded: true,
      },
    ];
    expect(read(OKINAWA)).to.deep.equal(expected);
    const shiftJis = Uint8Array.from(iconv.encode(OKINAWA.join('\r\n'), 'shift_jis'));
    expect(readImbalancePrices(shiftJis, FILE, { taxIncluded: true })).to.deep.equal(expected);
    expect(read(OKINAWA, false)[0]!.taxIncluded).to.equal(false);
  });

  it('reads nine areas, whichever way their columns are put', () => {
    const blank = Array(17).fill('');
    const head = quoted(
      'H',
      'a',
      'b',
      'c',
      '',
      '余剰インバランス料金単価',
      ...blank,
      '不足インバランス料金単価',
      ...blank,
    );
    const titles = NINE.flatMap((area) => [area, '変更S']);
    const top = [OKINAWA[0]!, head, quoted('T', '日付', '時間帯コマ', '時間帯_自', '時間帯_至', ...titles, ...titles)];
    const values = (base: number) => NINE.flatMap((_, index) => [`${base + index}.00`, 0]);
    const prices = read([...top, quoted('D', '20260301', 48, '23:30', '24:00', ...values(10), ...values(30))]);
    expect(
      prices.map(({ area, surplusPriceSen, shortagePriceSen }) => [area, surplusPriceSen, shortagePriceSen]),
    ).to.deep.equal(NINE.map((area, index) => [area, 1000 + 100 * index, 3000 + 100 * index]));
    const pairs = NINE.flatMap((area) => [area, '変更S', area, '変更S']);
    const sides = NINE.flatMap(() => ['余剰インバランス料金単価', '', '不足インバランス料金単価', '']);
    const interleaved = read([
      quoted('H', 'a', 'b', 'c', '', ...sides),
      quoted('T', '日付', '時間帯コマ', '時間帯_自', '時間帯_至', ...pairs),
      quoted(
        'D',
        '20260301',
        48,
        '23:30',
        '24:00',
        ...NINE.flatMap((_, index) => [`${10 + index}.00`, 0, `${30 + index}.00`, 0]),
      ),
    ]);
    expect(interleaved).to.deep.equal(prices);
  });

  it('leaves out half hours that have no price yet', () => {
    expect(read([...OKINAWA, quoted('D', '20260301', 3, '01:00', '01:30', '', '', '', '')])).to.have.length(2);
    expectCode('IMBALANCE_ROW_INVALID', () => read(OKINAWA.slice(0, HEAD)));
  });

  it('numbers areas as the grid companies do', () => {
    expect(PRICE_AREAS.map(areaNumberOf)).to.deep.equal([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(areaNumberOf('東京')).to.equal(3);
  });

  it('names the place of what is wrong', () => {
    for (const [from, to, column] of [
      ['"20260301","2"', '"20260332","2"', 2],
      ['"20260301","2"', '"20260301","49"', 3],
      ['"00:30","01:00"', '"01:00","01:30"', 4],
      ['"0.00"', '"0.001"', 6],
      ['"0.00"', '""', 6],
      ['"0.00"', '"-1.00"', 6],
      ['"251.5"', '"x"', 8],
      ['"251.5","1"', '"251.5",""', 9],
    ] as const) {
      const { details } = expectCode('IMBALANCE_VALUE_INVALID', () => read(changed(from, to)));
      expect(details, to).to.deep.equal({ file: FILE, row: 6, column });
    }
    expect(expectCode('IMBALANCE_ROW_INVALID', () => read([...OKINAWA, OKINAWA[4]!])).details.row).to.equal(7);
  });

  it('refuses files of another kind', () => {
    for (const [code, rows] of [
      ['IMBALANCE_HEADER_INVALID', OKINAWA.slice(HEAD)],
      ['IMBALANCE_HEADER_INVALID', OKINAWA.toSpliced(2, 1)],
      ['IMBALANCE_HEADER_INVALID', OKINAWA.toSpliced(3, 1)],
      ['IMBALANCE_HEADER_INVALID', changed('"沖縄","変更S","沖縄"', '"沖縄","変更S","月"')],
      ['IMBALANCE_HEADER_INVALID', changed('"沖縄","変更S","沖縄"', '"沖縄","変更S","東京"')],
      ['IMBALANCE_HEADER_INVALID', changed('不足インバランス料金単価', '')],
      ['IMBALANCE_HEADER_INVALID', changed('"変更S","沖縄"', '"変更","沖縄"')],
      ['IMBALANCE_ROW_INVALID', changed('"D"', '"X"')],
      ['IMBALANCE_ROW_INVALID', changed(',"8.92","0"', ',"8.92"')],
      ['IMBALANCE_CSV_INVALID', changed('"8.91"', '"8.91')],
    ] as const) {
      expect(
        codeOf(() => read(rows)),
        rows.join('\n'),
      ).to.equal(code);
    }
    const options = { taxIncluded: true };
    expectCode('IMBALANCE_ENCODING_UNKNOWN', () => readImbalancePrices(Uint8Array.of(0xff, 0xff), FILE, options));
    expectCode('IMBALANCE_FILE_TOO_LARGE', () => readImbalancePrices(new Uint8Array(16_777_217), FILE, options));
  });
});
