import 'reflect-metadata';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { startLedger } from '#api/ledger.js';
import { EvidenceService } from '#api/provenance/evidence.service.js';
import { addDays, isIchienError } from '#energy';
import {
  connectNode,
  evidenceFileOf,
  MANIFEST_FILE,
  parseManifest,
  SlotLedgerClient,
  type VerificationReport,
  verifyEvidence,
} from '#ledger';
import { type Community, readCommunity, syntheticCommunity } from './community/index.js';
import { type CommandLine, HELP, readOptions } from './options.js';
import { type OutputFolder, prepareOutput } from './output-folder.js';
import { ProgressBar } from './progress.js';
import { runBacktest, WARM_UP_DAYS } from './run-backtest.js';
import { formatSummary, type Summary, summarize } from './summary.js';

/** Runs what the command line asks for and returns the figures. */
async function backtest(options: CommandLine): Promise<Summary> {
  const startedMs = Date.now();
  const community = makeCommunity(options);
  const output = prepareOutput(options.out);
  const ledger = await startLedger({ statePath: output.chainState, entropy: randomBytes(16) });
  let app: NestFastifyApplication | undefined;
  try {
    const trading = new ProgressBar('trading, settling, anchoring');
    app = await runBacktest({
      community,
      seed: options.seed,
      databaseUrl: output.database,
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
  const slots = await evidence.slots(0, Number.MAX_SAFE_INTEGER);
  const writing = new ProgressBar('writing evidence');
  for (const [index, slot] of slots.entries()) {
    writeFileSync(join(output.evidence, evidenceFileOf(slot)), await evidence.slotFile(slot));
    writing.show(index + 1, slots.length);
  }
  writeFileSync(join(output.evidence, MANIFEST_FILE), await evidence.manifest(0, Number.MAX_SAFE_INTEGER, notes));
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

async function main(): Promise<number> {
  try {
    const options = readOptions(process.argv.slice(2));
    if (options.help) {
      console.log(HELP);
      return 0;
    }
    const summary = await backtest(options);
    console.log(formatSummary(summary));
    console.log(`\nTo verify it yourself:\n  npm run chain -- --state ${join(options.out, 'chain.json')}`);
    console.log(`  npm run verify -- --evidence ${join(options.out, 'evidence')} --rpc http://127.0.0.1:8545`);
    if (options.json !== undefined) {
      mkdirSync(dirname(options.json), { recursive: true });
      writeFileSync(options.json, `${JSON.stringify(summary, null, 2)}\n`);
    }
    return summary.verifiedSlots === summary.slots && summary.ledgerSumMillisen === 0 ? 0 : 1;
  } catch (error) {
    console.error(isIchienError(error) ? `${error.code}: ${error.message}` : error);
    return 2;
  }
}

process.exitCode = await main();
