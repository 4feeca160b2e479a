import { joiningError } from './error.js';

/**
 * Grid areas by the first two digits of a 供給地点特定番号. [ST: eneos-power.co.jp/article/basics-electricity/supply-point-number-check]
 * No check digit is published, so a wrong digit inside is not seen here but at the switching desk (OCCTO).
 */
export const GRID_AREAS: Readonly<Record<string, string>> = {
  '01': 'hokkaido',
  '02': 'tohoku',
  '03': 'tokyo',
  '04': 'chubu',
  '05': 'hokuriku',
  '06': 'kansai',
  '07': 'chugoku',
  '08': 'shikoku',
  '09': 'kyushu',
  '10': 'okinawa',
};

/**
 * A supply point id (供給地点特定番号) as its 22 digits. Bills print it in groups, and people type it in full-width digits: both
 * are taken.
 *
 * @throws IchienError SUPPLY_POINT_INVALID
 */
export function parseSupplyPointId(text: string): string {
  const digits = text.normalize('NFKC').replace(/[\s\-\u2010-\u2015\u2212\u30fc]/g, '');
  if (!/^\d{22}$/.test(digits)) {
    throw joiningError('SUPPLY_POINT_INVALID', 'A supply point id has 22 digits.', 'Copy it from the bill (検針票).', {
      length: digits.length,
    });
  }
  const area = digits.slice(0, 2);
  if (GRID_AREAS[area] === undefined) {
    throw joiningError('SUPPLY_POINT_INVALID', `${area} is no grid area.`, 'The first two digits are 01 to 10.', {
      area,
    });
  }
  return digits;
}
