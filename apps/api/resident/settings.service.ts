import { Inject, Injectable } from '@nestjs/common';
import { sameOrigin } from '#auction';
import { originOfWish, tradingWindow } from '#bidding';
import { dayOf, slotAt } from '#energy';
import type { SettingsForm, SettingsView } from '#resident';
import { Clock } from '../clock/clock.js';
import { API_CONFIG, type ApiConfig } from '../config.js';
import { apiError } from '../errors.js';
import { MarketService } from '../market/market.service.js';
import { withdrawOrders } from '../market/withdraw-orders.js';
import { assertStays } from '../participants/may-trade.js';
import type { Participant } from '../participants/participant.entity.js';
import { ParticipantsService } from '../participants/participants.service.js';
import { RatesService } from '../rules/rates.service.js';

/** おまかせ設定: what a household's agent may do. */
@Injectable()
export class SettingsService {
  constructor(
    private readonly clock: Clock,
    private readonly participants: ParticipantsService,
    private readonly market: MarketService,
    private readonly rates: RatesService,
    @Inject(API_CONFIG) private readonly config: ApiConfig,
  ) {}

  /** Settings, and what a form needs to help with them. @throws IchienError PARTICIPANT_UNKNOWN */
  form(participantId: string): SettingsForm {
    const participant = this.participants.get(participantId);
    const rules = this.rates.at(dayOf(slotAt(this.clock.nowMs())));
    const window = tradingWindow(rules);
    const { minPriceSen, maxPriceSen } = this.config.bookRules;
    return {
      ...settingsOf(participant),
      minPriceSen,
      maxPriceSen,
      postFitPriceSen: rules.postFitPriceSen,
      breakEvenPriceSen: window.maxPriceSen,
      editable: participant.quoteWh === null && participant.leftAtMs === null,
    };
  }

  /**
   * Changes the settings. Who pauses has nothing resting any more when this answers, and what rests beyond new limits or asks for
   * another origin is cancelled too; all else the agent follows from its next turn on.
   *
   * @param seen the settings that the form showed: someone else may have changed them since
   * @throws IchienError SETTINGS_CHANGED, SETTINGS_FIXED, HOUSEHOLD_LEFT, PRICE_OUT_OF_BAND, PARTICIPANT_UNKNOWN; QUEUE_FULL,
   * STORE_FAILED: the settings hold, send them again for what rests
   */
  async change(participantId: string, wanted: SettingsView, seen: SettingsView): Promise<SettingsForm> {
    const participant = this.participants.get(participantId);
    if (participant.quoteWh !== null) {
      throw apiError('SETTINGS_FIXED', 'A market maker is set up by the operator.', 'Ask the operator.');
    }
    assertStays(participant);
    const { minPriceSen, maxPriceSen } = this.config.bookRules;
    // The dearest that the agent may buy at is the limit with the premium.
    const dearestSen = wanted.maxBuyPriceSen + (wanted.wantedOrigin === 'any' ? 0 : wanted.originPremiumSen);
    for (const priceSen of [wanted.minSellPriceSen, wanted.maxBuyPriceSen, dearestSen]) {
      if (priceSen < minPriceSen || priceSen > maxPriceSen) {
        throw apiError(
          'PRICE_OUT_OF_BAND',
          `${priceSen} sen/kWh is not a price of this market.`,
          `Give ${minPriceSen} to ${maxPriceSen} sen/kWh.`,
          { priceSen, minPriceSen, maxPriceSen },
        );
      }
    }
    const stored = settingsOf(participant);
    // A form that was sent twice finds what it wanted already there.
    const isRepeated = isSame(stored, wanted);
    if (!isRepeated && !isSame(stored, seen)) {
      throw apiError(
        'SETTINGS_CHANGED',
        'The settings were changed elsewhere.',
        'Look at them again, then change them.',
      );
    }
    if (!isRepeated) await this.participants.change(participantId, wanted);
    const { automatic, minSellPriceSen, maxBuyPriceSen } = wanted;
    if (automatic) {
      const { bookRules: rules, areaId } = this.config;
      await withdrawOrders(this.market, participantId, ({ side, priceSen, origin }) =>
        side === 'sell'
          ? priceSen < minSellPriceSen
          : priceSen > maxBuyPriceSen || !sameOrigin(origin, originOfWish(wanted, priceSen, String(areaId), rules)),
      );
    } else if (stored.automatic || isRepeated) {
      // Who trades by hand all along may change what an agent would do.
      await withdrawOrders(this.market, participantId);
    }
    return this.form(participantId);
  }
}

const FIELDS = [
  ...['mode', 'minSellPriceSen', 'maxBuyPriceSen', 'automatic'],
  ...['wantedOrigin', 'originKind', 'originPremiumSen'],
] as readonly (keyof SettingsView)[];

/** A participant's settings. */
export function settingsOf(participant: Participant): SettingsView {
  return Object.fromEntries(FIELDS.map((field) => [field, participant[field]])) as unknown as SettingsView;
}

function isSame(one: SettingsView, other: SettingsView): boolean {
  return FIELDS.every((field) => one[field] === other[field]);
}
