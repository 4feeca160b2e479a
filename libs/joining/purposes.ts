/** What a household's half-hour data may be used for, beyond its own contract. Each is asked for by itself (japan-market.md B1). */
export const PURPOSES = ['effectReport', 'research', 'neighbourProfile', 'flexibility'] as const;

export type Purpose = (typeof PURPOSES)[number];

/** A purpose in the resident's words. The wording is ours [INF]. */
export interface PurposeText {
  readonly ja: string;
  readonly en: string;
  /** Who receives the data. */
  readonly recipient: 'ward' | 'researcher' | 'neighbours' | 'wholesaler';
}

export const PURPOSE_TEXTS: Readonly<Record<Purpose, PurposeText>> = {
  effectReport: {
    ja: '区の効果検証のため、30分ごとの電力量を、氏名を除いて区に提供すること',
    en: 'Half-hour energy, without names, to the ward for its effect report',
    recipient: 'ward',
  },
  research: {
    ja: '大学などの研究のため、個人を特定できない形に加工した電力量を提供すること',
    en: 'De-identified energy to universities for research',
    recipient: 'researcher',
  },
  neighbourProfile: {
    ja: '「発電所の紹介」として、私が書いた紹介文をご近所の参加者に見せること',
    en: 'My own words about my roof to neighbouring participants',
    recipient: 'neighbours',
  },
  flexibility: {
    ja: '調整力（DRなど）の計画のため、電力量を特定卸供給事業者に提供すること',
    en: 'Energy to the specified wholesale supplier to plan flexibility (DR)',
    recipient: 'wholesaler',
  },
};
