import type { TariffTerms } from '#tariff';
import type { Language, TextValues } from '../text/catalogue.js';
import type { StaffKey } from '../text/staff-ja.js';

/** A price within the terms of a menu: what it is called, what it is, and the terms with another one in its place. */
export interface TermsPrice {
  /** Unique in the terms. */
  readonly id: string;
  readonly text: StaffKey;
  readonly values: TextValues;
  readonly per: 'month' | 'kWh';
  readonly priceSen: number;
  with(terms: TariffTerms, priceSen: number): TariffTerms;
}

/** Every price in the terms of a menu, in the order of a bill. */
export function pricesOf({ basic, energy, minimumMonthSen }: TariffTerms, language: Language): TermsPrice[] {
  return [...basicPrices(basic), ...energyPrices(energy, basic, language), ...minimumMonth(minimumMonthSen)];
}

function minimumMonth(priceSen: number | undefined): TermsPrice[] {
  if (priceSen === undefined) return [];
  const put = (terms: TariffTerms, minimumMonthSen: number) => ({ ...terms, minimumMonthSen });
  return [{ id: 'minimumMonth', text: 'menus.minimumMonth', values: {}, per: 'month', priceSen, with: put }];
}

function basicPrices(basic: TariffTerms['basic']): TermsPrice[] {
  const price = (
    id: string,
    text: StaffKey,
    values: TextValues,
    priceSen: number,
    put: (terms: TariffTerms['basic'], priceSen: number) => TariffTerms['basic'],
  ): TermsPrice => {
    return {
      id,
      text,
      values,
      per: 'month',
      priceSen,
      with: (terms, sen) => ({ ...terms, basic: put(terms.basic, sen) }),
    };
  };
  switch (basic.kind) {
    case 'none':
      return [];
    case 'contract':
      return [price('contract', 'menus.contract', {}, basic.priceSen, (_, priceSen) => ({ ...basic, priceSen }))];
    case 'minimum':
      return [
        price('minimum', 'menus.minimum', { amount: basic.includedKwh }, basic.priceSen, (_, priceSen) => {
          return { ...basic, priceSen };
        }),
      ];
    case 'ampere':
      return Object.entries(basic.priceSenByAmperes).map(([amount, priceSen]) =>
        price(`ampere-${amount}`, 'menus.ampere', { amount }, priceSen, (terms, sen) => {
          if (terms.kind !== 'ampere') return terms;
          return { ...terms, priceSenByAmperes: { ...terms.priceSenByAmperes, [amount]: sen } };
        }),
      );
    case 'capacity': {
      const { unit, steps = [], perUnitSen } = basic;
      return [
        ...steps.map(({ upTo, priceSen }, index) =>
          price(`step-${upTo}`, 'menus.step', { amount: upTo, unit }, priceSen, (terms, sen) => {
            if (terms.kind !== 'capacity' || terms.steps === undefined) return terms;
            return { ...terms, steps: terms.steps.with(index, { upTo, priceSen: sen }) };
          }),
        ),
        price('perUnit', 'menus.perUnit', { unit }, perUnitSen, (terms, sen) => {
          return terms.kind === 'capacity' ? { ...terms, perUnitSen: sen } : terms;
        }),
      ];
    }
  }
}

function energyPrices(energy: TariffTerms['energy'], basic: TariffTerms['basic'], language: Language): TermsPrice[] {
  const price = (
    id: string,
    text: StaffKey,
    values: TextValues,
    priceSen: number,
    put: (terms: TariffTerms['energy'], priceSen: number) => TariffTerms['energy'],
  ): TermsPrice => {
    return {
      id,
      text,
      values,
      per: 'kWh',
      priceSen,
      with: (terms, sen) => ({ ...terms, energy: put(terms.energy, sen) }),
    };
  };
  switch (energy.kind) {
    case 'none':
      return [];
    case 'tiers':
      return energy.tiers.map((tier, index) => {
        const from = energy.tiers[index - 1]?.upToKwh ?? (basic.kind === 'minimum' ? basic.includedKwh : 0);
        const { upToKwh: to } = tier;
        const put = (terms: TariffTerms['energy'], priceSen: number) =>
          terms.kind === 'tiers' ? { ...terms, tiers: terms.tiers.with(index, { ...tier, priceSen }) } : terms;
        const id = `tier-${index}`;
        if (to === undefined) return price(id, 'menus.lastTier', { from }, tier.priceSen, put);
        if (from === 0) return price(id, 'menus.firstTier', { to }, tier.priceSen, put);
        return price(id, 'menus.tier', { from, to }, tier.priceSen, put);
      });
    case 'bands':
      return energy.bands.map((band, index) =>
        price(`band-${band.id}`, 'menus.band', { band: band.label[language] }, band.priceSen, (terms, priceSen) => {
          return terms.kind === 'bands' ? { ...terms, bands: terms.bands.with(index, { ...band, priceSen }) } : terms;
        }),
      );
    case 'market': {
      const { feeSen, minMarketSen, maxMarketSen } = energy;
      const put = (part: 'feeSen' | 'minMarketSen' | 'maxMarketSen') => {
        return (terms: TariffTerms['energy'], sen: number) =>
          terms.kind === 'market' ? { ...terms, [part]: sen } : terms;
      };
      return [
        price('fee', 'menus.fee', {}, feeSen, put('feeSen')),
        ...(minMarketSen === undefined ? [] : [price('floor', 'menus.floor', {}, minMarketSen, put('minMarketSen'))]),
        ...(maxMarketSen === undefined ? [] : [price('cap', 'menus.cap', {}, maxMarketSen, put('maxMarketSen'))]),
      ];
    }
  }
}
