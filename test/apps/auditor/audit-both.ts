import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { evidenceFileOf, formatManifest, formatSlotEvidence, type LedgerPlace, type SlotItems } from '#ledger';
import { audit } from '../../../apps/auditor/audit.js';
import { verify } from '../../second-verifier/verify.js';

/** What the auditor and the second verifier say of the same evidence. */
export interface BothAudits {
  readonly code: number;
  readonly out: string;
  /** What the second verifier found. */
  readonly problems: readonly string[];
}

/** What is handed out, and what the readers know from elsewhere. */
export interface HandedOut {
  readonly shown: readonly SlotItems[];
  /** Where the evidence says that it is anchored. */
  readonly place: LedgerPlace;
  readonly rpcUrl: string;
  /** The contract that the operator published. Default: that of the evidence. */
  readonly published?: string;
  /** The area that the readers mean. Default: that of the evidence. */
  readonly areaId?: number;
  /** Changes a file by hand. */
  readonly edit?: (file: string, text: string) => string;
}

/** Writes evidence into a folder and has it verified by both. */
export async function auditBoth({ shown, place, rpcUrl, published, areaId, edit }: HandedOut): Promise<BothAudits> {
  const folder = await mkdtemp(join(tmpdir(), 'ichien-both-'));
  try {
    const files = new Map(shown.map((items) => [evidenceFileOf(items.slot), formatSlotEvidence(items)]));
    const slots = shown.map(({ slot }) => ({ slot, file: evidenceFileOf(slot) }));
    const about = { chainId: place.chainId, contract: place.address, deployedAtBlock: 0, areaId: shown[0]!.areaId };
    files.set('manifest.json', formatManifest({ ...about, slots, notes: [] }));
    for (const [file, text] of files) await writeFile(join(folder, file), edit?.(file, text) ?? text);

    const args = ['--evidence', folder, '--rpc', rpcUrl, '--contract', published ?? place.address];
    if (areaId !== undefined) args.push('--area', String(areaId));
    let out = '';
    const print = (text: string) => {
      out += text;
    };
    const code = await audit(args, { print, printError: print, pause: async () => {} });
    const problems = await verify({
      readText: (file) => readFile(join(folder, file), 'utf8'),
      rpcUrl,
      contract: published ?? place.address,
      ...(areaId !== undefined && { areaId }),
    });
    return { code, out, problems };
  } finally {
    await rm(folder, { recursive: true });
  }
}
