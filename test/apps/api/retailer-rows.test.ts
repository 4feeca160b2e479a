import { expect } from 'chai';
import { monthlyRow } from '#api/billing/retailer-rows.js';
import { billingSettings } from '#backtest/bill-community.js';
import { billOf } from '#billing';
import { billInput, payment } from '../../libs/billing/example-month.js';

describe('a row of settlement_monthly', () => {
  const pointsOf = (paid: typeof payment & { pointsUsedYen?: number }) =>
    monthlyRow(
      {
        statement: billOf(billInput({ payment: paid })),
        account: { contractNumber: 'K-1', tariffId: 'tepco-juryo-b' },
        passedOn: { wheelingMillisen: 0, platformFeeMillisen: 0, fundMillisen: 0 },
        tradedWh: 0,
        finality: '確定',
      },
      billingSettings(),
    ).points;

  it('has the points that the bill was paid with', () => {
    expect(pointsOf({ ...payment, pointsUsedYen: 213 })).to.equal(213);
    expect(pointsOf(payment)).to.equal(0);
  });
});
