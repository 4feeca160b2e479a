import { dayOf, komaOf, slotOf } from '#energy';
import { type Band, isTariffHoliday, LEVY_RATES, type MonthUse, type TariffTerms } from '#tariff';

/** A sum of money in sen, as a fraction: nothing is rounded before a rule says so. */
class Sen {
  constructor(
    readonly n: bigint,
    readonly d = 1n,
  ) {}

  plus(other: Sen): Sen {
    return new Sen(this.n * other.d + other.n * this.d, this.d * other.d);
  }

  times(n: number, d = 1): Sen {
    return new Sen(this.n * BigInt(n), this.d * BigInt(d));
  }

  /** To whole multiples of so many sen. */
  floor(sen: number): Sen {
    const unit = BigInt(sen) * this.d;
    const quotient = this.n / unit;
    return new Sen((this.n < 0n && this.n % unit !== 0n ? quotient - 1n : quotient) * BigInt(sen));
  }

  isBelow(other: Sen): boolean {
    return this.n * other.d < other.n * this.d;
  }
}

const sen = (value: number) => new Sen(BigInt(value));

/** A month, priced unit by unit, kWh by kWh and half hour by half hour, in fractions. The obvious, slow `priceMonth`. */
export function priceKwhByKwh(
  terms: TariffTerms,
  month: MonthUse,
): { usageKwh: number; millisen: bigint; yen: bigint } {
  const { basic, energy } = terms;
  const part = month.proration ?? { days: 1, ofDays: 1 };
  const partOf = (kwh: number) => roundHalfUp(kwh * part.days, part.ofDays);
  const includedKwh = basic.kind === 'minimum' ? partOf(basic.includedKwh) : 0;

  let usageKwh = roundHalfUp(
    whs(month).reduce((sum, wh) => sum + wh, 0),
    1000,
  );
  let energySen = sen(0);
  if (energy.kind === 'bands') {
    const whByBand = new Map<Band, number>();
    const first = slotOf(month.fromDay);
    for (const [at, wh] of whs(month).entries()) {
      const day = dayOf(first + at);
      const isHoliday = isTariffHoliday(day, energy.holidays);
      const band = energy.bands.find((band) => isIn(band, Number(day.split('-')[1]), isHoliday, komaOf(first + at)))!;
      whByBand.set(band, (whByBand.get(band) ?? 0) + wh);
    }
    usageKwh = 0;
    for (const [band, wh] of whByBand) {
      for (let kwh = 0; kwh < roundHalfUp(wh, 1000); kwh++) {
        energySen = energySen.plus(sen(band.priceSen));
        usageKwh++;
      }
    }
  } else if (energy.kind === 'market') {
    for (const [at, wh] of whs(month).entries()) {
      const exact = sen(month.marketPriceSenBySlot![at]!)
        .times(1000, 1000 - energy.lossPermille)
        .times(100 + energy.taxPercent, 100);
      let price = exact.plus(new Sen(1n, 2n)).floor(1);
      if (energy.minMarketSen !== undefined && price.isBelow(sen(energy.minMarketSen)))
        price = sen(energy.minMarketSen);
      if (energy.maxMarketSen !== undefined && sen(energy.maxMarketSen).isBelow(price))
        price = sen(energy.maxMarketSen);
      energySen = energySen.plus(price.times(wh, 1000));
    }
    for (let kwh = 0; kwh < usageKwh; kwh++) energySen = energySen.plus(sen(energy.feeSen));
  } else if (energy.kind === 'tiers') {
    const prices: number[] = [];
    let from = basic.kind === 'minimum' ? basic.includedKwh : 0;
    for (const { upToKwh, priceSen } of energy.tiers) {
      const width = upToKwh === undefined ? usageKwh : partOf(upToKwh - from);
      for (let kwh = 0; kwh < width; kwh++) prices.push(priceSen);
      from = upToKwh ?? from;
    }
    for (let kwh = includedKwh; kwh < usageKwh; kwh++) energySen = energySen.plus(sen(prices[kwh - includedKwh]!));
  }

  let total = basicSen(terms, month, usageKwh);
  if (month.proration !== undefined) total = total.times(part.days, part.ofDays).floor(1);
  total = total.plus(energySen);
  if (terms.minimumMonthSen !== undefined && total.isBelow(sen(terms.minimumMonthSen)))
    total = sen(terms.minimumMonthSen);

  let levy = sen(0);
  const levySen = LEVY_RATES.filter(({ fromDay }) => fromDay.slice(0, 7) <= month.billingMonth).at(-1)!.value;
  for (let kwh = 0; kwh < usageKwh || kwh < includedKwh; kwh++) {
    if (terms.fuelAdjusted) total = total.plus(sen(month.fuelAdjustmentSen!));
    levy = levy.plus(sen(levySen));
  }
  for (const { amountSen, perKwhSen } of month.adjustments ?? []) {
    total = total.plus(amountSen === undefined ? sen(perKwhSen!).times(usageKwh) : sen(amountSen));
  }
  total = total.plus(levy.times(100 - (month.contract.levyReductionPercent ?? 0), 100).floor(100));
  return { usageKwh, millisen: (total.n * 1000n) / total.d, yen: total.floor(100).n / 100n };
}

function basicSen({ basic }: TariffTerms, { contract, suppliedByOthers }: MonthUse, usageKwh: number): Sen {
  if (basic.kind === 'none') return sen(0);
  if (basic.kind === 'contract' || basic.kind === 'minimum') return sen(basic.priceSen);
  const { amount } = contract.capacity!;
  const half = basic.halvedUnused && usageKwh === 0 && !suppliedByOthers ? 2 : 1;
  if (basic.kind === 'ampere') return sen(basic.priceSenByAmperes[amount]!).times(1, half);
  let full = sen(0);
  let held = 0;
  for (const { upTo, priceSen } of basic.steps ?? []) {
    if (held >= amount) break;
    full = sen(priceSen);
    held = upTo;
  }
  for (; held < amount; held++) full = full.plus(sen(basic.perUnitSen));
  return full.times(basic.powerFactorAdjusted ? 185 - contract.powerFactorPercent! : 100, 100).times(1, half);
}

function isIn(band: Band, month: number, isHoliday: boolean, koma: number): boolean {
  return band.when.some((condition) => {
    const komas = [];
    const [first, last] = condition.komas ?? [1, 48];
    for (let at = first; ; at = (at % 48) + 1) {
      komas.push(at);
      if (at === last) break;
    }
    const daysFit = condition.days === undefined || (condition.days === 'holiday') === isHoliday;
    return daysFit && komas.includes(koma) && (condition.months?.includes(month) ?? true);
  });
}

function whs({ use }: MonthUse): readonly number[] {
  return 'usageKwh' in use ? [use.usageKwh * 1000] : use.energyWhBySlot;
}

function roundHalfUp(dividend: number, divisor: number): number {
  return Number((BigInt(dividend) * 2n + BigInt(divisor)) / (BigInt(divisor) * 2n));
}
