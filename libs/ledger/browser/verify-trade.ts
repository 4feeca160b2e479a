import type { LedgerPlace } from '../record-preimage.js';
import { parseResidentEvidence, type ResidentEvidence } from '../resident/resident-evidence.js';
import { type TradeFinding, verifyTradeEvidence } from '../resident/verify-trade-evidence.js';
import type { BlockTag, JsonRpc } from './json-rpc.js';
import { latestRecordOf } from './latest-record.js';
import { ownSecrets } from './own-secrets.js';

/** What a reader wants verified. Chain, contract and node are the reader's own choice, never the server's. */
export interface TradeToVerify extends LedgerPlace {
  /** Text of the evidence as the server gave it. */
  readonly evidence: string;
  readonly node: JsonRpc;
  /** Default: `latest`. */
  readonly block?: BlockTag;
  /** The household's key of the slot: given, the names and salts must be its own. */
  readonly slotKey?: Uint8Array;
}

/** What a verification found. Everything but `findings` may be believed only if `verified`. */
export interface TradeVerification {
  readonly verified: boolean;
  readonly findings: readonly TradeFinding[];
  readonly areaId: number;
  readonly slot: number;
  readonly tradeSequence: number;
  readonly priceSen: number;
  readonly tradedWh: number;
  /** Version of the settlement, and what both meters bore out at it; absent while the slot is closed only. */
  readonly settlement?: { readonly version: number; readonly allocatedWh: number; readonly meteredWh: number };
  /** True if the leaves beside allocation and reading were shown too, so that each stands once. */
  readonly isShownOnce: boolean;
}

/**
 * Verifies that a trade is what the contract anchors, and if the slot is settled, its allocation and the own reading.
 * One request to the node, and no other.
 *
 * @example
 * const { verified } = await verifyTrade({ evidence, node: jsonRpc('http://127.0.0.1:8545'), chainId: 1337, address });
 * @throws IchienError EVIDENCE_NOT_JSON, EVIDENCE_MALFORMED, EVIDENCE_TOO_LARGE, NODE_UNREACHABLE
 */
export async function verifyTrade(given: TradeToVerify): Promise<TradeVerification> {
  const evidence = parseResidentEvidence(given.evidence);
  const findings = [
    ...verifyTradeEvidence(evidence, { ...(await latestRecordOf(given, evidence)), address: given.address }),
    ...(given.slotKey === undefined ? [] : await ownFindings(evidence, given.slotKey)),
  ];
  if (evidence.chainId !== given.chainId) {
    findings.push({
      code: 'CHAIN_DIFFERS',
      message: `The evidence is of chain ${evidence.chainId}, you named ${given.chainId}.`,
    });
  }
  return describe(evidence, findings);
}

/** As {@link verifyTrade}, and it must be settled: energy that both meters bore out. @throws as {@link verifyTrade} */
export async function verifyKwh(given: TradeToVerify): Promise<TradeVerification> {
  const verification = await verifyTrade(given);
  if (verification.settlement !== undefined) return verification;
  const finding: TradeFinding = { code: 'NOT_SETTLED', message: 'The slot is not settled: no meter bears it out yet.' };
  return { ...verification, verified: false, findings: [...verification.findings, finding] };
}

async function ownFindings({ trade, settlement }: ResidentEvidence, slotKey: Uint8Array): Promise<TradeFinding[]> {
  const direction = settlement?.direction ?? 'import';
  const own = await ownSecrets(slotKey, direction, trade.item.sequence);
  const { buyerId, sellerId } = trade.item;
  const isBuyer = buyerId === own.pseudonym;
  const findings: TradeFinding[] = [];
  const check = (holds: boolean, message: string) => {
    if (!holds) findings.push({ code: 'NOT_OWN', message });
  };
  check(isBuyer || sellerId === own.pseudonym, 'Neither buyer nor seller is your household.');
  if (settlement === undefined) return findings;
  check(settlement.reading.item.pseudonym === own.pseudonym, 'The reading is not of your household.');
  check(settlement.reading.item.salt === own.readingSalt, 'The salt of the reading is not yours.');
  // The allocation's salt is the buyer's; a seller is handed it and cannot derive it.
  check(!isBuyer || settlement.allocation.item.salt === own.allocationSalt, "The allocation's salt is not yours.");
  return findings;
}

function describe(evidence: ResidentEvidence, findings: readonly TradeFinding[]): TradeVerification {
  const { areaId, slot, settled, trade, settlement } = evidence;
  const record = settled.at(-1)?.record;
  return {
    verified: findings.length === 0,
    findings,
    areaId,
    slot,
    tradeSequence: trade.item.sequence,
    priceSen: trade.item.priceSen,
    tradedWh: trade.item.energyWh,
    ...(settlement !== undefined &&
      record !== undefined && {
        settlement: {
          version: record.version,
          allocatedWh: settlement.allocation.item.allocatedWh,
          meteredWh: settlement.reading.item.energyWh,
        },
      }),
    isShownOnce: settlement?.beside !== undefined,
  };
}
