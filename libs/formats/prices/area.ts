import { JEPX_AREAS } from '../jepx/index.js';

/** Supply areas by the names that price files give them: the nine of JEPX, and Okinawa. */
export const PRICE_AREAS = [...JEPX_AREAS, '沖縄'] as const;

export type PriceArea = (typeof PRICE_AREAS)[number];

/** Number of an area as the grid companies write it: 1 北海道 to 9 九州, 10 沖縄 (TEPCO's `eria_jukyu_YYYYMM_03.csv` is 東京). */
export function areaNumberOf(area: PriceArea): number {
  return PRICE_AREAS.indexOf(area) + 1;
}

/** The area of a name, or undefined. */
export function areaOfName(name: string): PriceArea | undefined {
  return PRICE_AREAS.find((area) => area === name);
}
