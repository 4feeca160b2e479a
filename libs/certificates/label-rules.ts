import type { RateTable } from '#energy';

/** A text for residents, in both languages. */
export interface BilingualText {
  readonly ja: string;
  readonly en: string;
}

/** Where the power of a label was from: FIT, other renewable (post-FIT and non-FIT), or anything else (JEPX, fossil). */
export type LabelPower = 'FIT' | 'renewable' | 'other';

/** 再エネ, 実質再エネ, or nothing. */
export type Claim = 'renewable' | 'effectivelyRenewable' | 'none';

/** Notes that must stand beside a label. `{share}` and `{mix}` are filled in. */
export type NoteCode =
  | 'certificateUsed'
  | 'fitPower'
  | 'fitShare'
  | 'fitExplained'
  | 'powerMix'
  | 'noValue'
  | 'originOnly';

/** What may be said of a power, and what must be said with it. */
export interface LabelRule {
  readonly claim: Claim;
  readonly notes: readonly NoteCode[];
}

/** Rules by power, with a renewable certificate and without. */
export type LabelRules = Readonly<
  Record<LabelPower, { readonly certified: LabelRule; readonly uncertified: LabelRule }>
>;

const FIT_NOTES = ['fitPower', 'fitShare', 'fitExplained'] as const;

/** Which words may be used: 電力の小売営業に関する指針 as of its revision of April 2021 (japan-market.md B9). */
export const LABEL_RULES: RateTable<LabelRules> = [
  {
    fromDay: '2021-04-01',
    value: {
      renewable: {
        certified: { claim: 'renewable', notes: ['certificateUsed'] },
        uncertified: { claim: 'none', notes: ['noValue', 'originOnly'] },
      },
      FIT: {
        certified: { claim: 'renewable', notes: ['certificateUsed', ...FIT_NOTES] },
        uncertified: { claim: 'none', notes: [...FIT_NOTES, 'noValue', 'originOnly'] },
      },
      other: {
        certified: { claim: 'effectivelyRenewable', notes: ['powerMix', 'certificateUsed'] },
        uncertified: { claim: 'none', notes: ['noValue'] },
      },
    },
    source:
      'B9 [ST: eco-shinrai-service.com; S:004 L1043-1062] H; no claim without certificate from 2021-04 [ST: sustainablejapan.jp 60669] H',
  },
];

/** The words of a claim. */
export const CLAIM_WORDS: Readonly<Record<Exclude<Claim, 'none'>, BilingualText>> = {
  renewable: { ja: '再エネ', en: 'renewable' },
  effectivelyRenewable: { ja: '実質再エネ', en: 'effectively renewable' },
};

/** The notes' texts. Their wording is ours [INF]; what each has to say is B9's. */
export const NOTE_TEXTS: Readonly<Record<NoteCode, BilingualText>> = {
  certificateUsed: {
    ja: 'この電気には、再エネ指定の非化石証書を使用しています。',
    en: 'A non-fossil certificate designated as renewable is used for this electricity.',
  },
  fitPower: { ja: 'この電気は「FIT電気」です。', en: 'This electricity is "FIT electricity".' },
  fitShare: { ja: 'FIT電気の割合は{share}％です。', en: 'The share of FIT electricity is {share} %.' },
  fitExplained: {
    ja: 'FIT電気の調達費用の一部は、電気をご利用のすべての皆さまの賦課金により賄われています。',
    en: 'Part of the cost of FIT electricity is paid by all users of electricity through the renewable levy.',
  },
  powerMix: { ja: '電源構成: {mix}', en: 'Power mix: {mix}' },
  noValue: {
    ja: '証書を使用していないため、再生可能エネルギーとしての価値やCO2ゼロの価値はありません。',
    en: 'No certificate is used, so this electricity has no value as renewable or CO2-free energy.',
  },
  originOnly: {
    ja: '産地と電源の表示は、環境価値を表すものではありません。',
    en: 'Place and source say where it was generated, nothing about environmental value.',
  },
};
