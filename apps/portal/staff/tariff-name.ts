import { TARIFFS } from '#tariff';
import type { Language } from '../text/catalogue.js';

/** What a retail menu is called; one that this page does not know is called by its id. */
export function tariffName(tariffId: string, language: Language): string {
  return TARIFFS.find(({ id }) => id === tariffId)?.name[language] ?? tariffId;
}
