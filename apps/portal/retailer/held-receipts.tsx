import { Yen } from '../controls/figure.js';
import { Loaded } from '../controls/loaded.js';
import { wholeYenDigits } from '../format/figures.js';
import { dayName } from '../format/times.js';
import { type HeldReceiptView, useHeldReceipts } from '../server/billing.js';
import { useStaffText } from '../staff/use-staff-text.js';

/** What was paid twice, and what becomes of it; nothing where nothing was. */
export function HeldReceipts() {
  const { s } = useStaffText();
  const held = useHeldReceipts();
  return (
    <Loaded query={held}>
      {(receipts) =>
        receipts.length > 0 && (
          <section className="card">
            <h2>{s('payments.held')}</h2>
            <p className="note">{s('payments.heldNote')}</p>
            <ul className="list">
              {receipts.map((receipt) => (
                <li key={`${receipt.number}-${receipt.version}-${receipt.attempt}-${receipt.receivedDay}`}>
                  <Receipt receipt={receipt} />
                </li>
              ))}
            </ul>
          </section>
        )
      }
    </Loaded>
  );
}

function Receipt({ receipt }: { readonly receipt: HeldReceiptView }) {
  const { s, language } = useStaffText();
  const { number, participantId, amountYen, receivedDay, state, refundNumber, next } = receipt;
  const isUrgent = next === 'needsAccount';
  return (
    <div className="payment">
      <div className="row">
        <b>{number}</b>
        <b>
          <Yen digits={wholeYenDigits(amountYen)} />
        </b>
      </div>
      <div className="row fine">
        <span>{participantId}</span>
        <span>{s('payments.heldOn', { day: dayName(receivedDay, language) })}</span>
      </div>
      <p className={isUrgent ? 'message bad' : state === 'held' ? 'message' : 'fine'}>
        {next !== 'done' && s(`payments.heldNext.${next}`)}
        {state === 'applied' && s('payments.heldApplied')}
        {refundNumber !== null && s('payments.heldRefunded', { number: refundNumber })}
      </p>
    </div>
  );
}
