import type { CellKind, CellValue } from './cell.js';

/** A table's columns in the order of the file: title, name of the value, kind. */
export type Columns = readonly (readonly [title: string, key: string, kind: CellKind])[];
/** A row of a table by the names of its values. */
export type RowOf<Table extends Columns> = {
  readonly [Column in Table[number] as Column[1]]: CellValue<Column[2]>;
};

/**
 * `settlement_monthly`: a row for each participant and month. No standard of such a file was found: columns and order are those of
 * formats.md E3 [INF]. Money that is not yet rounded has all five decimals; 再エネ賦課金, 税額 and 請求/支払額 are whole yen.
 */
export const SETTLEMENT_MONTHLY = [
  ['対象年月', 'month', 'month'],
  ['小売事業者コード', 'retailerCode', 'text'],
  ['BGコード', 'balancingGroupCode', 'text'],
  ['契約番号', 'contractNumber', 'text'],
  ['参加者区分(売/買)', 'side', 'side'],
  ['供給(受電)地点特定番号', 'pointId', 'text'],
  ['検針日', 'readingDay', 'day'],
  ['使用(逆潮)電力量kWh', 'meteredWh', 'kwh'],
  ['P2P約定kWh', 'tradedWh', 'kwh'],
  ['P2P受渡kWh', 'deliveredWh', 'kwh'],
  ['P2P平均単価', 'averagePriceSen', 'price?'],
  ['P2P金額', 'tradedMillisen', 'millisen'],
  ['残余(小売)kWh', 'residualWh', 'kwh'],
  ['残余単価区分', 'residualPriceClass', 'text'],
  ['基本料金', 'basicMillisen', 'millisen'],
  ['電力量料金', 'energyChargeMillisen', 'millisen'],
  ['燃料費調整額', 'fuelAdjustmentMillisen', 'millisen'],
  ['再エネ賦課金', 'levyYen', 'yen'],
  ['託送相当額', 'wheelingMillisen', 'millisen'],
  ['プラットフォーム手数料', 'platformFeeMillisen', 'millisen'],
  ['DR報酬', 'flexibilityRewardMillisen', 'millisen'],
  ['地域原資', 'regionalFundMillisen', 'millisen'],
  ['ポイント', 'points', 'points'],
  ['消費税区分', 'taxClass', 'text'],
  ['税額', 'taxYen', 'yen'],
  ['請求/支払額', 'amountYen', 'yen'],
  ['データ版数', 'dataVersion', 'count'],
  ['確定区分', 'finality', 'finality'],
  ['ハッシュ', 'hash', 'text'],
] as const satisfies Columns;

/** `settlement_slot`: a row for each trade and half hour (formats.md E3 [INF]). */
export const SETTLEMENT_SLOT = [
  ['日付', 'day', 'day'],
  ['コマ(1-48)', 'koma', 'koma'],
  ['約定ID', 'tradeId', 'text'],
  ['売地点', 'sellerPointId', 'text'],
  ['買地点', 'buyerPointId', 'text'],
  ['約定kWh', 'tradedWh', 'kwh'],
  ['受渡kWh', 'deliveredWh', 'kwh'],
  ['単価', 'priceSen', 'price'],
  ['金額', 'amountMillisen', 'millisen'],
  ['不足kWh', 'shortfallWh', 'kwh'],
  ['不足単価', 'shortfallPriceSen', 'price?'],
  ['余剰kWh', 'surplusWh', 'kwh'],
  ['余剰単価', 'surplusPriceSen', 'price?'],
  ['電源種別', 'sourceType', 'text'],
  ['証書ID', 'certificateId', 'text'],
  ['読値版', 'readingVersion', 'count'],
  ['txHash', 'txHash', 'text'],
  ['merkleRoot', 'merkleRoot', 'text'],
  ['leafIndex', 'leafIndex', 'count?'],
] as const satisfies Columns;

/**
 * `bg_position`: a row for each half hour (formats.md E3 [INF]). The notes call its figures 予測; they are those of the settled
 * month, and the titles say so.
 */
export const BG_POSITION = [
  ['日付', 'day', 'day'],
  ['コマ', 'koma', 'koma'],
  ['発電実績kWh', 'generationWh', 'kwh'],
  ['需要実績kWh', 'demandWh', 'kwh'],
  ['P2P売買差', 'netTradedWh', '±kwh'],
  ['残余調達kWh', 'residualWh', '±kwh'],
  ['精算版', 'settlementVersion', 'count'],
] as const satisfies Columns;

/** `slips`: a row for each 払込票 that somebody prints and sends; whoever pays by bank stands in a bank's file instead. Columns are our own [INF]. */
export const SLIPS = [
  ['払込票番号', 'slipNumber', 'text'],
  ['契約番号', 'contractNumber', 'text'],
  ['氏名', 'nameJa', 'text'],
  ['住所', 'addressJa', 'text'],
  ['請求額', 'amountYen', 'yen'],
  ['支払期限', 'dueDay', 'day'],
] as const satisfies Columns;

export type SettlementMonthlyRow = RowOf<typeof SETTLEMENT_MONTHLY>;
export type SettlementSlotRow = RowOf<typeof SETTLEMENT_SLOT>;
export type BgPositionRow = RowOf<typeof BG_POSITION>;
export type SlipRow = RowOf<typeof SLIPS>;
