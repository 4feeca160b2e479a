import { expect } from 'chai';
import fc from 'fast-check';
import { type PaymentEvent, paymentPostings } from '#billing';

const bill = { number: 'B-202607-000001', version: 1, participantId: 'baba', isTransfer: false, amountYen: 10 };
const transfer = { ...bill, number: 'P-202607-000001', participantId: 'sato', isTransfer: true };

/** What the events come to, by account, in yen. */
function balances(events: readonly PaymentEvent[]): Record<string, number> {
  const sums = new Map<string, number>();
  for (const { account, amountMillisen } of events.flatMap(paymentPostings)) {
    sums.set(account, (sums.get(account) ?? 0) + amountMillisen / 100_000);
  }
  return Object.fromEntries([...sums].filter(([, yen]) => yen !== 0));
}

describe('payments in the ledger', () => {
  const asked = { line: 'asked', attempt: 1 } as const;
  const again = { line: 'asked', attempt: 2 } as const;
  const paid = { line: 'paid', attempt: 1 } as const;
  const returned = { line: 'returned', attempt: 1 } as const;
  type Step = Pick<PaymentEvent, 'line' | 'attempt'> & Partial<Pick<PaymentEvent, 'before'>>;
  const of = (payment: typeof bill, ...steps: readonly Step[]) =>
    balances(steps.map((step) => ({ before: 'asked', ...payment, ...step })));

  it('follow a bill from the claim to the bank', () => {
    expect(of(bill, asked)).to.deep.equal({ 'receivable:baba': 10, retailer: -10 });
    expect(of(bill, asked, paid)).to.deep.equal({ bank: 10, retailer: -10 });
    expect(of(bill, asked, returned)).to.deep.equal({ 'returned:baba': 10, retailer: -10 });
    expect(of(bill, asked, returned, again)).to.deep.equal({ 'receivable:baba': 10, retailer: -10 });
    const paidOtherwise = { ...paid, before: 'failed' as const };
    expect(of(bill, asked, returned, paidOtherwise)).to.deep.equal({ bank: 10, retailer: -10 });
  });

  it('follow a transfer, one that comes back after it was paid too', () => {
    expect(of(transfer, asked)).to.deep.equal({ 'payable:sato': -10, retailer: 10 });
    expect(of(transfer, asked, paid)).to.deep.equal({ bank: -10, retailer: 10 });
    expect(of(transfer, asked, returned)).to.deep.equal({ 'returned:sato': -10, retailer: 10 });
    const cameBack = { ...returned, before: 'paid' as const };
    expect(of(transfer, asked, paid, cameBack)).to.deep.equal({ 'returned:sato': -10, retailer: 10 });
    expect(of(transfer, asked, paid, cameBack, again)).to.deep.equal({ 'payable:sato': -10, retailer: 10 });
  });

  it('hold what was paid twice until it pays the bill or is refunded', () => {
    const held = { line: 'held', attempt: 1 } as const;
    const byHeld = { ...paid, before: 'failed' as const, isHeld: true };
    expect(of(bill, asked, held)).to.deep.equal({ 'receivable:baba': 10, 'held:baba': -10, bank: 10, retailer: -10 });
    expect(of(bill, asked, held, returned, byHeld)).to.deep.equal({ bank: 10, retailer: -10 });
    const refund = { ...transfer, participantId: 'baba', isHeld: true };
    const back = [
      { ...bill, ...held },
      { ...refund, ...asked },
    ].map((each) => ({ before: 'asked' as const, ...each }));
    expect(balances(back)).to.deep.equal({ 'payable:baba': -10, bank: 10 });
    expect(balances([...back, { before: 'asked', ...refund, ...paid }])).to.deep.equal({});
  });

  it('name their payment, and come to nothing on every line', () => {
    const event = fc.record({
      number: fc.constantFrom(bill.number, transfer.number),
      version: fc.integer({ min: 1, max: 9 }),
      attempt: fc.integer({ min: 1, max: 9 }),
      participantId: fc.constantFrom('baba', 'sato'),
      isTransfer: fc.boolean(),
      amountYen: fc.integer({ min: 1, max: 1_000_000_000 }),
      line: fc.constantFrom('asked' as const, 'paid' as const, 'returned' as const, 'held' as const),
      isHeld: fc.boolean(),
      before: fc.constantFrom('asked' as const, 'paid' as const, 'failed' as const),
    });
    fc.assert(
      fc.property(event, (each) => {
        const postings = paymentPostings(each);
        expect(postings.reduce((sum, { amountMillisen }) => sum + amountMillisen, 0)).to.equal(0);
        expect(new Set(postings.map(({ account }) => account)).size).to.equal(2);
        for (const { line, cause } of postings) {
          expect(line).to.equal(each.line);
          expect(cause).to.equal(`payment:${each.number}-${each.version}-${each.attempt}`);
        }
      }),
      { seed: 41 },
    );
  });
});
