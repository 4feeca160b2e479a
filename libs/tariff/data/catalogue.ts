import type { Tariff } from '../tariff.js';
import { tariffError } from '../tariff-error.js';
import { KEPCO_HAPPY_E_TIME, KEPCO_JURYO_DENTO_A } from './kepco.js';
import {
  TEPCO_JURYO_DENTO_B,
  TEPCO_JURYO_DENTO_C,
  TEPCO_SMART_LIFE_L,
  TEPCO_SMART_LIFE_S,
  TEPCO_TEIATSU_DENRYOKU,
} from './tepco.js';
import { TERASEL_MARKET_KANTO } from './terasel.js';

/** All menus that stand in this house. A retailer's own come from its contract with the platform. */
export const TARIFFS: readonly Tariff[] = [
  TEPCO_JURYO_DENTO_B,
  TEPCO_JURYO_DENTO_C,
  TEPCO_SMART_LIFE_S,
  TEPCO_SMART_LIFE_L,
  TEPCO_TEIATSU_DENRYOKU,
  KEPCO_JURYO_DENTO_A,
  KEPCO_HAPPY_E_TIME,
  TERASEL_MARKET_KANTO,
];

/** A menu by its id. @throws IchienError TARIFF_UNKNOWN */
export function tariffOf(id: string, tariffs: readonly Tariff[] = TARIFFS): Tariff {
  const tariff = tariffs.find((tariff) => tariff.id === id);
  if (tariff === undefined) {
    throw tariffError('TARIFF_UNKNOWN', `No tariff is called "${id.slice(0, 64)}".`, 'Give the id of a known menu.', {
      id: id.slice(0, 64),
    });
  }
  return tariff;
}
