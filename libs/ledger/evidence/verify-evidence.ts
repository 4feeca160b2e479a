import { formatSlot, IchienError, isIchienError } from '#energy';
import type { Hex } from '#merkle';
import type { LedgerRecord } from '../chain/client.js';
import type { LedgerPlace } from '../records.js';
import type { EvidenceErrorCode } from './error.js';
import { type Finding, NOTHING } from './finding.js';
import type { EvidenceManifest } from './manifest.js';
import { parseSlotEvidence, type SlotEvidence } from './slot-evidence.js';
import { verifyChain } from './verify-chain.js';
import { type AnchoredSlot, verifySlot } from './verify-slot.js';

/** Most findings that a report holds; it counts them all. */
export const MAX_FINDINGS = 10_000;

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
  /** Told after each slot. */
  readonly onProgress?: (slotsDone: number, slots: number) => void;
}

/** What a verification found. All counts and Wh are of slots without a finding; at each's latest settlement. */
export interface VerificationReport {
  readonly chainId: number;
  /** Address of the contract that was read: compare it with the one that the operator published. */
  readonly contract: string;
  readonly areaId: number;
  /** Slots in the manifest. */
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
  const place = await assertPlace(manifest, ledger);
  const head = await ledger.head(manifest.areaId);
  const records = await ledger.recordsOfArea(manifest.areaId, manifest.deployedAtBlock);
  const anchored = bySlot(records);

  const report = {
    chainId: place.chainId,
    contract: place.address,
    areaId: manifest.areaId,
    slots: manifest.slots.length,
    verifiedSlots: 0,
    journalEntries: 0,
    trades: 0,
    tradedWh: 0,
    exportedWh: 0,
    importedWh: 0,
    allocatedWh: 0,
    records: records.length,
    findings: [] as Finding[],
    findingCount: 0,
  };
  const add = (findings: readonly Finding[]) => {
    report.findingCount += findings.length;
    report.findings.push(...findings.slice(0, MAX_FINDINGS - report.findings.length));
  };

  add(checkContract(manifest, place));
  add(verifyChain(records, head));
  add(slotsLeftOut(manifest, anchored));
  for (const [done, { slot, file }] of manifest.slots.entries()) {
    const evidence = await readSlot(given, slot, file);
    const onChain = anchored.get(slot) ?? { settled: [] };
    const findings = 'code' in evidence ? [evidence] : verifySlot(evidence, onChain);
    add(findings);
    if (findings.length === 0) addVerified(report, evidence as SlotEvidence, onChain);
    given.onProgress?.(done + 1, manifest.slots.length);
  }
  return report;
}

async function assertPlace(manifest: EvidenceManifest, ledger: LedgerReader): Promise<LedgerPlace> {
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
  return place;
}

function bySlot(records: readonly LedgerRecord[]): Map<number, AnchoredSlot> {
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

function checkContract({ contract }: EvidenceManifest, { address }: LedgerPlace): Finding[] {
  if (contract.toLowerCase() === address.toLowerCase()) return [];
  return [{ code: 'CONTRACT_DIFFERS', item: 'contract', found: contract, expected: address, authority: 'reader' }];
}

function slotsLeftOut({ slots }: EvidenceManifest, anchored: ReadonlyMap<number, AnchoredSlot>): Finding[] {
  const shown = new Set(slots.map(({ slot }) => slot));
  const first = slots[0]!.slot;
  const last = slots.at(-1)!.slot;
  return [...anchored.keys()]
    .filter((slot) => slot > first && slot < last && !shown.has(slot))
    .map((slot) => {
      const common = { code: 'EVIDENCE_MISSING', slot, authority: 'chain' } as const;
      return { ...common, item: 'the whole slot', found: NOTHING, expected: 'records' };
    });
}

/** The slot's evidence, or why there is none. */
async function readSlot(
  { manifest, readFile }: EvidenceToVerify,
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
  report: { -readonly [Field in keyof VerificationReport]: VerificationReport[Field] },
  evidence: SlotEvidence,
  { closed, settled }: AnchoredSlot,
): void {
  const latest = settled.at(-1);
  report.verifiedSlots += 1;
  report.journalEntries += evidence.journal.length;
  report.trades += evidence.trades.length;
  report.tradedWh += closed?.tradedWh ?? 0;
  report.exportedWh += latest?.exportedWh ?? 0;
  report.importedWh += latest?.importedWh ?? 0;
  report.allocatedWh += latest?.allocatedWh ?? 0;
}
