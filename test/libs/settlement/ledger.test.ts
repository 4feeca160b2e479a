import { expect } from 'chai';
import {
  accountKindOf,
  accountLines,
  type LedgerEntry,
  postingDifference,
  settleSlot,
  trialBalance,
} from '#settlement';
import { exampleReadings, exampleRules, exampleTrades } from './example-slot.js';

describe('the ledger', () => {
  const first = settleSlot(exampleTrades, exampleReadings, exampleRules).postings;
  const corrected = exampleReadings.map((reading) =>
    reading.participantId === 'doi' ? { ...reading, exportWh: 0 } : reading,
  );
  const next = settleSlot(exampleTrades, corrected, exampleRules).postings;
  const ledger: LedgerEntry[] = [
    ...first.map((posting) => ({ ...posting, postedAtMs: 1000 })),
    ...postingDifference(first, next).map((posting) => ({ ...posting, postedAtMs: 2000 })),
  ];
  const row = (atMs: number, kind: string, line: string) =>
    trialBalance(ledger, atMs).rows.find((candidate) => candidate.kind === kind && candidate.line === line);

  it('gives the trial balance of any instant, participants together and unnamed', () => {
    expect(trialBalance(ledger, 999)).to.deep.equal({ atMs: 999, rows: [], balanced: true });
    expect(row(1000, 'participant', 'residualSale')).to.deep.equal({
      kind: 'participant',
      line: 'residualSale',
      receivedMillisen: 255_000n,
      paidMillisen: 0n,
      balanceMillisen: 255_000n,
    });
    expect(row(2000, 'participant', 'residualSale')).to.include({
      receivedMillisen: 255_000n,
      paidMillisen: 255_000n,
      balanceMillisen: 0n,
    });
    expect(row(2000, 'gridCompany', 'wheeling')).to.include({ balanceMillisen: 1_321_600n });
  });

  it('shows a ledger that does not balance, on whatever line', () => {
    const torn = ledger.filter(({ account, line }) => account !== 'gridCompany' || line !== 'wheeling');
    expect(trialBalance(ledger, 2000).balanced).to.equal(true);
    expect(trialBalance(torn, 2000).balanced).to.equal(false);
    const swapped = ledger.map((entry) =>
      entry.account === 'gridCompany' ? { ...entry, line: 'delivery' as const } : entry,
    );
    expect(trialBalance(swapped, 2000).balanced, 'the sum is zero, the lines are not').to.equal(false);
  });

  it('sums an account by line, leaving out what came to nothing', () => {
    expect(accountLines(ledger, 'participant:doi', 1000)).to.deep.equal([
      { line: 'residualSale', energyWh: 300n, amountMillisen: 255_000n },
    ]);
    expect(accountLines(ledger, 'participant:doi', 2000)).to.deep.equal([]);
    expect(accountLines(ledger, 'participant:sato', 2000)).to.deep.equal([
      { line: 'shortfall', energyWh: 300n, amountMillisen: 0n },
      { line: 'tradedSale', energyWh: 1000n, amountMillisen: 1_460_000n },
    ]);
  });

  it('knows the kind of an account', () => {
    expect(['participant:a:b', 'points:a', 'fund'].map(accountKindOf)).to.deep.equal(['participant', 'points', 'fund']);
  });
});
