import type { Adjustment } from '../adjustment-of.js';
import { drawAnswer, drawHead, drawHeading, footOf, paymentFacts } from './draw-head.js';
import { drawNotes } from './draw-notes.js';
import { drawTable, type Row } from './draw-table.js';
import { exactKwh, monthJa, yen } from './figures.js';
import { Sheet } from './sheet.js';
import { balanceRows } from './statement-rows.js';
import type { StatementPdf } from './types.js';

const TITLES = { bill: 'ご請求明細（訂正）', purchase: '仕入明細書（訂正）' } as const;

const LABELS = {
  bill: { toResident: 'お返しする額', fromResident: '追加のお支払い額' },
  purchase: { toResident: '追加のお受取額', fromResident: 'お返しいただく額' },
} as const;

/**
 * Typesets a correction: only the difference, line by line, with what it was before and why. Deterministic as a statement's.
 *
 * @throws IchienError FONT_UNREADABLE
 */
export async function adjustmentPdf(adjustment: Adjustment): Promise<StatementPdf> {
  const { kind, month, number, version, issuer, issuedDay, payment, balance, totalYen, reasonJa, tax } = adjustment;
  const title = `${monthJa(month)}分 ${TITLES[kind]}`;
  const sheet = new Sheet({
    title: `${title} ${number}-${version}`,
    author: issuer.nameJa,
    day: issuedDay,
    foot: footOf(adjustment),
  });
  drawHead(sheet, {
    ...adjustment,
    title,
    pointLabel: kind === 'bill' ? '供給地点特定番号' : '受電地点特定番号',
  });
  const toResident = (kind === 'purchase') === totalYen >= 0;
  drawAnswer(sheet, {
    label: LABELS[kind][toResident ? 'toResident' : 'fromResident'],
    amountYen: Math.abs(totalYen),
    facts: paymentFacts(payment, balance, '精算日'),
  });
  drawHeading(sheet, '訂正の内訳（差額のみ）', 60);
  drawTable(sheet, ['項目', '電力量の差', '訂正前（円）', '差額（円・税込）'], rowsOf(adjustment));
  const carried = balanceRows(totalYen, adjustment);
  if (carried.length > 0) {
    drawHeading(sheet, 'お支払いの精算', 80);
    drawTable(sheet, ['項目', '', '', '金額（円）'], carried);
  }
  drawNotes(sheet, [
    `訂正の理由: ${reasonJa}`,
    `この書類は ${number} の第${version}版です。これまでの明細は取り消さず、差額だけをお知らせします。`,
    `差額のうち${tax.ratePercent}％対象は${yen(tax.grossYen)}円（消費税 ${yen(tax.taxYen)}円）です。`,
    ...(balance.carriedOutYen === 0 ? [] : ['差額は次回の明細で精算します。']),
  ]);
  return sheet.finish();
}

function rowsOf({ lines, totalYen }: Adjustment): Row[] {
  return [
    ...lines.map(({ labelJa, energyWh, beforeYen, differenceYen }) => ({
      label: labelJa,
      ...(energyWh !== 0 && { quantity: exactKwh(energyWh), unit: 'kWh' }),
      price: yen(beforeYen),
      amount: yen(differenceYen),
    })),
    { label: '差額の合計', amount: yen(totalYen), isTotal: true },
  ];
}
