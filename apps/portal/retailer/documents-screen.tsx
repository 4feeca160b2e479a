import { useState } from 'react';
import type { StatementItem, StatementKind } from '#billing';
import { Choice } from '../controls/choice.js';
import { Download } from '../controls/download.js';
import { Yen } from '../controls/figure.js';
import { Loaded } from '../controls/loaded.js';
import { MorePages } from '../controls/more-pages.js';
import { wholeYenDigits } from '../format/figures.js';
import { documentPath, useDocuments } from '../server/billing.js';
import { MonthStepper, useMonth } from '../staff/day-choice.js';
import { useStaffText } from '../staff/use-staff-text.js';

/** A month's bills and purchase statements, corrections included, with their amounts and PDFs. */
// biome-ignore lint/style/noDefaultExport: React.lazy asks for one
export default function DocumentsScreen() {
  const { s } = useStaffText();
  const month = useMonth('last');
  const [kind, setKind] = useState<StatementKind>('bill');
  const pages = useDocuments(month, kind);
  return (
    <>
      <h1>{s('documents.title')}</h1>
      {month !== undefined && <MonthStepper month={month} />}
      <Choice
        label={s('documents.title')}
        labelHidden
        look="segments"
        value={kind}
        onChange={setKind}
        options={(['bill', 'purchase'] as const).map((value) => ({ value, label: s(`documents.${value}`) }))}
      />
      <Loaded query={pages}>
        {(all) => (
          <>
            <Documents items={all.pages.flat()} isWhole={!pages.hasNextPage} />
            <MorePages pages={pages} />
          </>
        )}
      </Loaded>
    </>
  );
}

function Documents({ items, isWhole }: { readonly items: readonly StatementItem[]; readonly isWhole: boolean }) {
  const { s } = useStaffText();
  if (items.length === 0) return <p className="empty">{s('documents.none')}</p>;
  const totalYen = items.reduce((sum, { payableYen }) => sum + payableYen, 0);
  return (
    <div className="appear">
      {isWhole && (
        <p className="answer">
          <Yen digits={wholeYenDigits(totalYen)} />
          <small> {s('documents.answer', { count: items.length })}</small>
        </p>
      )}
      <section className="card">
        <ul className="list">
          {items.map((item) => (
            <li key={`${item.number}-${item.version}`}>
              <DocumentLine item={item} />
            </li>
          ))}
        </ul>
        <p className="note">{s('documents.note')}</p>
      </section>
    </div>
  );
}

function DocumentLine({ item }: { readonly item: StatementItem }) {
  const { s } = useStaffText();
  const { number, version, participantId, amountYen, payableYen, carriedOutYen, pdfSha256 } = item;
  const name = `${number}-${version}.pdf`;
  return (
    <div className="file">
      <div>
        <div className="row">
          <b>
            {number} {version > 1 && <span className="chip wait">{s('documents.correction', { version })}</span>}
          </b>
          <span>{participantId}</span>
        </div>
        <dl className="amounts">
          <Amount words={s('documents.amount')} yen={amountYen} />
          <Amount words={s('documents.payable')} yen={payableYen} />
          {carriedOutYen !== 0 && <Amount words={s('documents.carried')} yen={carriedOutYen} />}
        </dl>
      </div>
      <div>
        {pdfSha256 !== null && (
          <Download path={documentPath(item)} name={name} narrow>
            PDF<span className="only-heard"> {name}</span>
          </Download>
        )}
      </div>
    </div>
  );
}

function Amount({ words, yen }: { readonly words: string; readonly yen: number }) {
  return (
    <div>
      <dt>{words}</dt>
      <dd>
        <Yen digits={wholeYenDigits(yen)} />
      </dd>
    </div>
  );
}
