import { expect } from 'chai';
import type { JsonRpc } from '#ledger/browser';
import { type Proof, type TradeToProve, verifyOwnTrade } from '../../../apps/portal/verify/verify-own-trade.js';
import { ITEMS, nodeOf, PLACE, residentText, TRADE } from '../../libs/ledger/resident/sample-resident.js';

const ALLOCATED_WH = ITEMS.settlements
  .at(-1)!
  .allocations.find(({ tradeSequence }) => tradeSequence === TRADE.sequence)!.allocatedWh;
const SHOWN = {
  slot: ITEMS.slot,
  sequence: TRADE.sequence,
  priceSen: TRADE.priceSen,
  energyWh: TRADE.energyWh,
  allocatedWh: ALLOCATED_WH,
};
const EVIDENCE = residentText({ neighbours: true });

const verify = (given: Partial<TradeToProve> = {}): Promise<Proof> =>
  verifyOwnTrade({ evidence: EVIDENCE, node: nodeOf(), ...PLACE, shown: SHOWN, ...given });

/** The steps that fail. */
async function failing(given: Partial<TradeToProve>): Promise<string[]> {
  const proof = await verify(given);
  if (!('steps' in proof)) return [proof.outcome];
  expect(proof.outcome).to.equal('refuted');
  return proof.steps.filter(({ holds }) => !holds).map(({ name }) => name);
}

describe('a trade, proven in steps', () => {
  it('holds, with the figures that the steps speak of', async () => {
    const proof = await verify();
    expect(proof.outcome).to.equal('proven');
    if (!('facts' in proof)) return;
    expect(proof.steps.every(({ holds }) => holds)).to.equal(true);
    expect(proof.facts).to.include({
      allocatedWh: ALLOCATED_WH,
      priceSen: TRADE.priceSen,
      version: ITEMS.settlements.length,
    });
    expect(proof.facts.tradeCount).to.equal(ITEMS.trades.length);
    expect(proof.facts.tradePlace).to.equal(ITEMS.trades.indexOf(TRADE) + 1);
  });

  it('says which step fails', async () => {
    const dearer = EVIDENCE.replaceAll(`"priceSen":${TRADE.priceSen}`, `"priceSen":${TRADE.priceSen + 1}`);
    expect(await failing({ evidence: dearer })).to.deep.equal(['trade', 'meter', 'once', 'screen']);
    expect(await failing({ node: nodeOf(`0x${'11'.repeat(32)}`) })).to.deep.equal(['anchor']);
    expect(await failing({ node: nodeOf(undefined, 1) })).to.deep.equal(['anchor']);
    expect(await failing({ address: `0x${'22'.repeat(20)}` })).to.deep.equal(['anchor']);
    // Without the leaves beside it, nothing shows that it was given once.
    expect(await failing({ evidence: residentText() })).to.deep.equal(['once']);
  });

  it('is of what the screen shows, or fails', async () => {
    for (const change of [
      { priceSen: 1 },
      { energyWh: 1 },
      { allocatedWh: 1 },
      { allocatedWh: null },
      { slot: 1 },
      { sequence: 9999 },
    ]) {
      expect(await failing({ shown: { ...SHOWN, ...change } }), JSON.stringify(change)).to.deep.equal(['screen']);
    }
  });

  it('is unknown, not false, if no node answers; and malformed evidence is called so', async () => {
    const { jsonRpc } = await import('#ledger/browser');
    const node: JsonRpc = jsonRpc('http://127.0.0.1:1');
    expect(await verify({ node })).to.deep.equal({ outcome: 'unreachable' });
    for (const evidence of ['', '{}', EVIDENCE.slice(0, 200), '<html>']) {
      expect(await verify({ evidence })).to.deep.equal({ outcome: 'malformed' });
    }
  });
});
