import { Yen } from '../controls/figure.js';
import { Loaded } from '../controls/loaded.js';
import { kwh, price, yen } from '../format/figures.js';
import { type MonthReportView, useMonthReport } from '../server/reports.js';
import { useStaffText } from '../staff/use-staff-text.js';
import { MonthSavings } from './month-savings.js';

/** What the month's report adds to the programme's indicators: money kept local, prices, CO2, savings. */
export function MonthReport({ month }: { readonly month: string }) {
  const report = useMonthReport(month);
  return (
    <Loaded query={report}>
      {(view) => (
        <>
          <Tiles view={view} />
          {view.savings !== null && <MonthSavings savings={view.savings} />}
        </>
      )}
    </Loaded>
  );
}

const MG_PER_KG = 1_000_000;

/** Nothing of few households: that figures are withheld is said above. */
function Tiles({ view: { keptLocal, prices, co2 } }: { readonly view: MonthReportView }) {
  const { s } = useStaffText();
  if (keptLocal === null || prices === null || co2 === null) return null;
  const { priced, unpricedWh } = keptLocal;
  const { meanPriceSen, minPriceSen = 0, maxPriceSen = 0 } = prices;
  return (
    <div className="tiles">
      <section className="card">
        <h2>{s('report.kept')}</h2>
        <p className="big">
          {priced.energyWh === 0 ? s('day.none') : <Yen digits={yen(Number(priced.amountMillisen))} />}
        </p>
        <p className="note">{s('report.keptNote', { priced: kwh(priced.energyWh), unpriced: kwh(unpricedWh) })}</p>
      </section>
      {meanPriceSen !== undefined && (
        <section className="card">
          <h2>{s('report.price')}</h2>
          <p className="big">{price(meanPriceSen)}</p>
          <p className="note">{s('report.priceNote', { min: price(minPriceSen), max: price(maxPriceSen) })}</p>
        </section>
      )}
      <section className="card">
        <h2>{s('report.co2')}</h2>
        <p className="big">
          {(Number(co2.claimableMg) / MG_PER_KG).toFixed(1)}
          <small> kg</small>
        </p>
        <p className="note">
          {s('report.co2Note', {
            energy: kwh(co2.energyWh.uncertified),
            grams: co2.factors.map(({ gramsPerKwh }) => gramsPerKwh).join(' / '),
          })}
        </p>
      </section>
    </div>
  );
}
