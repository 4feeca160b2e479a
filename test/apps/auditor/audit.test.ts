import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { type Command, MatchHistory, type PlaceCommand, receiptsOf } from '#auction';
import {
  evidenceFileOf,
  formatEvidenceBundle,
  formatManifest,
  formatSlotEvidence,
  type LocalChain,
  type SlotItems,
  type SlotReceipt,
  startLocalChain,
} from '#ledger';
import { keccak256 } from '#merkle';
import { audit, EXIT_DIFFERENT, EXIT_UNABLE, EXIT_VERIFIED } from '../../../apps/auditor/audit.js';
import { playMarket } from '../../../scripts/settled-slot.js';
import { anchorSlots, deployLedger } from '../../libs/ledger/evidence/anchor-slots.js';
import { AREA_ID, FIRST_SLOT, sampleSlot } from '../../libs/ledger/evidence/sample-market.js';

const MAIN = fileURLToPath(new URL('../../../apps/auditor/main.js', import.meta.url));
const SLOTS = [sampleSlot(FIRST_SLOT), sampleSlot(FIRST_SLOT + 1)];
const FIRST_FILE = evidenceFileOf(FIRST_SLOT);

describe('the auditor', () => {
  let chain: LocalChain;
  let address: string;
  let folder: string;
  let manifest: Parameters<typeof formatManifest>[0];

  before(async () => {
    chain = await startLocalChain({ entropy: new Uint8Array(16).fill(7) });
    const place = await deployLedger(chain);
    await anchorSlots(chain, place, SLOTS);
    address = place.address;
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
      pause: async () => {},
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

  it('tells why two orders did not trade, of verified evidence only', async () => {
    const { rules, journal, trades } = SLOTS[0]!;
    const { buyOrderId, sellOrderId } = trades[0]!;
    const why = (buy: number, sell: number, slot = FIRST_SLOT) => verify('--why', `${slot}/${buy}/${sell}`);
    const named = `Of buy order ${buyOrderId} and sell order ${sellOrderId} of 2026-11-21 12:00-12:30 JST (koma 25)`;
    expect((await why(buyOrderId, sellOrderId)).out).to.include(`${named}: TRADED. They traded with each other.`);
    const reason = new MatchHistory(rules, journal).whyNot(buyOrderId, buyOrderId);
    expect((await why(buyOrderId, buyOrderId)).out).to.include(`: ${reason}. The first is no buy order`);
    expect((await why(9999, 0)).out).to.include(': ORDER_UNKNOWN. ');
    for (const args of [
      ['--why', `${FIRST_SLOT + 9}/0/1`],
      ['--why', `${FIRST_SLOT}/0`],
      ['--why', `${FIRST_SLOT}/0/x`],
      ['--why', `${FIRST_SLOT}/0/1`, '--from', '2026-11-22'],
      ['watch', '--why', `${FIRST_SLOT}/0/1`],
    ]) {
      const { code, errors } = await verify(...args);
      expect(code, args.join(' ')).to.equal(EXIT_UNABLE);
      expect(errors).to.match(/ARGUMENTS_INVALID.*--why/);
    }
    await edit(FIRST_FILE, '"side":"sell"', '"side":"buy"');
    const changed = await why(buyOrderId, sellOrderId);
    expect(changed.code).to.equal(EXIT_DIFFERENT);
    expect(changed.out).to.include('No reason is told').and.not.include('TRADED.');
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

  it('asks for all of the days that are named', async () => {
    expect((await verify('--from', '2026-11-21', '--to', '2026-11-21')).out).to.include('2 of 2 slots');
    await write('manifest.json', formatManifest({ ...manifest, slots: manifest.slots.slice(0, 1) }));
    expect((await verify()).code).to.equal(EXIT_VERIFIED);
    const { code, out } = await verify('--to', '2026-11-21');
    expect(code).to.equal(EXIT_DIFFERENT);
    expect(out).to.include('(koma 26): the whole slot: found nothing, expected records (chain)');
    const later = await verify('--from', '2026-11-22');
    expect(later.out).to.include('slots       none').and.include('0 of 0 slots');
  });

  it('finds that the reader means another area', async () => {
    expect((await verify('--area', '7')).code).to.equal(EXIT_VERIFIED);
    expect((await verify('--area', '8')).out).to.include('- area: found 7, expected 8 (reader)');
  });

  it('reads a bundle, and names the one slot in it that is broken', async () => {
    const [first, second] = SLOTS.map(formatSlotEvidence) as [string, string];
    const file = join(folder, 'day.json');
    await writeFile(file, formatEvidenceBundle(formatManifest(manifest), [first, second]));
    expect((await run('--evidence', file, '--rpc', chain.url)).code).to.equal(EXIT_VERIFIED);
    await writeFile(file, formatEvidenceBundle(formatManifest(manifest), [first, '{}']));
    const { code, out } = await run('--evidence', file, '--rpc', chain.url);
    expect(code).to.equal(EXIT_DIFFERENT);
    expect(out).to.include('2026-11-21-koma-26.json: found').and.include('1 of 2 slots');
    await writeFile(file, formatEvidenceBundle(formatManifest(manifest), [first]));
    expect((await run('--evidence', file, '--rpc', chain.url)).errors).to.include('EVIDENCE_MALFORMED');
  });

  it('reads from a URL, and says so if it cannot', async () => {
    const server = createServer((request, response) => {
      const { pathname } = new URL(request.url!, 'http://localhost');
      readFile(join(folder, pathname.replace('/evidence/', ''))).then(
        (content) => response.end(content),
        () => response.writeHead(404).end(),
      );
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const base = `http://127.0.0.1:${port}/evidence`;
    try {
      for (const place of [base, `${base}/`, `${base}/manifest.json?from=1&to=2`]) {
        expect((await run('--evidence', place, '--rpc', chain.url)).out).to.include('2 of 2 slots');
      }
      await rm(join(folder, FIRST_FILE));
      expect((await run('--evidence', base, '--rpc', chain.url)).out).to.include(
        `${FIRST_FILE} cannot be read (HTTP 404)`,
      );
      const nowhere = await run('--evidence', `${base}/no`, '--rpc', chain.url);
      expect(nowhere).to.include({ code: EXIT_UNABLE });
      expect(nowhere.errors).to.include('FILE_UNREADABLE');
    } finally {
      server.close();
    }
  });

  it('seals the report: its digest covers the findings and every file that was read', async () => {
    const [json, text] = [join(folder, 'report.json'), join(folder, 'report.txt')];
    const { out } = await verify('--json', json, '--text', text);
    const { digest, ...body } = JSON.parse(await readFile(json, 'utf8'));
    expect(digest).to.equal(createHash('sha256').update(JSON.stringify(body)).digest('hex'));
    expect(body.inputs.map(({ file }: { file: string }) => file)).to.deep.equal([
      'manifest.json',
      ...SLOTS.map(({ slot }) => evidenceFileOf(slot)),
    ]);
    const sha256 = createHash('sha256')
      .update(await readFile(join(folder, FIRST_FILE)))
      .digest('hex');
    expect(body.inputs[1].sha256).to.equal(sha256);
    const signable = await readFile(text, 'utf8');
    for (const said of [digest, sha256, 'Signature: ____', 'VERIFIED: the evidence']) expect(signable).to.include(said);
    expect(out).to.include(digest);

    await verify('--json', json);
    expect(JSON.parse(await readFile(json, 'utf8')).digest, 'the same again').to.equal(digest);
    await edit(FIRST_FILE, '"side":"sell"', '"side":"buy"');
    await verify('--json', json, '--text', text);
    expect(JSON.parse(await readFile(json, 'utf8')).digest).not.to.equal(digest);
    expect(await readFile(text, 'utf8')).to.include('NOT VERIFIED');
  });

  it('names the halts, and what was done in them', async () => {
    const [items] = SLOTS as [SlotItems];
    const placed = items.journal.findLast(({ command }) => command.type === 'place')!.command as PlaceCommand;
    const { participant, atMs } = placed;
    const orderId = items.journal.filter(({ command }) => command.type === 'place').length;
    // One that finds nobody is taken back in the halt, and entered again, which is refused.
    const unmatched = { ...placed, side: 'sell', priceSen: items.rules.maxPriceSen, atMs: atMs + 1000 } as const;
    const commands: Command[] = [
      ...items.journal.map(({ command }) => command).slice(0, -1),
      ...[unmatched, { type: 'halt', atMs: atMs + 60_000 } as const],
      { type: 'cancel', participant, orderId, atMs: atMs + 61_000 },
      { ...unmatched, atMs: atMs + 62_000 },
      ...[{ type: 'resume', atMs: atMs + 120_000 } as const, items.journal.at(-1)!.command],
    ];
    const halted = { ...items, ...playMarket(commands), settlements: [] };
    const place = await deployLedger(chain);
    await anchorSlots(chain, place, [halted]);
    await write(FIRST_FILE, formatSlotEvidence(halted));
    await write('manifest.json', formatManifest({ ...manifest, contract: place.address, slots: [manifest.slots[0]!] }));
    const { out, code } = await verify();
    expect(code, out).to.equal(EXIT_VERIFIED);
    expect(out).to.match(
      /halt +2026-11-21 12:00-.* JST \(koma 25\): 2026-11-20 .* JST to 2026-11-20 .* JST; 1 cancelled, 0 reduced, 0 expired, 1 refused/,
    );
  });

  it('holds the close against the gate closure that the reader was told of', async () => {
    expect((await verify('--lead', '75')).code).to.equal(EXIT_VERIFIED);
    const { code, out } = await verify('--lead', '60');
    expect(code).to.equal(EXIT_DIFFERENT);
    expect(out).to.match(
      /time of close: found 2026-11-21 10:45:00 JST, expected gate closure, 2026-11-21 11:00:00 JST/,
    );
  });

  it('holds receipts against the journals', async () => {
    const [items] = SLOTS as [SlotItems];
    const given = receiptsOf(items.rules, items.journal, keccak256).map((receipt) => ({
      slot: items.slot,
      ...receipt,
    }));
    const [first, second] = given as [SlotReceipt, SlotReceipt];
    const held = async (receipts: unknown) => {
      await write('receipts.json', JSON.stringify(receipts));
      return verify('--receipts', join(folder, 'receipts.json'));
    };
    const honest = await held(given);
    expect(honest.code, honest.out).to.equal(EXIT_VERIFIED);
    expect(honest.out).to.include(`receipts    ${given.length} held against the journals`);
    expect((await held({ ...first, events: [] })).code, 'an answer as it was given').to.equal(EXIT_VERIFIED);
    for (const lie of [
      { ...first, chainHash: second.chainHash },
      { ...first, sequence: 9999 },
      { ...first, slot: first.slot + 9 },
    ]) {
      const { code, out } = await held([second, lie]);
      expect(code).to.equal(EXIT_DIFFERENT);
      expect(out).to.match(/receipt of \d+: found .*, expected 0x[0-9a-f]{64} \(reader\)/);
    }
    expect((await held('nothing')).errors).to.match(/FILE_UNREADABLE.*holds no receipts/);
  });

  it('watches, and ends with what it saw', async () => {
    const watching = (...args: string[]) =>
      run('watch', '--evidence', folder, '--rpc', chain.url, '--polls', '3', '--grace', '1', ...args);
    const { code, out } = await watching('--confirmations', '0');
    expect(code).to.equal(EXIT_VERIFIED);
    expect(out).to.equal(
      '2026-11-21 12:00-12:30 JST (koma 25): VERIFIED\n2026-11-21 12:30-13:00 JST (koma 26): VERIFIED\n' +
        'Watched: 2 verified, 0 different, 0 waiting.\n',
    );
    await edit(FIRST_FILE, '"side":"sell"', '"side":"buy"');
    const tampered = await watching('--confirmations', '0');
    expect(tampered.code).to.equal(EXIT_DIFFERENT);
    expect(tampered.out).to.include('DIFFERS: 2026-11-21 12:00').and.include('1 verified, 1 different, 0 waiting');
  });

  describe('ends with 2 and says what to do', () => {
    const cases: [what: string, args: () => string[], message: RegExp][] = [
      ['without --evidence', () => ['--rpc', chain.url], /ARGUMENTS_INVALID.*--evidence is missing. See --help/],
      ['without --rpc', () => ['--evidence', folder], /--rpc is missing/],
      ['for an unknown option', () => ['--quick'], /Unknown option '--quick'/],
      ['for what is no day', () => ['--evidence', folder, '--rpc', chain.url, '--from', '2026-02-30'], /is not a day/],
      [
        'for days turned around',
        () => ['--evidence', folder, '--rpc', chain.url, '--from', '2026-11-22', '--to', '2026-11-21'],
        /2026-11-22 is after --to 2026-11-21/,
      ],
      ['for an unknown command', () => ['prove', '--evidence', folder, '--rpc', chain.url], /prove is no command/],
      [
        'for an option of the other command',
        () => ['watch', '--evidence', folder, '--rpc', chain.url, '--json', 'r'],
        /--json does not go with watch/,
      ],
      [
        'for a number out of bounds',
        () => ['watch', '--evidence', folder, '--rpc', chain.url, '--every', '0'],
        /--every 0 is not a whole number from 1 to 3600/,
      ],
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
      expect(out)
        .to.include('npm run verify -- --evidence PLACE --rpc URL')
        .and.to.match(/Ends with\n {2}0 .*\n {2}1 .*\n {2}2 /);
    });
  });
});
