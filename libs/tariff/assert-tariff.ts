import { rateAt } from '#energy';
import {
  MAX_CAPACITY,
  MAX_ENERGY_PRICE_SEN,
  MAX_MONTH_PRICE_SEN,
  MAX_PERIOD_KWH,
  MAX_TARIFF_ENTRIES,
  MAX_TARIFF_TEXT_LENGTH,
} from './limits.js';
import { AREAS, type BasicCharge, type EnergyCharge, type Tariff, type TariffTerms } from './tariff.js';
import { isWholeWithin, tariffError } from './tariff-error.js';
import { bandFor } from './time-bands.js';

/**
 * Holds a tariff to its limits, so that whatever priced a bill had a price for every half hour and every kWh.
 *
 * @throws IchienError TARIFF_INVALID, naming the tariff, the first day of the terms and what is wrong;
 *   RATE_TABLE_INVALID, DAY_INVALID
 */
export function assertTariff(tariff: Tariff): void {
  const { id, name, retailer, area, voltage, terms } = tariff;
  const refuse = (what: string): never => {
    throw tariffError('TARIFF_INVALID', `The tariff "${String(id).slice(0, 64)}" ${what}.`, 'Correct the table.', {
      id,
    });
  };
  for (const [field, text] of Object.entries({ id, 'name.ja': name.ja, 'name.en': name.en, retailer })) {
    if (!isText(text)) refuse(`has no ${field} of 1 to ${MAX_TARIFF_TEXT_LENGTH} characters`);
  }
  if (!AREAS.includes(area)) refuse(`is of the area ${area}, which does not exist`);
  if (!['low', 'high', 'extraHigh'].includes(voltage)) refuse(`is for the voltage ${voltage}, which does not exist`);
  rateAt(terms, terms.at(-1)?.fromDay ?? ''); // the table's own order
  for (const { fromDay, value, source } of terms) {
    const wrong = wrongWith(value);
    if (wrong !== undefined) refuse(`${wrong}, from ${fromDay}`);
    if (!isText(source)) refuse(`states no source, from ${fromDay}`);
  }
}

function wrongWith(terms: TariffTerms): string | undefined {
  if (terms.taxIncluded !== true) return 'has prices without tax';
  if (terms.minimumMonthSen !== undefined && !isMonthPrice(terms.minimumMonthSen))
    return 'has a minimum of the month that is no price';
  return wrongWithBasic(terms.basic) ?? wrongWithEnergy(terms.energy, terms.basic);
}

function wrongWithBasic(basic: BasicCharge): string | undefined {
  switch (basic.kind) {
    case 'none':
      return undefined;
    case 'contract':
      return isMonthPrice(basic.priceSen) ? undefined : 'has a basic charge that is no price';
    case 'minimum':
      if (!isMonthPrice(basic.priceSen)) return 'has a minimum charge that is no price';
      return isWholeWithin(basic.includedKwh, 1, MAX_PERIOD_KWH) ? undefined : 'has a minimum charge for no kWh';
    case 'ampere': {
      const entries = Object.entries(basic.priceSenByAmperes);
      if (!isCount(entries.length)) return `has ${entries.length} prices by amperes`;
      const wrong = entries.find(
        ([amperes, sen]) => !isWholeWithin(Number(amperes), 1, MAX_CAPACITY) || !isMonthPrice(sen),
      );
      return wrong === undefined ? undefined : `has no price for ${wrong[0]} A`;
    }
    case 'capacity': {
      const steps = basic.steps ?? [];
      if (!isMonthPrice(basic.perUnitSen)) return `has a basic charge a ${basic.unit} that is no price`;
      if (steps.length > MAX_TARIFF_ENTRIES) return `has ${steps.length} steps of a basic charge`;
      const ascend = steps.every(({ upTo }, i) => isWholeWithin(upTo, (steps[i - 1]?.upTo ?? 0) + 1, MAX_CAPACITY));
      return ascend && steps.every(({ priceSen }) => isMonthPrice(priceSen))
        ? undefined
        : 'has steps that do not ascend';
    }
    default:
      return `has a basic charge of the unknown kind "${(basic as { kind: string }).kind}"`;
  }
}

function wrongWithEnergy(energy: EnergyCharge, basic: BasicCharge): string | undefined {
  switch (energy.kind) {
    case 'none':
      return undefined;
    case 'tiers': {
      const { tiers } = energy;
      if (!isCount(tiers.length)) return `has ${tiers.length} tiers`;
      if (!tiers.every(({ priceSen }) => isEnergyPrice(priceSen))) return 'has a tier without a price';
      const from = basic.kind === 'minimum' ? basic.includedKwh : 0;
      const ascend = tiers.every(({ upToKwh }, i) =>
        i === tiers.length - 1
          ? upToKwh === undefined
          : isWholeWithin(upToKwh ?? 0, (tiers[i - 1]?.upToKwh ?? from) + 1, MAX_PERIOD_KWH),
      );
      return ascend ? undefined : 'has tiers that do not ascend to one without an end';
    }
    case 'bands': {
      const { bands, holidays } = energy;
      if (!isCount(bands.length)) return `has ${bands.length} bands`;
      if (new Set(bands.map(({ id }) => id)).size < bands.length) return 'has two bands of one id';
      for (const { id, label, priceSen, when } of bands) {
        if (!isEnergyPrice(priceSen) || !isCount(when.length) || !isText(id) || !isText(label.ja) || !isText(label.en))
          return `has a band "${id}" without name, price or conditions`;
        if (when.some(({ komas }) => komas?.some((koma) => !isWholeWithin(koma, 1, 48))))
          return `has a band "${id}" with a koma that does not exist`;
        if (when.some(({ months }) => months?.some((month) => !isWholeWithin(month, 1, 12))))
          return `has a band "${id}" with a month that does not exist`;
      }
      if (!holidays.dates.every((date) => /^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/.test(date)))
        return 'has a holiday that is not written MM-DD';
      return unpricedHalfHour(energy);
    }
    case 'market': {
      const { lossPermille, taxPercent, feeSen, minMarketSen, maxMarketSen } = energy;
      if (!isWholeWithin(lossPermille, 0, 500)) return 'has losses outside 0 to 50 %';
      if (!isWholeWithin(taxPercent, 0, 100)) return 'has a tax outside 0 to 100 %';
      const prices = [feeSen, minMarketSen ?? 0, maxMarketSen ?? 0];
      if (!prices.every(isEnergyPrice)) return 'has a fee, floor or cap that is no price';
      return (minMarketSen ?? 0) <= (maxMarketSen ?? MAX_ENERGY_PRICE_SEN) ? undefined : 'has its floor above its cap';
    }
    default:
      return `has an energy charge of the unknown kind "${(energy as { kind: string }).kind}"`;
  }
}

function unpricedHalfHour({ bands }: Extract<EnergyCharge, { kind: 'bands' }>): string | undefined {
  for (let month = 1; month <= 12; month++) {
    for (const days of ['weekday', 'holiday'] as const) {
      for (let koma = 1; koma <= 48; koma++) {
        if (bandFor(bands, month, days, koma) === undefined)
          return `has no price for koma ${koma} of a ${days} in month ${month}`;
      }
    }
  }
  return undefined;
}

const isText = (text: string) => text.length > 0 && text.length <= MAX_TARIFF_TEXT_LENGTH;
const isCount = (count: number) => count > 0 && count <= MAX_TARIFF_ENTRIES;
const isMonthPrice = (sen: number) => isWholeWithin(sen, 0, MAX_MONTH_PRICE_SEN);
const isEnergyPrice = (sen: number) => isWholeWithin(sen, 0, MAX_ENERGY_PRICE_SEN);
