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
}

const MILLISEN_PER_YEN = 100_000;

/**
 * What a payment's event comes to in double entry. What a participant owes and has been asked for stands on `receivable:ID`, what
 * it is owed on `payable:ID` (negative), what failed or came back and is not asked for again on `returned:ID`; `bank` is the retailer's.
 *
 * | line | a bill, from → to | a transfer, from → to |
 * |---|---|---|
 * | `asked` | retailer → receivable | payable → retailer |
 * | `paid` | receivable → bank, or returned → bank if it had failed | bank → payable |
 * | `returned` | receivable → returned | returned → payable, or bank if it was paid |
 * | `asked` again | returned → receivable | payable → returned |
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
function sidesOf({ line, attempt, participantId, isTransfer, before }: PaymentEvent): { from: string; to: string } {
  const claim = `${isTransfer ? 'payable' : 'receivable'}:${participantId}`;
  const returned = `returned:${participantId}`;
  if (line === 'asked') return { from: attempt === 1 ? 'retailer' : returned, to: claim };
  if (line === 'paid') return { from: before === 'failed' ? returned : claim, to: 'bank' };
  return { from: before === 'paid' ? 'bank' : claim, to: returned };
}
