import { expect } from 'chai';
import { Contract, id, Transaction } from 'ethers';
import { EthersSenderChain, OutboxSender, SLOT_LEDGER_ABI } from '#ledger';
import { closedRecord, countersign, settledRecord } from '../hardhat-ledger.js';
import { MemoryOutboxStore } from './memory-store.js';
import { SLOT, senderWorld } from './sender-world.js';

describe('what stops OutboxSender', () => {
  const world = senderWorld();
  const { sender, closed, settled, anchored } = world;
  /** Lets an account write to the ledger, or no longer. */
  const setOperator = (grant: boolean, { address } = world.ledger.operator, overrides = {}) => {
    const functions = ['function grantRole(bytes32, address)', 'function revokeRole(bytes32, address)'];
    const roles = new Contract(world.ledger.place.address, functions, world.ledger.admin);
    return roles.getFunction(grant ? 'grantRole' : 'revokeRole')(id('OPERATOR_ROLE'), address, overrides);
  };

  const stuckCode = async (one = sender(), nowMs = 0) => (await one.advance(nowMs)).stuck?.code;

  it('a batch the contract would refuse: nothing is sent, and it goes on once the cause is gone', async () => {
    await setOperator(false);
    await world.store.add(closed(1, SLOT));
    const one = sender();
    const { stuck } = await one.advance(0);
    expect(stuck).to.include({ code: 'BATCH_REFUSED', retryAtMs: 2_000 });
    expect(stuck!.message).to.contain(`AccessControlUnauthorizedAccount(${world.ledger.operator.address}`);
    expect(await world.chain.minedNonce()).to.equal(0);

    await setOperator(true);
    expect(await one.advance(2_000)).to.deep.equal({ pending: 0, sent: 0, confirmed: 1 });
  });

  it('readings that no metering agent signed, naming area, slot and signer', async () => {
    const record = settledRecord(SLOT);
    const byStranger = await countersign({ ...world.ledger, meteringAgent: world.ledger.operator }, record);
    await world.store.add(closed(1, SLOT), { id: 2, phase: 'settled', record, meteringSignature: byStranger });
    const { stuck } = await sender().advance(0);
    expect(stuck!.message).to.contain(`NotMeteringAgent(1, ${SLOT}, ${world.ledger.operator.address})`);
  });

  it('an operator account without money, until it is funded', async () => {
    await world.ledger.rpc('hardhat_setBalance', world.ledger.operator.address, '0x0');
    await world.store.add(closed(1, SLOT));
    const one = sender();
    expect(await stuckCode(one)).to.equal('BROADCAST_REFUSED');
    await world.ledger.rpc('hardhat_setBalance', world.ledger.operator.address, `0x${(10n ** 18n).toString(16)}`);
    expect(await stuckCode(one, 10_000)).to.equal(undefined);
    expect(await anchored()).to.have.length(1);
  });

  it('a transaction that was reverted, until a person releases its records', async () => {
    await world.ledger.rpc('evm_setAutomine', false);
    await world.store.add(closed(1, SLOT));
    const one = sender(2);
    await one.advance(0);
    await setOperator(false, world.ledger.operator, {
      gasLimit: 100_000,
      maxPriorityFeePerGas: 10n ** 11n,
      maxFeePerGas: 10n ** 12n,
    });
    await world.ledger.rpc('hardhat_mine', '0x1'); // the dearer revocation comes first in the block
    await world.ledger.rpc('evm_setAutomine', true);
    expect(await stuckCode(one, 10_000)).to.equal('TRANSACTION_REVERTED');
    expect(await stuckCode(one, 20_000), 'it stays so').to.equal('TRANSACTION_REVERTED');

    expect(await one.releaseReverted(), 'its block may still go away').to.equal(0);

    await setOperator(true);
    expect(await one.releaseReverted()).to.equal(1);
    await one.advance(30_000);
    await world.ledger.rpc('hardhat_mine', '0x1');
    expect(await one.advance(30_000)).to.deep.equal({ pending: 0, sent: 0, confirmed: 1 });
  });

  it('but nothing is released that stands on chain, or may still', async () => {
    await world.store.add(closed(1, SLOT));
    const careful = sender(3);
    await careful.advance(0);
    await world.ledger.rpc('hardhat_mine', '0x5');
    expect(await careful.releaseReverted()).to.equal(0);
    await world.ledger.rpc('evm_setAutomine', false);
    await world.store.add(closed(2, SLOT + 1));
    await careful.advance(0);
    expect(await careful.releaseReverted()).to.equal(0);
    expect(await world.store.counts()).to.deep.equal({ pending: 0, sent: 1, confirmed: 1 });
  });

  it('a settled record without its closed one', async () => {
    await world.store.add(await settled(1, SLOT));
    expect(await stuckCode()).to.equal('RECORD_OUT_OF_ORDER');
  });

  it('a record that cannot be encoded', async () => {
    await world.store.add({ id: 1, phase: 'closed', record: { ...closedRecord(SLOT), tradedWh: -1 } });
    expect(await stuckCode()).to.equal('RECORD_INVALID');
  });

  it('another chain, another beginning, another contract', async () => {
    const identity = await world.chain.identity();
    for (const other of [{ chainId: 1 }, { genesisHash: `0x${'ab'.repeat(32)}` as const }, { ledgerAddress: '0x00' }]) {
      await world.store.saveIdentity({ ...identity, ...other });
      expect(await stuckCode(), Object.keys(other)[0]!).to.equal('CHAIN_CHANGED');
    }
  });

  it('an address without a contract, which is not remembered as the right one', async () => {
    const nowhere = new EthersSenderChain(world.ledger.provider, world.ledger.operator, world.ledger.admin.address);
    expect(await stuckCode(sender(1, nowhere))).to.equal('CONTRACT_MISSING');
    await world.store.add(closed(1, SLOT));
    expect(await stuckCode()).to.equal(undefined);
  });

  it('a chain that lost confirmed blocks', async () => {
    await world.store.add(closed(1, SLOT));
    const beforeSending = await world.ledger.rpc('evm_snapshot');
    await sender().advance(0);
    await world.ledger.rpc('evm_revert', beforeSending);
    await world.store.add(closed(2, SLOT + 1));
    expect(await stuckCode()).to.equal('NONCE_BACKWARDS');
  });

  it('another writer in the same block, whose record came first', async () => {
    await world.ledger.rpc('evm_setAutomine', false);
    await world.store.add(closed(1, SLOT));
    const one = sender();
    await one.advance(0);
    const fees = { maxPriorityFeePerGas: 10n ** 11n, maxFeePerGas: 10n ** 12n, gasLimit: 200_000 };
    await setOperator(true, world.ledger.admin, fees);
    const other = new Contract(world.ledger.place.address, SLOT_LEDGER_ABI, world.ledger.admin);
    const nonce = (await world.ledger.admin.getNonce()) + 1;
    await other.getFunction('close')([closedRecord(SLOT + 7)], { ...fees, nonce });
    await world.ledger.rpc('hardhat_mine', '0x1');
    expect(await anchored()).to.have.length(2);

    const { stuck } = await one.advance(10_000);
    expect(stuck).to.include({ code: 'LEDGER_DIVERGED' });
    expect(stuck!.message)
      .to.contain(`slot ${SLOT}`)
      .and.to.contain(world.store.transactions[0]!.entries[0]!.recordHash);
  });

  it('another writer in the same area', async () => {
    await world.store.add(closed(1, SLOT));
    await sender().advance(0);
    await setOperator(true, world.ledger.admin);
    const contract = new Contract(world.ledger.place.address, SLOT_LEDGER_ABI, world.ledger.admin);
    await contract.getFunction('close')([closedRecord(SLOT + 7)]);
    await world.store.add(closed(2, SLOT + 1));
    expect(await stuckCode()).to.equal('LEDGER_DIVERGED');
  });

  it('its account used by hand, until a person has accepted the nonce that follows', async () => {
    await world.store.add(closed(1, SLOT));
    await sender().advance(0);
    await world.ledger.operator.sendTransaction({ to: world.ledger.admin.address });
    await world.store.add(closed(2, SLOT + 1));
    expect(await stuckCode()).to.equal('NONCE_TAKEN');
    const accepting = (acceptedNonce: number) =>
      new OutboxSender(world.store, world.chain, { confirmations: 1, acceptedNonce });
    expect(await stuckCode(accepting(3)), 'another nonce than accepted').to.equal('NONCE_TAKEN');
    expect(await accepting(2).advance(0)).to.deep.equal({ pending: 0, sent: 0, confirmed: 2 });
  });

  it('fees above its limit: nothing is signed, and it goes on when they have fallen', async () => {
    await world.ledger.rpc('hardhat_setNextBlockBaseFeePerGas', '0x2540be400'); // 10 gwei
    await world.ledger.rpc('hardhat_mine', '0x1');
    const thrifty = (gwei: bigint) =>
      new EthersSenderChain(world.ledger.provider, world.ledger.operator, world.ledger.place.address, gwei * 10n ** 9n);
    await world.store.add(closed(1, SLOT));
    expect(await stuckCode(sender(1, thrifty(5n)))).to.equal('FEE_LIMIT_REACHED');
    expect(world.store.transactions).to.deep.equal([]);
    await sender(1, thrifty(15n)).advance(0);
    const { maxFeePerGas } = Transaction.from(world.store.transactions[0]!.raw);
    expect(maxFeePerGas, 'twice the base fee, but for the limit').to.equal(15n * 10n ** 9n);
    expect(await anchored()).to.have.length(1);
  });

  it('a node that asks for more gas than a batch can need', async () => {
    const wrong = new Proxy(world.ledger.operator, {
      get(target, name, receiver) {
        if (name === 'connect') return () => receiver;
        if (name === 'estimateGas') return async () => 200_000_000n;
        return Reflect.get(target, name).bind?.(target) ?? Reflect.get(target, name);
      },
    });
    await world.store.add(closed(1, SLOT));
    const port = new EthersSenderChain(world.ledger.provider, wrong, world.ledger.place.address);
    expect(await stuckCode(sender(1, port))).to.equal('NODE_UNREACHABLE');
    expect(world.store.transactions).to.deep.equal([]);
  });

  it('a store that was set back to an old copy', async () => {
    await world.store.add(closed(1, SLOT));
    await sender().advance(0);
    world.store = new MemoryOutboxStore();
    await world.store.add(closed(1, SLOT));
    expect(await stuckCode()).to.equal('LEDGER_DIVERGED');
    expect(await anchored(), 'nothing is doubled').to.have.length(1);
  });

  it('another transaction with its nonce', async () => {
    await world.ledger.rpc('evm_setAutomine', false);
    await world.store.add(closed(1, SLOT));
    const one = sender();
    await one.advance(0);
    await world.ledger.operator.sendTransaction({
      to: world.ledger.admin.address,
      nonce: 0,
      maxPriorityFeePerGas: 10n ** 11n,
      maxFeePerGas: 10n ** 12n,
    });
    await world.ledger.rpc('hardhat_mine', '0x1');
    expect(await stuckCode(one, 10_000)).to.equal('NONCE_TAKEN');
  });

  it('a node that does not answer, asked again at growing intervals', async () => {
    await world.store.add(closed(1, SLOT));
    let calls = 0;
    let isUp = false;
    const flaky = new Proxy(world.chain, {
      get(target, name, receiver) {
        if (name !== 'identity' || isUp) return Reflect.get(target, name, receiver).bind(target);
        return async () => {
          calls++;
          const provider = { send: async () => Promise.reject(new Error('connect ECONNREFUSED')) };
          return new EthersSenderChain(provider as never, world.ledger.operator, world.ledger.place.address).identity();
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
