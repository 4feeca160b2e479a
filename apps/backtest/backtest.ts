import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { API_CONFIG, type ApiConfig } from '#api/config.js';
import { startLedger } from '#api/ledger.js';
import { EvidenceService } from '#api/provenance/evidence.service.js';
import { addDays } from '#energy';
import {
  connectNode,
  evidenceFileOf,
  MANIFEST_FILE,
  parseManifest,
  SlotLedgerClient,
  type VerificationReport,
  verifyEvidence,
} from '#ledger';
import { billingSettings } from './bill-community.js';
import { type Community, readCommunity, syntheticCommunity } from './community/index.js';
import type { CommandLine } from './options.js';
import { type OutputFolder, prepareOutput } from './output-folder.js';
import { ProgressBar } from './progress.js';
import { runBacktest, WARM_UP_DAYS } from './run-backtest.js';
import { type Summary, summarize } from './summary.js';

/**
 * Makes the community, leads it through its days on a local chain, writes the evidence, verifies it as an auditor would,
 * and returns the figures.
 *
 * @param databaseUrl default: an SQLite file in the output folder
 * @throws IchienError of the readers, of the chain, OUTPUT_IN_USE, ANCHORING_STUCK
 */
export async function backtest(options: CommandLine, databaseUrl?: string): Promise<Summary> {
  const startedMs = Date.now();
  const community = makeCommunity(options);
  const output = prepareOutput(options.out);
  writeFileSync(output.billing, `${JSON.stringify(billingSettings(), null, 2)}\n`);
  const ledger = await startLedger({ statePath: output.chainState, entropy: chainEntropy(options.seed) });
  let app: NestFastifyApplication | undefined;
  try {
    const trading = new ProgressBar('trading, settling, anchoring');
    app = await runBacktest({
      community,
      seed: options.seed,
      insisting: options.insisting,
      databaseUrl: databaseUrl ?? output.database,
      secretsKeyFile: output.secretsKey,
      ledger: ledger.connection,
      onProgress: (done, total) => trading.show(done, total),
    });
    await writeEvidence(app, output, community.notes);
    const verification = await verify(output, ledger.rpcUrl);
    const seconds = Math.round((Date.now() - startedMs) / 100) / 10;
    return await summarize(app, verification, { seconds, notes: community.notes });
  } finally {
    await app?.close();
    await ledger.stop();
  }
}

/** The throw-away chain's accounts follow from the seed, or signatures and with them gas would differ from run to run. */
function chainEntropy(seed: number): Uint8Array {
  return createHash('sha256').update(`ichien/backtest/chain/${seed}`).digest().subarray(0, 16);
}

function makeCommunity({ households, sellers, buyers, seed, from, days }: CommandLine): Community {
  const calendar = { firstDay: addDays(from, -WARM_UP_DAYS), days: WARM_UP_DAYS + days };
  return households === undefined
    ? syntheticCommunity({ sellers, buyers, seed, ...calendar })
    : readCommunity(households, calendar);
}

async function writeEvidence(
  app: NestFastifyApplication,
  output: OutputFolder,
  notes: readonly string[],
): Promise<void> {
  const evidence = app.get(EvidenceService);
  const { firstSlot, lastSlot } = app.get<ApiConfig>(API_CONFIG).programme;
  const slots = await evidence.slots(firstSlot, lastSlot);
  const writing = new ProgressBar('writing evidence');
  for (const [index, slot] of slots.entries()) {
    writeFileSync(join(output.evidence, evidenceFileOf(slot)), await evidence.slotFile(slot));
    writing.show(index + 1, slots.length);
  }
  writeFileSync(join(output.evidence, MANIFEST_FILE), await evidence.manifest(firstSlot, lastSlot, notes));
}

/** The auditor's own verification, from the files and the node alone. */
async function verify(output: OutputFolder, rpcUrl: string): Promise<VerificationReport> {
  const manifest = parseManifest(readFileSync(join(output.evidence, MANIFEST_FILE), 'utf8'));
  const node = await connectNode(rpcUrl);
  const verifying = new ProgressBar('verifying');
  try {
    return await verifyEvidence({
      manifest,
      readFile: async (file) => readFileSync(join(output.evidence, file), 'utf8'),
      ledger: new SlotLedgerClient(node, manifest.contract),
      onProgress: (done, total) => verifying.show(done, total),
    });
  } finally {
    node.destroy();
  }
}
