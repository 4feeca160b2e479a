import { MatchHistory, reasonText } from '#auction';
import { formatSlot, IchienError } from '#energy';
import { type EvidenceSource, parseSlotEvidence } from '#ledger';
import type { AuditorErrorCode } from './error.js';

/** Two orders of a slot, by their numbers in its journal. */
export interface PairQuestion {
  readonly slot: number;
  readonly buyOrderId: number;
  readonly sellOrderId: number;
}

/** Evidence of which one slot is remembered as it was read: what is told of it is told of what was verified. */
export interface AskedEvidence {
  readonly readFile: EvidenceSource['readFile'];
  /** Why the two orders did not trade. Call it once the evidence has been read. */
  readonly reason: () => string;
}

/** Prepares to tell why two orders of a slot did not trade. @throws IchienError ARGUMENTS_INVALID if the slot is not shown */
export function askAbout(question: PairQuestion, { manifest, readFile }: EvidenceSource): AskedEvidence {
  const { slot, buyOrderId, sellOrderId } = question;
  const shown = manifest.slots.find((each) => each.slot === slot);
  if (shown === undefined) {
    throw new IchienError<AuditorErrorCode>(
      'ARGUMENTS_INVALID',
      `--why asks about slot ${slot}, which the evidence does not show.`,
      'Name one of the slots in manifest.json.',
      { slot },
    );
  }
  let text = '';
  return {
    readFile: async (file) => {
      const read = await readFile(file);
      if (file === shown.file) text = read;
      return read;
    },
    reason: () => {
      const { rules, journal } = parseSlotEvidence(text, shown.file);
      const reason = new MatchHistory(rules, journal).whyNot(buyOrderId, sellOrderId) ?? null;
      const orders = `buy order ${buyOrderId} and sell order ${sellOrderId} of ${formatSlot(slot)}`;
      return `Of ${orders}: ${reason ?? 'TRADED'}. ${reasonText(reason)}`;
    },
  };
}
