import { MAX_CAPACITY } from './limits.js';
import type { BillLine, SupplyContract } from './month.js';
import type { BasicCharge } from './tariff.js';
import { isWholeWithin, tariffError } from './tariff-error.js';

/** Millisen in a sen. */
export const MILLISEN_PER_SEN = 1000;
/** Power factor at which the basic charge stands as it is (TKY-20) [ST: chuden.co.jp business_matome] H. */
export const STANDARD_POWER_FACTOR_PERCENT = 85;

/**
 * The basic or minimum charge of a full month: the charge, its power-factor adjustment, and the half that an unused month
 * does not owe.
 *
 * @throws IchienError CONTRACT_INVALID if the contract has not what the charge is by
 */
export function basicLines(basic: BasicCharge, contract: SupplyContract, isUsed: boolean, source: string): BillLine[] {
  switch (basic.kind) {
    case 'none':
      return [];
    case 'contract':
      return [charge('contract', 1, basic.priceSen, source)];
    case 'minimum':
      return [{ ...charge('contract', 1, basic.priceSen, source), label: { ja: '最低料金', en: 'Minimum charge' } }];
    case 'ampere': {
      const amperes = capacityIn(contract, 'A');
      const priceSen = basic.priceSenByAmperes[amperes];
      if (priceSen === undefined) {
        const known = Object.keys(basic.priceSenByAmperes).join(', ');
        throw tariffError('CONTRACT_INVALID', `The tariff has no ${amperes} A.`, `Give one of ${known} A.`, {
          field: 'capacity',
          amperes,
        });
      }
      const lines = [amountOf('A', amperes, priceSen * MILLISEN_PER_SEN, source)];
      return basic.halvedUnused && !isUsed ? [...lines, unusedHalf(lines, source)] : lines;
    }
    case 'capacity': {
      const amount = capacityIn(contract, basic.unit);
      const lines = [capacityLine(basic, amount, source)];
      if (basic.powerFactorAdjusted) lines.push(powerFactorLine(lines[0]!, contract, source));
      return basic.halvedUnused && !isUsed ? [...lines, unusedHalf(lines, source)] : lines;
    }
  }
}

function capacityLine(basic: Extract<BasicCharge, { kind: 'capacity' }>, amount: number, source: string): BillLine {
  const step = basic.steps?.find(({ upTo }) => amount <= upTo);
  if (step !== undefined) return amountOf(basic.unit, amount, step.priceSen * MILLISEN_PER_SEN, source);
  const last = basic.steps?.at(-1);
  if (last === undefined) return charge(basic.unit, amount, basic.perUnitSen, source);
  const sen = last.priceSen + (amount - last.upTo) * basic.perUnitSen;
  return amountOf(basic.unit, amount, sen * MILLISEN_PER_SEN, source);
}

function powerFactorLine(basic: BillLine, { powerFactorPercent }: SupplyContract, source: string): BillLine {
  if (powerFactorPercent === undefined || !isWholeWithin(powerFactorPercent, 0, 100)) {
    throw tariffError(
      'CONTRACT_INVALID',
      `The power factor is ${powerFactorPercent} %.`,
      'Give whole percent from 0 to 100: this basic charge depends on it.',
      { field: 'powerFactorPercent' },
    );
  }
  return {
    kind: 'powerFactor',
    label: { ja: '力率割引・割増', en: 'Power factor' },
    quantity: powerFactorPercent,
    unit: 'percent',
    // Basic charges are whole sen, 1,000 millisen each: a hundredth of one is whole.
    amountMillisen: (basic.amountMillisen / 100) * (STANDARD_POWER_FACTOR_PERCENT - powerFactorPercent) + 0,
    source,
  };
}

function unusedHalf(lines: readonly BillLine[], source: string): BillLine {
  const owed = lines.reduce((sum, { amountMillisen }) => sum + amountMillisen, 0);
  return {
    kind: 'unusedHalf',
    label: { ja: '未使用月の半額', en: 'Half for an unused month' },
    quantity: 1,
    unit: 'contract',
    amountMillisen: -owed / 2 + 0, // whole: a sen's hundredth is 10 millisen
    source,
  };
}

function capacityIn({ capacity }: SupplyContract, unit: 'A' | 'kVA' | 'kW'): number {
  if (capacity?.unit !== unit || !isWholeWithin(capacity.amount, 1, MAX_CAPACITY)) {
    throw tariffError(
      'CONTRACT_INVALID',
      capacity === undefined
        ? 'The contract has no capacity.'
        : `The contract is for ${capacity.amount} ${capacity.unit}.`,
      `Give whole ${unit} from 1 to ${MAX_CAPACITY}: the basic charge is by them.`,
      { field: 'capacity', unit },
    );
  }
  return capacity.amount;
}

function charge(unit: BillLine['unit'], quantity: number, unitPriceSen: number, source: string): BillLine {
  return { ...amountOf(unit, quantity, quantity * unitPriceSen * MILLISEN_PER_SEN, source), unitPriceSen };
}

function amountOf(unit: BillLine['unit'], quantity: number, amountMillisen: number, source: string): BillLine {
  return { kind: 'basic', label: { ja: '基本料金', en: 'Basic charge' }, quantity, unit, amountMillisen, source };
}
