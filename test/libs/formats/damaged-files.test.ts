import { expect } from 'chai';
import fc from 'fast-check';
import {
  BG_POSITION,
  DEFAULT_ZENGIN_SETTINGS,
  decideIssue,
  formatManifestFile,
  parseDebitAnswer,
  parseDemandPlan,
  parseManifestFile,
  parseTransfers,
  printDebitAnswer,
  printDemandPlan,
  printRetailerTable,
  printTransfers,
  readImbalancePrices,
  readRetailerTable,
} from '#formats';
import { codeOf } from '../error-code.js';
import { DEMAND_PLAN } from './occto/examples.js';
import { debit, REQUESTER, transfer } from './zengin/examples.js';

const FILE = 'file';
const DAY = '2026-08-20';
const text = (content: string) => new TextEncoder().encode(content);

const transfers = printTransfers(
  { requester: REQUESTER, transfers: [transfer(), transfer()] },
  DEFAULT_ZENGIN_SETTINGS,
  FILE,
);
const answer = printDebitAnswer(
  { requester: REQUESTER, debits: [{ ...debit(), result: '1' }] },
  DEFAULT_ZENGIN_SETTINGS,
  FILE,
);
const position = printRetailerTable(
  BG_POSITION,
  [{ day: DAY, koma: 1, generationWh: 1, demandWh: 2, netTradedWh: -3, residualWh: 4, settlementVersion: 5 }],
  'utf-8-bom',
  FILE,
);
const { entry } = decideIssue([], {
  ...{ series: 's', printed: position, fileOf: () => FILE, movesMoney: false, madeFrom: ['v1'], madeAtMs: 0 },
});

const READERS: readonly (readonly [
  name: string,
  sample: Uint8Array,
  read: (bytes: Uint8Array) => unknown,
  runs: number,
])[] = [
  ['transfers', transfers.bytes, (bytes) => parseTransfers(bytes, FILE, DAY), 300],
  ['debit answers', answer.bytes, (bytes) => parseDebitAnswer(bytes, FILE, DAY), 300],
  ['retailer tables', position.bytes, (bytes) => readRetailerTable(BG_POSITION, bytes, FILE), 300],
  ['manifests', text(formatManifestFile([entry])), (bytes) => parseManifestFile(new TextDecoder().decode(bytes)), 300],
  ['plans', printDemandPlan(DEMAND_PLAN, FILE).bytes, (bytes) => parseDemandPlan(bytes, FILE), 15],
  [
    'imbalance prices',
    text(
      'H,,,,,余剰インバランス料金単価,,不足インバランス料金単価,\nT,日付,時間帯コマ,時間帯_自,時間帯_至,東京,変更S,東京,変更S\nD,20260301,1,00:00,00:30,8.91,0,8.91,0\n',
    ),
    (bytes) => readImbalancePrices(bytes, FILE, { taxIncluded: true }),
    300,
  ],
];

describe('damaged files', () => {
  for (const [name, sample, read, numRuns] of READERS) {
    it(`${name}: bytes changed, taken out or put in are read or refused by a code, never anything else`, () => {
      expect(codeOf(() => read(sample))).to.equal('none');
      const damage = fc.record({
        at: fc.nat({ max: sample.length - 1 }),
        cut: fc.nat({ max: 150 }),
        put: fc.uint8Array({ maxLength: 4 }),
      });
      fc.assert(
        fc.property(fc.array(damage, { minLength: 1, maxLength: 3 }), (damages) => {
          const bytes = [...sample];
          for (const { at, cut, put } of damages) bytes.splice(at, cut, ...put);
          expect(codeOf(() => read(Uint8Array.from(bytes)))).to.be.a('string');
        }),
        { seed: 59, numRuns },
      );
    });
  }
});
