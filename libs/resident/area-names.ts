import type { BilingualText } from '#certificates';

/** JIS X 0402 municipality codes of the areas in the source documents (docs: Setagaya 002, Odawara 000, Yokohama and Iwaki 003). */
const AREAS: ReadonlyMap<number, BilingualText> = new Map([
  [7204, { ja: 'いわき市', en: 'Iwaki' }],
  [13112, { ja: '世田谷区', en: 'Setagaya' }],
  [14100, { ja: '横浜市', en: 'Yokohama' }],
  [14206, { ja: '小田原市', en: 'Odawara' }],
]);

/** The name of an area for residents; its code where we know no name. @param areaId JIS municipality code */
export function areaNameOf(areaId: number): BilingualText {
  return AREAS.get(areaId) ?? { ja: `地域 ${areaId}`, en: `Area ${areaId}` };
}
