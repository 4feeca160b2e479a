import { checkFairness, replayJournal } from '#auction';
import { isIchienError } from '#energy';
import { type AnchoredTrade, journalHeaderLeaf } from '../leaves.js';
import { JOURNAL, TRADES } from '../lists.js';
import type { ClosedRecord } from '../records.js';
import { buildClosedTrees } from '../trees.js';
import { checkList, itemChanged, type SlotFinding } from './check-list.js';
import { checkTimes } from './check-times.js';
import { compareItems, compareRecord } from './compare-items.js';
import { NOTHING } from './finding.js';
import { leafDigest, type SlotEvidence } from './slot-evidence.js';

const TRADE_FIELDS = ['buyOrderId', 'sellOrderId', 'buyerId', 'sellerId', 'priceSen', 'energyWh'] as const;

const RULES_TITLE = 'rules of the book';

/** What the closing of a slot was found to be. */
export interface ClosedVerification {
  readonly findings: SlotFinding[];
  /** The trades to be settled: those of the evidence if they are the anchored ones, else what the journal leads to. */
  readonly trades: readonly AnchoredTrade[];
}

/**
 * Verifies journal and trades of a slot against themselves, against the auction's rules, and against the chain.
 *
 * @param leadMs from the published gate closure to the start of the slot
 */
export function verifyClosed(
  evidence: SlotEvidence,
  anchored: ClosedRecord | undefined,
  leadMs: number,
): ClosedVerification {
  const { record } = buildClosedTrees(evidence);
  const anchoredTrades = record.tradeRoot === anchored?.tradeRoot;
  const journalIsFalse = anchoredTrades && record.journalRoot !== anchored.journalRoot;
  const replay = replayTrades(evidence);
  const ofReplay = replay.trades === undefined ? [] : compareTrades(evidence.trades, replay.trades, journalIsFalse);
  const isAsAnchored = anchoredTrades && record.journalRoot === anchored.journalRoot;
  return {
    findings: [
      ...checkHeader(evidence),
      ...checkList(JOURNAL, evidence.journal),
      ...checkList(TRADES, evidence.trades),
      ...replay.findings,
      ...ofReplay,
      ...checkTimes(evidence, leadMs),
      ...(isAsAnchored ? checkFair(evidence) : []),
      ...compareRecord('closing', record, anchored),
    ],
    trades: anchoredTrades ? evidence.trades : (replay.trades ?? evidence.trades),
  };
}

function checkHeader(evidence: SlotEvidence): SlotFinding[] {
  const leafOf = (rules: SlotEvidence['rules']) => journalHeaderLeaf({ ...evidence, rules });
  const { rules } = evidence;
  return leafDigest(leafOf(rules)) === rules.leaf ? [] : [itemChanged(RULES_TITLE, rules, leafOf, false)];
}

/** Runs the journal through the auction again. */
function replayTrades({ rules, journal }: SlotEvidence): {
  findings: SlotFinding[];
  trades?: readonly AnchoredTrade[];
} {
  const common = { code: 'JOURNAL_BROKEN', authority: 'replay of the journal' } as const;
  const closeAt = journal.findIndex(({ command }) => command.type === 'close');
  if (closeAt === -1 || closeAt !== journal.length - 1) {
    const found = closeAt === -1 ? NOTHING : `${JOURNAL.titleOf(journal[closeAt]!)}, with others after it`;
    return { findings: [{ ...common, item: 'close of the journal', found, expected: 'its last entry' }] };
  }
  try {
    return { findings: [], trades: replayJournal(rules, journal).trades };
  } catch (error) {
    if (!isIchienError(error)) throw error;
    if (error.code !== 'JOURNAL_GAP') {
      return {
        findings: [{ ...common, item: RULES_TITLE, found: error.message, expected: 'rules that a book takes' }],
      };
    }
    const { position, found, expected } = error.details;
    const item = JOURNAL.titleOf(journal[Number(position)]!);
    return {
      findings: [{ ...common, item, found: `sequence ${found}`, expected: `sequence ${expected} in its place` }],
    };
  }
}

/**
 * Whoever was passed over in the market that was anchored, by a checker that shares no code with the book: what it finds
 * the operator did, or a fault of the book that the replay has too.
 */
function checkFair({ rules, journal, trades }: SlotEvidence): SlotFinding[] {
  return checkFairness(rules, journal, trades).map(({ sequence, orderId, otherOrderId, message }) => ({
    code: 'UNFAIR',
    item: `trading at ${sequence}, orders ${orderId} and ${otherOrderId}`,
    found: message,
    expected: 'what the rules of the market say',
    authority: 'rules of the market',
  }));
}

/** Holds trades and journal against each other. The journal is right, unless it is known to be the one that was changed. */
function compareTrades(
  trades: readonly AnchoredTrade[],
  replayed: readonly AnchoredTrade[],
  journalIsFalse: boolean,
): SlotFinding[] {
  if (!journalIsFalse) {
    return compareItems(TRADES, TRADE_FIELDS, trades, replayed, 'TRADE_DIFFERS', 'replay of the journal');
  }
  const findings = compareItems(TRADES, TRADE_FIELDS, replayed, trades, 'JOURNAL_BROKEN', 'anchored trades');
  return findings.map((finding) => ({ ...finding, item: `journal, replayed, ${finding.item}` }));
}
