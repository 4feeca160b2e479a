import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { Transaction, Wallet } from 'ethers';
import { EthersSenderChain, ExternalSigner, OutboxSender, signReadings } from '#ledger';
import { closedRecord, countersign, deployOnHardhat, type HardhatLedger, settledRecord } from '../hardhat-ledger.js';
import { MemoryOutboxStore } from './memory-store.js';

const SLOT = 990_000;

/** What the service does to what it is asked to sign. */
type Conduct = 'honest' | 'dearer' | 'elsewhere' | 'wrongKey' | 'garbage' | 'refuses' | 'breaks';

describe('ExternalSigner', () => {
  let ledger: HardhatLedger;
  let server: Server;
  let url: string;
  let conduct: Conduct;
  let keys: Map<string, Wallet>;

  /** A signing service as Web3Signer is one, in the fewest words. */
  const answer = async (method: string, params: readonly unknown[]): Promise<object> => {
    if (conduct === 'refuses') return { error: { code: -32_000, message: 'policy' } };
    if (conduct === 'garbage') return { result: '0x1234' };
    if (method === 'eth_signTypedData') {
      const { domain, types, message } = JSON.parse(String(params[1]));
      const { EIP712Domain: _, ...own } = types;
      const wallet = conduct === 'wrongKey' ? ledger.admin : keys.get(String(params[0]))!;
      return { result: await wallet.signTypedData(domain, own, message) };
    }
    const { from, gas, ...fields } = params[0] as Record<string, string>;
    const asked = Transaction.from({ ...(fields as object), type: 2, gasLimit: gas! });
    if (conduct === 'dearer') asked.maxFeePerGas = asked.maxFeePerGas! * 2n;
    if (conduct === 'elsewhere') asked.to = ledger.admin.address;
    return { result: await (conduct === 'wrongKey' ? ledger.admin : keys.get(from!)!).signTransaction(asked) };
  };

  before(async () => {
    ledger = await deployOnHardhat();
    keys = new Map([ledger.operator, ledger.meteringAgent].map((wallet) => [wallet.address, wallet]));
    for (const [address, wallet] of keys) keys.set(address, new Wallet(wallet.privateKey));
    server = createServer(async (request, response) => {
      if (conduct === 'breaks') return void response.writeHead(500).end();
      const { method, params } = JSON.parse((await request.toArray()).join(''));
      response.end(JSON.stringify({ jsonrpc: '2.0', id: 1, ...(await answer(method, params)) }));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  beforeEach(() => {
    conduct = 'honest';
  });

  after(async () => {
    server.closeAllConnections();
    server.close();
    await ledger.close();
  });

  const operator = () => new ExternalSigner(url, ledger.operator.address.toLowerCase());

  it('anchors a slot with keys that never leave the service, replacements included', async () => {
    const record = settledRecord(SLOT);
    const meteringSignature = await signReadings(
      new ExternalSigner(url, ledger.meteringAgent.address),
      ledger.place,
      record,
    );
    expect(meteringSignature).to.equal(await countersign(ledger, record));
    const store = new MemoryOutboxStore();
    await store.add(
      { id: 1, phase: 'closed', record: closedRecord(SLOT) },
      { id: 2, phase: 'settled', record, meteringSignature },
    );
    const chain = new EthersSenderChain(ledger.provider, operator(), ledger.place.address);
    const one = new OutboxSender(store, chain, { confirmations: 1 });
    expect(await one.advance(0)).to.deep.equal({ pending: 0, sent: 0, confirmed: 2 });
    const { hash } = (await chain.replace(store.transactions[0]!.raw))!;
    expect(hash).to.not.equal(store.transactions[0]!.hash);
  });

  for (const [wrong, code] of [
    ['dearer', 'SIGNER_INVALID'],
    ['elsewhere', 'SIGNER_INVALID'],
    ['wrongKey', 'SIGNER_INVALID'],
    ['garbage', 'SIGNER_INVALID'],
    ['refuses', 'SIGNER_INVALID'],
    ['breaks', 'SIGNER_UNREACHABLE'],
  ] as const) {
    it(`stops the sender, with nothing saved, when the service ${wrong}`, async () => {
      const store = new MemoryOutboxStore();
      await store.add({ id: 1, phase: 'closed', record: closedRecord(SLOT + 1, 2) });
      const chain = new EthersSenderChain(ledger.provider, operator(), ledger.place.address);
      const one = new OutboxSender(store, chain, { confirmations: 1 });
      conduct = wrong;
      expect((await one.advance(0)).stuck).to.include({ code });
      expect(store.transactions).to.deep.equal([]);
    });
  }

  for (const wrong of ['wrongKey', 'garbage', 'refuses'] as const) {
    it(`takes no signature of readings from a service that ${wrong}`, async () => {
      conduct = wrong;
      const agent = new ExternalSigner(url, ledger.meteringAgent.address);
      const code = await signReadings(agent, ledger.place, settledRecord(SLOT)).catch((error) => error.code);
      expect(code).to.equal('SIGNER_INVALID');
    });
  }
});
