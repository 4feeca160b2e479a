import type { Adjustment, Statement, StatementView } from '#billing';
import { floorYen } from '#energy';
import { Download } from '../controls/download.js';
import { Yen } from '../controls/figure.js';
import { kwh, wholeYenDigits } from '../format/figures.js';
import { fullDayName } from '../format/times.js';
import { pdfPath, type StatementMonth } from '../server/statements.js';
import { usePoint } from '../shell/use-point.js';
import { useText } from '../shell/use-text.js';
import { ja, type TextKey } from '../text/ja.js';
import { PaidTwiceState, PaymentState } from './payment-state.js';

/** A month: when it is paid, its lines as they stand now, what corrections changed, and the papers. */
export function StatementOfMonth({ month }: { readonly month: StatementMonth }) {
  const { t, language } = useText();
  const { documents, newest } = month;
  const corrections = documents.flatMap(({ adjustment }) => adjustment ?? []);
  return (
    <>
      <section className="card">
        {documents.map((document) => (
          <Payment key={document.version} document={document} />
        ))}
        {newest.purchase !== undefined && (
          <p className="note">
            {t('statements.confirm', { day: fullDayName(newest.purchase.confirmByDay, language) })}
          </p>
        )}
      </section>
      <section className="card">
        <h2>{t('statements.lines')}</h2>
        <Lines statement={newest} />
      </section>
      {corrections.length > 0 && (
        <section className="card">
          <h2>{t('statements.corrections')}</h2>
          <p className="note">{t('statements.correctionsNote')}</p>
          {corrections.map((adjustment) => (
            <Correction key={adjustment.version} adjustment={adjustment} />
          ))}
        </section>
      )}
      <section className="card">
        <h2>{t('statements.documents')}</h2>
        {documents.map((document) => (
          <Paper key={document.version} document={document} isOnly={documents.length === 1} />
        ))}
        <p className="note" lang="ja">
          {newest.issuer.nameJa}
          <br />
          {newest.issuer.contactJa}
        </p>
      </section>
    </>
  );
}

function Payment({ document }: { readonly document: StatementView }) {
  const { t, language } = useText();
  const { kind, payableYen, carriedOutYen, carriedInto, statement, adjustment, paidTwice } = document;
  const { payment } = adjustment ?? statement;
  const carried = { amount: wholeYenDigits(Math.abs(carriedOutYen)), number: carriedInto ?? '' };
  const ahead = carriedOutYen < 0 ? 'statements.carriedLess' : 'statements.carriedMore';
  return (
    <>
      {payableYen !== 0 && (
        <div className="row">
          <span>
            {t(`statements.${kind}Day`)}
            <br />
            <b>{fullDayName(payment.dueDay, language)}</b>
            <br />
            <span className="note" lang="ja">
              {payment.methodJa} {payment.accountJa}
            </span>
          </span>
          <b>
            <Yen digits={wholeYenDigits(payableYen)} />
          </b>
        </div>
      )}
      {/* A collection that failed and was paid by other money is not one that was collected. */}
      {document.paid !== null && !paidTwice.some(({ state }) => state === 'applied') && (
        <PaymentState payment={document.paid} />
      )}
      {paidTwice.map((each) => (
        <PaidTwiceState
          key={`${each.receivedDay} ${each.state}`}
          paidTwice={each}
          isPaid={document.paid?.state === 'paid'}
        />
      ))}
      {carriedOutYen !== 0 && (
        <p className="message">{t(carriedInto === null ? ahead : 'statements.carriedInto', carried)}</p>
      )}
    </>
  );
}

function Lines({ statement }: { readonly statement: Statement }) {
  const { t } = useText();
  const { lines, totalYen, tax, baseline, payment, costParts } = statement;
  return (
    <>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('statements.line')}</th>
            <th scope="col">kWh</th>
            <th scope="col">{t('app.yen')}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map(({ code, labelJa, energyWh, amountYen }) => (
            <tr key={code}>
              <th scope="row">
                <LineName code={code} labelJa={labelJa} />
              </th>
              <td>{energyWh === 0 ? '' : kwh(energyWh, 1)}</td>
              <td>{wholeYenDigits(amountYen)}</td>
            </tr>
          ))}
          <Sum words={t('statements.total')} yen={totalYen} strong />
          <Sum words={t('statements.tax', { percent: tax.ratePercent })} yen={tax.taxYen} />
          {costParts.map(({ code, labelJa, amountMillisen }) => (
            <Sum
              key={labelJa}
              words={code === undefined ? labelJa : t(`statements.part.${code}`)}
              yen={Number(floorYen(amountMillisen))}
            />
          ))}
          {(payment.pointsUsedYen ?? 0) > 0 && (
            <Sum words={t('statements.points')} yen={-(payment.pointsUsedYen ?? 0)} />
          )}
          {payment.carriedInYen !== 0 && <Sum words={t('statements.carriedIn')} yen={payment.carriedInYen} />}
        </tbody>
      </table>
      {costParts.length > 0 && <p className="note">{t('statements.partNote')}</p>}
      {baseline !== undefined && (
        <p className={baseline.gainYen < 0 ? 'message' : 'message good'}>
          {t(baseline.gainYen > 0 ? 'statements.gain' : baseline.gainYen < 0 ? 'statements.loss' : 'statements.same', {
            baseline: baseline.nameJa,
            amount: wholeYenDigits(Math.abs(baseline.gainYen)),
          })}
        </p>
      )}
      <p className="note">{t('statements.more')}</p>
    </>
  );
}

function Sum({
  words,
  yen,
  strong = false,
}: {
  readonly words: string;
  readonly yen: number;
  readonly strong?: boolean;
}) {
  const digits = wholeYenDigits(yen);
  return (
    <tr>
      <th scope="row">{strong ? <b>{words}</b> : words}</th>
      <td />
      <td>{strong ? <b>{digits}</b> : digits}</td>
    </tr>
  );
}

/** In Japanese as on the paper; discounts and the like are named by the retailer and stay as they are. */
function LineName({ code, labelJa }: { readonly code: string; readonly labelJa: string }) {
  const { t, language } = useText();
  const key = `line.${code}`;
  if (language === 'ja' || !Object.hasOwn(ja, key)) return <span lang="ja">{labelJa}</span>;
  return <>{t(key as TextKey)}</>;
}

function Correction({ adjustment }: { readonly adjustment: Adjustment }) {
  const { t, language } = useText();
  const { version, issuedDay, reasonJa, lines, totalYen } = adjustment;
  return (
    <>
      <h3>{t('statements.correction', { version, day: fullDayName(issuedDay, language) })}</h3>
      <p>{t('statements.because', { reason: reasonJa })}</p>
      {lines.map(({ code, labelJa, beforeYen, afterYen }) => (
        <div key={code} className="row">
          <LineName code={code} labelJa={labelJa} />
          <span>
            {wholeYenDigits(beforeYen)} → <Yen digits={wholeYenDigits(afterYen)} />
          </span>
        </div>
      ))}
      <div className="row">
        <b>{t('statements.difference')}</b>
        <b>
          <Yen digits={wholeYenDigits(totalYen)} />
        </b>
      </div>
    </>
  );
}

function Paper({ document, isOnly }: { readonly document: StatementView; readonly isOnly: boolean }) {
  const { t } = useText();
  const { pointId } = usePoint();
  if (document.pdfSha256 === null) return <p className="note">{t('statements.noPdf')}</p>;
  return (
    <Download path={pdfPath(pointId, document)} name={`${document.number}-${document.version}.pdf`}>
      {isOnly ? t('statements.pdf') : t('statements.pdfOf', { version: document.version })}
    </Download>
  );
}
