import { dayOf, formatKwh, formatYen, komaOf } from '#energy';
import { POSTING_LINES, type PostingLine } from '#settlement';
import type { EffectView, RetailMonth, SlotState, SlotsView } from './views.js';

/** Excel in Japan reads UTF-8 only with this mark. */
const BYTE_ORDER_MARK = '\uFEFF';

const STATES: Readonly<Record<SlotState, string>> = {
  notYet: '受付前',
  gathering: '受付中',
  open: '取引中',
  halted: '停止中',
  closed: '締切済',
  settled: '精算済',
  anchored: '台帳記録済',
};

/** Japanese names of the retailer's lines, as the files for people head their columns. */
const LINES: Readonly<Record<PostingLine, string>> = {
  tradedSupply: '約定分 販売',
  tradedSale: '約定分 仕入',
  poolSupply: '共同分 販売',
  poolSale: '共同分 仕入',
  delivery: '配送料',
  shortfall: '不足精算',
  overPurchase: '買い過ぎ精算',
  residualSale: '余剰買取',
  residualSupply: '不足供給',
  wheeling: '託送料金',
  platformFee: '運営手数料',
  fundAccrual: '地域原資',
  flexibilityReward: '調整報酬',
};

/** The retailer's positions by half hour: metered demand and generation, what neighbours traded, what is left. */
export function formatPositionsCsv({ slots }: SlotsView): string {
  const head = [
    '日付',
    'コマ',
    '状態',
    '約定(kWh)',
    '需要(kWh)',
    '発電(kWh)',
    'P2P配分(kWh)',
    '不足供給(kWh)',
    '余剰買取(kWh)',
  ];
  return csv([
    head,
    ...slots.map(({ slot, state, tradedWh, settlement }) => {
      const { importedWh, exportedWh, allocatedWh } = settlement ?? NOTHING;
      return [
        dayOf(slot),
        String(komaOf(slot)),
        STATES[state],
        formatKwh(tradedWh),
        kwh(importedWh),
        kwh(exportedWh),
        kwh(allocatedWh),
        kwh(minus(importedWh, allocatedWh)),
        kwh(minus(exportedWh, allocatedWh)),
      ];
    }),
  ]);
}

/** The retailer's account by day and line, yen unrounded: receipts positive. */
export function formatRetailCsv({ days }: RetailMonth): string {
  const head = POSTING_LINES.flatMap((line) => [`${LINES[line]}(kWh)`, `${LINES[line]}(円)`]);
  return csv([
    ['日付', '精算済コマ', ...head, '差引(円)'],
    ...days.map(({ day, lines, settledSlots, amountMillisen }) => [
      day,
      String(settledSlots),
      ...POSTING_LINES.flatMap((line) => [
        formatKwh(lines[line]?.energyWh ?? 0),
        formatYen(lines[line]?.amountMillisen ?? 0),
      ]),
      formatYen(amountMillisen),
    ]),
  ]);
}

/** The programme's effect by day. */
export function formatEffectCsv({ days }: EffectView): string {
  const head = ['日付', '精算済コマ', '約定件数', '発電(kWh)', '需要(kWh)', '地産地消(kWh)', '住民の得(円)'];
  return csv([
    head,
    ...days.map((day) => [
      day.day,
      String(day.settledSlots),
      String(day.trades),
      kwh(day.exportedWh),
      kwh(day.importedWh),
      kwh(day.localWh),
      day.gainMillisen === null ? '' : formatYen(day.gainMillisen),
    ]),
  ]);
}

const NOTHING = { importedWh: null, exportedWh: null, allocatedWh: null };

function minus(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a - b;
}

/** Empty where there is nothing, or it is withheld. */
function kwh(energyWh: number | null): string {
  return energyWh === null ? '' : formatKwh(energyWh);
}

/** No field comes from people, so none needs quotes or could begin a formula. */
function csv(rows: readonly (readonly string[])[]): string {
  return BYTE_ORDER_MARK + rows.map((row) => `${row.join(',')}\r\n`).join('');
}
