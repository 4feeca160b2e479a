import { expect } from 'chai';
import fc from 'fast-check';
import {
  BG_POSITION,
  type BgPositionRow,
  printRetailerTable,
  type RetailerEncoding,
  readRetailerTable,
  SETTLEMENT_MONTHLY,
  SETTLEMENT_SLOT,
  type SettlementMonthlyRow,
  type SettlementSlotRow,
} from '#formats';
import { codeOf, expectCode } from '../../error-code.js';

const FILE = 'settlement.csv';
const ENCODINGS: readonly RetailerEncoding[] = ['utf-8-bom', 'shift_jis'];

const MONTHLY: SettlementMonthlyRow = {
  month: '2026-07',
  retailerCode: 'A0001',
  balancingGroupCode: 'BG001',
  contractNumber: '世田谷-42',
  side: '買',
  pointId: '0300111111111111111111',
  readingDay: '2026-08-01',
  meteredWh: 300_123,
  tradedWh: 120_000,
  deliveredWh: 118_500,
  averagePriceSen: 1420,
  tradedMillisen: 168_270_000,
  residualWh: 181_623,
  residualPriceClass: '実質再エネ',
  basicMillisen: 93_525_000,
  energyChargeMillisen: 600_000_001,
  fuelAdjustmentMillisen: -1_234_500,
  levyYen: 1254,
  wheelingMillisen: 0,
  platformFeeMillisen: 0,
  flexibilityRewardMillisen: 0,
  regionalFundMillisen: 0,
  points: 12,
  taxClass: '課税10%',
  taxYen: 900,
  amountYen: 9901,
  dataVersion: 2,
  finality: '確定',
  hash: `0x${'ab'.repeat(32)}`,
};

const SLOT: SettlementSlotRow = {
  day: '2026-07-01',
  koma: 25,
  tradeId: 'T-1',
  sellerPointId: 'S',
  buyerPointId: 'B',
  tradedWh: 500,
  deliveredWh: 420,
  priceSen: 1420,
  amountMillisen: 596_400,
  shortfallWh: 80,
  shortfallPriceSen: 2015,
  surplusWh: 0,
  surplusPriceSen: undefined,
  sourceType: '太陽光',
  certificateId: '',
  readingVersion: 1,
  txHash: '',
  merkleRoot: '',
  leafIndex: undefined,
};

const POSITION: BgPositionRow = {
  day: '2026-07-02',
  koma: 1,
  generationWh: 0,
  demandWh: 42_000,
  netTradedWh: -1_500,
  residualWh: 40_500,
  settlementVersion: 3,
};

const lines = (bytes: Uint8Array, encoding = 'utf-8') => new TextDecoder(encoding).decode(bytes).split('\r\n');
const printMonthly = (changes: Partial<SettlementMonthlyRow>, encoding: RetailerEncoding = 'utf-8-bom') =>
  printRetailerTable(SETTLEMENT_MONTHLY, [MONTHLY, { ...MONTHLY, ...changes }], encoding, FILE);
const utf8 = (text: string) => new TextEncoder().encode(text);

describe('the retailer’s files', () => {
  it('have the columns of the format, in its order', () => {
    expect(SETTLEMENT_MONTHLY.map(([title]) => title).join(', ')).to.equal(
      '対象年月, 小売事業者コード, BGコード, 契約番号, 参加者区分(売/買), 供給(受電)地点特定番号, 検針日, 使用(逆潮)電力量kWh, P2P約定kWh, P2P受渡kWh, P2P平均単価, P2P金額, 残余(小売)kWh, 残余単価区分, 基本料金, 電力量料金, 燃料費調整額, 再エネ賦課金, 託送相当額, プラットフォーム手数料, DR報酬, 地域原資, ポイント, 消費税区分, 税額, 請求/支払額, データ版数, 確定区分, ハッシュ',
    );
    expect(SETTLEMENT_SLOT.map(([title]) => title).join(', ')).to.equal(
      '日付, コマ(1-48), 約定ID, 売地点, 買地点, 約定kWh, 受渡kWh, 単価, 金額, 不足kWh, 不足単価, 余剰kWh, 余剰単価, 電源種別, 証書ID, 読値版, txHash, merkleRoot, leafIndex',
    );
    expect(BG_POSITION.map(([title]) => title).join(', ')).to.equal(
      '日付, コマ, 発電実績kWh, 需要実績kWh, P2P売買差, 残余調達kWh, 精算版',
    );
  });

  it('write energy, prices and money exactly, and add them up', () => {
    const slot = printRetailerTable(SETTLEMENT_SLOT, [SLOT], 'utf-8-bom', FILE);
    expect([...slot.bytes.subarray(0, 3)]).to.deep.equal([0xef, 0xbb, 0xbf]);
    expect(lines(slot.bytes).slice(1)).to.deep.equal([
      '20260701,25,T-1,S,B,0.500,0.420,14.20,5.96400,0.080,20.15,0.000,,太陽光,,1,,,',
      '',
    ]);
    const position = printRetailerTable(BG_POSITION, [POSITION, POSITION], 'shift_jis', FILE);
    expect(lines(position.bytes, 'shift_jis')).to.deep.equal([
      '日付,コマ,発電実績kWh,需要実績kWh,P2P売買差,残余調達kWh,精算版',
      '20260702,1,0.000,42.000,-1.500,40.500,3',
      '20260702,1,0.000,42.000,-1.500,40.500,3',
      '',
    ]);
    expect(position.control).to.deep.equal({
      records: 2,
      sums: { generationWh: 0n, demandWh: 84_000n, netTradedWh: -3_000n, residualWh: 81_000n },
    });
    const { control, bytes } = printMonthly({ fuelAdjustmentMillisen: 1 });
    expect(control.sums).to.include({ amountYen: 19_802n, fuelAdjustmentMillisen: -1_234_499n, meteredWh: 600_246n });
    expect(lines(bytes)[2]).to.include(',935.25000,6000.00001,0.00001,1254,0.00000,');
  });

  it('neutralise what a spreadsheet would take for a formula, and read it back', () => {
    for (const [text, cell] of [
      ['=1+1', "'=1+1"],
      ['+81', "'+81"],
      ['-1', "'-1"],
      ['@SUM(A1)', "'@SUM(A1)"],
      [' =1', "' =1"],
      ['＝1', "'＝1"],
      ["'=1", "''=1"],
      ['=HYPERLINK("x","y")', `"'=HYPERLINK(""x"",""y"")"`],
      ['a=1', 'a=1'],
    ] as const) {
      const { bytes } = printMonthly({ contractNumber: text });
      expect(lines(bytes)[2], text).to.include(`,${cell},`);
      expect(readRetailerTable(SETTLEMENT_MONTHLY, bytes, FILE)[1]!.contractNumber).to.equal(text);
    }
  });

  it('any rows come back as they were, in both encodings', () => {
    const text = fc
      .array(fc.constantFrom(...'aZ0,"\'=+-@;　 世田谷区ｱー①'), { maxLength: 8 })
      .map((characters) => characters.join(''));
    const wh = fc.integer({ min: 0, max: 999_999_999_999_999 });
    const row: fc.Arbitrary<SettlementSlotRow> = fc.record({
      day: fc.constantFrom('2026-07-01', '2028-02-29'),
      koma: fc.integer({ min: 1, max: 48 }),
      tradeId: text,
      sellerPointId: text,
      buyerPointId: text,
      tradedWh: wh,
      deliveredWh: wh,
      priceSen: wh,
      amountMillisen: fc.integer({ min: -999_999_999_999_999, max: 999_999_999_999_999 }),
      shortfallWh: wh,
      shortfallPriceSen: fc.option(wh, { nil: undefined }),
      surplusWh: wh,
      surplusPriceSen: fc.option(wh, { nil: undefined }),
      sourceType: text,
      certificateId: text,
      readingVersion: wh,
      txHash: text,
      merkleRoot: text,
      leafIndex: fc.option(wh, { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 5 }), fc.constantFrom(...ENCODINGS), (rows, encoding) => {
        const { bytes, control } = printRetailerTable(SETTLEMENT_SLOT, rows, encoding, FILE);
        expect(readRetailerTable(SETTLEMENT_SLOT, bytes, FILE)).to.deep.equal(rows);
        expect(control.records).to.equal(rows.length);
        expect(control.sums.amountMillisen).to.equal(
          rows.reduce((sum, { amountMillisen }) => sum + BigInt(amountMillisen), 0n),
        );
      }),
      { seed: 54, numRuns: 100 },
    );
    for (const encoding of ENCODINGS) {
      const { bytes } = printMonthly({}, encoding);
      expect(readRetailerTable(SETTLEMENT_MONTHLY, bytes, FILE)).to.deep.equal([MONTHLY, MONTHLY]);
    }
  });

  it('refuse a character that Shift_JIS lacks, never write "?"', () => {
    for (const name of ['𠮷野', '草彅', '〜', 'é', '😀', '한']) {
      const found = codeOf(() => printMonthly({ contractNumber: name }, 'shift_jis'));
      if (name === '草彅') {
        // Windows' table has it, and so have the systems that read "Shift_JIS" here.
        expect(found).to.equal('none');
        continue;
      }
      const { details } = expectCode('RETAILER_CHARACTER_INVALID', () =>
        printMonthly({ contractNumber: name }, 'shift_jis'),
      );
      expect(details).to.deep.equal({ file: FILE, row: 3, column: '契約番号' });
      expect(codeOf(() => printMonthly({ contractNumber: name }))).to.equal('none');
    }
    const { bytes } = printMonthly({ contractNumber: '髙﨑①～－ｱ' }, 'shift_jis');
    expect(readRetailerTable(SETTLEMENT_MONTHLY, bytes, FILE)[1]!.contractNumber).to.equal('髙﨑①～－ｱ');
  });

  it('refuse values that cannot stand there, with row and column', () => {
    for (const [changes, column] of [
      [{ month: '2026-13' }, '対象年月'],
      [{ month: '202607' }, '対象年月'],
      [{ readingDay: '2026-02-30' }, '検針日'],
      [{ side: '両' as '売' }, '参加者区分(売/買)'],
      [{ finality: 'x' as '確定' }, '確定区分'],
      [{ meteredWh: -1 }, '使用(逆潮)電力量kWh'],
      [{ meteredWh: 0.5 }, '使用(逆潮)電力量kWh'],
      [{ tradedMillisen: Number.NaN }, 'P2P金額'],
      [{ averagePriceSen: -1 }, 'P2P平均単価'],
      [{ levyYen: 2 ** 53 }, '再エネ賦課金'],
      [{ contractNumber: 'a\nb' }, '契約番号'],
      [{ contractNumber: '\ud800' }, '契約番号'],
      [{ contractNumber: 'a'.repeat(201) }, '契約番号'],
    ] as const) {
      const { details } = expectCode('RETAILER_VALUE_INVALID', () => printMonthly(changes));
      expect(details, JSON.stringify(changes)).to.deep.equal({ file: FILE, row: 3, column });
    }
  });

  it('refuse files that are written otherwise', () => {
    const text = lines(printRetailerTable(BG_POSITION, [POSITION], 'utf-8-bom', FILE).bytes).join('\r\n');
    const read = (changed: string) => readRetailerTable(BG_POSITION, utf8(changed), FILE);
    expect(read(text)).to.deep.equal([POSITION]);
    for (const [from, to, column] of [
      ['20260702', '2026-07-02', '日付'],
      ['20260702,1', '20260702,01', 'コマ'],
      ['20260702,1', '20260702,49', 'コマ'],
      ['42.000', '42', '需要実績kWh'],
      ['42.000', '-42.000', '需要実績kWh'],
      ['-1.500', '', 'P2P売買差'],
      ['-1.500', '-0.000', 'P2P売買差'],
    ] as const) {
      const { details } = expectCode('RETAILER_VALUE_INVALID', () => read(text.replace(from, to)));
      expect(details, to).to.deep.equal({ file: FILE, row: 2, column });
    }
    expect(
      expectCode('RETAILER_HEADER_INVALID', () => read(text.replace('日付,コマ', 'コマ,日付'))).details.column,
    ).to.equal('日付');
    expectCode('RETAILER_HEADER_INVALID', () => read(text.replace('精算版', '精算版,もっと')));
    expectCode('RETAILER_HEADER_INVALID', () => read(''));
    expectCode('RETAILER_ROW_INVALID', () => read(text.replace('40.500,3', '40.500')));
    expectCode('RETAILER_CSV_INVALID', () => read(text.replace('20260702', '"20260702')));
    expectCode('RETAILER_ENCODING_UNKNOWN', () => readRetailerTable(BG_POSITION, Uint8Array.of(0xff, 0xff), FILE));
    expectCode('RETAILER_FILE_TOO_LARGE', () =>
      printRetailerTable(BG_POSITION, { length: 1_000_001 } as BgPositionRow[], 'utf-8-bom', FILE),
    );
  });
});
