import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect } from 'chai';
import { clearCurves } from '#auction';
import { slotOf } from '#energy';
import { type BidCurve, JEPX_AREAS, readBidCurves, readSpotSummary } from '#formats';
import { expectCode } from '../../error-code.js';

const DATA = '../shared/data/jepx';
const CURVES_HEADER = '電力受渡日,商品コード,入札価格(円/kWh),売入札量累積(MW),買入札量累積(MW),分断エリア連番';
const SUMMARY_HEADER = `受渡日,時刻コード,システムプライス(円/kWh),${JEPX_AREAS.map((a) => `エリアプライス${a}(円/kWh)`).join()}`;
/** 受渡日 and the like in Shift_JIS, of which Node can only read. */
const SHIFT_JIS = new Map(
  [...'受渡日時刻コドシステムプラィイエリアー海北道東京中部陸関西国四九州円'].flatMap((char) => shiftJisOf(char)),
);

const utf8 = (...lines: string[]) => new TextEncoder().encode(`${lines.join('\n')}\n`);

describe('readBidCurves', () => {
  const read = (...rows: string[]) => readBidCurves(utf8(CURVES_HEADER, ...rows), 'curves.csv');

  it('reads a curve a slot and market: prices in sen, quantities in tenths of a MW', () => {
    const curves = read('20220701,1,0.00,0.0,37708.9,', '20220701,1,0.01,28637.7,37708.9,', '20220701,1,9.5,1.0,2,3');
    expect(curves).to.deep.equal([
      {
        slot: slotOf('2022-07-01', 1),
        areaGroup: undefined,
        points: [
          { priceSen: 0, supply: 0, demand: 377_089 },
          { priceSen: 1, supply: 286_377, demand: 377_089 },
        ],
      },
      { slot: slotOf('2022-07-01', 1), areaGroup: 3, points: [{ priceSen: 950, supply: 10, demand: 20 }] },
    ]);
  });

  it('names the place of what is wrong', () => {
    const good = '20220701,1,1.00,10.0,20.0,';
    for (const [row, column] of [
      ['2022-7-01,1,1.00,10.0,20.0,', '電力受渡日'],
      ['20220732,1,1.00,10.0,20.0,', '電力受渡日'],
      ['20220701,49,1.00,10.0,20.0,', '商品コード'],
      ['20220701,1,1.005,10.0,20.0,', '入札価格(円/kWh)'],
      ['20220701,1,0.99,10.0,20.0,', '入札価格(円/kWh)'],
      ['20220701,1,1.00,9.9,20.0,', '売入札量累積(MW)'],
      ['20220701,1,1.00,10.0,-1,', '買入札量累積(MW)'],
      ['20220701,1,1.00,10.0,20.1,', '買入札量累積(MW)'],
      ['20220701,1,1.00,10.0,20.0,x', '分断エリア連番'],
    ] as const) {
      const { details, message } = expectCode('JEPX_VALUE_INVALID', () => read(good, row));
      expect(details).to.deep.equal({ file: 'curves.csv', row: 3, column });
      expect(message).to.include('curves.csv, row 3, column');
    }
  });

  it('refuses files of another kind', () => {
    expectCode('JEPX_ROW_INVALID', () => read('20220701,1,1.00,10.0,20.0'));
    expectCode('JEPX_ROW_INVALID', () => read());
    expectCode('JEPX_CSV_INVALID', () => read('"20220701,1'));
    expectCode('JEPX_HEADER_INVALID', () => readBidCurves(new Uint8Array(), 'empty.csv'));
    const { details } = expectCode('JEPX_HEADER_INVALID', () => readBidCurves(utf8('電力受渡日,商品コード'), 'x.csv'));
    expect(details).to.deep.equal({ file: 'x.csv', row: 1, column: '入札価格(円/kWh)' });
    expectCode('JEPX_ENCODING_UNKNOWN', () => readBidCurves(Uint8Array.of(0xff, 0xff), 'x.csv'));
    expectCode('JEPX_FILE_TOO_LARGE', () => readBidCurves(new Uint8Array(64 * 1024 * 1024 + 1), 'x.csv'));
  });
});

describe('readSpotSummary', () => {
  const ROW = '2025/04/01,1,13.50,15.41,15.42,15.43,11.00,11.01,11.02,11.03,7.81,11.04';
  const RESULT = {
    slot: slotOf('2025-04-01', 1),
    systemPriceSen: 1350,
    areaPricesSen: {
      ...{ 北海道: 1541, 東北: 1542, 東京: 1543, 中部: 1100, 北陸: 1101 },
      ...{ 関西: 1102, 中国: 1103, 四国: 781, 九州: 1104 },
    },
  };

  it('reads UTF-8, with and without byte order mark, and Shift_JIS', () => {
    const text = `${SUMMARY_HEADER}\n${ROW}`;
    for (const bytes of [utf8(text), utf8(`\uFEFF${text}`), inShiftJis(text)]) {
      expect(readSpotSummary(bytes, 'summary.csv')).to.deep.equal([RESULT]);
    }
  });

  it('finds columns by name, in any order', () => {
    const turn = (line: string) => ['もっと', ...line.split(',').toReversed()].join();
    expect(readSpotSummary(utf8(turn(SUMMARY_HEADER), turn(ROW)), 'summary.csv')).to.deep.equal([RESULT]);
  });

  it('refuses a slot that stands there twice, and a blank price', () => {
    const { details } = expectCode('JEPX_ROW_INVALID', () => readSpotSummary(utf8(SUMMARY_HEADER, ROW, ROW), 's.csv'));
    expect(details).to.deep.equal({ file: 's.csv', row: 3 });
    const { length } = readSpotSummary(new TextEncoder().encode(`${SUMMARY_HEADER}\r\n${ROW}\r\n\r\n`), 's.csv');
    expect(length).to.equal(1);
    const blank = ROW.replace('13.50', '');
    expectCode('JEPX_VALUE_INVALID', () => readSpotSummary(utf8(SUMMARY_HEADER, blank), 's.csv'));
  });
});

describe('the call auction on the day-ahead market of JEPX', function () {
  this.timeout(60_000);

  for (const [day, summary] of [
    ['2024-04-07', 'spot_summary_2024.csv.gz'],
    ['2025-01-19', 'spot_summary_2024.csv.gz'],
    ['2025-05-01', 'spot_summary_2025_edison_sjis.csv.gz'],
    ['2025-05-02', 'spot_summary_2025_edison_sjis.csv.gz'],
    ['2025-05-03', 'spot_summary_2025_edison_sjis.csv.gz'],
  ] as const) {
    it(`reproduces the system price of all 48 slots of ${day}`, function () {
      const curves = nationalCurves(day) ?? this.skip();
      const results = readSpotSummary(unpacked(summary) ?? this.skip(), summary);
      const published = new Map(results.map(({ slot, systemPriceSen }) => [slot, systemPriceSen]));
      expect(curves).to.have.length(48);
      expect(pricesOf(curves)).to.deep.equal(curves.map(({ slot }) => published.get(slot)));
    });
  }

  // No summary of these years is at hand: what is known of them is the highest price of 2022 and that of the floor.
  it('reproduces the highest system price of fiscal 2022, 100.00 yen on 2022-07-01 koma 34', function () {
    const prices = pricesOf(nationalCurves('2022-07-01') ?? this.skip());
    expect(prices[33]).to.equal(10_000);
    expect(Math.max(...prices)).to.equal(10_000);
  });

  it('gives every slot of 2022-08-03 a price, none above the highest of that year', function () {
    const prices = pricesOf(nationalCurves('2022-08-03') ?? this.skip());
    expect(prices).to.have.length(48);
    expect(Math.max(...prices)).to.be.below(10_000);
    expect(Math.min(...prices)).to.be.above(0);
  });

  it('meets the floor of 0.01 yen at noon of 2023-04-22', function () {
    const prices = pricesOf(nationalCurves('2023-04-22') ?? this.skip());
    expect(prices).to.have.length(48);
    expect(prices[24]).to.equal(1);
    expect(Math.min(...prices)).to.equal(1);
  });
});

function pricesOf(curves: readonly BidCurve[]): number[] {
  return curves.map(({ points }) => clearCurves(points, 1)!.priceSen);
}

function nationalCurves(day: string): BidCurve[] | undefined {
  const file = `bid_curves/spot_bid_curves_${day.replaceAll('-', '')}.csv.gz`;
  const bytes = unpacked(file);
  return bytes && readBidCurves(bytes, file).filter(({ areaGroup }) => areaGroup === undefined);
}

/** Undefined where the real data is absent. */
function unpacked(file: string): Uint8Array | undefined {
  const path = `${DATA}/${file}`;
  return existsSync(path) ? gunzipSync(readFileSync(path)) : undefined;
}

function inShiftJis(text: string): Uint8Array {
  return Uint8Array.from([...text].flatMap((char) => (char < '\x80' ? [char.charCodeAt(0)] : SHIFT_JIS.get(char)!)));
}

/** Looks a character up by trying every pair of bytes. */
function shiftJisOf(char: string): [string, number[]][] {
  const decoder = new TextDecoder('shift_jis');
  for (let lead = 0x81; lead <= 0x9f; lead++) {
    for (let trail = 0x40; trail <= 0xfc; trail++) {
      if (decoder.decode(Uint8Array.of(lead, trail)) === char) return [[char, [lead, trail]]];
    }
  }
  return [];
}
