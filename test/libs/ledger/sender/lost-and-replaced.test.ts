import { expect } from 'chai';
import { Transaction } from 'ethers';
import { MAX_REPLACEMENTS, OutboxSender, type SenderChain } from '#ledger';
import type { Hex } from '#merkle';
import { MemoryOutboxStore } from './memory-store.js';
import { ModelChain } from './model-chain.js';
import { SLOT, senderWorld } from './sender-world.js';

describe('OutboxSender, when its transactions are lost, passed over or taken away', () => {
  const world = senderWorld();
  const { sender, closed, settled, anchored } = world;

  describe('blocks that go away', () => {
    const model = () => new ModelChain(false);
    /** The world.chain, with something happening just before the n-th call of a method. */
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
      await world.store.add(closed(1, SLOT));
      await sender(2, chainModel).advance(0);
      chainModel.mine();
      chainModel.mine();
      const wavering = when(chainModel, 'blockHash', 1, () => chainModel.reorganise(2));
      expect(await sender(2, wavering).advance(0)).to.deep.equal({ pending: 0, sent: 1, confirmed: 0 });
    });

    it('before the next transaction is made: it does not take the nonce of the one that went away', async () => {
      const chainModel = model();
      await world.store.add(closed(1, SLOT, 1));
      await sender(3, chainModel).advance(0);
      chainModel.mine();
      await world.store.add(closed(2, SLOT, 2));
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
      await world.store.add(closed(1, SLOT));
      await sender(6, chainModel).advance(0);
      chainModel.mine();
      const boastful = new Proxy(chainModel, {
        get: (target, name) => (name === 'blockNumber' ? async () => 1_000 : Reflect.get(target, name).bind(target)),
      });
      expect(await sender(6, boastful).advance(0)).to.deep.equal({ pending: 0, sent: 1, confirmed: 0 });
    });

    it('and leave no trace of where the transaction stood', async () => {
      const chainModel = model();
      await world.store.add(closed(1, SLOT));
      const one = sender(3, chainModel);
      await one.advance(0);
      chainModel.mine();
      await one.advance(0);
      expect(world.store.transactions[0]).to.have.property('inclusion');
      chainModel.reorganise(1);
      await one.advance(0);
      expect(world.store.transactions[0]).to.not.have.property('inclusion');
    });
  });

  describe('lost transactions', () => {
    it('offers a dropped transaction again after a back-off, and only then', async () => {
      await world.ledger.rpc('evm_setAutomine', false);
      await world.store.add(closed(1, SLOT));
      const one = sender();
      await one.advance(0);
      const { hash } = world.store.transactions[0]!;
      await world.ledger.rpc('hardhat_dropTransaction', hash);

      await one.advance(1_000);
      expect(await world.ledger.provider.getTransaction(hash)).to.equal(null);
      await one.advance(2_000);
      expect(await world.ledger.provider.getTransaction(hash)).to.include({ hash });
      await world.ledger.rpc('hardhat_mine', '0x1');
      expect((await one.advance(3_000)).confirmed).to.equal(1);
    });

    it('offers it at once after a restart', async () => {
      await world.ledger.rpc('evm_setAutomine', false);
      await world.store.add(closed(1, SLOT));
      await sender().advance(0);
      const { hash } = world.store.transactions[0]!;
      await world.ledger.rpc('hardhat_dropTransaction', hash);
      await sender().advance(1);
      expect(await world.ledger.provider.getTransaction(hash)).to.include({ hash });
    });

    it('does not send the next before the last is mined', async () => {
      await world.ledger.rpc('evm_setAutomine', false);
      await world.store.add(closed(1, SLOT), await settled(2, SLOT));
      const one = sender();
      await one.advance(0);
      expect(await one.advance(1_000)).to.deep.equal({ pending: 1, sent: 1, confirmed: 0 });
    });

    it('reports a transaction that no block takes', async () => {
      await world.ledger.rpc('evm_setAutomine', false);
      await world.store.add(closed(1, SLOT));
      const one = sender();
      let nowMs = 0;
      for (let offers = 0; offers < 8; offers++, nowMs += 600_000) {
        expect((await one.advance(nowMs)).stuck, `offer ${offers}`).to.equal(undefined);
      }
      expect((await one.advance(nowMs)).stuck).to.include({ code: 'TRANSACTION_NOT_MINED' });
      await world.ledger.rpc('hardhat_mine', '0x1');
      expect(await one.advance(nowMs + 600_000)).to.deep.equal({ pending: 0, sent: 0, confirmed: 1 });
    });
  });

  describe('a transaction that blocks pass over', () => {
    const HOUR_MS = 3_600_000;
    /** One hour and as many blocks later. */
    const later = async (one: OutboxSender, hour: number, blocks: number) => {
      if (blocks > 0) await world.ledger.rpc('hardhat_mine', `0x${blocks.toString(16)}`);
      return one.advance(hour * HOUR_MS);
    };
    /** The base fee jumps, as it does within minutes on a public chain: what was signed before is too cheap. */
    const jump = async (gwei: bigint) => {
      await world.ledger.rpc('hardhat_setNextBlockBaseFeePerGas', `0x${(gwei * 10n ** 9n).toString(16)}`);
      await world.ledger.rpc('hardhat_mine', '0x1');
    };
    const prices = ({ raw, replacements }: { raw: string; replacements: readonly { raw: string }[] }) =>
      [raw, ...replacements.map((replacement) => replacement.raw)].map((signed) => Transaction.from(signed));

    it('is replaced by a dearer one with the same nonce and call, once three blocks were made without it', async () => {
      await world.ledger.rpc('evm_setAutomine', false);
      await world.store.add(closed(1, SLOT));
      const one = sender();
      await one.advance(0);
      await jump(40n);
      await later(one, 1, 1);
      expect(world.store.transactions[0]!.replacements, 'after two blocks').to.have.length(0);
      await later(one, 2, 1);
      const [first, second, ...more] = prices(world.store.transactions[0]!);
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
      const { hash, replacements, inclusion } = world.store.transactions[0]!;
      expect(inclusion!.minedHash).to.equal(replacements[0]!.hash).and.not.to.equal(hash);
      expect(await anchored()).to.have.length(1);
    });

    it('is not replaced while the chain makes no blocks, however long that is', async () => {
      await world.ledger.rpc('evm_setAutomine', false);
      await world.store.add(closed(1, SLOT));
      const one = sender();
      for (let hour = 0; hour < 12; hour++) await later(one, hour, 0);
      expect(world.store.transactions[0]!.replacements).to.have.length(0);
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
        return world.store.transactions[0]!.replacements.length;
      };
      for (const [priceLimit, expected] of [
        [1_000, MAX_REPLACEMENTS],
        [4, 3],
      ] as const) {
        world.store = new MemoryOutboxStore();
        await world.store.add(closed(1, SLOT));
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
      await world.store.add(closed(1, SLOT));
      await one.advance(0);
      chainModel.price = 1_000;
      for (let hour = 1; hour < 5; hour++) {
        chainModel.mine();
        await one.advance(hour * HOUR_MS);
      }
      const { hash, raw, replacements } = world.store.transactions[0]!;
      expect(replacements).to.have.length(1);
      chainModel.price = 1;
      chainModel.mine('cheapest');
      await one.advance(5 * HOUR_MS);
      expect(world.store.transactions[0]!.inclusion!.minedHash).to.equal(hash);

      chainModel.reorganise(1);
      await chainModel.broadcast(raw);
      await chainModel.broadcast(replacements[0]!.raw);
      chainModel.mine('dearest');
      await one.advance(6 * HOUR_MS);
      expect(world.store.transactions[0]!.inclusion!.minedHash).to.equal(replacements[0]!.hash);
      chainModel.mine();
      chainModel.mine();
      expect(await one.advance(7 * HOUR_MS)).to.deep.equal({ pending: 0, sent: 0, confirmed: 1 });
      expect(chainModel.batches).to.have.length(1);
    });

    it('counts when a replacement in the middle is mined', async () => {
      const chainModel = new ModelChain(false);
      const one = sender(1, chainModel);
      await world.store.add(closed(1, SLOT));
      await one.advance(0);
      chainModel.price = 1_000;
      for (let hour = 1; hour < 10; hour++) {
        chainModel.mine();
        await one.advance(hour * HOUR_MS);
      }
      const { replacements } = world.store.transactions[0]!;
      expect(replacements).to.have.length(3);
      chainModel.losePool();
      chainModel.price = 1;
      await chainModel.broadcast(replacements[1]!.raw);
      chainModel.mine();
      expect(await one.advance(10 * HOUR_MS)).to.deep.equal({ pending: 0, sent: 0, confirmed: 1 });
      expect(world.store.transactions[0]!.inclusion!.minedHash).to.equal(replacements[1]!.hash);
    });

    it('is saved before it is broadcast', async () => {
      const chainModel = new ModelChain(false);
      await world.store.add(closed(1, SLOT));
      await sender(1, chainModel).advance(0);
      chainModel.price = 2;
      const saved: boolean[] = [];
      const watched = new Proxy(chainModel, {
        get(target, name) {
          if (name !== 'broadcast') return Reflect.get(target, name).bind(target);
          return (raw: Hex) => {
            const known = world.store.transactions.flatMap((t) => [t.raw, ...t.replacements.map((r) => r.raw)]);
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
      expect(world.store.transactions[0]!.replacements).to.have.length(1);
      expect(saved).to.have.length.greaterThan(1).and.not.to.include(false);
    });
  });
});
