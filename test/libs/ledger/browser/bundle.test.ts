import { createContext, Script } from 'node:vm';
import { expect } from 'chai';
import { build } from 'esbuild';
import { formatResidentEvidence, type LocalChain, proveTrade, SlotLedgerClient, startLocalChain } from '#ledger';
import { anchorSlots, deployLedger } from '../evidence/anchor-slots.js';
import { AREA_ID } from '../evidence/sample-market.js';
import { ITEMS, nodeOf, PLACE, residentText, TRADE } from '../resident/sample-resident.js';

type Browser = typeof import('../../../../libs/ledger/browser/index.js');

/** Largest bundle, in bytes as minified: with everything that it needs. */
const MAX_BUNDLE_BYTES = 150_000;
const MAX_VERIFY_MS = 50;

/** What a browser has and the bundle may use; nothing of Node is among it. */
const BROWSER_GLOBALS = { fetch, AbortSignal, TextEncoder, TextDecoder, crypto, URL, atob, structuredClone };

/** Bundles the library for browsers. Node's modules cannot be resolved on that platform: using one fails here. */
async function bundle(): Promise<string> {
  const contents = "import * as browser from './dist/libs/ledger/browser/index.js'; globalThis.ichien = browser;";
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: process.cwd() },
    bundle: true,
    write: false,
    minify: true,
    platform: 'browser',
    format: 'esm',
    target: 'es2022',
    logLevel: 'silent',
  });
  return outputFiles[0]!.text;
}

describe('the verifier in a browser', () => {
  let code: string;
  let browser: Browser;

  before(async () => {
    code = await bundle();
    const context = createContext({ ...BROWSER_GLOBALS });
    // A module may await at its top, a script may not: the function around it lets it.
    await new Script(`(async () => { ${code} })()`).runInContext(context);
    browser = context.ichien;
  });

  it('is small, and runs without Node', () => {
    expect(code.length).to.be.lessThan(MAX_BUNDLE_BYTES);
    expect(code).not.to.match(/from\s*["']node:|require\(["']node:/);
    expect(browser.verifyTrade).to.be.a('function');
  });

  it(`verifies a kWh in under ${MAX_VERIFY_MS} ms, the node's answer not counted`, async () => {
    const evidence = residentText({ neighbours: true });
    const times: number[] = [];
    for (let round = 0; round < 50; round++) {
      const start = performance.now();
      const { verified } = await browser.verifyKwh({ evidence, node: nodeOf(), ...PLACE });
      times.push(performance.now() - start);
      expect(verified).to.equal(true);
    }
    // The machine may be busy: the median, not the worst.
    expect(times.toSorted((a, b) => a - b)[25]).to.be.lessThan(MAX_VERIFY_MS);
  });

  describe('against a real node', () => {
    let chain: LocalChain;

    before(async () => {
      chain = await startLocalChain({ entropy: new Uint8Array(16).fill(9) });
    });

    after(() => chain.stop());

    it('verifies what is anchored there, and nothing else', async () => {
      const place = await deployLedger(chain);
      await anchorSlots(chain, place, [ITEMS]);
      const records = await new SlotLedgerClient(chain.provider, place.address).recordsOfArea(AREA_ID);
      const given = { place, items: ITEMS, records, tradeSequence: TRADE.sequence, direction: 'import' } as const;
      const evidence = formatResidentEvidence(proveTrade(given));
      const node = browser.jsonRpc(chain.url);
      const honest = await browser.verifyKwh({ evidence, node, ...place });
      expect(honest.findings).to.have.length(0);
      expect(honest.verified).to.equal(true);

      const dearer = evidence.replaceAll(`"priceSen":${TRADE.priceSen}`, `"priceSen":${TRADE.priceSen + 1}`);
      const codes = (await browser.verifyKwh({ evidence: dearer, node, ...place })).findings.map(({ code }) => code);
      expect([...codes]).to.deep.equal(['TRADE_NOT_PROVEN', 'ALLOCATION_NOT_PROVEN']);

      const empty = await deployLedger(chain);
      const elsewhere = await browser.verifyKwh({ evidence, node, ...empty });
      expect([...elsewhere.findings].map(({ code }) => code)).to.include('RECORD_NOT_ANCHORED');
    });

    it('says so if no node answers', async () => {
      const node = browser.jsonRpc('http://127.0.0.1:1');
      const error = await browser.verifyKwh({ evidence: residentText(), node, ...PLACE }).catch((thrown) => thrown);
      expect(error.code).to.equal('NODE_UNREACHABLE');
    });
  });
});
