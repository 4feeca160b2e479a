import type { PaymentLine, PaymentPosting } from '#settlement';

/** What happened to one attempt at a payment. */
export interface PaymentEvent {
  /** Number and version of its document. */
  readonly number: string;
  readonly version: number;
  /** 1 for the first; a later one asks again for what came back. */
  readonly attempt: number;
  readonly participantId: string;
  /** True: the retailer pays (a transfer). False: the participant does, by debit or slip. */
  readonly isTransfer: boolean;
  readonly amountYen: number;
  readonly line: PaymentLine;
  /** What it was until now: what had been paid may come back, what failed may be paid otherwise. */
  readonly before: 'asked' | 'paid' | 'failed';
  /** True: money that is held for the participant is refunded by this transfer, or pays this bill. */
  readonly isHeld?: boolean;
}

const MILLISEN_PER_YEN = 100_000;

/**
 * What a payment's event comes to in double entry. What a participant owes and has been asked for stands on `receivable:ID`, what
 * it is owed on `payable:ID` (negative), what failed or came back and is not asked for again on `returned:ID`, what came in beside all that
 * was asked for on `held:ID` (negative: it is the participant's); `bank` is the retailer's.
 *
 * | line | a bill, from → to | a transfer, from → to |
 * |---|---|---|
 * | `asked` | retailer → receivable | payable → retailer |
 * | `paid` | receivable → bank, or returned → bank if it had failed | bank → payable |
 * | `returned` | receivable → returned | returned → payable, or bank if it was paid |
 * | `asked` again | returned → receivable | payable → returned |
 * | `held` (paid twice, or beside a collection that is at the bank) | held → bank | |
 * | `asked`: a refund of it | | payable → held |
 * | `paid` by it, the collection having failed | returned → held | |
 */
export function paymentPostings(event: PaymentEvent): PaymentPosting[] {
  const { line, number, version, attempt, isTransfer, amountYen } = event;
  const { from, to } = sidesOf(event);
  const amountMillisen = (isTransfer ? -amountYen : amountYen) * MILLISEN_PER_YEN;
  const cause = `payment:${number}-${version}-${attempt}`;
  return [
    { account: to, line, amountMillisen, cause },
    { account: from, line, amountMillisen: -amountMillisen, cause },
  ];
}

/** As for a bill; a transfer's money goes the other way. */
function sidesOf(event: PaymentEvent): { from: string; to: string } {
  const { line, attempt, participantId, isTransfer, before, isHeld = false } = event;
  const claim = `${isTransfer ? 'payable' : 'receivable'}:${participantId}`;
  const returned = `returned:${participantId}`;
  const held = `held:${participantId}`;
  if (line === 'held') return { from: held, to: 'bank' };
  if (line === 'asked') return { from: attempt > 1 ? returned : isHeld ? held : 'retailer', to: claim };
  if (line === 'paid')
    return { from: before === 'failed' ? returned : claim, to: isHeld && !isTransfer ? held : 'bank' };
  return { from: before === 'paid' ? 'bank' : claim, to: returned };
}
