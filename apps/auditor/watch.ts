import { formatSlot, IchienError, isIchienError } from '#energy';
import {
  anchoredSlots,
  type EvidenceSource,
  type Finding,
  formatFinding,
  type LedgerReader,
  type LedgerRecord,
  NOTHING,
  verifyChain,
  verifyPlace,
  verifySlotFile,
} from '#ledger';
import type { Hex } from '#merkle';
import type { AuditorErrorCode } from './error.js';

/** Looks in a row that may fail before a watch gives up. */
export const MAX_FAILED_POLLS = 20;

/** Port: the chain as one follows it. `SlotLedgerClient` is one. */
export interface FollowedLedger extends LedgerReader {
  newestBlock(): Promise<number>;
  head(areaId: number, block?: number): Promise<Hex>;
  recordsOfArea(areaId: number, fromBlock: number, toBlock?: number): Promise<readonly LedgerRecord[]>;
}

/** What is watched, and how patiently. */
export interface Watch {
  /** Reads the evidence's manifest anew. */
  readonly open: () => Promise<EvidenceSource>;
  readonly ledgerOf: (contract: string) => FollowedLedger;
  readonly areaId?: number;
  readonly gateClosureLeadMs?: number;
  readonly confirmations: number;
  /** Looks for which evidence and chain may be apart before that is a difference. */
  readonly grace: number;
  readonly polls: number;
  /** Waits between two looks. */
  readonly pause: () => Promise<void>;
  readonly print: (line: string) => void;
}

/** What was seen of slots until the watch ended. */
export interface WatchResult {
  readonly verified: number;
  /** Slots that differed, and what differed besides slots. */
  readonly different: number;
  /** Slots anchored or shown only, within the grace. */
  readonly waiting: number;
}

interface WatchedSlot {
  /** The latest record that was verified. */
  verifiedHash?: Hex;
  /** Looks in a row at which it was not verified. */
  failedPolls: number;
  isReported: boolean;
}

/**
 * Follows the chain: verifies each slot as soon as its records are confirmed and its evidence is there, again with each
 * settlement, and reports a slot that stays different, or without evidence, for longer than the grace.
 *
 * @throws IchienError what the last look failed with, after {@link MAX_FAILED_POLLS} in a row; CHAIN_MISMATCH and
 * CONTRACT_MISSING at once
 */
export async function watch(given: Watch): Promise<WatchResult> {
  const watcher = new Watcher(given);
  let failed = 0;
  for (let poll = 1; poll <= given.polls; poll++) {
    try {
      await watcher.look();
      failed = 0;
    } catch (error) {
      if (!isIchienError(error) || error.code === 'CHAIN_MISMATCH' || error.code === 'CONTRACT_MISSING') throw error;
      failed += 1;
      if (failed === 1) given.print(`Cannot look (${error.code}): ${error.message}`);
      if (failed >= MAX_FAILED_POLLS) throw error;
    }
    if (poll < given.polls) await given.pause();
  }
  return watcher.result();
}

class Watcher {
  private readonly slots = new Map<number, WatchedSlot>();
  private readonly saidOnce = new Set<string>();
  private readonly records: LedgerRecord[] = [];
  private nextBlock: number | undefined;
  private place: { contract: string; areaId: number } | undefined;

  constructor(private readonly given: Watch) {}

  /** One look at chain and evidence. */
  async look(): Promise<void> {
    const source = await this.given.open();
    const { manifest } = source;
    this.assertSamePlace(manifest);
    const ledger = this.given.ledgerOf(manifest.contract);
    const { areaId } = this.given;
    this.sayOnce((await verifyPlace({ manifest, ledger, ...(areaId !== undefined && { areaId }) })).findings);
    await this.follow(ledger, manifest.areaId, manifest.deployedAtBlock);
    const anchored = anchoredSlots(this.records);
    const latest = new Map(this.records.map(({ record, recordHash }) => [record.slot, recordHash]));

    const shown = new Map(manifest.slots.map(({ slot, file }) => [slot, file]));
    for (const slot of new Set([...shown.keys(), ...latest.keys()])) {
      const hash = latest.get(slot);
      if (hash !== undefined && this.slots.get(slot)?.verifiedHash === hash) continue;
      const file = shown.get(slot);
      const { findings } =
        file === undefined
          ? { findings: [evidenceMissing(slot)] }
          : await verifySlotFile({ ...this.given, ...source }, slot, file, anchored.get(slot) ?? { settled: [] });
      this.note(slot, hash, findings);
    }
  }

  result(): WatchResult {
    const slots = [...this.slots.values()];
    const verified = slots.filter(({ verifiedHash, isReported }) => verifiedHash !== undefined && !isReported).length;
    const different = slots.filter(({ isReported }) => isReported).length;
    return { verified, different: different + this.saidOnce.size, waiting: slots.length - verified - different };
  }

  /** Evidence that changes over to another contract or area in the midst of a watch is another history. */
  private assertSamePlace({ contract, areaId }: { contract: string; areaId: number }): void {
    this.place ??= { contract, areaId };
    if (this.place.contract === contract && this.place.areaId === areaId) return;
    throw new IchienError<AuditorErrorCode>(
      'EVIDENCE_MOVED',
      `The evidence was of area ${this.place.areaId} at ${this.place.contract}, now of ${areaId} at ${contract}.`,
      'Ask the operator why, and start a new watch.',
    );
  }

  /** Reads the records that were confirmed since the last look, and that all of them are one chain. */
  private async follow(ledger: FollowedLedger, areaId: number, deployedAtBlock: number): Promise<void> {
    const last = (await ledger.newestBlock()) - this.given.confirmations;
    const from = this.nextBlock ?? deployedAtBlock;
    if (last < from) return;
    const head = await ledger.head(areaId, last);
    const added = await ledger.recordsOfArea(areaId, from, last);
    this.records.push(...added);
    this.nextBlock = last + 1;
    this.sayOnce(verifyChain(this.records, head));
  }

  private note(slot: number, hash: Hex | undefined, findings: readonly Finding[]): void {
    const before = this.slots.get(slot) ?? { failedPolls: 0, isReported: false };
    if (findings.length === 0 && hash !== undefined) {
      this.slots.set(slot, { verifiedHash: hash, failedPolls: 0, isReported: before.isReported });
      this.given.print(`${formatSlot(slot)}: VERIFIED`);
      return;
    }
    const failedPolls = before.failedPolls + 1;
    const isLate = failedPolls > this.given.grace;
    this.slots.set(slot, { ...before, failedPolls, isReported: before.isReported || isLate });
    if (isLate && !before.isReported)
      for (const finding of findings) this.given.print(`DIFFERS: ${formatFinding(finding)}`);
  }

  private sayOnce(findings: readonly Finding[]): void {
    for (const finding of findings) {
      const line = `DIFFERS: ${formatFinding(finding)}`;
      if (this.saidOnce.has(line)) continue;
      this.saidOnce.add(line);
      this.given.print(line);
    }
  }
}

function evidenceMissing(slot: number): Finding {
  const common = { code: 'EVIDENCE_MISSING', slot, authority: 'chain' } as const;
  return { ...common, item: 'the whole slot', found: NOTHING, expected: 'records' };
}
