import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { Contract } from 'ethers';
import {
  connectNode,
  deploySlotLedger,
  type LocalChain,
  type LocalChainOptions,
  SLOT_LEDGER_ABI,
  SlotLedgerClient,
  startLocalChain,
} from '#ledger';
import { closedRecord } from '../hardhat-ledger.js';
import { rejection } from './rejection.js';

const SLOT = 990_000;
const entropy = new Uint8Array(16).fill(7);

describe('local chain', function () {
  this.timeout(60_000);
  let directory: string;
  let statePath: string;
  const running: LocalChain[] = [];
  const start = async (options: Partial<LocalChainOptions> = {}) => {
    const chain = await startLocalChain({ entropy, statePath, ...options });
    running.push(chain);
    return chain;
  };

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ichien-chain-'));
    statePath = join(directory, 'chain', 'state.json');
  });

  afterEach(async () => {
    await Promise.all(running.splice(0).map((chain) => chain.stop()));
    await rm(directory, { recursive: true });
  });

  it('keeps records, blocks and accounts from one start to the next', async () => {
    const first = await start();
    const address = await deploySlotLedger(first.admin, {
      admin: first.admin.address,
      operators: [first.operator.address],
      meteringAgents: [first.meteringAgent.address],
    });
    const ledger = new Contract(address, SLOT_LEDGER_ABI, first.operator);
    await (await ledger.getFunction('close')([closedRecord(SLOT)])).wait();
    const before = await new SlotLedgerClient(first.provider, address).records({
      areaId: 1,
      fromSlot: SLOT,
      toSlot: SLOT,
    });
    const genesis = await first.provider.getBlock(0);
    await first.stop();

    const second = await start({ entropy: new Uint8Array(16).fill(8) });
    const client = new SlotLedgerClient(second.provider, address);
    expect(await client.records({ areaId: 1, fromSlot: SLOT, toSlot: SLOT })).to.deep.equal(before);
    expect(before).to.have.length(1);
    expect((await second.provider.getBlock(0))!.hash).to.equal(genesis!.hash);
    expect(second.operator.address, 'the kept key, not the new entropy').to.equal(first.operator.address);
    await (await ledger.connect(second.operator).getFunction('close')([closedRecord(SLOT + 1)])).wait();
    expect(await client.head(1)).to.not.equal(before[0]!.recordHash);
  });

  it('has accounts of its own, kept where only their owner reads them', async () => {
    const { admin, operator, meteringAgent } = await start();
    const addresses = new Set([admin, operator, meteringAgent].map((wallet) => wallet.address));
    expect(addresses.size).to.equal(3);
    expect((await stat(`${statePath}.key`)).mode & 0o777).to.equal(0o600);
    expect(await readFile(`${statePath}.key`, 'utf8')).to.equal(admin.mnemonic!.phrase);
  });

  it('ends with its process', async () => {
    const chain = await start();
    await chain.stop();
    await chain.stop(); // stopping twice is no error
    expect(await rejection(connectNode(chain.url))).to.equal('NODE_UNREACHABLE');
  });

  it('ends, and saves, when whoever started it is killed', async () => {
    const script = fileURLToPath(new URL('./start-and-hang.js', import.meta.url));
    const starter = spawn(process.execPath, [script, statePath], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [said] = await once(starter.stdout, 'data');
    const { hostname, port } = new URL(String(said).trim());
    const connection = connect(Number(port), hostname);
    await once(connection, 'connect');
    const ended = once(connection.resume(), 'close');
    starter.kill('SIGKILL');
    await ended;

    const { provider } = await start();
    expect(await provider.getBlockNumber()).to.equal(1);
  });

  it('refuses a port that is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    expect(await rejection(start({ port }))).to.equal('LOCAL_CHAIN_FAILED');
    server.close();
  });

  it('refuses a damaged state or key instead of beginning anew', async () => {
    const chain = await start();
    await chain.stop();
    await writeFile(statePath, '{"half a');
    expect(await rejection(start())).to.equal('LOCAL_CHAIN_FAILED');
    await writeFile(`${statePath}.key`, 'no phrase');
    expect(await rejection(start())).to.equal('LOCAL_CHAIN_KEY_INVALID');
  });

  it('gives up when nothing answers in time', async () => {
    expect(await rejection(start({ startTimeoutMs: 1 }))).to.equal('LOCAL_CHAIN_FAILED');
  });

  it('refuses entropy of another length', async () => {
    expect(await rejection(start({ entropy: new Uint8Array(15) }))).to.equal('LOCAL_CHAIN_KEY_INVALID');
  });
});
