import { kwh } from '../format/figures.js';
import { useText } from '../shell/use-text.js';

/** An energy with its unit, the unit smaller than the number. */
export function Energy({ wh, decimals = 1 }: { readonly wh: number; readonly decimals?: 0 | 1 | 2 | 3 }) {
  return (
    <span className="figure">
      {kwh(wh, decimals)}
      <small> kWh</small>
    </span>
  );
}

/** An amount in yen, already as digits. */
export function Yen({ digits }: { readonly digits: string }) {
  const { t } = useText();
  return (
    <span className="figure">
      {digits}
      <small> {t('app.yen')}</small>
    </span>
  );
}
