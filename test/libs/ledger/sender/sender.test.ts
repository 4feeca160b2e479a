import { expect } from 'chai';
import { Contract, id, Transaction } from 'ethers';
import {
  EthersSenderChain,
  MAX_BATCH_RECORDS,
  MAX_REPLACEMENTS,
  type OutboxRecord,
  OutboxSender,
  recordHash,
  type SenderChain,
  SLOT_LEDGER_ABI,
} from '#ledger';
import type { Hex } from '#merkle';
import { closedRecord, countersign, deployOnHardhat, type HardhatLedger, settledRecord } from '../hardhat-ledger.js';
import { MemoryOutboxStore } from './memory-store.js';
import { ModelChain } from './model-chain.js';

const SLOT = 990_000;
const OPERATOR_ROLE = id('OPERATOR_ROLE');

describe('OutboxSender', () => {
  let ledger: HardhatLedger;
  let snapshot: unknown;
  let store: MemoryOutboxStore;
  let chain: EthersSenderChain;

  before(async () => {
    ledger = await deployOnHardhat();
    await ledger.rpc('hardhat_mine', '0x5');
  });

  beforeEach(async () => {
    snapshot = await ledger.rpc('evm_snapshot');
    store = new MemoryOutboxStore();
    chain = new EthersSenderChain(ledger.provider, ledger.operator, ledger.place.address);
  });

  afterEach(async () => {
    await ledger.rpc('evm_setAutomine', true);
    await ledger.rpc('evm_revert', snapshot);
  });

  after(() => ledger.close());

  const sender = (confirmations = 1, port: SenderChain = chain) => new OutboxSender(store, port, { confirmations });
  const closed = (recordId: number, slot: number, areaId = 1): OutboxRecord => ({
    id: recordId,
    phase: 'closed',
    record: closedRecord(slot, areaId),
  });
  const settled = async (recordId: number, slot: number, version = 1, areaId = 1): Promise<OutboxRecord> => {
    const record = settledRecord(slot, version, areaId);
    return { id: recordId, phase: 'settled', record, meteringSignature: await countersign(ledger, record) };
  };
  const anchored = (areaId = 1) => ledger.client.records({ areaId, fromSlot: SLOT, toSlot: SLOT + 1_000 });
  const setOperator = async (grant: boolean, overrides = {}) => {
    const roles = new Contract(
      ledger.place.address,
      ['function grantRole(bytes32, address)', 'function revokeRole(bytes32, address)'],
      ledger.admin,
    );
    return roles.getFunction(grant ? 'grantRole' : 'revokeRole')(OPERATOR_ROLE, ledger.operator.address, overrides);
  };

  describe('anchoring', () => {
    it('anchors a slot from closing to its second version, with the preimages that the chain has hashed', async () => {
      await store.add(closed(1, SLOT), await settled(2, SLOT, 1), await settled(3, SLOT, 2));
      expect(await sender().advance(0)).to.deep.equal({ pending: 0, sent: 0, confirmed: 3 });

      const records = await anchored();
      expect(records.map(({ record }) => record)).to.deep.equal([
        closedRecord(SLOT),
        settledRecord(SLOT, 1),
        settledRecord(SLOT, 2),
      ]);
      const entries = store.transactions.flatMap((transaction) => [...transaction.entries]);
      expect(entries.map(({ preimage }) => recordHash(preimage))).to.deep.equal(
        records.map((record) => record.recordHash),
      );
      expect(await ledger.client.latest(1, SLOT)).to.equal(entries[2]!.recordHash);
    });

    it('gathers phases into batches of 48 and keeps the order of every slot', async () => {
      for (let n = 0; n < 60; n++) await store.add(closed(2 * n, SLOT + n), await settled(2 * n + 1, SLOT + n));
      expect(await sender().advance(0)).to.deep.equal({ pending: 0, sent: 0, confirmed: 120 });
      expect(store.transactions.map(({ entries }) => entries.length)).to.deep.equal([48, 48, 12, 12]);
    });

    it('chains each area by itself', async () => {
      await store.add(closed(1, SLOT, 1), closed(2, SLOT, 2), closed(3, SLOT + 1, 1), await settled(4, SLOT, 1, 2));
      await sender().advance(0);
      for (const areaId of [1, 2]) {
        const [first, second] = await anchored(areaId);
        expect(second!.previousHead, `area ${areaId}`).to.equal(first!.recordHash);
        expect(await ledger.client.head(areaId)).to.equal(second!.recordHash);
      }
    });

    it('saves block, hash and gas; a day of one area costs no more than 60,000 gas a slot', async () => {
      for (let n = 0; n < 48; n++) await store.add(closed(n, SLOT + n));
      for (let n = 0; n < 48; n++) await store.add(await settled(48 + n, SLOT + n));
      await sender().advance(0);

      const inclusions = store.transactions.map(({ inclusion }) => inclusion!);
      for (const { blockNumber, blockHash } of inclusions) {
        expect(await chain.blockHash(blockNumber)).to.equal(blockHash);
      }
      const gasPerSlot = inclusions.reduce((sum, { gasUsed }) => sum + gasUsed, 0) / 48;
      expect(gasPerSlot).to.be.within(50_000, 60_000);
    });

    it('does nothing when nothing waits', async () => {
      expect(await sender().advance(0)).to.deep.equal({ pending: 0, sent: 0, confirmed: 0 });
      expect(await chain.minedNonce()).to.equal(0);
    });

    it('sends once when it is called twice at a time', async () => {
      await store.add(closed(1, SLOT));
      const one = sender();
      await Promise.all([one.advance(0), one.advance(0)]);
      expect(store.transactions).to.have.length(1);
    });
  });

  describe('confirmation', () => {
    it('says confirmed only when the block is deep enough', async () => {
      await store.add(closed(1, SLOT));
      const careful = sender(3);
      expect(await careful.advance(0)).to.deep.equal({ pending: 0, sent: 1, confirmed: 0 });
      await ledger.rpc('hardhat_mine', '0x1');
      expect((await careful.advance(0)).confirmed).to.equal(0);
      await ledger.rpc('hardhat_mine', '0x1');
      expect((await careful.advance(0)).confirmed).to.equal(1);
    });

    it('sends what follows without waiting for confirmation', async () => {
      await store.add(closed(1, SLOT), await settled(2, SLOT));
      expect(await sender(3).advance(0)).to.deep.equal({ pending: 0, sent: 2, confirmed: 0 });
      expect(await anchored()).to.have.length(2);
    });

    for (let depth = 1; depth <= 10; depth++) {
      it(`brings back what a reorganisation ${depth} deep took away`, async () => {
        await store.add(closed(1, SLOT), await settled(2, SLOT));
        const careful = sender(11);
        const fork = await ledger.rpc('evm_snapshot');
        await careful.advance(0);
        if (depth > 2) await ledger.rpc('hardhat_mine', `0x${(depth - 2).toString(16)}`);
        await careful.advance(1_000);
        await ledger.rpc('evm_revert', fork);
        await ledger.rpc('hardhat_mine', `0x${depth.toString(16)}`);
        expect(await anchored()).to.have.length(0);
        for (const nowMs of [600_000, 1_200_000]) await careful.advance(nowMs);
        await ledger.rpc('hardhat_mine', '0xb');
        expect(await careful.advance(1_800_000)).to.deep.equal({ pending: 0, sent: 0, confirmed: 2 });
        expect(await anchored()).to.have.length(2);
      });
    }

    it('brings back what a reorganisation took away, byte for byte', async () => {
      await store.add(closed(1, SLOT), await settled(2, SLOT));
      const careful = sender(3);
      const beforeSending = await ledger.rpc('evm_snapshot');
      await careful.advance(0);
      const hashes = store.transactions.map(({ hash }) => hash);
      await ledger.rpc('evm_revert', beforeSending);
      await ledger.rpc('hardhat_mine', '0x1'); // the blocks that win carry neither transaction
      expect(await anchored()).to.have.length(0);

      expect(await careful.advance(10_000)).to.deep.equal({ pending: 0, sent: 2, confirmed: 0 });
      await careful.advance(20_000);
      await ledger.rpc('hardhat_mine', '0x3');
      expect((await careful.advance(30_000)).confirmed).to.equal(2);
      expect(store.transactions.map(({ hash }) => hash)).to.deep.equal(hashes);
      for (const { inclusion } of store.transactions) {
        expect(await chain.blockHash(inclusion!.blockNumber)).to.equal(inclusion!.blockHash);
      }
    });
  });

  describe('blocks that go away', () => {
    const model = () => new ModelChain(false);
    /** The chain, with something happening just before the n-th call of a method. */
    const when = (target: ModelChain, method: keyof SenderChain, nth: number, happens: () => void): SenderChain => {
      let calls = 0;
      return new Proxy(target, {
        get(_, name) {
          if (name === method && ++calls === nth) happens();
          return Reflect.get(target, name).bind(target);
        },
      });
    };

    it('while the receipt is read: the transaction is not confirmed', async () => {
      const chainModel = model();
      await store.add(closed(1, SLOT));
      await sender(2, chainModel).advance(0);
      chainModel.mine();
      chainModel.mine();
      const wavering = when(chainModel, 'blockHash', 1, () => chainModel.reorganise(2));
      expect(await sender(2, wavering).advance(0)).to.deep.equal({ pending: 0, sent: 1, confirmed: 0 });
    });

    it('before the next transaction is made: it does not take the nonce of the one that went away', async () => {
      const chainModel = model();
      await store.add(closed(1, SLOT, 1));
      await sender(3, chainModel).advance(0);
      chainModel.mine();
      await store.add(closed(2, SLOT, 2));
      // The first reading of the nonce is to follow, the second to send.
      const wavering = when(chainModel, 'minedNonce', 2, () => chainModel.reorganise(1));
      expect(await sender(3, wavering).advance(0)).to.deep.equal({ pending: 1, sent: 1, confirmed: 0 });

      const one = sender(3, chainModel);
      for (let nowMs = 0; nowMs < 5; nowMs++) {
        await one.advance(nowMs);
        chainModel.mine();
      }
      expect(await one.advance(5)).to.deep.equal({ pending: 0, sent: 0, confirmed: 2 });
    });

    it('or never were, though the node counts them: the transaction is not confirmed', async () => {
      const chainModel = model();
      await store.add(closed(1, SLOT));
      await sender(6, chainModel).advance(0);
      chainModel.mine();
      const boastful = new Proxy(chainModel, {
        get: (target, name) => (name === 'blockNumber' ? async () => 1_000 : Reflect.get(target, name).bind(target)),
      });
      expect(await sender(6, boastful).advance(0)).to.deep.equal({ pending: 0, sent: 1, confirmed: 0 });
    });

    it('and leave no trace of where the transaction stood', async () => {
      const chainModel = model();
      await store.add(closed(1, SLOT));
      const one = sender(3, chainModel);
      await one.advance(0);
      chainModel.mine();
      await one.advance(0);
      expect(store.transactions[0]).to.have.property('inclusion');
      chainModel.reorganise(1);
      await one.advance(0);
      expect(store.transactions[0]).to.not.have.property('inclusion');
    });
  });

  describe('lost transactions', () => {
    it('offers a dropped transaction again after a back-off, and only then', async () => {
      await ledger.rpc('evm_setAutomine', false);
      await store.add(closed(1, SLOT));
      const one = sender();
      await one.advance(0);
      const { hash } = store.transactions[0]!;
      await ledger.rpc('hardhat_dropTransaction', hash);

      await one.advance(1_000);
      expect(await ledger.provider.getTransaction(hash)).to.equal(null);
      await one.advance(2_000);
      expect(await ledger.provider.getTransaction(hash)).to.include({ hash });
      await ledger.rpc('hardhat_mine', '0x1');
      expect((await one.advance(3_000)).confirmed).to.equal(1);
    });

    it('offers it at once after a restart', async () => {
      await ledger.rpc('evm_setAutomine', false);
      await store.add(closed(1, SLOT));
      await sender().advance(0);
      const { hash } = store.transactions[0]!;
      await ledger.rpc('hardhat_dropTransaction', hash);
      await sender().advance(1);
      expect(await ledger.provider.getTransaction(hash)).to.include({ hash });
    });

    it('does not send the next before the last is mined', async () => {
      await ledger.rpc('evm_setAutomine', false);
      await store.add(closed(1, SLOT), await settled(2, SLOT));
      const one = sender();
      await one.advance(0);
      expect(await one.advance(1_000)).to.deep.equal({ pending: 1, sent: 1, confirmed: 0 });
    });

    it('reports a transaction that no block takes', async () => {
      await ledger.rpc('evm_setAutomine', false);
      await store.add(closed(1, SLOT));
      const one = sender();
      let nowMs = 0;
      for (let offers = 0; offers < 8; offers++, nowMs += 600_000) {
        expect((await one.advance(nowMs)).stuck, `offer ${offers}`).to.equal(undefined);
      }
      expect((await one.advance(nowMs)).stuck).to.include({ code: 'TRANSACTION_NOT_MINED' });
      await ledger.rpc('hardhat_mine', '0x1');
      expect(await one.advance(nowMs + 600_000)).to.deep.equal({ pending: 0, sent: 0, confirmed: 1 });
    });
  });

  describe('a transaction that blocks pass over', () => {
    const HOUR_MS = 3_600_000;
    /** One hour and as many blocks later. */
    const later = async (one: OutboxSender, hour: number, blocks: number) => {
      if (blocks > 0) await ledger.rpc('hardhat_mine', `0x${blocks.toString(16)}`);
      return one.advance(hour * HOUR_MS);
    };
    /** The base fee jumps, as it does within minutes on a public chain: what was signed before is too cheap. */
    const jump = async (gwei: bigint) => {
      await ledger.rpc('hardhat_setNextBlockBaseFeePerGas', `0x${(gwei * 10n ** 9n).toString(16)}`);
      await ledger.rpc('hardhat_mine', '0x1');
    };
    const prices = ({ raw, replacements }: { raw: string; replacements: readonly { raw: string }[] }) =>
      [raw, ...replacements.map((replacement) => replacement.raw)].map((signed) => Transaction.from(signed));

    it('is replaced by a dearer one with the same nonce and call, once three blocks were made without it', async () => {
      await ledger.rpc('evm_setAutomine', false);
      await store.add(closed(1, SLOT));
      const one = sender();
      await one.advance(0);
      await jump(40n);
      await later(one, 1, 1);
      expect(store.transactions[0]!.replacements, 'after two blocks').to.have.length(0);
      await later(one, 2, 1);
      const [first, second, ...more] = prices(store.transactions[0]!);
      expect(more).to.have.length(0);
      expect([second!.nonce, second!.to, second!.data, second!.gasLimit, second!.chainId]).to.deep.equal([
        first!.nonce,
        first!.to,
        first!.data,
        first!.gasLimit,
        first!.chainId,
      ]);
      expect(Number(second!.maxFeePerGas)).to.be.greaterThan(1.1 * Number(first!.maxFeePerGas));
      expect(Number(second!.maxPriorityFeePerGas)).to.be.greaterThan(1.1 * Number(first!.maxPriorityFeePerGas));

      expect(await later(one, 3, 1)).to.deep.equal({ pending: 0, sent: 0, confirmed: 1 });
      const { hash, replacements, inclusion } = store.transactions[0]!;
      expect(inclusion!.minedHash).to.equal(replacements[0]!.hash).and.not.to.equal(hash);
      expect(await anchored()).to.have.length(1);
    });

    it('is not replaced while the chain makes no blocks, however long that is', async () => {
      await ledger.rpc('evm_setAutomine', false);
      await store.add(closed(1, SLOT));
      const one = sender();
      for (let hour = 0; hour < 12; hour++) await later(one, hour, 0);
      expect(store.transactions[0]!.replacements).to.have.length(0);
    });

    it('is replaced no more often, and at no higher price, than the limits say', async () => {
      const hours = async (chainModel: ModelChain) => {
        const one = sender(1, chainModel);
        for (let hour = 0; hour < 100; hour++) {
          chainModel.mine();
          await one.advance(hour * HOUR_MS);
        }
        const { stuck } = await one.advance(100 * HOUR_MS);
        expect(stuck).to.include({ code: 'TRANSACTION_NOT_MINED' });
        return store.transactions[0]!.replacements.length;
      };
      for (const [priceLimit, expected] of [
        [1_000, MAX_REPLACEMENTS],
        [4, 3],
      ] as const) {
        store = new MemoryOutboxStore();
        await store.add(closed(1, SLOT));
        const chainModel = new ModelChain(false);
        await sender(1, chainModel).advance(0);
        chainModel.price = 1_000;
        chainModel.priceLimit = priceLimit;
        expect(await hours(chainModel)).to.equal(expected);
      }
    });

    it('counts when it is mined itself, its replacements in vain; and again when a fork takes a replacement', async () => {
      const chainModel = new ModelChain(false);
      const one = sender(3, chainModel);
      await store.add(closed(1, SLOT));
      await one.advance(0);
      chainModel.price = 1_000;
      for (let hour = 1; hour < 5; hour++) {
        chainModel.mine();
        await one.advance(hour * HOUR_MS);
      }
      const { hash, raw, replacements } = store.transactions[0]!;
      expect(replacements).to.have.length(1);
      chainModel.price = 1;
      chainModel.mine('cheapest');
      await one.advance(5 * HOUR_MS);
      expect(store.transactions[0]!.inclusion!.minedHash).to.equal(hash);

      chainModel.reorganise(1);
      await chainModel.broadcast(raw);
      await chainModel.broadcast(replacements[0]!.raw);
      chainModel.mine('dearest');
      await one.advance(6 * HOUR_MS);
      expect(store.transactions[0]!.inclusion!.minedHash).to.equal(replacements[0]!.hash);
      chainModel.mine();
      chainModel.mine();
      expect(await one.advance(7 * HOUR_MS)).to.deep.equal({ pending: 0, sent: 0, confirmed: 1 });
      expect(chainModel.batches).to.have.length(1);
    });

    it('counts when a replacement in the middle is mined', async () => {
      const chainModel = new ModelChain(false);
      const one = sender(1, chainModel);
      await store.add(closed(1, SLOT));
      await one.advance(0);
      chainModel.price = 1_000;
      for (let hour = 1; hour < 10; hour++) {
        chainModel.mine();
        await one.advance(hour * HOUR_MS);
      }
      const { replacements } = store.transactions[0]!;
      expect(replacements).to.have.length(3);
      chainModel.losePool();
      chainModel.price = 1;
      await chainModel.broadcast(replacements[1]!.raw);
      chainModel.mine();
      expect(await one.advance(10 * HOUR_MS)).to.deep.equal({ pending: 0, sent: 0, confirmed: 1 });
      expect(store.transactions[0]!.inclusion!.minedHash).to.equal(replacements[1]!.hash);
    });

    it('is saved before it is broadcast', async () => {
      const chainModel = new ModelChain(false);
      await store.add(closed(1, SLOT));
      await sender(1, chainModel).advance(0);
      chainModel.price = 2;
      const saved: boolean[] = [];
      const watched = new Proxy(chainModel, {
        get(target, name) {
          if (name !== 'broadcast') return Reflect.get(target, name).bind(target);
          return (raw: Hex) => {
            const known = store.transactions.flatMap((t) => [t.raw, ...t.replacements.map((r) => r.raw)]);
            saved.push(known.includes(raw));
            return target.broadcast(raw);
          };
        },
      });
      const one = sender(1, watched);
      for (let hour = 1; hour < 6; hour++) {
        await one.advance(hour * HOUR_MS);
        chainModel.mine();
      }
      expect(store.transactions[0]!.replacements).to.have.length(1);
      expect(saved).to.have.length.greaterThan(1).and.not.to.include(false);
    });
  });

  describe('waiting for a batch to fill', () => {
    const HALF_HOUR_MS = 1_800_000;
    const patient = () => new OutboxSender(store, new ModelChain(), { confirmations: 1, fillWaitMs: HALF_HOUR_MS });

    it('sends what has gathered when the first has waited long enough', async () => {
      const one = patient();
      await store.add(closed(1, SLOT));
      expect(await one.advance(1_000)).to.deep.equal({ pending: 1, sent: 0, confirmed: 0 });
      await store.add(closed(2, SLOT + 1));
      expect((await one.advance(HALF_HOUR_MS)).pending).to.equal(2);
      expect(await one.advance(HALF_HOUR_MS + 1_000)).to.deep.equal({ pending: 0, sent: 0, confirmed: 2 });
      expect(store.transactions).to.have.length(1);
      await store.add(closed(3, SLOT + 2));
      expect((await one.advance(HALF_HOUR_MS + 2_000)).pending, 'the next waits anew').to.equal(1);
      expect((await one.advance(2 * HALF_HOUR_MS + 2_000)).confirmed).to.equal(3);
    });

    it('sends a full batch at once', async () => {
      for (let n = 0; n < MAX_BATCH_RECORDS; n++) await store.add(closed(n, SLOT + n));
      expect((await patient().advance(0)).confirmed).to.equal(MAX_BATCH_RECORDS);
    });

    it('waits anew after a restart, never longer than that', async () => {
      await store.add(closed(1, SLOT));
      await patient().advance(0);
      const restarted = patient();
      expect((await restarted.advance(HALF_HOUR_MS)).pending).to.equal(1);
      expect((await restarted.advance(2 * HALF_HOUR_MS)).confirmed).to.equal(1);
    });
  });

  describe('what stops it', () => {
    const stuckCode = async (one = sender(), nowMs = 0) => (await one.advance(nowMs)).stuck?.code;

    it('a batch the contract would refuse: nothing is sent, and it goes on once the cause is gone', async () => {
      await setOperator(false);
      await store.add(closed(1, SLOT));
      const one = sender();
      const { stuck } = await one.advance(0);
      expect(stuck).to.include({ code: 'BATCH_REFUSED', retryAtMs: 2_000 });
      expect(stuck!.message).to.contain(`AccessControlUnauthorizedAccount(${ledger.operator.address}`);
      expect(await chain.minedNonce()).to.equal(0);

      await setOperator(true);
      expect(await one.advance(2_000)).to.deep.equal({ pending: 0, sent: 0, confirmed: 1 });
    });

    it('readings that no metering agent signed, naming area, slot and signer', async () => {
      const record = settledRecord(SLOT);
      const byStranger = await countersign({ ...ledger, meteringAgent: ledger.operator }, record);
      await store.add(closed(1, SLOT), { id: 2, phase: 'settled', record, meteringSignature: byStranger });
      const { stuck } = await sender().advance(0);
      expect(stuck!.message).to.contain(`NotMeteringAgent(1, ${SLOT}, ${ledger.operator.address})`);
    });

    it('an operator account without money, until it is funded', async () => {
      await ledger.rpc('hardhat_setBalance', ledger.operator.address, '0x0');
      await store.add(closed(1, SLOT));
      const one = sender();
      expect(await stuckCode(one)).to.equal('BROADCAST_REFUSED');
      await ledger.rpc('hardhat_setBalance', ledger.operator.address, `0x${(10n ** 18n).toString(16)}`);
      expect(await stuckCode(one, 10_000)).to.equal(undefined);
      expect(await anchored()).to.have.length(1);
    });

    it('a transaction that was reverted, until a person releases its records', async () => {
      await ledger.rpc('evm_setAutomine', false);
      await store.add(closed(1, SLOT));
      const one = sender(2);
      await one.advance(0);
      await setOperator(false, { gasLimit: 100_000, maxPriorityFeePerGas: 10n ** 11n, maxFeePerGas: 10n ** 12n });
      await ledger.rpc('hardhat_mine', '0x1'); // the dearer revocation comes first in the block
      await ledger.rpc('evm_setAutomine', true);
      expect(await stuckCode(one, 10_000)).to.equal('TRANSACTION_REVERTED');
      expect(await stuckCode(one, 20_000), 'it stays so').to.equal('TRANSACTION_REVERTED');

      expect(await one.releaseReverted(), 'its block may still go away').to.equal(0);

      await setOperator(true);
      expect(await one.releaseReverted()).to.equal(1);
      await one.advance(30_000);
      await ledger.rpc('hardhat_mine', '0x1');
      expect(await one.advance(30_000)).to.deep.equal({ pending: 0, sent: 0, confirmed: 1 });
    });

    it('but nothing is released that stands on chain, or may still', async () => {
      await store.add(closed(1, SLOT));
      const careful = sender(3);
      await careful.advance(0);
      await ledger.rpc('hardhat_mine', '0x5');
      expect(await careful.releaseReverted()).to.equal(0);
      await ledger.rpc('evm_setAutomine', false);
      await store.add(closed(2, SLOT + 1));
      await careful.advance(0);
      expect(await careful.releaseReverted()).to.equal(0);
      expect(await store.counts()).to.deep.equal({ pending: 0, sent: 1, confirmed: 1 });
    });

    it('a settled record without its closed one', async () => {
      await store.add(await settled(1, SLOT));
      expect(await stuckCode()).to.equal('RECORD_OUT_OF_ORDER');
    });

    it('a record that cannot be encoded', async () => {
      await store.add({ id: 1, phase: 'closed', record: { ...closedRecord(SLOT), tradedWh: -1 } });
      expect(await stuckCode()).to.equal('RECORD_INVALID');
    });

    it('another chain, another beginning, another contract', async () => {
      const identity = await chain.identity();
      for (const other of [
        { chainId: 1 },
        { genesisHash: `0x${'ab'.repeat(32)}` as const },
        { ledgerAddress: '0x00' },
      ]) {
        await store.saveIdentity({ ...identity, ...other });
        expect(await stuckCode(), Object.keys(other)[0]!).to.equal('CHAIN_CHANGED');
      }
    });

    it('an address without a contract, which is not remembered as the right one', async () => {
      const nowhere = new EthersSenderChain(ledger.provider, ledger.operator, ledger.admin.address);
      expect(await stuckCode(sender(1, nowhere))).to.equal('CONTRACT_MISSING');
      await store.add(closed(1, SLOT));
      expect(await stuckCode()).to.equal(undefined);
    });

    it('a chain that lost confirmed blocks', async () => {
      await store.add(closed(1, SLOT));
      const beforeSending = await ledger.rpc('evm_snapshot');
      await sender().advance(0);
      await ledger.rpc('evm_revert', beforeSending);
      await store.add(closed(2, SLOT + 1));
      expect(await stuckCode()).to.equal('NONCE_BACKWARDS');
    });

    it('another writer in the same block, whose record came first', async () => {
      await ledger.rpc('evm_setAutomine', false);
      await store.add(closed(1, SLOT));
      const one = sender();
      await one.advance(0);
      const fees = { maxPriorityFeePerGas: 10n ** 11n, maxFeePerGas: 10n ** 12n, gasLimit: 200_000 };
      const roles = new Contract(ledger.place.address, ['function grantRole(bytes32, address)'], ledger.admin);
      await roles.getFunction('grantRole')(OPERATOR_ROLE, ledger.admin.address, fees);
      const other = new Contract(ledger.place.address, SLOT_LEDGER_ABI, ledger.admin);
      const nonce = (await ledger.admin.getNonce()) + 1;
      await other.getFunction('close')([closedRecord(SLOT + 7)], { ...fees, nonce });
      await ledger.rpc('hardhat_mine', '0x1');
      expect(await anchored()).to.have.length(2);

      const { stuck } = await one.advance(10_000);
      expect(stuck).to.include({ code: 'LEDGER_DIVERGED' });
      expect(stuck!.message).to.contain(`slot ${SLOT}`).and.to.contain(store.transactions[0]!.entries[0]!.recordHash);
    });

    it('another writer in the same area', async () => {
      await store.add(closed(1, SLOT));
      await sender().advance(0);
      const roles = new Contract(ledger.place.address, ['function grantRole(bytes32, address)'], ledger.admin);
      await roles.getFunction('grantRole')(OPERATOR_ROLE, ledger.admin.address);
      const contract = new Contract(ledger.place.address, SLOT_LEDGER_ABI, ledger.admin);
      await contract.getFunction('close')([closedRecord(SLOT + 7)]);
      await store.add(closed(2, SLOT + 1));
      expect(await stuckCode()).to.equal('LEDGER_DIVERGED');
    });

    it('its account used by hand, until a person has accepted the nonce that follows', async () => {
      await store.add(closed(1, SLOT));
      await sender().advance(0);
      await ledger.operator.sendTransaction({ to: ledger.admin.address });
      await store.add(closed(2, SLOT + 1));
      expect(await stuckCode()).to.equal('NONCE_TAKEN');
      const accepting = (acceptedNonce: number) => new OutboxSender(store, chain, { confirmations: 1, acceptedNonce });
      expect(await stuckCode(accepting(3)), 'another nonce than accepted').to.equal('NONCE_TAKEN');
      expect(await accepting(2).advance(0)).to.deep.equal({ pending: 0, sent: 0, confirmed: 2 });
    });

    it('fees above its limit: nothing is signed, and it goes on when they have fallen', async () => {
      await ledger.rpc('hardhat_setNextBlockBaseFeePerGas', '0x2540be400'); // 10 gwei
      await ledger.rpc('hardhat_mine', '0x1');
      const thrifty = (gwei: bigint) =>
        new EthersSenderChain(ledger.provider, ledger.operator, ledger.place.address, gwei * 10n ** 9n);
      await store.add(closed(1, SLOT));
      expect(await stuckCode(sender(1, thrifty(5n)))).to.equal('FEE_LIMIT_REACHED');
      expect(store.transactions).to.deep.equal([]);
      await sender(1, thrifty(15n)).advance(0);
      const { maxFeePerGas } = Transaction.from(store.transactions[0]!.raw);
      expect(maxFeePerGas, 'twice the base fee, but for the limit').to.equal(15n * 10n ** 9n);
      expect(await anchored()).to.have.length(1);
    });

    it('a node that asks for more gas than a batch can need', async () => {
      const wrong = new Proxy(ledger.operator, {
        get(target, name, receiver) {
          if (name === 'connect') return () => receiver;
          if (name === 'estimateGas') return async () => 200_000_000n;
          return Reflect.get(target, name).bind?.(target) ?? Reflect.get(target, name);
        },
      });
      await store.add(closed(1, SLOT));
      const port = new EthersSenderChain(ledger.provider, wrong, ledger.place.address);
      expect(await stuckCode(sender(1, port))).to.equal('NODE_UNREACHABLE');
      expect(store.transactions).to.deep.equal([]);
    });

    it('a store that was set back to an old copy', async () => {
      await store.add(closed(1, SLOT));
      await sender().advance(0);
      store = new MemoryOutboxStore();
      await store.add(closed(1, SLOT));
      expect(await stuckCode()).to.equal('LEDGER_DIVERGED');
      expect(await anchored(), 'nothing is doubled').to.have.length(1);
    });

    it('another transaction with its nonce', async () => {
      await ledger.rpc('evm_setAutomine', false);
      await store.add(closed(1, SLOT));
      const one = sender();
      await one.advance(0);
      await ledger.operator.sendTransaction({
        to: ledger.admin.address,
        nonce: 0,
        maxPriorityFeePerGas: 10n ** 11n,
        maxFeePerGas: 10n ** 12n,
      });
      await ledger.rpc('hardhat_mine', '0x1');
      expect(await stuckCode(one, 10_000)).to.equal('NONCE_TAKEN');
    });

    it('a node that does not answer, asked again at growing intervals', async () => {
      await store.add(closed(1, SLOT));
      let calls = 0;
      let isUp = false;
      const flaky = new Proxy(chain, {
        get(target, name, receiver) {
          if (name !== 'identity' || isUp) return Reflect.get(target, name, receiver).bind(target);
          return async () => {
            calls++;
            const provider = { send: async () => Promise.reject(new Error('connect ECONNREFUSED')) };
            return new EthersSenderChain(provider as never, ledger.operator, ledger.place.address).identity();
          };
        },
      });
      const one = sender(1, flaky);
      const retries: number[] = [];
      for (let nowMs = 0; nowMs < 40_000; nowMs += 1_000) {
        const { stuck } = await one.advance(nowMs);
        expect(stuck!.code).to.equal('NODE_UNREACHABLE');
        if (retries.at(-1) !== stuck!.retryAtMs) retries.push(stuck!.retryAtMs);
      }
      expect(retries).to.deep.equal([2_000, 6_000, 14_000, 30_000, 62_000]);
      expect(calls).to.equal(5);
      isUp = true;
      expect(await one.advance(62_000)).to.deep.equal({ pending: 0, sent: 0, confirmed: 1 });
    });
  });
});
