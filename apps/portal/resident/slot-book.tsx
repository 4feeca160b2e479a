import { type CSSProperties, useState } from 'react';
import { Choice } from '../controls/choice.js';
import { Energy } from '../controls/figure.js';
import { Loaded } from '../controls/loaded.js';
import { kwh, price } from '../format/figures.js';
import { type BookLevel, type BookView, useBook } from '../server/resident.js';
import { useText } from '../shell/use-text.js';
import type { TextKey } from '../text/ja.js';

/** Levels of each side that fit a phone. */
const SHOWN_LEVELS = 6;
/** One side counts as more from a tenth on. */
const CLEARLY_MORE = 1.1;

/** What rests in a half hour's book: in plain words, or level by level. */
export function SlotBook({ slot }: { readonly slot: number }) {
  const { t } = useText();
  const [look, setLook] = useState<'plain' | 'depth'>('plain');
  const book = useBook(slot);
  return (
    <>
      <Choice
        label={t('market.depth')}
        labelHidden
        look="segments"
        value={look}
        onChange={setLook}
        options={[
          { value: 'plain', label: t('market.plain') },
          { value: 'depth', label: t('market.depth') },
        ]}
      />
      <Loaded query={book}>{(view) => (look === 'plain' ? <Plain book={view} /> : <Depth book={view} />)}</Loaded>
    </>
  );
}

function Plain({ book }: { readonly book: BookView }) {
  const { t } = useText();
  const [sellWh, buyWh] = [total(book.sell), total(book.buy)];
  if (sellWh + buyWh === 0) return <p className="note">{t('market.bookEmpty')}</p>;
  return (
    <>
      <div className="row">
        <span>
          <span className="dot sell" />
          {t('market.sellers')}
        </span>
        <Energy wh={sellWh} />
      </div>
      <div className="row">
        <span>
          <span className="dot buy" />
          {t('market.buyers')}
        </span>
        <Energy wh={buyWh} />
      </div>
      <p className="note">{t(balanceOf(sellWh, buyWh))}</p>
    </>
  );
}

function balanceOf(sellWh: number, buyWh: number): TextKey {
  if (sellWh > buyWh * CLEARLY_MORE) return 'market.moreSupply';
  return buyWh > sellWh * CLEARLY_MORE ? 'market.moreDemand' : 'market.balanced';
}

function Depth({ book }: { readonly book: BookView }) {
  const { t } = useText();
  if (book.sell.length + book.buy.length === 0) return <p className="note">{t('market.bookEmpty')}</p>;
  const sell = book.sell.slice(0, SHOWN_LEVELS).toReversed();
  const buy = book.buy.slice(0, SHOWN_LEVELS);
  const most = Math.max(...[...sell, ...buy].map(({ energyWh }) => energyWh));
  return (
    <table className="depth">
      <thead>
        <tr>
          <th scope="col">{t('market.price')}</th>
          <th scope="col">kWh</th>
          <th scope="col">{t('market.orders')}</th>
        </tr>
      </thead>
      <tbody>
        {sell.map((level) => (
          <Level key={`s${level.priceSen}`} level={level} most={most} side="sell" />
        ))}
        {buy.map((level) => (
          <Level key={`b${level.priceSen}`} level={level} most={most} side="buy" />
        ))}
      </tbody>
    </table>
  );
}

function Level(props: { readonly level: BookLevel; readonly most: number; readonly side: 'sell' | 'buy' }) {
  const { t } = useText();
  const { level, most, side } = props;
  const bar = { '--share': `${Math.round((level.energyWh / most) * 100)}%` } as CSSProperties;
  return (
    <tr>
      <th scope="row">
        <span className={side}>
          {t(`trades.${side}`)} {price(level.priceSen)}
        </span>
      </th>
      <td className={`bar-${side}`} style={bar}>
        {kwh(level.energyWh, 2)}
      </td>
      <td>{level.orders}</td>
    </tr>
  );
}

function total(levels: readonly BookLevel[]): number {
  return levels.reduce((sum, { energyWh }) => sum + energyWh, 0);
}
