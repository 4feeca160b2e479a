import { expect } from 'chai';
import fc from 'fast-check';
import {
  connectNode,
  deploySlotLedger,
  EthersSenderChain,
  type LocalChain,
  type OutboxRecord,
  OutboxSender,
  recordHash,
  SlotLedgerClient,
  signReadings,
  startLocalChain,
} from '#ledger';
import { closedRecord, settledRecord } from '../hardhat-ledger.js';
import { type FaultyRpc, type RpcMood, startFaultyRpc } from './faulty-rpc.js';
import { MemoryOutboxStore } from './memory-store.js';
import { DECEIVED, type Fate, Mortality, sendThrough } from './mortality.js';

const SLOT = 990_000;
/** More than the deepest reorganisation tried: what is confirmed stays. */
const CONFIRMATIONS = 11;
/** `LEDGER_SEEDS=1000 npx mocha dist/test/libs/ledger/sender/anvil.test.js` tries as many as the model chain does. */
const SEEDS = Number(process.env.LEDGER_SEEDS ?? 3);
const SEED_TIMEOUT_MS = 20_000;
const REQUEST_TIMEOUT_MS = 250;

describe('OutboxSender on anvil', function () {
  this.timeout(60_000 + SEEDS * SEED_TIMEOUT_MS);
  let anvil: LocalChain;
  let rpc: FaultyRpc;
  let address: string;
  let ledger: SlotLedgerClient;
  let chain: EthersSenderChain;
  /** Each test writes into an area of its own. */
  let areaId = 0;

  /** A chain of its own, with the door before it. */
  const start = async () => {
    anvil = await startLocalChain({ entropy: new Uint8Array(16).fill(9) });
    const { admin, operator, meteringAgent, provider, url } = anvil;
    address = await deploySlotLedger(admin, {
      admin: admin.address,
      operators: [operator.address],
      meteringAgents: [meteringAgent.address],
    });
    ledger = new SlotLedgerClient(provider, address);
    await provider.send('evm_setAutomine', [false]);
    rpc = await startFaultyRpc(url);
    const node = await connectNode(rpc.url, { chainId: 31_337, requestTimeoutMs: REQUEST_TIMEOUT_MS });
    chain = new EthersSenderChain(node, operator, address);
    await mine(CONFIRMATIONS);
  };
  const stop = async () => {
    await rpc?.stop();
    await anvil?.stop();
  };

  before(start);

  beforeEach(async () => {
    areaId++;
    rpc.setMoods(() => 'honest');
    await mine(CONFIRMATIONS);
  });

  after(stop);

  const mine = (blocks: number) => anvil.provider.send('anvil_mine', [`0x${blocks.toString(16)}`]);
  const price = (gwei: bigint) =>
    anvil.provider.send('anvil_setNextBlockBaseFeePerGas', [`0x${(gwei * 10n ** 9n).toString(16)}`]);
  const reorganise = (depth: number) => anvil.provider.send('anvil_reorg', [depth, []]);
  const drop = () => anvil.provider.send('anvil_dropAllTransactions', []);

  const outbox = async (): Promise<OutboxRecord[]> => {
    const settled = async (id: number, version: number): Promise<OutboxRecord> => {
      const record = settledRecord(SLOT, version, areaId);
      const place = { chainId: 31_337, address };
      return {
        id,
        phase: 'settled',
        record,
        meteringSignature: await signReadings(anvil.meteringAgent, place, record),
      };
    };
    return [
      { id: 1, phase: 'closed', record: closedRecord(SLOT, areaId) },
      await settled(2, 1),
      await settled(3, 2),
      { id: 4, phase: 'closed', record: closedRecord(SLOT + 1, areaId) },
    ];
  };
  const storeOf = async (records: OutboxRecord[]) => {
    const store = new MemoryOutboxStore();
    await store.add(...records);
    await store.saveIdentity(await chain.identity());
    return store;
  };
  /** That the chain has each record once, in its slot's order, linked as the store says, and no transaction was in vain. */
  const expectAnchoredOnce = async (store: MemoryOutboxStore, records: readonly OutboxRecord[], nonce: number) => {
    const anchored = await ledger.records({ areaId, fromSlot: SLOT, toSlot: SLOT + 1 });
    const preimages = store.transactions.flatMap(({ entries }) => entries.map(({ preimage }) => preimage));
    expect(anchored.map((link) => link.recordHash)).to.deep.equal(preimages.map(recordHash));
    for (const slot of [SLOT, SLOT + 1]) {
      const ofSlot = (list: readonly { record: object & { slot: number } }[]) =>
        list.map(({ record }) => record).filter((record) => record.slot === slot);
      expect(ofSlot(anchored)).to.deep.equal(ofSlot(records));
    }
    expect(await anvil.operator.getNonce('latest')).to.equal(nonce + store.transactions.length);
  };

  for (const depth of [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]) {
    it(`brings back what a reorganisation ${depth} deep took away`, async () => {
      const records = await outbox();
      const store = await storeOf(records);
      const nonce = await anvil.operator.getNonce('latest');
      // Three transactions in as many blocks, none of them confirmed yet.
      const one = new OutboxSender(store, chain, { confirmations: CONFIRMATIONS + 3 });
      let hours = 0;
      const advance = () => one.advance(++hours * 3_600_000);
      while ((await advance()).pending > 0) await mine(1);
      await mine(depth);
      expect(await advance()).to.include({ sent: 4, confirmed: 0 });
      const before = store.transactions.map(({ inclusion }) => inclusion!.blockHash);
      await drop();
      await reorganise(depth);
      for (let rounds = 0; rounds < 8; rounds++) {
        await advance();
        await mine(4);
      }
      expect(await advance()).to.deep.equal({ pending: 0, sent: 0, confirmed: 4 });
      const after = store.transactions.map(({ inclusion }) => inclusion!.blockHash);
      expect(after.at(-1), 'the last one was taken away').to.not.equal(before.at(-1));
      await expectAnchoredOnce(store, records, nonce);
    });
  }

  it('is made dearer when fees rise, and mined at the new price', async () => {
    const records = (await outbox()).slice(0, 1);
    const store = await storeOf(records);
    const nonce = await anvil.operator.getNonce('latest');
    const one = new OutboxSender(store, chain, { confirmations: 1 });
    await one.advance(0);
    await price(90n);
    await mine(4);
    await one.advance(600_000);
    await mine(1);
    expect(await one.advance(1_200_000)).to.deep.equal({ pending: 0, sent: 0, confirmed: 1 });
    const [{ hash, replacements, inclusion }] = store.transactions as [(typeof store.transactions)[0]];
    expect(replacements.map((replacement) => replacement.hash)).to.deep.equal([inclusion!.minedHash]);
    expect(inclusion!.minedHash).to.not.equal(hash);
    await expectAnchoredOnce(store, records, nonce);
  });

  it(`anchors each record once over ${SEEDS} seeds of crashes, drops, fees, reorganisations and a node that fails or lies`, async () => {
    const fates = fc.array(
      fc.oneof<fc.WeightedArbitrary<Fate>[]>(
        { weight: 10, arbitrary: fc.constant('lives') },
        { weight: 1, arbitrary: fc.constantFrom('diesBefore', 'diesAfter') },
      ),
      { minLength: 200, maxLength: 200 },
    );
    const weather = fc.array(
      fc.oneof(
        { weight: 6, arbitrary: fc.constantFrom('mine', 'mine four') },
        { weight: 2, arbitrary: fc.constantFrom('drop', 'dear', 'cheap') },
        { weight: 2, arbitrary: fc.integer({ min: 1, max: 10 }) },
      ),
      { minLength: 25, maxLength: 25 },
    );
    const moods = fc.array(
      fc.oneof<fc.WeightedArbitrary<RpcMood>[]>(
        { weight: 25, arbitrary: fc.constant('honest') },
        { weight: 4, arbitrary: fc.constantFrom('refuses', 'breaks', 'deaf', 'liar') },
        { weight: 1, arbitrary: fc.constant('stalls') },
      ),
      { minLength: 250, maxLength: 250 },
    );
    const told = { honest: 0, refuses: 0, breaks: 0, stalls: 0, deaf: 0, liar: 0 };
    await fc.assert(
      fc.asyncProperty(fates, weather, moods, async (fate, days, mood) => {
        // After many reorganisations anvil forgets what none of them undid, the contract even: each seed has its own chain.
        await stop();
        await start();
        const records = await outbox();
        const store = await storeOf(records);
        const nonce = await anvil.operator.getNonce('latest');
        rpc.setMoods((request) => {
          const now = mood[request] ?? 'honest';
          // Who has nothing to compare a nonce with must believe it: the first transaction is sent under supervision.
          return now === 'liar' && store.transactions.length === 0 ? 'honest' : now;
        });
        let day = 0;
        const between = async () => {
          const today = days[day++] ?? 'mine four';
          if (typeof today === 'number') await reorganise(today);
          if (today === 'drop') await drop();
          if (today === 'dear') await price(20n);
          if (today === 'cheap') await price(1n);
          await mine(today === 'dear' || today === 'mine four' ? 4 : 1);
        };
        const mayBeStuck = [...DECEIVED, 'BATCH_REFUSED', 'BROADCAST_REFUSED'];
        const mortality = new Mortality((call) => fate[call] ?? 'lives');
        await sendThrough(mortality, store, chain, { confirmations: CONFIRMATIONS, between, mayBeStuck });
        await expectAnchoredOnce(store, records, nonce);
        for (const name of Object.keys(told) as RpcMood[]) told[name] += rpc.told[name];
      }),
      { seed: 20_261_123, numRuns: SEEDS, endOnFailure: true },
    );
    for (const mood of ['refuses', 'breaks', 'deaf', 'liar', 'stalls'] as const) {
      expect(told[mood], mood).to.be.greaterThan(0);
    }
  });
});
