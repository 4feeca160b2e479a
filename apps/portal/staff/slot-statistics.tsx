import { Energy } from '../controls/figure.js';
import { price } from '../format/figures.js';
import { type SlotStatisticsView, useSlotStatistics } from '../server/operations.js';
import { useStaffText } from './use-staff-text.js';

/** How well a half hour was quoted and served: spread, what rested, and how much of what was offered traded. */
export function SlotStatistics({ slot }: { readonly slot: number }) {
  const { s } = useStaffText();
  const view = useSlotStatistics(slot).data;
  if (view === undefined) return null;
  const yen = (priceSen: number | null) => (priceSen === null ? '—' : `${price(priceSen)} ${s('rules.yen')}`);
  return (
    <section className="card">
      <h2>{s('slot.liquidity')}</h2>
      <div className="row">
        <span>{s('slot.spread')}</span>
        <span>{yen(view.spreadSen)}</span>
      </div>
      <div className="row">
        <span>{s('slot.meanSpread')}</span>
        <span>{yen(view.meanSpreadSen)}</span>
      </div>
      <Side label={s('slot.sellSide')} of={view.sell} />
      <Side label={s('slot.buySide')} of={view.buy} />
      {view.called !== null && (
        <>
          <div className="row">
            <span>{s('slot.called')}</span>
            <span>
              <Energy wh={view.called.energyWh} decimals={2} /> · {yen(view.called.priceSen)}
            </span>
          </div>
          <p className="note">{s('slot.calledNote')}</p>
        </>
      )}
    </section>
  );
}

function Side({ label, of }: { readonly label: string; readonly of: SlotStatisticsView['buy'] }) {
  const { s } = useStaffText();
  return (
    <div className="row">
      <span>{label}</span>
      <span>
        {s('slot.depth')} <Energy wh={of.depthWh} decimals={2} /> ·{' '}
        {of.fillRatePermille === null ? '—' : s('slot.fillRate', { percent: Math.floor(of.fillRatePermille / 10) })}
      </span>
    </div>
  );
}
