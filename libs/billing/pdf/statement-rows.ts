import type { Statement, StatementLine } from '../types.js';
import type { Row } from './draw-table.js';
import { averageYen, exactKwh, exactYen, priceYen, yen } from './figures.js';

/** The rows of a statement's lines, with their details, the total and the tax in it. */
export function statementRows({ lines, totalYen, tax, kind }: Statement): Row[] {
  const rows: Row[] = [];
  for (const line of lines) {
    rows.push(lineRow(line));
    if (line.details.length === 1) continue; // stands in the line's own row
    for (const { labelJa, quantity, unit, unitPriceSen, amountMillisen } of line.details) {
      rows.push({
        label: labelJa,
        quantity,
        unit,
        ...(unitPriceSen !== undefined && { price: priceYen(unitPriceSen) }),
        amount: exactYen(amountMillisen),
        isDetail: true,
      });
    }
  }
  rows.push({ label: kind === 'bill' ? 'ご請求額' : 'お買取額', amount: yen(totalYen), isTotal: true });
  rows.push({
    label: `うち ${tax.ratePercent}％対象（税込）`,
    amount: yen(tax.grossYen),
    isDetail: true,
  });
  rows.push({ label: `うち 消費税（${tax.ratePercent}％）`, amount: yen(tax.taxYen), isDetail: true });
  const outOfScopeYen = totalYen - tax.grossYen;
  if (outOfScopeYen !== 0) {
    rows.push({ label: 'うち 消費税の対象外', amount: yen(outOfScopeYen), isDetail: true });
  }
  return rows;
}

function lineRow({ labelJa, energyWh, exactMillisen, amountYen, details, origin }: StatementLine): Row {
  const amount = yen(amountYen);
  const [detail] = details;
  if (detail !== undefined && details.length === 1) {
    const { quantity, unit, unitPriceSen } = detail;
    return {
      label: labelJa,
      quantity,
      unit,
      ...(unitPriceSen !== undefined && { price: priceYen(unitPriceSen) }),
      amount,
    };
  }
  const average = origin === 'ledger' ? averageYen(exactMillisen, energyWh) : undefined;
  return {
    label: labelJa,
    ...(energyWh !== 0 && { quantity: exactKwh(energyWh), unit: 'kWh' }),
    ...(average !== undefined && { price: average }),
    amount,
  };
}

/** What was paid otherwise or is carried over: only if there is anything. */
export function balanceRows(amountYen: number, { payment, balance }: Pick<Statement, 'payment' | 'balance'>): Row[] {
  const { pointsUsedYen = 0, carriedInYen } = payment;
  if (pointsUsedYen === 0 && carriedInYen === 0 && balance.carriedOutYen === 0 && balance.payableYen === amountYen)
    return [];
  return [
    { label: '今回の金額', amount: yen(amountYen) },
    ...(pointsUsedYen === 0 ? [] : [{ label: 'ポイントでのお支払い', amount: yen(-pointsUsedYen) }]),
    ...(carriedInYen === 0 ? [] : [{ label: '前回からの繰越', amount: yen(carriedInYen) }]),
    ...(balance.carriedOutYen === 0 ? [] : [{ label: '次回へ繰り越す額', amount: yen(balance.carriedOutYen) }]),
    { label: '今回の精算額', amount: yen(balance.payableYen), isTotal: true },
  ];
}
