/** What is kept of a household that left, for how long, and why. */
export interface RetentionRule {
  readonly what: 'householdKey' | 'readings' | 'postings' | 'statements' | 'contracts' | 'contact';
  /** Whole days after the end of the membership; null: kept for as long as the exchange stands. */
  readonly days: number | null;
  readonly why: string;
  readonly source: string;
}

/**
 * No reading of a slot is taken after this many days: its settlement is final, and the keys behind its leaves are not needed
 * any more. Two years: the confirmed readings and a complaint's usual time. [INF]
 */
export const CORRECTION_DAYS = 730;

/** What the erasure of a household's data leaves, and until when. */
export const RETENTION_RULES: readonly RetentionRule[] = [
  {
    what: 'contact',
    days: 0,
    why: 'Name, e-mail, postal address and billing account are overwritten or deleted when the key is destroyed.',
    source: 'Act on the Protection of Personal Information, Art. 22: no longer than needed [OK] M',
  },
  {
    what: 'householdKey',
    days: CORRECTION_DAYS,
    why: 'A correction settles a slot again, which needs the salts of everybody in it. Then the key is destroyed, and leaves and pseudonyms on record mean nobody any more.',
    source: '[INF]',
  },
  {
    what: 'readings',
    days: null,
    why: 'They stay under the meter and participant numbers, which no longer lead to a person: totals on chain must add up.',
    source: '[INF]',
  },
  {
    what: 'postings',
    days: 2557,
    why: 'Books and invoices are kept for 7 years.',
    source: 'Corporation tax rules Art. 59 [OK] M',
  },
  {
    what: 'statements',
    days: 2557,
    why: 'Statements, payments and their PDFs name whom they were for: invoices are kept for 7 years, 10 where a loss is carried forward.',
    source: 'Corporation tax rules Art. 59 [OK] M; 10 years [INF]',
  },
  { what: 'contracts', days: 2557, why: 'What was agreed, as hashes and times without the name.', source: '[INF]' },
];
