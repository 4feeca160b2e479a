import { createHmac } from 'node:crypto';
import type { StatedFacts } from '#api/metering/meters.service.js';
import type { NewParticipant } from '#api/participants/participants.service.js';
import { defaultPreferences, type Mode, type OriginWish, PREMIUM_STEP_SEN, tradingWindow } from '#bidding';
import { komaOf, slotOf } from '#energy';
import { isNight, meteringRulesAt } from '#metering';
import { settlementRulesAt } from '#tariff';
import type { Community } from './community/index.js';

const MODES: readonly Mode[] = ['economy', 'balanced', 'green'];
/** Residents' own limits lie up to this far inside the window, sen/kWh: not everybody trades at any price. */
const LIMIT_RANGE_SEN = 400;
/** Who insists on an origin pays up to 3 yen more for it. */
const PREMIUMS = 4;

/** Name of a household's meter in the backtest. */
export function meterIdOf(householdId: string): string {
  return `meter-${householdId}`;
}

/**
 * The community as participants. Key, mode and limits of a household follow from the seed and its id alone, so the same
 * seed gives the same pseudonyms and roots.
 *
 * @param insisting percent of the households that buy power made by sunlight only
 */
export function enrolCommunity(community: Community, seed: number, insisting = 0): NewParticipant[] {
  const window = tradingWindow(settlementRulesAt(community.calendar.firstDay));
  return community.households.map(({ householdId }) => {
    const key = createHmac('sha256', `ichien/backtest/${seed}`).update(householdId).digest();
    const draws = createHmac('sha256', key).update('preferences').digest();
    const { minSellPriceSen, maxBuyPriceSen, ...wishes } = defaultPreferences(
      MODES[draws.readUInt8(0) % MODES.length]!,
      window,
    );
    return {
      participantId: householdId,
      meterId: meterIdOf(householdId),
      fromSlot: slotOf(community.calendar.firstDay),
      householdKey: key.toString('hex'),
      ...wishes,
      ...(draws.readUInt16BE(5) % 100 < insisting && insistingOnSun(draws.readUInt8(7))),
      minSellPriceSen: minSellPriceSen + (draws.readUInt16BE(1) % LIMIT_RANGE_SEN),
      maxBuyPriceSen: maxBuyPriceSen - (draws.readUInt16BE(3) % LIMIT_RANGE_SEN),
      automatic: true,
      quoteWh: null,
    };
  });
}

/** What is stated of the community's meters: one that has solar power and never delivers in the dark has sunlight alone. */
export function solarFacts({ households, calendar: { firstDay } }: Community): StatedFacts[] {
  const rules = meteringRulesAt(firstDay).value;
  const nothingElse = { supplyPointId: null, receivingPointId: null, contractW: null, plantW: null };
  return households
    .filter(({ pvWatts, exportWh, firstSlot }) => {
      return pvWatts > 0 && !exportWh.some((wh, index) => wh > 0 && isNight(komaOf(firstSlot + index), rules));
    })
    .map(({ householdId }) => ({
      ...{ meterId: meterIdOf(householdId), fromDay: firstDay, solarOnly: true },
      ...nothingElse,
    }));
}

function insistingOnSun(draw: number): OriginWish {
  return { wantedOrigin: 'solar', originKind: 'hard', originPremiumSen: PREMIUM_STEP_SEN * (draw % PREMIUMS) };
}
