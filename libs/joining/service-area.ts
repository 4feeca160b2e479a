/** Where a programme takes participants. */
export interface ServiceArea {
  /** First two digits of the supply point ids. */
  readonly gridArea: string;
  /** Beginnings of the seven-digit postcodes. */
  readonly postcodePrefixes: readonly string[];
  /** Where the table is from, and how far to trust it: marks of `japan-market.md`. */
  readonly source: string;
}

/** Service areas by JIS municipality code. */
export const SERVICE_AREAS: Readonly<Record<number, ServiceArea>> = {
  13112: {
    gridArea: '03',
    postcodePrefixes: ['154', '155', '156', '157', '158'],
    source: 'Postcodes of Setagaya-ku [OK] M; Tokyo grid area 03 [ST: eneos-power.co.jp supply-point-number-check]',
  },
};
