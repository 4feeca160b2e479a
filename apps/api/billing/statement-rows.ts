import { maximumDemandKw } from '#tariff';
import type { StatementRow } from './billing.entities.js';
import { statementTermsOf } from './billing-account.js';
import type { MonthLedger } from './month-ledger.js';
import type { Month } from './month-of.js';
import { importsOf, type MadeStatement, passedOnOf, sentOf } from './month-statements.js';
import type { StatementFacts } from './retailer-rows.js';

/** The settlement version of each slot of the month, 0 where there is none. */
export function versionsOf(newest: ReadonlyMap<number, number>, { firstSlot, lastSlot }: Month): string {
  const slots = Array.from({ length: lastSlot - firstSlot + 1 }, (_, index) => firstSlot + index);
  return JSON.stringify(slots.map((slot) => newest.get(slot) ?? 0));
}

/** Participants that have postings, once a line. */
export function postedOf({ sums }: MonthLedger): string[] {
  return sums.flatMap(({ account }) =>
    account.startsWith('participant:') ? [account.slice('participant:'.length)] : [],
  );
}

/** True if something was sent: false for a correction that is worth less than a yen a line. */
export function hasDocument({ version, adjustment }: Pick<StatementRow, 'version' | 'adjustment'>): boolean {
  return version === 1 || adjustment !== null;
}

/** A made statement as it is stored, but for its run. */
export function rowOf(made: MadeStatement, ledger: MonthLedger, month: Month) {
  const { participantId, kind, sequence, statement, adjustment, account } = made;
  const { number, version } = statement;
  const { totalYen = 0, balance = { payableYen: 0, carriedOutYen: 0 } } = sentOf(made) ?? {};
  return {
    kind,
    sequence,
    version,
    number,
    participantId,
    content: JSON.stringify(statement),
    adjustment: adjustment === undefined ? null : JSON.stringify(adjustment),
    terms: JSON.stringify(statementTermsOf(account)),
    facts: JSON.stringify({
      passedOn: passedOnOf(participantId, ledger, month),
      tradedWh: ledger.traded[kind].get(participantId) ?? 0,
      finality: ledger.meters.get(participantId)?.finality ?? '速報',
      ...(kind === 'bill' && { maximumDemandKw: maximumDemandKw(importsOf(participantId, ledger, month)) }),
    } satisfies StatementFacts),
    amountYen: totalYen,
    payableYen: balance.payableYen,
    carriedOutYen: balance.carriedOutYen,
    carriedInto: null,
    pdfSha256: null,
  };
}
