import { expect } from 'chai';
import { defaultPreferences, type Mode, NO_WISH, tradingWindow } from '#bidding';
import { codeOf } from '../error-code.js';

const TOKYO = { postFitPriceSen: 850, retailPriceSen: 3640, deliveryPriceSen: 1044 };

describe('tradingWindow', () => {
  it('lies between what the retailer pays and what it charges, less delivery', () => {
    expect(tradingWindow(TOKYO)).to.deep.equal({ minPriceSen: 850, maxPriceSen: 2596 });
  });

  it('may be one price', () => {
    expect(tradingWindow({ ...TOKYO, retailPriceSen: 1894 })).to.deep.equal({ minPriceSen: 850, maxPriceSen: 850 });
  });

  it('does not exist where delivery eats the gain', () => {
    expect(codeOf(() => tradingWindow({ ...TOKYO, retailPriceSen: 1893 }))).to.equal('WINDOW_INVALID');
  });
});

describe('defaultPreferences', () => {
  it('takes any price that beats the retailer', () => {
    expect(defaultPreferences('economy', tradingWindow(TOKYO))).to.deep.equal({
      mode: 'economy',
      minSellPriceSen: 850,
      maxBuyPriceSen: 2596,
      ...NO_WISH,
    });
  });

  it('wants sunlight in the green mode, and nothing in the others', () => {
    const wishIn = (mode: Mode) => defaultPreferences(mode, tradingWindow(TOKYO));
    expect(wishIn('green')).to.include({ wantedOrigin: 'solar', originKind: 'soft', originPremiumSen: 100 });
    for (const mode of ['economy', 'balanced'] as const) expect(wishIn(mode)).to.include(NO_WISH);
  });
});
