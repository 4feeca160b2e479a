import { useState } from 'react';
import { Choice } from '../controls/choice.js';
import { Yen } from '../controls/figure.js';
import { Loaded } from '../controls/loaded.js';
import { MorePages } from '../controls/more-pages.js';
import { wholeYenDigits } from '../format/figures.js';
import { dayName } from '../format/times.js';
import { PAYMENT_STATES, type PaymentView, usePayments } from '../server/billing.js';
import { useStaffText } from '../staff/use-staff-text.js';
import { BankResults } from './bank-results.js';
import { HeldReceipts } from './held-receipts.js';
import { PaymentDecision } from './payment-decision.js';
import { PaymentOutcome } from './payment-outcome.js';

/** Payments by how far they are: those that failed first, with what is to be done. */
// biome-ignore lint/style/noDefaultExport: React.lazy asks for one
export default function PaymentsScreen() {
  const { s } = useStaffText();
  const [state, setState] = useState<PaymentView['state']>('failed');
  const pages = usePayments(state);
  return (
    <>
      <h1>{s('payments.title')}</h1>
      <Choice
        label={s('payments.title')}
        labelHidden
        look="segments"
        value={state}
        onChange={setState}
        options={PAYMENT_STATES.map((value) => ({ value, label: s(`payments.${value}`) }))}
      />
      <Loaded query={pages}>
        {(all) => (
          <>
            <Payments state={state} payments={all.pages.flat()} isWhole={!pages.hasNextPage} />
            <MorePages pages={pages} />
          </>
        )}
      </Loaded>
      <HeldReceipts />
      <BankResults />
    </>
  );
}

function Payments(props: {
  readonly state: PaymentView['state'];
  readonly payments: readonly PaymentView[];
  readonly isWhole: boolean;
}) {
  const { s } = useStaffText();
  const { state, payments, isWhole } = props;
  const totalYen = payments.reduce((sum, { amountYen }) => sum + amountYen, 0);
  return (
    <div className="appear">
      {isWhole && (
        <p className="answer answer-words">
          {payments.length === 0
            ? s(`payments.none.${state}`)
            : s(`payments.answer.${state}`, { count: payments.length, amount: wholeYenDigits(totalYen) })}
        </p>
      )}
      {payments.length > 0 && (
        <section className="card">
          <ul className="list">
            {payments.map((payment) => (
              <li key={`${payment.number}-${payment.version}-${payment.attempt}`}>
                <PaymentLine payment={payment} />
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

function PaymentLine({ payment }: { readonly payment: PaymentView }) {
  const { s, language } = useStaffText();
  const {
    number,
    version,
    attempt,
    participantId,
    way,
    amountYen,
    dueDay,
    settledDay,
    result,
    note,
    nextStep,
    decision,
  } = payment;
  return (
    <div className="payment">
      <div className="row">
        <b>
          {number}
          {version > 1 && ` ${s('documents.correction', { version })}`}
        </b>
        <b>
          <Yen digits={wholeYenDigits(amountYen)} />
        </b>
      </div>
      <div className="row fine">
        <span>{participantId}</span>
        <span>
          {s(number.startsWith('R') ? 'payments.refund' : `payments.way.${way}`)} ·{' '}
          {s('payments.due', { day: dayName(dueDay, language) })}
          {settledDay !== null && ` · ${s(`payments.on.${payment.state}`, { day: dayName(settledDay, language) })}`}
          {attempt > 1 && ` · ${s('payments.attempt', { attempt })}`}
        </span>
      </div>
      {nextStep !== null && nextStep !== 'settled' && (
        <p className={nextStep === 'retry_with_reminder' ? 'message' : 'message bad'}>
          {result !== null && <b>{s(`payments.result.${result}`)} </b>}
          {s(`payments.next.${nextStep}`)}
          {note !== null && ` ${s('payments.bankSaid', { note })}`}
        </p>
      )}
      {decision !== null && (
        <p className="fine">
          {s(`payments.decided.${decision.decision}`)} {decision.reason}
        </p>
      )}
      <PaymentDecision payment={payment} />
      <PaymentOutcome payment={payment} />
    </div>
  );
}
