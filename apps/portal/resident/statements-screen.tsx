import { useState } from 'react';
import { Link } from 'react-router';
import type { StatementKind, StatementView } from '#billing';
import { Choice } from '../controls/choice.js';
import { Yen } from '../controls/figure.js';
import { Loaded } from '../controls/loaded.js';
import { wholeYenDigits } from '../format/figures.js';
import { monthName } from '../format/times.js';
import { monthsOf, type StatementMonth, useStatements } from '../server/statements.js';
import { usePoint } from '../shell/use-point.js';
import { useText } from '../shell/use-text.js';
import { needsSomebody } from './payment-state.js';
import { StatementOfMonth } from './statement-of-month.js';

const KINDS: readonly StatementKind[] = ['bill', 'purchase'];

/** F11 and F12: what is paid and received by month, with every document of it. */
// biome-ignore lint/style/noDefaultExport: React.lazy asks for one
export default function StatementsScreen() {
  const { pointId } = usePoint();
  const documents = useStatements(pointId);
  return <Loaded query={documents}>{(all) => (all.length === 0 ? <None /> : <Statements documents={all} />)}</Loaded>;
}

function None() {
  const { t } = useText();
  return (
    <div className="appear">
      <h1>{t('statements.title')}</h1>
      <p className="answer answer-words">{t('statements.none')}</p>
      <p>{t('statements.noneNote')}</p>
      <p className="other">
        <Link to="/">{t('statements.noneHome')}</Link>
      </p>
    </div>
  );
}

function Statements({ documents }: { readonly documents: readonly StatementView[] }) {
  const { t, language } = useText();
  const kinds = KINDS.filter((kind) => documents.some((document) => document.kind === kind));
  const [chosen, setChosen] = useState<StatementKind>(kinds[0]!);
  const kind = kinds.includes(chosen) ? chosen : kinds[0]!;
  const [newest, ...older] = monthsOf(documents, kind);
  return (
    <>
      {kinds.length > 1 && (
        <Choice
          label={t('statements.kind')}
          labelHidden
          look="segments"
          value={kind}
          onChange={setChosen}
          options={kinds.map((value) => ({ value, label: t(`statements.${value}`) }))}
        />
      )}
      {newest !== undefined && (
        <div key={kind} className="appear">
          <Answer month={newest} />
          <StatementOfMonth month={newest} />
          {older.length > 0 && (
            <section className="card">
              <h2>{t('statements.older')}</h2>
              {older.map((month) => (
                <details key={month.month}>
                  <summary>
                    {monthName(month.month, language)} <Yen digits={wholeYenDigits(month.payableYen)} />
                  </summary>
                  <StatementOfMonth month={month} />
                </details>
              ))}
            </section>
          )}
        </div>
      )}
    </>
  );
}

function Answer({ month: { kind, month, payableYen, documents } }: { readonly month: StatementMonth }) {
  const { t, language } = useText();
  // At the end of a contract a rest may go the other way.
  const words = payableYen < 0 ? (`statements.${kind}Back` as const) : (`statements.${kind}Answer` as const);
  return (
    <>
      <h1>{t(words, { month: monthName(month, language) })}</h1>
      <p className="answer">
        <Yen digits={wholeYenDigits(Math.abs(payableYen))} />
      </p>
      {!documents.some(({ paid }) => paid !== null && needsSomebody(paid)) && (
        <p className="note">{t('statements.nothingToDo')}</p>
      )}
    </>
  );
}
