import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { evidenceFileOf, type LedgerPlace, type LocalChain, startLocalChain } from '#ledger';
import { EXIT_VERIFIED } from '../../apps/auditor/audit.js';
import { auditBoth } from '../apps/auditor/audit-both.js';
import { anchorSlots, deployLedger } from '../libs/ledger/evidence/anchor-slots.js';
import { corrected, FIRST_SLOT, sampleSlot } from '../libs/ledger/evidence/sample-market.js';

const ITEMS = corrected(sampleSlot(FIRST_SLOT, { households: 6, commands: 24 }));
const FILE = evidenceFileOf(FIRST_SLOT);
/** Every so many values are changed, one at a time. */
const STRIDE = 23;

type Path = readonly (string | number)[];

function scalarPaths(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, inner]) => scalarPaths(inner, [...path, key]));
}

function changedAt(text: string, path: Path): string {
  const json = JSON.parse(text);
  const parent = path.slice(0, -1).reduce((inner, key) => inner[key], json);
  const key = path.at(-1)!;
  const value = parent[key];
  parent[key] = typeof value === 'number' ? value + 1 : `${value.slice(0, -1)}${value.endsWith('1') ? '2' : '1'}`;
  return JSON.stringify(json);
}

describe('the second verifier', function () {
  this.timeout(60_000);
  let chain: LocalChain;
  let place: LedgerPlace;
  let paths: Path[];

  before(async () => {
    chain = await startLocalChain({ entropy: new Uint8Array(16).fill(12) });
    place = await deployLedger(chain);
    await anchorSlots(chain, place, [ITEMS]);
    await auditBoth({
      shown: [ITEMS],
      place,
      rpcUrl: chain.url,
      edit: (file, text) => {
        if (file === FILE) paths = scalarPaths(JSON.parse(text));
        return text;
      },
    });
  });

  after(() => chain.stop());

  it('shares no code with the auditor: it imports one hash and nothing else', () => {
    const source = readFileSync('test/second-verifier/verify.ts', 'utf8');
    const imports = [...source.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map(([, specifier]) => specifier);
    expect(imports).to.deep.equal(['@noble/hashes/sha3']);
  });

  it('agrees with the auditor on honest evidence', async () => {
    const { code, problems } = await auditBoth({ shown: [ITEMS], place, rpcUrl: chain.url });
    expect({ code, problems }).to.deep.equal({ code: EXIT_VERIFIED, problems: [] });
  });

  it('agrees with the auditor that any one changed value is a difference', async () => {
    expect(paths.length).to.be.greaterThan(10 * STRIDE);
    for (let at = 0; at < paths.length; at += STRIDE) {
      const edit = (file: string, text: string) => (file === FILE ? changedAt(text, paths[at]!) : text);
      const { code, problems } = await auditBoth({ shown: [ITEMS], place, rpcUrl: chain.url, edit });
      expect([code !== EXIT_VERIFIED, problems.length > 0], paths[at]!.join('.')).to.deep.equal([true, true]);
    }
  });

  it('agrees with the auditor on another chain, a broken file and a field too many', async () => {
    const edits: [file: string, from: string | RegExp, to: string][] = [
      ['manifest.json', /"chainId": \d+/, '"chainId": 1'],
      [FILE, /^\{/, '{"discount":3,'],
      [FILE, /\}\s*$/, ''],
    ];
    for (const [wanted, from, to] of edits) {
      const edit = (file: string, text: string) => (file === wanted ? text.replace(from, to) : text);
      const { code, problems } = await auditBoth({ shown: [ITEMS], place, rpcUrl: chain.url, edit });
      expect([code !== EXIT_VERIFIED, problems.length > 0], String(from)).to.deep.equal([true, true]);
    }
  });
});
