import { createHmac } from 'node:crypto';
import type { NewParticipant } from '#api/participants/participants.service.js';
import { defaultPreferences, type Mode, tradingWindow } from '#bidding';
import { slotOf } from '#energy';
import { settlementRulesAt } from '#tariff';
import type { Community } from './community/index.js';

const MODES: readonly Mode[] = ['economy', 'balanced', 'green'];
/** Residents' own limits lie up to this far inside the window, sen/kWh: not everybody trades at any price. */
const LIMIT_RANGE_SEN = 400;

/** Name of a household's meter in the backtest. */
export function meterIdOf(householdId: string): string {
  return `meter-${householdId}`;
}

/**
 * The community as participants. Key, mode and limits of a household follow from the seed and its id alone, so the same
 * seed gives the same pseudonyms and roots.
 */
export function enrolCommunity(community: Community, seed: number): NewParticipant[] {
  const window = tradingWindow(settlementRulesAt(community.calendar.firstDay));
  return community.households.map(({ householdId }) => {
    const key = createHmac('sha256', `ichien/backtest/${seed}`).update(householdId).digest();
    const draws = createHmac('sha256', key).update('preferences').digest();
    const { mode, minSellPriceSen, maxBuyPriceSen } = defaultPreferences(
      MODES[draws.readUInt8(0) % MODES.length]!,
      window,
    );
    return {
      participantId: householdId,
      meterId: meterIdOf(householdId),
      fromSlot: slotOf(community.calendar.firstDay),
      householdKey: key.toString('hex'),
      mode,
      minSellPriceSen: minSellPriceSen + (draws.readUInt16BE(1) % LIMIT_RANGE_SEN),
      maxBuyPriceSen: maxBuyPriceSen - (draws.readUInt16BE(3) % LIMIT_RANGE_SEN),
      automatic: true,
      quoteWh: null,
    };
  });
}
