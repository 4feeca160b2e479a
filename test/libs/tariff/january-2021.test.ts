import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect } from 'chai';
import { dayOf } from '#energy';
import { readSpotSummary } from '#formats';
import { type EnergyCharge, priceMonth } from '#tariff';
import { july, slotsOf } from './example-month.js';
import { tariffWith } from './published-tariffs.js';

/** 出典: 日本卸電力取引所(JEPX). */
const FILE = '../shared/data/jepx/spot_summary_2020.csv.gz';

/** Terasel's formula [ST: power-hikaku.info/tools/marketprice], with a cap of our own for the second bill. */
const MARKET: EnergyCharge = { kind: 'market', lossPermille: 69, taxPercent: 10, feeSen: 1258 };

describe('a market-linked month of January 2021 (TKY-26)', () => {
  it('costs many times a month of autumn, and a cap holds it', function () {
    if (!existsSync(FILE)) this.skip();
    const spot = readSpotSummary(gunzipSync(readFileSync(FILE)), FILE);
    const billOf = (month: string, energy: EnergyCharge) => {
      const prices = spot
        .filter(({ slot }) => dayOf(slot).startsWith(month))
        .map(({ areaPricesSen }) => areaPricesSen.東京);
      expect(prices).to.have.length(31 * 48);
      // 200 Wh each half hour: 297.6 kWh
      const use = { energyWhBySlot: slotsOf(31, () => 200) };
      const period = { billingMonth: month, fromDay: `${month}-01`, toDay: `${month}-31` };
      return priceMonth(
        tariffWith({ basic: { kind: 'none' }, energy }),
        july({ ...period, use, marketPriceSenBySlot: prices }),
      );
    };
    const [autumn, spike, capped] = [
      billOf('2020-10', MARKET),
      billOf('2021-01', MARKET),
      billOf('2021-01', { ...MARKET, maxMarketSen: 3000 }),
    ];
    const marketYen = (bill: typeof spike) => Math.floor(bill.lines[0]!.amountMillisen / 100_000);
    expect(marketYen(spike)).to.be.greaterThan(10 * marketYen(autumn));
    expect(marketYen(capped)).to.be.at.most(Math.floor(297.6 * 30));
    // The same by hand: the mean of the published prices times what it is multiplied by, within half a sen a kWh of rounding.
    const mean =
      spot
        .filter(({ slot }) => dayOf(slot).startsWith('2021-01'))
        .reduce((sum, row) => sum + row.areaPricesSen.東京, 0) / 1488;
    expect(marketYen(spike)).to.be.closeTo((mean / 100 / 0.931) * 1.1 * 297.6, 3);
  });
});
