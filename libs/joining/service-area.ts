/** A part of an area: the postcodes that begin alike, and where its tile lies on a scheme of the area. */
export interface PostcodeArea {
  /** Beginning of the seven digits; no prefix begins another. */
  readonly prefix: string;
  /** From the west, 0 first. */
  readonly column: number;
  /** From the north, 0 first. */
  readonly row: number;
}

/** Where a programme takes participants. */
export interface ServiceArea {
  /** First two digits of the supply point ids. */
  readonly gridArea: string;
  readonly postcodeAreas: readonly PostcodeArea[];
  /** Where the table is from, and how far to trust it: marks of `japan-market.md`. */
  readonly source: string;
}

/** Service areas by JIS municipality code. */
export const SERVICE_AREAS: Readonly<Record<number, ServiceArea>> = {
  13112: {
    gridArea: '03',
    postcodeAreas: [
      { prefix: '157', column: 0, row: 0 },
      { prefix: '156', column: 1, row: 0 },
      { prefix: '155', column: 2, row: 0 },
      { prefix: '158', column: 1, row: 1 },
      { prefix: '154', column: 2, row: 1 },
    ],
    source:
      'Postcodes of Setagaya-ku [OK] M; where they lie [INF] from general knowledge of the ward, a scheme and no survey; Tokyo grid area 03 [ST: eneos-power.co.jp supply-point-number-check]',
  },
};

/** The part of an area where a postcode lies; undefined: outside of it. */
export function postcodeAreaOf(postcode: string, { postcodeAreas }: ServiceArea): PostcodeArea | undefined {
  return postcodeAreas.find(({ prefix }) => postcode.startsWith(prefix));
}
