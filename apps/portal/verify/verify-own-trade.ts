import { isIchienError } from '#energy';
import {
  type JsonRpc,
  parseResidentEvidence,
  type TradeFindingCode,
  type TradeVerification,
  verifyKwh,
} from '#ledger/browser';
import type { TradeView } from '#resident';

/** What is proven, in the order in which a person asks. */
export const PROOF_STEPS = ['trade', 'meter', 'once', 'anchor', 'screen'] as const;

/** One of {@link PROOF_STEPS}. */
export type ProofStepName = (typeof PROOF_STEPS)[number];

/** Whether a step holds. */
export interface ProofStep {
  readonly name: ProofStepName;
  readonly holds: boolean;
}

/** What the steps say, as figures. Everything is from the evidence, whose proof is what the steps are about. */
export interface ProofFacts {
  /** Place among the sealed trades, from 1. */
  readonly tradePlace: number;
  readonly tradeCount: number;
  readonly tradedTotalWh: number;
  readonly meteredWh: number;
  readonly allocatedWh: number;
  readonly allocatedTotalWh: number;
  readonly exportedTotalWh: number;
  readonly importedTotalWh: number;
  readonly version: number;
  readonly priceSen: number;
}

/** The outcome of a verification. */
export type Proof =
  | { readonly outcome: 'proven' | 'refuted'; readonly steps: readonly ProofStep[]; readonly facts: ProofFacts }
  /** No node answered: nothing is known. */
  | { readonly outcome: 'unreachable' }
  /** What the server gave is no evidence. */
  | { readonly outcome: 'malformed' };

/** Which step each finding breaks. */
const STEP_OF: Readonly<Record<TradeFindingCode, ProofStepName>> = {
  TRADE_NOT_PROVEN: 'trade',
  ALLOCATION_NOT_PROVEN: 'meter',
  READING_NOT_PROVEN: 'meter',
  ITEMS_DISAGREE: 'meter',
  NOT_SETTLED: 'meter',
  NOT_OWN: 'meter',
  NOT_UNIQUE: 'once',
  RECORD_NOT_ANCHORED: 'anchor',
  CHAIN_DIFFERS: 'anchor',
  CONTRACT_DIFFERS: 'anchor',
};

/** Whose word is asked, and what the screen says. */
export interface TradeToProve {
  /** As the server gave it. */
  readonly evidence: string;
  readonly node: JsonRpc;
  readonly chainId: number;
  readonly address: string;
  /** What the reader sees: the proof must be of this. */
  readonly shown: Pick<TradeView, 'slot' | 'sequence' | 'priceSen' | 'energyWh' | 'allocatedWh'>;
}

/** Verifies a trade in this browser and sorts what it found into steps that a person understands. */
export async function verifyOwnTrade({ evidence, node, chainId, address, shown }: TradeToProve): Promise<Proof> {
  try {
    const verification = await verifyKwh({ evidence, node, chainId, address });
    const { closed, settled, trade } = parseResidentEvidence(evidence);
    const record = settled.at(-1)?.record;
    const broken = new Set(verification.findings.map(({ code }) => STEP_OF[code]));
    if (!isAsShown(verification, shown)) broken.add('screen');
    const allocatedTotalWh = record?.allocatedWh ?? 0;
    const exportedTotalWh = record?.exportedWh ?? 0;
    const importedTotalWh = record?.importedWh ?? 0;
    // The contract refuses such a record; whoever trusts no contract sees it here.
    if (allocatedTotalWh > Math.min(exportedTotalWh, importedTotalWh)) broken.add('once');
    if (!verification.isShownOnce) broken.add('once');
    return {
      outcome: broken.size === 0 ? 'proven' : 'refuted',
      steps: PROOF_STEPS.map((name) => ({ name, holds: !broken.has(name) })),
      facts: {
        tradePlace: trade.proof.index + 1,
        tradeCount: closed.record.tradeCount,
        tradedTotalWh: closed.record.tradedWh,
        meteredWh: verification.settlement?.meteredWh ?? 0,
        allocatedWh: verification.settlement?.allocatedWh ?? 0,
        allocatedTotalWh,
        exportedTotalWh,
        importedTotalWh,
        version: verification.settlement?.version ?? 0,
        priceSen: verification.priceSen,
      },
    };
  } catch (error) {
    if (!isIchienError(error)) throw error;
    return { outcome: error.code === 'NODE_UNREACHABLE' ? 'unreachable' : 'malformed' };
  }
}

function isAsShown(proven: TradeVerification, shown: TradeToProve['shown']): boolean {
  return (
    proven.slot === shown.slot &&
    proven.tradeSequence === shown.sequence &&
    proven.priceSen === shown.priceSen &&
    proven.tradedWh === shown.energyWh &&
    proven.settlement?.allocatedWh === shown.allocatedWh
  );
}
