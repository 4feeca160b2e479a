import { MAX_SLOT_ENERGY_WH } from '#energy';
import type { CommunityRules } from '#settlement';
import { price, priceIn, wholeIn } from '../format/figures.js';

/** Highest price that a rule may state (`MAX_SETTLEMENT_PRICE_SEN` of `#settlement`, whose checks have the last word). */
const PRICES = { minPriceSen: 0, maxPriceSen: 100_000 };

/** A form of rules as it is typed: every number a text. */
export interface RuleSetDraft {
  readonly fromDay: string;
  readonly source: string;
  readonly policy: CommunityRules['deviationPolicy']['name'];
  readonly shortfall: string;
  readonly overPurchase: string;
  readonly taxPercent: string;
  readonly tolerance: 'none' | 'energyWh' | 'percentOfTraded';
  readonly tolerated: string;
  readonly pool: 'off' | 'proRata';
  readonly poolPrice: string;
  readonly platformFee: string;
  readonly fundAccrual: string;
}

/** Fields of a draft that can be wrong. */
export type DraftField = Exclude<keyof RuleSetDraft, 'policy' | 'tolerance' | 'pool'>;

/** The form as it opens: the rules that hold now, to be changed. */
export function draftOf(rules: CommunityRules, fromDay: string): RuleSetDraft {
  const { deviationPolicy, pool = { name: 'off' }, platformFeePriceSen = 0, fundAccrualPriceSen = 0 } = rules;
  const fixed = deviationPolicy.name === 'fixedPrice' ? deviationPolicy : undefined;
  const tolerance = deviationPolicy.name === 'waived' ? undefined : deviationPolicy.tolerance;
  return {
    fromDay,
    source: '',
    policy: deviationPolicy.name,
    shortfall: price(fixed?.shortfallPriceSen ?? 0),
    overPurchase: price(fixed?.overPurchasePriceSen ?? 0),
    taxPercent: String(deviationPolicy.name === 'imbalancePrice' ? deviationPolicy.taxPercent : 10),
    tolerance: tolerance === undefined ? 'none' : 'energyWh' in tolerance ? 'energyWh' : 'percentOfTraded',
    tolerated: String(Object.values(tolerance ?? {})[0] ?? 0),
    pool: pool.name,
    poolPrice: price(pool.name === 'proRata' ? pool.priceSen : 0),
    platformFee: price(platformFeePriceSen),
    fundAccrual: price(fundAccrualPriceSen),
  };
}

/** The rules that a draft states, or the fields of it that are wrong. Fields that the choices leave out do not count. */
export function rulesOf(
  draft: RuleSetDraft,
  earliestDay: string,
): { readonly rules: CommunityRules; readonly wrong: ReadonlySet<DraftField> } {
  const wrong = new Set<DraftField>();
  const read = (field: DraftField, value: number | undefined): number => {
    if (value === undefined) wrong.add(field);
    return value ?? 0;
  };
  const sen = (field: DraftField) => read(field, priceIn(draft[field], PRICES));
  const whole = (field: DraftField, max: number) => read(field, wholeIn(draft[field], 0, max));
  if (draft.fromDay < earliestDay) wrong.add('fromDay');
  if (draft.source.trim() === '') wrong.add('source');
  const tolerance = () =>
    draft.tolerance === 'energyWh'
      ? { tolerance: { energyWh: whole('tolerated', MAX_SLOT_ENERGY_WH) } }
      : draft.tolerance === 'percentOfTraded'
        ? { tolerance: { percentOfTraded: whole('tolerated', 100) } }
        : {};
  const deviationPolicy = (): CommunityRules['deviationPolicy'] => {
    switch (draft.policy) {
      case 'waived':
        return { name: 'waived' };
      case 'fixedPrice':
        return {
          name: 'fixedPrice',
          shortfallPriceSen: sen('shortfall'),
          overPurchasePriceSen: sen('overPurchase'),
          ...tolerance(),
        };
      case 'imbalancePrice':
        return { name: 'imbalancePrice', taxPercent: whole('taxPercent', 100), ...tolerance() };
    }
  };
  const rules: CommunityRules = {
    deviationPolicy: deviationPolicy(),
    pool: draft.pool === 'off' ? { name: 'off' } : { name: 'proRata', priceSen: sen('poolPrice') },
    platformFeePriceSen: sen('platformFee'),
    fundAccrualPriceSen: sen('fundAccrual'),
  };
  return { rules, wrong };
}
