import { expect } from 'chai';
import { MAX_BATCH_RECORDS, OutboxSender, recordHash } from '#ledger';
import { closedRecord, settledRecord } from '../hardhat-ledger.js';
import { ModelChain } from './model-chain.js';
import { SLOT, senderWorld } from './sender-world.js';

describe('OutboxSender', () => {
  const world = senderWorld();
  const { sender, closed, settled, anchored } = world;

  describe('anchoring', () => {
    it('anchors a slot from closing to its second version, with the preimages that the chain has hashed', async () => {
      await world.store.add(closed(1, SLOT), await settled(2, SLOT, 1), await settled(3, SLOT, 2));
      expect(await sender().advance(0)).to.deep.equal({ pending: 0, sent: 0, confirmed: 3 });

      const records = await anchored();
      expect(records.map(({ record }) => record)).to.deep.equal([
        closedRecord(SLOT),
        settledRecord(SLOT, 1),
        settledRecord(SLOT, 2),
      ]);
      const entries = world.store.transactions.flatMap((transaction) => [...transaction.entries]);
      expect(entries.map(({ preimage }) => recordHash(preimage))).to.deep.equal(
        records.map((record) => record.recordHash),
      );
      expect(await world.ledger.client.latest(1, SLOT)).to.equal(entries[2]!.recordHash);
    });

    it('gathers phases into batches of 48 and keeps the order of every slot', async () => {
      for (let n = 0; n < 60; n++) await world.store.add(closed(2 * n, SLOT + n), await settled(2 * n + 1, SLOT + n));
      expect(await sender().advance(0)).to.deep.equal({ pending: 0, sent: 0, confirmed: 120 });
      expect(world.store.transactions.map(({ entries }) => entries.length)).to.deep.equal([48, 48, 12, 12]);
    });

    it('chains each area by itself', async () => {
      await world.store.add(
        closed(1, SLOT, 1),
        closed(2, SLOT, 2),
        closed(3, SLOT + 1, 1),
        await settled(4, SLOT, 1, 2),
      );
      await sender().advance(0);
      for (const areaId of [1, 2]) {
        const [first, second] = await anchored(areaId);
        expect(second!.previousHead, `area ${areaId}`).to.equal(first!.recordHash);
        expect(await world.ledger.client.head(areaId)).to.equal(second!.recordHash);
      }
    });

    it('saves block, hash and gas; a day of one area costs no more than 60,000 gas a slot', async () => {
      for (let n = 0; n < 48; n++) await world.store.add(closed(n, SLOT + n));
      for (let n = 0; n < 48; n++) await world.store.add(await settled(48 + n, SLOT + n));
      await sender().advance(0);

      const inclusions = world.store.transactions.map(({ inclusion }) => inclusion!);
      for (const { blockNumber, blockHash } of inclusions) {
        expect(await world.chain.blockHash(blockNumber)).to.equal(blockHash);
      }
      const gasPerSlot = inclusions.reduce((sum, { gasUsed }) => sum + gasUsed, 0) / 48;
      expect(gasPerSlot).to.be.within(50_000, 60_000);
    });

    it('does nothing when nothing waits', async () => {
      expect(await sender().advance(0)).to.deep.equal({ pending: 0, sent: 0, confirmed: 0 });
      expect(await world.chain.minedNonce()).to.equal(0);
    });

    it('sends once when it is called twice at a time', async () => {
      await world.store.add(closed(1, SLOT));
      const one = sender();
      await Promise.all([one.advance(0), one.advance(0)]);
      expect(world.store.transactions).to.have.length(1);
    });
  });

  describe('confirmation', () => {
    it('says confirmed only when the block is deep enough', async () => {
      await world.store.add(closed(1, SLOT));
      const careful = sender(3);
      expect(await careful.advance(0)).to.deep.equal({ pending: 0, sent: 1, confirmed: 0 });
      await world.ledger.rpc('hardhat_mine', '0x1');
      expect((await careful.advance(0)).confirmed).to.equal(0);
      await world.ledger.rpc('hardhat_mine', '0x1');
      expect((await careful.advance(0)).confirmed).to.equal(1);
    });

    it('sends what follows without waiting for confirmation', async () => {
      await world.store.add(closed(1, SLOT), await settled(2, SLOT));
      expect(await sender(3).advance(0)).to.deep.equal({ pending: 0, sent: 2, confirmed: 0 });
      expect(await anchored()).to.have.length(2);
    });

    for (let depth = 1; depth <= 10; depth++) {
      it(`brings back what a reorganisation ${depth} deep took away`, async () => {
        await world.store.add(closed(1, SLOT), await settled(2, SLOT));
        const careful = sender(11);
        const fork = await world.ledger.rpc('evm_snapshot');
        await careful.advance(0);
        if (depth > 2) await world.ledger.rpc('hardhat_mine', `0x${(depth - 2).toString(16)}`);
        await careful.advance(1_000);
        await world.ledger.rpc('evm_revert', fork);
        await world.ledger.rpc('hardhat_mine', `0x${depth.toString(16)}`);
        expect(await anchored()).to.have.length(0);
        for (const nowMs of [600_000, 1_200_000]) await careful.advance(nowMs);
        await world.ledger.rpc('hardhat_mine', '0xb');
        expect(await careful.advance(1_800_000)).to.deep.equal({ pending: 0, sent: 0, confirmed: 2 });
        expect(await anchored()).to.have.length(2);
      });
    }

    it('brings back what a reorganisation took away, byte for byte', async () => {
      await world.store.add(closed(1, SLOT), await settled(2, SLOT));
      const careful = sender(3);
      const beforeSending = await world.ledger.rpc('evm_snapshot');
      await careful.advance(0);
      const hashes = world.store.transactions.map(({ hash }) => hash);
      await world.ledger.rpc('evm_revert', beforeSending);
      await world.ledger.rpc('hardhat_mine', '0x1'); // the blocks that win carry neither transaction
      expect(await anchored()).to.have.length(0);

      expect(await careful.advance(10_000)).to.deep.equal({ pending: 0, sent: 2, confirmed: 0 });
      await careful.advance(20_000);
      await world.ledger.rpc('hardhat_mine', '0x3');
      expect((await careful.advance(30_000)).confirmed).to.equal(2);
      expect(world.store.transactions.map(({ hash }) => hash)).to.deep.equal(hashes);
      for (const { inclusion } of world.store.transactions) {
        expect(await world.chain.blockHash(inclusion!.blockNumber)).to.equal(inclusion!.blockHash);
      }
    });
  });

  describe('waiting for a batch to fill', () => {
    const HALF_HOUR_MS = 1_800_000;
    const patient = () =>
      new OutboxSender(world.store, new ModelChain(), { confirmations: 1, fillWaitMs: HALF_HOUR_MS });

    it('sends what has gathered when the first has waited long enough', async () => {
      const one = patient();
      await world.store.add(closed(1, SLOT));
      expect(await one.advance(1_000)).to.deep.equal({ pending: 1, sent: 0, confirmed: 0 });
      await world.store.add(closed(2, SLOT + 1));
      expect((await one.advance(HALF_HOUR_MS)).pending).to.equal(2);
      expect(await one.advance(HALF_HOUR_MS + 1_000)).to.deep.equal({ pending: 0, sent: 0, confirmed: 2 });
      expect(world.store.transactions).to.have.length(1);
      await world.store.add(closed(3, SLOT + 2));
      expect((await one.advance(HALF_HOUR_MS + 2_000)).pending, 'the next waits anew').to.equal(1);
      expect((await one.advance(2 * HALF_HOUR_MS + 2_000)).confirmed).to.equal(3);
    });

    it('sends a full batch at once', async () => {
      for (let n = 0; n < MAX_BATCH_RECORDS; n++) await world.store.add(closed(n, SLOT + n));
      expect((await patient().advance(0)).confirmed).to.equal(MAX_BATCH_RECORDS);
    });

    it('waits anew after a restart, never longer than that', async () => {
      await world.store.add(closed(1, SLOT));
      await patient().advance(0);
      const restarted = patient();
      expect((await restarted.advance(HALF_HOUR_MS)).pending).to.equal(1);
      expect((await restarted.advance(2 * HALF_HOUR_MS)).confirmed).to.equal(1);
    });
  });
});
