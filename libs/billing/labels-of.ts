import { labelFor } from '#certificates';
import { assertCount, billingError } from './billing-error.js';
import { type LedgerLine, ledgerLineRule } from './ledger-lines.js';
import { MAX_STATEMENT_ITEMS } from './limits.js';
import type { LedgerSum } from './sum-postings.js';
import type { Origin, StatementLabel } from './types.js';

/**
 * The labels of supplied energy, in words that the claim rules allow on the day of issue. Energy of which nothing more is known
 * is labelled as having no certificate: a statement can say too little, never too much (trap 0.4, B9).
 *
 * @throws IchienError INPUT_TOO_LARGE, LABEL_MISMATCH if origins name more or less Wh than their line has; as `labelFor`
 */
export function labelsOf(sums: readonly LedgerSum[], origins: readonly Origin[], day: string): StatementLabel[] {
  assertCount('origins', origins.length, MAX_STATEMENT_ITEMS);
  const supplied = sums.filter(({ line, energyWh }) => ledgerLineRule(line).power !== undefined && energyWh > 0);
  for (const { line, energyWh } of origins) {
    if (!Number.isSafeInteger(energyWh) || energyWh < 1) {
      throw mismatch(line, `An origin of ${line} has ${energyWh} Wh.`);
    }
    if (!supplied.some((sum) => sum.line === line)) throw mismatch(line, `${line} has no energy to label.`);
  }
  return supplied.flatMap(({ line, energyWh }) => {
    const own = origins.filter((origin) => origin.line === line);
    const namedWh = own.reduce((sum, origin) => sum + origin.energyWh, 0);
    if (own.length > 0 && namedWh !== energyWh) {
      throw mismatch(line, `Origins name ${namedWh} Wh of ${line}, the ledger has ${energyWh}.`);
    }
    const parts = own.length > 0 ? own : [{ line, energyWh, facts: { power: ledgerLineRule(line).power! } }];
    return parts.map(({ energyWh, facts }) => {
      const { text, notes, source } = labelFor({ ...facts, day });
      return { line, energyWh, textJa: text.ja, notesJa: notes.map(({ ja }) => ja), source };
    });
  });
}

function mismatch(line: LedgerLine, what: string) {
  return billingError('LABEL_MISMATCH', what, 'Name the origin of every Wh of the line once, or none.', { line });
}
