import { amountMillisen, floorYen, rateAt } from '#energy';
import { assertMonthUse } from './assert-month-use.js';
import { assertTariff } from './assert-tariff.js';
import { basicLines, MILLISEN_PER_SEN } from './basic-charge.js';
import { energyLines } from './energy-charge.js';
import { levyLine } from './levy.js';
import type { Adjustment, BillLine, MonthBill, MonthUse, Proration } from './month.js';
import { prorateKwh } from './proration.js';
import type { Tariff } from './tariff.js';

/**
 * Prices a supply point's month. The terms of the period's first day hold for the whole period [INF]; the levy is that of
 * the billing month.
 *
 * @throws IchienError TariffErrorCode: TARIFF_INVALID, RATE_UNKNOWN before its terms begin, and for the month what is
 *   missing or wrong in it; DAY_INVALID
 * @example
 * priceMonth(TEPCO_JURYO_DENTO_B, {
 *   billingMonth: '2026-07', fromDay: '2026-07-01', toDay: '2026-07-31',
 *   contract: { capacity: { unit: 'A', amount: 30 } }, use: { usageKwh: 300 }, fuelAdjustmentSen: 0,
 * }).totalYen; // 12317
 */
export function priceMonth(tariff: Tariff, month: MonthUse): MonthBill {
  assertTariff(tariff);
  const { value: terms, source } = rateAt(tariff.terms, month.fromDay);
  const days = assertMonthUse(month, terms);
  const { contract, proration } = month;

  const energy = energyLines(terms, month, days, source);
  const { usageKwh } = energy;
  const basic = basicLines(terms.basic, contract, usageKwh > 0 || month.suppliedByOthers === true, source);
  if (proration !== undefined && basic.length > 0) basic.push(prorationLine(basic, proration, source));
  const lines = [...basic, ...energy.lines];

  const shortMillisen = (terms.minimumMonthSen ?? 0) * MILLISEN_PER_SEN - sumOf(lines);
  if (shortMillisen > 0) lines.push(minimumMonthLine(shortMillisen, source));

  // Under a minimum charge its kWh bear fuel adjustment and levy, used or not [ST: kepco.jp/ryokin/menu/dento_a] H.
  const includedKwh = terms.basic.kind === 'minimum' ? prorateKwh(terms.basic.includedKwh, proration) : 0;
  const chargedKwh = Math.max(usageKwh, includedKwh);
  if (terms.fuelAdjusted && chargedKwh > 0)
    lines.push(fuelLine(chargedKwh, month.fuelAdjustmentSen!, month.billingMonth));
  for (const adjustment of month.adjustments ?? []) lines.push(adjustmentLine(adjustment, usageKwh));
  if (chargedKwh > 0) lines.push(levyLine(chargedKwh, month.billingMonth, contract.levyReductionPercent));

  const sum = sumOf(lines);
  return {
    tariffId: tariff.id,
    billingMonth: month.billingMonth,
    usageKwh,
    lines,
    amountMillisen: sum,
    totalYen: Number(floorYen(sum)),
  };
}

/**
 * Takes off what a part of a month does not owe. What is owed is cut to the sen, as in the published example
 * [ST: igridsupport.zendesk.com 24929016114073] M.
 */
function prorationLine(basic: readonly BillLine[], { days, ofDays }: Proration, source: string): BillLine {
  const full = sumOf(basic);
  const owed = Number((BigInt(full) * BigInt(days)) / (BigInt(ofDays) * BigInt(MILLISEN_PER_SEN))) * MILLISEN_PER_SEN;
  return {
    kind: 'proration',
    label: { ja: `日割計算（${ofDays}日分の${days}日）`, en: `Part of a month, ${days} of ${ofDays} days` },
    quantity: days,
    unit: 'day',
    amountMillisen: owed - full,
    source,
  };
}

function minimumMonthLine(amount: number, source: string): BillLine {
  const label = { ja: '最低月額料金までの差額', en: 'Up to the minimum of the month' };
  return { kind: 'minimumMonth', label, quantity: 1, unit: 'contract', amountMillisen: amount, source };
}

function fuelLine(kwh: number, unitPriceSen: number, billingMonth: string): BillLine {
  return {
    kind: 'fuelAdjustment',
    label: { ja: '燃料費調整額', en: 'Fuel adjustment' },
    quantity: kwh,
    unit: 'kWh',
    unitPriceSen,
    amountMillisen: amountMillisen(kwh * 1000, unitPriceSen),
    source: `the retailer's unit price of ${billingMonth}, as handed in`,
  };
}

function adjustmentLine({ label, amountSen, perKwhSen, source }: Adjustment, usageKwh: number): BillLine {
  return perKwhSen === undefined
    ? {
        kind: 'adjustment',
        label,
        quantity: 1,
        unit: 'contract',
        unitPriceSen: amountSen!,
        amountMillisen: amountSen! * MILLISEN_PER_SEN,
        source,
      }
    : {
        kind: 'adjustment',
        label,
        quantity: usageKwh,
        unit: 'kWh',
        unitPriceSen: perKwhSen,
        amountMillisen: amountMillisen(usageKwh * 1000, perKwhSen),
        source,
      };
}

function sumOf(lines: readonly BillLine[]): number {
  return lines.reduce((sum, { amountMillisen }) => sum + amountMillisen, 0);
}
