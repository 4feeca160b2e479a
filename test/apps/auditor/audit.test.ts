import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { Contract } from 'ethers';
import {
  closedRecordPreimage,
  deploySlotLedger,
  evidenceFileOf,
  formatManifest,
  formatSlotEvidence,
  type LocalChain,
  recordHash,
  type SettledRecord,
  SLOT_LEDGER_ABI,
  type SlotItems,
  signReadings,
  startLocalChain,
  ZERO_HASH,
} from '#ledger';
import { audit, EXIT_DIFFERENT, EXIT_UNABLE, EXIT_VERIFIED } from '../../../apps/auditor/audit.js';
import { anchoredSlot } from '../../libs/ledger/evidence/sample-ledger.js';
import { AREA_ID, FIRST_SLOT, sampleSlot } from '../../libs/ledger/evidence/sample-market.js';

const MAIN = fileURLToPath(new URL('../../../apps/auditor/main.js', import.meta.url));
const SLOTS = [sampleSlot(FIRST_SLOT), sampleSlot(FIRST_SLOT + 1)];
const FIRST_FILE = evidenceFileOf(FIRST_SLOT);

/** Anchors the slots on a real contract, closings first. */
async function anchor(chain: LocalChain, address: string, slots: readonly SlotItems[]): Promise<void> {
  const ledger = new Contract(address, SLOT_LEDGER_ABI, chain.operator);
  const chainId = Number((await chain.provider.getNetwork()).chainId);
  const closed = slots.map((items) => anchoredSlot(items).closed);
  await (await ledger.getFunction('close')(closed)).wait();

  let head = ZERO_HASH;
  const settlements: { record: SettledRecord; meteringSignature: string; prior: string }[] = [];
  for (const [index, items] of slots.entries()) {
    const prior = closedRecordPreimage(closed[index]!, head);
    head = recordHash(prior);
    const record = anchoredSlot(items).settled[0]!;
    const meteringSignature = await signReadings(chain.meteringAgent, { chainId, address }, record);
    settlements.push({ record, meteringSignature, prior });
  }
  await (await ledger.getFunction('settle')(settlements)).wait();
}

describe('the auditor', () => {
  let chain: LocalChain;
  let address: string;
  let folder: string;
  let manifest: Parameters<typeof formatManifest>[0];

  before(async () => {
    chain = await startLocalChain({ entropy: new Uint8Array(16).fill(7) });
    address = await deploySlotLedger(chain.admin, {
      admin: chain.admin.address,
      operators: [chain.operator.address],
      meteringAgents: [chain.meteringAgent.address],
    });
    await anchor(chain, address, SLOTS);
  });

  after(() => chain.stop());

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ichien-audit-'));
    manifest = {
      chainId: Number((await chain.provider.getNetwork()).chainId),
      contract: address,
      deployedAtBlock: 0,
      areaId: AREA_ID,
      slots: SLOTS.map(({ slot }) => ({ slot, file: evidenceFileOf(slot) })),
      notes: ['Hourly data split into halves.'],
    };
    await write('manifest.json', formatManifest(manifest));
    for (const items of SLOTS) await write(evidenceFileOf(items.slot), formatSlotEvidence(items));
  });

  afterEach(() => rm(folder, { recursive: true }));

  function write(file: string, content: string): Promise<void> {
    return writeFile(join(folder, file), content);
  }

  async function edit(file: string, from: string | RegExp, to: string): Promise<void> {
    const before = await readFile(join(folder, file), 'utf8');
    const after = before.replace(from, to);
    expect(after, 'the edit changes something').not.to.equal(before);
    await write(file, after);
  }

  async function run(...args: string[]): Promise<{ code: number; out: string; errors: string; progress: string[] }> {
    const printed = { out: '', errors: '', progress: [] as string[] };
    const code = await audit(args, {
      print: (text) => {
        printed.out += text;
      },
      printError: (text) => {
        printed.errors += text;
      },
      showProgress: (line) => printed.progress.push(line),
    });
    return { code, ...printed };
  }

  const verify = (...args: string[]) => run('--evidence', folder, '--rpc', chain.url, ...args);

  it('verifies honest evidence, and says what it verified and against which contract', async () => {
    const { code, out, errors, progress } = await verify();
    expect(code).to.equal(EXIT_VERIFIED);
    expect(out).to.include('VERIFIED: the evidence is what was anchored.').and.not.include('NOT VERIFIED');
    expect(out).to.include('2 of 2 slots');
    expect(out).to.include(`${address} (compare it with the address that the operator published)`);
    expect(out).to.include('4 of the area on chain');
    expect(out).to.include('note        Hourly data split into halves.');
    expect(errors).to.equal('');
    expect(progress).to.deep.equal(['verifying slot 1 of 2', 'verifying slot 2 of 2', '']);
  });

  it('ends with 1 and names the slot, the item and both values of one changed Wh', async () => {
    const { pseudonym, energyWh, salt } = SLOTS[0]!.settlements[0]!.imports[2]!;
    await edit(FIRST_FILE, `"energyWh":${energyWh},"salt":"${salt}"`, `"energyWh":${energyWh + 1},"salt":"${salt}"`);
    const { code, out } = await verify();
    expect(code).to.equal(EXIT_DIFFERENT);
    expect(out).to.include(
      `- 2026-11-21 12:00-12:30 JST (koma 25): settlement 1, import reading of ${pseudonym}, energyWh: ` +
        `found ${energyWh + 1}, expected ${energyWh} (chain)`,
    );
    expect(out).to.include('1 of 2 slots').and.include('NOT VERIFIED: 4 differences.');
  });

  it('writes the report as JSON', async () => {
    const file = join(folder, 'report.json');
    expect((await verify('--json', file)).code).to.equal(EXIT_VERIFIED);
    const trades = SLOTS.reduce((sum, items) => sum + items.trades.length, 0);
    const honest = { verified: true, slots: 2, verifiedSlots: 2, trades, contract: address, findings: [] };
    expect(JSON.parse(await readFile(file, 'utf8'))).to.deep.include(honest);

    await edit(FIRST_FILE, '"side":"sell"', '"side":"buy"');
    expect((await verify('--json', file)).code).to.equal(EXIT_DIFFERENT);
    const report = JSON.parse(await readFile(file, 'utf8'));
    expect(report).to.include({ verified: false, verifiedSlots: 1 });
    expect(report.findings[0]).to.include({ code: 'ITEM_CHANGED', slot: FIRST_SLOT, found: 'buy', expected: 'sell' });
  });

  it('prints at most a hundred differences and counts the rest', async () => {
    await edit(FIRST_FILE, /"leaf":"[0-9a-f]{16}"/g, '"leaf":"0000000000000000"');
    const { out } = await verify();
    const differences = Number(/NOT VERIFIED: (\d+) differences/.exec(out)![1]);
    expect(differences).to.be.greaterThan(100);
    expect(out.match(/^- 2026/gm)).to.have.length(100);
    expect(out).to.include(`- and ${differences - 100} more; --json FILE writes them down.`);
  });

  it('finds that a file is missing', async () => {
    await rm(join(folder, FIRST_FILE));
    const { code, out } = await verify();
    expect(code).to.equal(EXIT_DIFFERENT);
    expect(out).to.include(`${FIRST_FILE}: found `).and.include('cannot be read (ENOENT)');
  });

  it('reads the contract that the reader names, and says that the evidence means another', async () => {
    const other = `0x${'11'.repeat(20)}`;
    await write('manifest.json', formatManifest({ ...manifest, contract: other }));
    const { code, out } = await verify('--contract', address);
    expect(code).to.equal(EXIT_DIFFERENT);
    expect(out).to.include(`- contract: found ${other}, expected ${address} (reader)`).and.include('2 of 2 slots');
  });

  describe('ends with 2 and says what to do', () => {
    const cases: [what: string, args: () => string[], message: RegExp][] = [
      ['without --evidence', () => ['--rpc', chain.url], /ARGUMENTS_INVALID.*--evidence is missing. See --help/],
      ['without --rpc', () => ['--evidence', folder], /--rpc is missing/],
      ['for an unknown option', () => ['--quick'], /Unknown option '--quick'/],
      ['for what is no URL', () => ['--evidence', folder, '--rpc', 'localhost:8545'], /not an http or https URL/],
      [
        'for what is no address',
        () => ['--evidence', folder, '--rpc', chain.url, '--contract', '0x12'],
        /0x12 is not an/,
      ],
      ['where no folder is', () => ['--evidence', join(folder, 'no'), '--rpc', chain.url], /FILE_UNREADABLE.*ENOENT/],
      ['where no node answers', () => ['--evidence', folder, '--rpc', 'http://127.0.0.1:1'], /NODE_UNREACHABLE.*URL/],
      [
        'where the contract has no code',
        () => ['--evidence', folder, '--rpc', chain.url, '--contract', `0x${'22'.repeat(20)}`],
        /CONTRACT_MISSING.*No contract stands at 0x2222/,
      ],
      [
        'where the report cannot be written',
        () => ['--evidence', folder, '--rpc', chain.url, '--json', join(folder, 'no', 'r.json')],
        /REPORT_UNWRITABLE/,
      ],
    ];
    for (const [what, args, message] of cases) {
      it(what, async () => {
        const { code, errors } = await run(...args());
        expect(code).to.equal(EXIT_UNABLE);
        expect(errors).to.match(message);
      });
    }

    it('where the manifest is broken', async () => {
      await edit('manifest.json', '"areaId": 7', '"areaId": "seven"');
      const { code, errors } = await verify();
      expect(code).to.equal(EXIT_UNABLE);
      expect(errors).to.match(/EVIDENCE_MALFORMED.*manifest.json, areaId: /);
    });

    it('on another chain', async () => {
      await write('manifest.json', formatManifest({ ...manifest, chainId: 1 }));
      const { code, errors } = await verify();
      expect(code).to.equal(EXIT_UNABLE);
      expect(errors).to.match(/CHAIN_MISMATCH.*of chain 1\..*Give the URL of a node of that chain/);
    });
  });

  describe('as a command', () => {
    async function command(...args: string[]): Promise<{ code: number; out: string; errors: string }> {
      const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
      const [out, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
      return { code, out, errors };
    }

    it('verifies with exit code 0, without progress where nobody watches', async () => {
      const { code, out, errors } = await command('--evidence', folder, '--rpc', chain.url);
      expect({ code, errors }).to.deep.equal({ code: 0, errors: '' });
      expect(out).to.match(/\nVERIFIED: the evidence is what was anchored\.\n$/);
    });

    it('explains itself with --help', async () => {
      const { code, out } = await command('--help');
      expect(code).to.equal(0);
      expect(out).to.include('npm run verify -- --evidence DIR --rpc URL');
    });
  });
});
