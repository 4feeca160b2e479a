import { expect } from 'chai';
import { defaultPreferences, tradingWindow } from '#bidding';
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
    });
  });
});
