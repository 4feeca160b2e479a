/**
 * What anchoring and certificates cost, and how fast trees are built and days are verified.
 *
 *     npm run bench -- ledger [--json FILE]
 *
 * Gas is counted by anvil on the product's own contracts and sender; it does not depend on the machine, seconds do.
 */
import { execFileSync } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import {
  claimSecret,
  claimWalletOf,
  closedRecordPreimage,
  closedTrees,
  deploySlotLedger,
  EthersSenderChain,
  evidenceFileOf,
  formatManifest,
  formatSlotEvidence,
  KwhCertificateClient,
  type LedgerBatch,
  type LocalChain,
  parseManifest,
  proveAllocation,
  pseudonymOf,
  recordHash,
  type SlotItems,
  SlotLedgerClient,
  settledRecordPreimage,
  settledTrees,
  signReadings,
  slotKeyOf,
  startLocalChain,
  verifyEvidence,
} from '#ledger';
import type { Hex } from '#merkle';
import { AREA_ID, type BenchHousehold, makeHouseholds, makeSlot } from './ledger-market.js';
import type { TreesResult } from './ledger-trees.js';

/** Figures of `npm run bench -- ledger`. */
export interface LedgerResult {
  /** Closing and settling together, in batches of 48. */
  readonly gasPerSlot: number;
  readonly gasClose: number;
  readonly gasSettle: number;
  /** Taking one allocation, the slot's first aside. */
  readonly gasTake: number;
  readonly gasTakeFirst: number;
  /** A household's allocations of a day in one transaction, for each. */
  readonly gasTakeBatched: number;
  /** To an account that holds none of the slot yet. */
  readonly gasTransfer: number;
  /** A part of what one holds. */
  readonly gasRetire: number;
  readonly trees: readonly TreesResult[];
  /** A day of 300 households, from the text of its evidence against a node. */
  readonly verifyDaySeconds: number;
  readonly evidenceDayMiB: number;
  /** For comparison: Energy Web Origin, gas for each certificate issued in a batch. */
  readonly peerGasPerCertificate: number;
}

const TREE_SIZES = [300, 10_000, 120_000];
const DAY_HOUSEHOLDS = 300;
const FIRST_SLOT = 990_000;
const SLOTS_A_DAY = 48;
const TREES = fileURLToPath(new URL('./ledger-trees.js', import.meta.url));
const MAX_TREES_MS = 120_000;
const RECEIPT_POLL_MS = 10;
const MAX_RECEIPT_POLLS = 1000;
const FUNDS_WEI = `0x${(10n ** 20n).toString(16)}`;
const PEER_GAS = 587_000;
const ENTROPY = new Uint8Array(16).fill(7);

/** Measures everything: about half a minute. */
export async function benchLedger(): Promise<LedgerResult> {
  const chain = await startLocalChain({ entropy: ENTROPY });
  try {
    const households = makeHouseholds(DAY_HOUSEHOLDS);
    const bench = await LedgerBench.deploy(chain);
    // The first day pays for what an area writes once; the second is like every day after it.
    await bench.anchorDay(dayFrom(FIRST_SLOT, households));
    const day = dayFrom(FIRST_SLOT + SLOTS_A_DAY, households);
    const { gasClose, gasSettle, settled } = await bench.anchorDay(day);
    const certificates = await bench.useCertificates(day, settled, households);
    const verification = await bench.verifyDay(day);
    return {
      gasPerSlot: gasClose + gasSettle,
      gasClose,
      gasSettle,
      ...certificates,
      trees: TREE_SIZES.map(treesAlone),
      ...verification,
      peerGasPerCertificate: PEER_GAS,
    };
  } finally {
    await chain.stop();
  }
}

/** The result as a table for people. */
export function ledgerTable(result: LedgerResult): string {
  const { trees, ...figures } = result;
  const lines = Object.entries(figures).map(([name, value]) => `${name.padEnd(24)}${rounded(value).padStart(12)}`);
  const rows = trees.map(
    ({ households, trades, leaves, buildSeconds, verifySeconds, verifySlotSeconds, peakMiB }) =>
      `${households} households, ${trades} trades, ${leaves} leaves: built in ${rounded(buildSeconds)} s, ` +
      `verified in ${rounded(verifySeconds)} s (with replay and rule ${rounded(verifySlotSeconds)} s), ${rounded(peakMiB)} MiB`,
  );
  return [...lines, ...rows].join('\n');
}

/** One ledger on one chain. */
class LedgerBench {
  private nonce = 0;

  private constructor(
    private readonly chain: LocalChain,
    private readonly sender: EthersSenderChain,
    private readonly client: SlotLedgerClient,
  ) {}

  static async deploy(chain: LocalChain): Promise<LedgerBench> {
    const { admin, operator, meteringAgent, provider } = chain;
    const address = await deploySlotLedger(admin, {
      admin: admin.address,
      takingDelaySeconds: 0,
      operators: [operator.address],
      meteringAgents: [meteringAgent.address],
    });
    const sender = new EthersSenderChain(provider, operator, address);
    return new LedgerBench(chain, sender, new SlotLedgerClient(provider, address));
  }

  /** Closes and settles a day, each phase in one transaction. @returns gas a slot, and the settled preimage of each */
  async anchorDay(day: readonly SlotItems[]): Promise<{ gasClose: number; gasSettle: number; settled: Hex[] }> {
    let head = await this.client.head(AREA_ID);
    const closed = day.map((slot) => closedTrees(slot).record);
    const priors = closed.map((record) => {
      const preimage = closedRecordPreimage(record, head);
      head = recordHash(preimage);
      return preimage;
    });
    const gasClose = (await this.send({ phase: 'closed', records: closed })) / day.length;

    const place = await this.client.place();
    const records = day.map((slot) => settledTrees(slot, slot.settlements[0]!).record);
    const settled = records.map((record, at) => {
      const preimage = settledRecordPreimage(record, head, recordHash(priors[at]!));
      head = recordHash(preimage);
      return preimage;
    });
    const settlements = [];
    for (const [at, record] of records.entries()) {
      const meteringSignature = await signReadings(this.chain.meteringAgent, place, record);
      settlements.push({ record, meteringSignature, prior: priors[at]! });
    }
    const gasSettle = (await this.send({ phase: 'settled', settlements })) / day.length;
    if ((await this.client.head(AREA_ID)) !== head) throw new Error('the chain holds another head than was computed');
    return { gasClose, gasSettle, settled };
  }

  /** Takes, transfers and retires what some households bought. */
  async useCertificates(day: readonly SlotItems[], settled: readonly Hex[], households: readonly BenchHousehold[]) {
    const { provider, operator } = this.chain;
    const certificates = await KwhCertificateClient.ofLedger(provider, this.client.address);
    const gasOfTaking: number[] = [];
    const first = day[0]!;
    const buyers = households.filter((_, index) => index % 6 !== 0).slice(0, 40);
    let holder: ReturnType<typeof claimWalletOf> | undefined;
    for (const { key } of buyers) {
      const proofs = ownProofs(first, settled[0]!, key).slice(0, 1);
      if (proofs.length === 0) continue;
      const wallet = claimWalletOf(key, provider);
      await provider.send('anvil_setBalance', [wallet.address, FUNDS_WEI]);
      gasOfTaking.push((await certificates.take(wallet, proofs, wallet.address)).gasUsed);
      holder ??= wallet;
    }
    const transfer = await certificates.transfer(holder!, operator.address, first, 20);
    const retire = await certificates.retire(holder!, first, 20, 'Setagaya No. 3 Primary School');

    const { key } = buyers[0]!;
    const proofs = day.slice(1).flatMap((slot, at) => ownProofs(slot, settled[at + 1]!, key).slice(0, 1));
    const batched = await certificates.take(holder!, proofs, holder!.address);
    const [gasTakeFirst, ...others] = gasOfTaking as [number, ...number[]];
    return {
      gasTake: others.reduce((sum, gas) => sum + gas, 0) / others.length,
      gasTakeFirst,
      gasTakeBatched: batched.gasUsed / proofs.length,
      gasTransfer: transfer.gasUsed,
      gasRetire: retire.gasUsed,
    };
  }

  async verifyDay(day: readonly SlotItems[]): Promise<{ verifyDaySeconds: number; evidenceDayMiB: number }> {
    const { chainId, address } = await this.client.place();
    const files = new Map(day.map((slot) => [evidenceFileOf(slot.slot), formatSlotEvidence(slot)]));
    const slots = day.map(({ slot }) => ({ slot, file: evidenceFileOf(slot) }));
    const manifest = parseManifest(
      formatManifest({ chainId, contract: address, deployedAtBlock: 0, areaId: AREA_ID, slots, notes: [] }),
    );
    const startMs = performance.now();
    const report = await verifyEvidence({
      manifest,
      readFile: async (file) => files.get(file)!,
      ledger: this.client,
    });
    const verifyDaySeconds = (performance.now() - startMs) / 1000;
    if (report.verifiedSlots !== day.length || report.findingCount > 0) {
      throw new Error(`honest evidence has findings: ${JSON.stringify(report.findings[0])}`);
    }
    const bytes = [...files.values()].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
    return { verifyDaySeconds, evidenceDayMiB: bytes / 2 ** 20 };
  }

  /** @returns gas of the transaction */
  private async send(batch: LedgerBatch): Promise<number> {
    const { raw, hash } = await this.sender.sign(batch, this.nonce++);
    await this.sender.broadcast(raw);
    for (let asked = 0; asked < MAX_RECEIPT_POLLS; asked++) {
      const receipt = await this.sender.receipt(hash);
      if (receipt?.succeeded) return receipt.gasUsed;
      if (receipt !== undefined) throw new Error(`the batch failed: ${hash}`);
      await setTimeout(RECEIPT_POLL_MS);
    }
    throw new Error(`the batch was not mined: ${hash}`);
  }
}

/** Proofs of a household's allocations in a slot that have Wh. */
function ownProofs(slot: SlotItems, settled: Hex, householdKey: Uint8Array) {
  const slotKey = slotKeyOf(householdKey, AREA_ID, slot.slot);
  const settlement = slot.settlements[0]!;
  return settlement.allocations
    .filter(({ buyerId, allocatedWh }) => buyerId === pseudonymOf(slotKey) && allocatedWh > 40)
    .map(({ tradeSequence }) =>
      proveAllocation(slot, settlement, settled, tradeSequence, claimSecret(slotKey, tradeSequence)),
    );
}

function dayFrom(firstSlot: number, households: readonly BenchHousehold[]): SlotItems[] {
  return Array.from({ length: SLOTS_A_DAY }, (_, at) => makeSlot(firstSlot + at, households));
}

function treesAlone(households: number): TreesResult {
  const output = execFileSync(process.execPath, [TREES, String(households)], {
    encoding: 'utf8',
    timeout: MAX_TREES_MS,
  });
  return JSON.parse(output);
}

function rounded(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(2);
}
