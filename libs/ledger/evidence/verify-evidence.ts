import { DEFAULT_GATE_CLOSURE_LEAD_MS, formatSlot, IchienError, isIchienError } from '#energy';
import type { Hex } from '#merkle';
import type { LedgerRecord } from '../chain/client.js';
import type { LedgerPlace } from '../records.js';
import { checkReceipts, receiptsLeftOut, type SlotReceipt } from './check-receipts.js';
import type { EvidenceErrorCode } from './error.js';
import { type Finding, NOTHING } from './finding.js';
import { type Halt, haltsOf } from './halts-of.js';
import type { EvidenceManifest } from './manifest.js';
import { parseSlotEvidence, type SlotEvidence } from './slot-evidence.js';
import { verifyChain } from './verify-chain.js';
import { type AnchoredSlot, verifySlot } from './verify-slot.js';

/** Most findings that a report holds; it counts them all. */
export const MAX_FINDINGS = 10_000;
/** Most halts that a report names. */
const MAX_HALTS = 1000;

/** Port: the chain as an auditor needs it. `SlotLedgerClient` is one. */
export interface LedgerReader {
  place(): Promise<LedgerPlace>;
  hasContract(): Promise<boolean>;
  head(areaId: number): Promise<Hex>;
  recordsOfArea(areaId: number, fromBlock: number): Promise<readonly LedgerRecord[]>;
}

/** What is verified, and against what. */
export interface EvidenceToVerify {
  readonly manifest: EvidenceManifest;
  /** Text of a file that the manifest names. One is held at a time. */
  readonly readFile: (file: string) => Promise<string>;
  readonly ledger: LedgerReader;
  /** Slots that the reader wants verified, inclusive: nothing anchored among them may be left out. Default: the manifest's. */
  readonly range?: SlotRange;
  /** The area that the reader means; a difference if the manifest names another. */
  readonly areaId?: number;
  /** From the gate closure that the reader was told of to the start of a slot. Default: that of docs/market-rules.md. */
  readonly gateClosureLeadMs?: number;
  /** Receipts that the operator gave; each must follow from the journal of its slot. */
  readonly receipts?: readonly SlotReceipt[];
  /** Told after each slot. */
  readonly onProgress?: (slotsDone: number, slots: number) => void;
}

/** Slots from the first to the last, both included. */
export interface SlotRange {
  readonly fromSlot: number;
  readonly toSlot: number;
}

/** What a verification found. All counts and Wh are of slots without a finding; at each's latest settlement. */
export interface VerificationReport {
  readonly chainId: number;
  /** Address of the contract that was read: compare it with the one that the operator published. */
  readonly contract: string;
  readonly areaId: number;
  /** The area's head on chain when its records were read: what the report is about. */
  readonly head: Hex;
  /** Slots in the manifest, of those that were asked for. */
  readonly slots: number;
  readonly verifiedSlots: number;
  readonly journalEntries: number;
  readonly trades: number;
  readonly tradedWh: number;
  readonly exportedWh: number;
  readonly importedWh: number;
  readonly allocatedWh: number;
  /** Records of the area on chain, of any slot. */
  readonly records: number;
  /** How long before a slot its gate closes, as it was held against the journals. */
  readonly gateClosureLeadMs: number;
  /** Receipts that were held against the journals. */
  readonly receipts: number;
  /** Halts by the operator, the first 1,000. */
  readonly halts: readonly Halt[];
  /** At most {@link MAX_FINDINGS}. */
  readonly findings: readonly Finding[];
  readonly findingCount: number;
}

/**
 * Verifies evidence against the chain and nothing else: every slot by `verifySlot`, the area's records by `verifyChain`,
 * and that no slot between the first and the last was anchored and left out.
 *
 * A slot file that cannot be read is a finding; what keeps the whole from being verified is an error.
 *
 * @throws IchienError CHAIN_MISMATCH, CONTRACT_MISSING, and whatever the reader throws (NODE_UNREACHABLE)
 */
export async function verifyEvidence(given: EvidenceToVerify): Promise<VerificationReport> {
  const { manifest, ledger } = given;
  const { place, findings: ofReader } = await verifyPlace(given);
  const head = await ledger.head(manifest.areaId);
  const range = given.range ?? { fromSlot: manifest.slots[0]!.slot, toSlot: manifest.slots.at(-1)!.slot };
  const slots = manifest.slots.filter(({ slot }) => slot >= range.fromSlot && slot <= range.toSlot);
  const records = await ledger.recordsOfArea(manifest.areaId, manifest.deployedAtBlock);
  const anchored = anchoredSlots(records);

  const { gateClosureLeadMs = DEFAULT_GATE_CLOSURE_LEAD_MS, receipts = [] } = given;
  const report = {
    chainId: place.chainId,
    contract: place.address,
    areaId: manifest.areaId,
    head,
    slots: slots.length,
    verifiedSlots: 0,
    journalEntries: 0,
    trades: 0,
    tradedWh: 0,
    exportedWh: 0,
    importedWh: 0,
    allocatedWh: 0,
    records: records.length,
    gateClosureLeadMs,
    receipts: receipts.length,
    halts: [] as Halt[],
    findings: [] as Finding[],
    findingCount: 0,
  };
  const add = (findings: readonly Finding[]) => {
    report.findingCount += findings.length;
    report.findings.push(...findings.slice(0, MAX_FINDINGS - report.findings.length));
  };

  add(ofReader);
  add(verifyChain(records, head));
  add(slotsLeftOut(slots, range, anchored));
  add(receiptsLeftOut(receipts, new Set(slots.map(({ slot }) => slot))));
  for (const [done, { slot, file }] of slots.entries()) {
    const onChain = anchored.get(slot) ?? { settled: [] };
    const { findings, evidence } = await verifySlotFile(given, slot, file, onChain);
    add(findings);
    if (evidence !== undefined) add(checkReceipts(evidence, receipts));
    if (evidence !== undefined && findings.length === 0) addVerified(report, evidence, onChain);
    given.onProgress?.(done + 1, slots.length);
  }
  return report;
}

/**
 * Verifies that node, contract and area are those that evidence and reader mean.
 *
 * @throws IchienError CHAIN_MISMATCH, CONTRACT_MISSING, and whatever the reader throws (NODE_UNREACHABLE)
 */
export async function verifyPlace(
  given: Pick<EvidenceToVerify, 'manifest' | 'ledger' | 'areaId'>,
): Promise<{ place: LedgerPlace; findings: Finding[] }> {
  const { manifest, ledger } = given;
  const place = await ledger.place();
  if (place.chainId !== manifest.chainId) {
    throw new IchienError<EvidenceErrorCode>(
      'CHAIN_MISMATCH',
      `The node is of chain ${place.chainId}, the evidence of chain ${manifest.chainId}.`,
      'Give the URL of a node of that chain.',
      { node: place.chainId, evidence: manifest.chainId },
    );
  }
  if (!(await ledger.hasContract())) {
    throw new IchienError<EvidenceErrorCode>(
      'CONTRACT_MISSING',
      `No contract stands at ${place.address} on chain ${place.chainId}.`,
      'Compare the address with the one that the operator published, and let the node catch up.',
      { address: place.address, chainId: place.chainId },
    );
  }
  return { place, findings: checkReader(given, place) };
}

/** What stands on chain of each slot. @param records in the order in which they were anchored */
export function anchoredSlots(records: readonly LedgerRecord[]): Map<number, AnchoredSlot> {
  const slots = new Map<number, AnchoredSlot>();
  for (const anchored of records) {
    const { slot } = anchored.record;
    const before = slots.get(slot) ?? { settled: [] };
    slots.set(
      slot,
      anchored.phase === 'closed'
        ? { ...before, closed: anchored.record }
        : { ...before, settled: [...before.settled, anchored.record] },
    );
  }
  return slots;
}

/** What the reader knows from elsewhere: the published contract, and which area is meant. */
function checkReader(
  { manifest, areaId }: Pick<EvidenceToVerify, 'manifest' | 'areaId'>,
  { address }: LedgerPlace,
): Finding[] {
  const common = { authority: 'reader' } as const;
  const { contract } = manifest;
  const findings: Finding[] = [];
  if (contract.toLowerCase() !== address.toLowerCase()) {
    findings.push({ ...common, code: 'CONTRACT_DIFFERS', item: 'contract', found: contract, expected: address });
  }
  if (areaId !== undefined && areaId !== manifest.areaId) {
    const found = String(manifest.areaId);
    findings.push({ ...common, code: 'AREA_DIFFERS', item: 'area', found, expected: String(areaId) });
  }
  return findings;
}

function slotsLeftOut(
  slots: EvidenceManifest['slots'],
  { fromSlot, toSlot }: SlotRange,
  anchored: ReadonlyMap<number, AnchoredSlot>,
): Finding[] {
  const shown = new Set(slots.map(({ slot }) => slot));
  return [...anchored.keys()]
    .filter((slot) => slot >= fromSlot && slot <= toSlot && !shown.has(slot))
    .map((slot) => {
      const common = { code: 'EVIDENCE_MISSING', slot, authority: 'chain' } as const;
      return { ...common, item: 'the whole slot', found: NOTHING, expected: 'records' };
    });
}

/**
 * Reads one slot's file and verifies it; a file that cannot be read is a finding.
 *
 * @returns what differs, and the evidence if it could be read
 */
export async function verifySlotFile(
  given: Pick<EvidenceToVerify, 'manifest' | 'readFile' | 'gateClosureLeadMs'>,
  slot: number,
  file: string,
  anchored: AnchoredSlot,
): Promise<{ findings: Finding[]; evidence?: SlotEvidence }> {
  const evidence = await readSlot(given, slot, file);
  if ('code' in evidence) return { findings: [evidence] };
  return { findings: verifySlot(evidence, anchored, given.gateClosureLeadMs), evidence };
}

/** The slot's evidence, or why there is none. */
async function readSlot(
  { manifest, readFile }: Pick<EvidenceToVerify, 'manifest' | 'readFile'>,
  slot: number,
  file: string,
): Promise<SlotEvidence | Finding> {
  const unreadable = (found: string, expected: string): Finding => {
    return { code: 'EVIDENCE_UNREADABLE', slot, item: file, found, expected, authority: 'manifest' };
  };
  try {
    const evidence = parseSlotEvidence(await readFile(file), file);
    if (evidence.slot === slot && evidence.areaId === manifest.areaId) return evidence;
    return unreadable(
      `area ${evidence.areaId}, ${formatSlot(evidence.slot)}`,
      `area ${manifest.areaId}, ${formatSlot(slot)}`,
    );
  } catch (error) {
    if (!isIchienError(error)) throw error;
    return unreadable(error.message, 'evidence of this slot');
  }
}

// At most 100,000 slots of a few GWh each: the sums stay far below 2^53.
function addVerified(
  report: { -readonly [Field in keyof VerificationReport]: VerificationReport[Field] } & { readonly halts: Halt[] },
  evidence: SlotEvidence,
  { closed, settled }: AnchoredSlot,
): void {
  const latest = settled.at(-1);
  report.halts.push(...haltsOf(evidence).slice(0, MAX_HALTS - report.halts.length));
  report.verifiedSlots += 1;
  report.journalEntries += evidence.journal.length;
  report.trades += evidence.trades.length;
  report.tradedWh += closed?.tradedWh ?? 0;
  report.exportedWh += latest?.exportedWh ?? 0;
  report.importedWh += latest?.importedWh ?? 0;
  report.allocatedWh += latest?.allocatedWh ?? 0;
}
