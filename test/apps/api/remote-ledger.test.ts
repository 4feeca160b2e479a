import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { readEnvironment } from '#api/environment.js';
import { connectLedger } from '#api/ledger.js';
import { OutboxSender } from '#ledger';
import { closedRecord } from '../../libs/ledger/hardhat-ledger.js';
import { MemoryOutboxStore } from '../../libs/ledger/sender/memory-store.js';

const OPERATOR = `0x${'11'.repeat(20)}`;
const METERING_AGENT = `0x${'22'.repeat(20)}`;
const SIGNERS = {
  LEDGER_RPC_URL: 'http://127.0.0.1:1',
  LEDGER_CONTRACT: `0x${'33'.repeat(20)}`,
  LEDGER_OPERATOR_SIGNER: 'http://127.0.0.1:2',
  LEDGER_OPERATOR_ADDRESS: OPERATOR,
  LEDGER_METERING_SIGNER: 'http://127.0.0.1:3',
  LEDGER_METERING_ADDRESS: METERING_AGENT,
};
const codeOf = (work: () => unknown) => {
  try {
    return work();
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
};

describe('a ledger elsewhere', () => {
  it('is read from the environment, with keys in signing services', () => {
    expect(readEnvironment(SIGNERS).ledger).to.deep.equal({
      rpcUrl: 'http://127.0.0.1:1',
      contract: SIGNERS.LEDGER_CONTRACT,
      deployedAtBlock: 0,
      operator: { signerUrl: 'http://127.0.0.1:2', address: OPERATOR },
      meteringAgent: { signerUrl: 'http://127.0.0.1:3', address: METERING_AGENT },
      chainId: undefined,
      confirmations: 12,
      feeLimitWei: 500_000_000_000n,
      fillWaitMs: 0,
      acceptedNonce: undefined,
    });
    const set = {
      LEDGER_CHAIN_ID: '1337',
      LEDGER_FEE_LIMIT_GWEI: '40',
      LEDGER_BATCH_WAIT_MINUTES: '60',
      LEDGER_ACCEPT_NONCE: '7',
    };
    expect(readEnvironment({ ...SIGNERS, ...set }).ledger).to.include({
      chainId: 1337,
      feeLimitWei: 40_000_000_000n,
      fillWaitMs: 3_600_000,
      acceptedNonce: 7,
    });
  });

  it('or with one key in a keystore file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'ichien-'));
    writeFileSync(join(folder, 'key.json'), '{"a":1}');
    writeFileSync(join(folder, 'password'), 'secret\n');
    const { LEDGER_OPERATOR_SIGNER: _, ...others } = SIGNERS;
    const files = {
      LEDGER_OPERATOR_KEYSTORE: join(folder, 'key.json'),
      LEDGER_PASSWORD_FILE: join(folder, 'password'),
    };
    expect(readEnvironment({ ...others, ...files }).ledger!.operator).to.deep.equal({
      keystore: '{"a":1}',
      password: 'secret',
    });
    rmSync(folder, { recursive: true });
  });

  it('is refused with a signing service but no account, without any key, or beyond the limits', () => {
    for (const wrong of [
      { LEDGER_OPERATOR_ADDRESS: undefined },
      { LEDGER_METERING_SIGNER: undefined },
      { LEDGER_BATCH_WAIT_MINUTES: '1441' },
      { LEDGER_FEE_LIMIT_GWEI: '0' },
      { LEDGER_ACCEPT_NONCE: '-1' },
    ]) {
      const code = codeOf(() => readEnvironment({ ...SIGNERS, ...wrong }));
      expect(code, Object.keys(wrong)[0]!).to.equal('CONFIG_INVALID');
    }
  });

  it('need not answer at the start if its chain id is known: the sender waits for it', async () => {
    const remote = readEnvironment({ ...SIGNERS, LEDGER_CHAIN_ID: '1337' }).ledger!;
    const { connection, stop } = await connectLedger(remote);
    const store = new MemoryOutboxStore();
    await store.add({ id: 1, phase: 'closed', record: closedRecord(990_000) });
    const { stuck, pending } = await new OutboxSender(store, connection.chain, { confirmations: 1 }).advance(0);
    expect([stuck?.code, pending]).to.deep.equal(['NODE_UNREACHABLE', 1]);
    await stop();

    const unknown = await connectLedger({ ...remote, chainId: undefined }).catch((error) => error.code);
    expect(unknown).to.equal('NODE_UNREACHABLE');
  });
});
