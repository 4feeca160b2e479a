import { IchienError } from '#energy';
import type { SettlementErrorCode } from './error.js';
import type { Posting } from './types.js';

/** Asserts that every posting is whole and that they sum to zero. @throws IchienError POSTING_INVALID, POSTINGS_UNBALANCED */
export function assertBalanced(postings: readonly Posting[]): void {
  // Added up as numbers as long as they are exact, since a bigint for each of half a million takes longer than all the rest.
  let sumMillisen = 0n;
  let partMillisen = 0;
  for (const { account, line, cause, energyWh, amountMillisen } of postings) {
    if (!Number.isSafeInteger(energyWh) || !Number.isSafeInteger(amountMillisen)) {
      throw new IchienError<SettlementErrorCode>(
        'POSTING_INVALID',
        `The posting ${line} of ${account} for ${cause} has ${energyWh} Wh and ${amountMillisen} millisen.`,
        'Give whole Wh and whole millisen below 2^53.',
        { account, line, cause, energyWh: String(energyWh), amountMillisen: String(amountMillisen) },
      );
    }
    if (!Number.isSafeInteger(partMillisen + amountMillisen)) {
      sumMillisen += BigInt(partMillisen);
      partMillisen = 0;
    }
    partMillisen += amountMillisen;
  }
  sumMillisen += BigInt(partMillisen);
  if (sumMillisen !== 0n) {
    throw new IchienError<SettlementErrorCode>(
      'POSTINGS_UNBALANCED',
      `The postings sum to ${sumMillisen} millisen.`,
      'Give all postings of the slot: every amount has its counterpart.',
      { sumMillisen },
    );
  }
}
