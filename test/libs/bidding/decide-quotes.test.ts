import { expect } from 'chai';
import fc from 'fast-check';
import { DEFAULT_BOOK_RULES, LadderBook, type Side } from '#auction';
import { decideQuotes, type OwnOrder, type QuoteSituation } from '#bidding';
import { codeOf } from '../error-code.js';

const TERMS = { buyPriceSen: 1400, sellPriceSen: 1800, quoteWh: 1000 };

const PLANT = { area: '13112', plant: 'plant-1' };

function situationOf(changes: Partial<QuoteSituation> = {}): QuoteSituation {
  return {
    terms: TERMS,
    rules: DEFAULT_BOOK_RULES,
    registered: PLANT,
    position: { boughtWh: 0, soldWh: 0 },
    resting: [],
    ordersEntered: 0,
    ...changes,
  };
}

function own(side: Side, priceSen: number, remainingWh: number): OwnOrder {
  return { orderId: priceSen, side, priceSen, remainingWh, ...(side === 'sell' && { origin: PLANT }) };
}

describe('decideQuotes', () => {
  it('stands on both sides of an empty book', () => {
    expect(decideQuotes(situationOf())).to.deep.equal([
      { type: 'place', side: 'buy', priceSen: 1400, energyWh: 1000 },
      { type: 'place', side: 'sell', priceSen: 1800, energyWh: 1000, origin: PLANT },
    ]);
  });

  it('quotes anew what states another origin than is registered', () => {
    const resting = [own('buy', 1400, 1000), { ...own('sell', 1800, 1000), origin: { area: '13112' } }];
    expect(decideQuotes(situationOf({ resting }))).to.deep.equal([
      { type: 'cancel', orderId: 1800 },
      { type: 'place', side: 'sell', priceSen: 1800, energyWh: 1000, origin: PLANT },
    ]);
  });

  it('leaves quotes that stand as they should', () => {
    const resting = [own('buy', 1400, 1000), own('sell', 1800, 1000)];
    expect(decideQuotes(situationOf({ resting }))).to.deep.equal([]);
  });

  it('does not quote again what was traded', () => {
    const position = { boughtWh: 0, soldWh: 300 };
    expect(
      decideQuotes(situationOf({ resting: [own('buy', 1400, 1000), own('sell', 1800, 700)], position })),
    ).to.deep.equal([]);
    expect(
      decideQuotes(situationOf({ resting: [own('buy', 1400, 1000)], position: { boughtWh: 0, soldWh: 1000 } })),
    ).to.deep.equal([]);
  });

  it('moves only the side that changed, and cancels before it places', () => {
    const resting = [own('buy', 1300, 1000), own('sell', 1800, 1000)];
    expect(decideQuotes(situationOf({ resting }))).to.deep.equal([
      { type: 'cancel', orderId: 1300 },
      { type: 'place', side: 'buy', priceSen: 1400, energyWh: 1000 },
    ]);
  });

  it('keeps its old quotes when the book takes no more orders', () => {
    const resting = [own('buy', 1300, 1000)];
    const ordersEntered = DEFAULT_BOOK_RULES.maxOrdersPerParticipant - 1;
    expect(decideQuotes(situationOf({ resting, ordersEntered }))).to.deep.equal([]);
  });

  for (const [what, terms] of [
    ['crossed prices', { ...TERMS, buyPriceSen: 1800 }],
    ['a price outside the band', { ...TERMS, sellPriceSen: 5001 }],
    ['a price off the tick', { ...TERMS, buyPriceSen: 1400.5 }],
    ['no energy', { ...TERMS, quoteWh: 0 }],
    ['more energy than an order may carry', { ...TERMS, quoteWh: 100_001 }],
  ] as const) {
    it(`refuses ${what}`, () => {
      expect(codeOf(() => decideQuotes(situationOf({ terms })))).to.equal('QUOTE_INVALID');
    });
  }

  it('never trades more than it quotes on either side, whatever comes, and always shows a spread', () => {
    const command = fc.record({
      side: fc.constantFrom<Side>('buy', 'sell'),
      priceSen: fc.integer({ min: 1300, max: 1900 }),
      energyWh: fc.integer({ min: 1, max: 900 }),
    });
    fc.assert(
      fc.property(fc.array(command, { maxLength: 40 }), (incoming) => {
        const book = new LadderBook(DEFAULT_BOOK_RULES);
        const position = { boughtWh: 0, soldWh: 0 };
        const [maker, home] = [0, 1];
        for (const participantId of ['maker', 'home']) book.apply({ type: 'enrol', participantId, atMs: 0 });
        const submit = (participant: number, order: object) => {
          for (const event of book.apply({ ...order, participant, atMs: 0 } as never)) {
            if (event.type !== 'trade') continue;
            if (book.participantOf(event.buyOrderId) === maker) position.boughtWh += event.energyWh;
            if (book.participantOf(event.sellOrderId) === maker) position.soldWh += event.energyWh;
          }
        };
        for (const order of incoming) {
          const resting = book.restingOf(maker);
          for (const intent of decideQuotes(situationOf({ resting, position: { ...position } }))) submit(maker, intent);
          submit(home, { type: 'place', ...order });
          expect(position.boughtWh).to.be.at.most(TERMS.quoteWh);
          expect(position.soldWh).to.be.at.most(TERMS.quoteWh);
        }
      }),
      { seed: 5, numRuns: 200 },
    );
  });
});
