import { z } from 'zod';
import type { DatedContract } from '#billing';
import { LEVY_REDUCTIONS_PERCENT, type SupplyContract } from '#tariff';

/** Most discounts of one contract. */
const MAX_DISCOUNTS = 5;

/** What a household has agreed on with the retailer: what its months are priced by, and how it pays. Nothing personal. */
export const billingContractSchema = z.strictObject({
  tariffId: z.string().min(1).max(64).meta({ description: 'Id of a retail menu of docs/tariffs.md' }),
  capacity: z
    .strictObject({
      unit: z.enum(['A', 'kVA', 'kW']),
      amount: z.int().min(1).max(10_000),
      isMeasured: z.boolean().default(false).meta({
        description:
          '実量制: the highest demand of the month and the eleven before; `amount` for those that were not billed here',
      }),
    })
    .refine(({ unit, isMeasured }) => unit === 'kW' || !isMeasured, { message: 'Only kW are measured.' })
    .nullable()
    .default(null),
  powerFactorPercent: z
    .int()
    .min(0)
    .max(100)
    .nullable()
    .default(null)
    .meta({ description: '力率, where the menu asks' }),
  discounts: z
    .array(z.strictObject({ labelJa: z.string().min(1).max(40), amountYen: z.int().min(1).max(1_000_000) }))
    .max(MAX_DISCOUNTS)
    .default([])
    .meta({ description: '値引き of every month, tax included; each is a line of the bill' }),
  levyReductionPercent: z
    .int()
    .default(0)
    .refine((percent) => LEVY_REDUCTIONS_PERCENT.some((each) => each === percent), {
      message: `Give one of ${LEVY_REDUCTIONS_PERCENT.join(', ')}.`,
    }),
  payBy: z.enum(['debit', 'invoice']).meta({ description: 'debit: 口座振替; invoice: the resident pays by a slip' }),
});

/** See {@link billingContractSchema}. */
export type BillingContract = Readonly<z.infer<typeof billingContractSchema>>;

/** A household's contracts in the order of entry: `contractAt` says which holds in a month. */
export type DatedContracts = readonly DatedContract<BillingContract>[];

/** An entry as it was made. */
export interface ContractEntry extends DatedContract<BillingContract> {
  readonly enteredAtMs: number;
}

/** The contract within something that holds more, such as a billing account. */
export function contractOf(account: BillingContract): BillingContract {
  const { tariffId, capacity, powerFactorPercent, discounts, levyReductionPercent, payBy } = account;
  return { tariffId, capacity, powerFactorPercent, discounts, levyReductionPercent, payBy };
}

/** A contract as JSON has it; what earlier releases did not know is as it is without. */
export function parseContract(stored: unknown): BillingContract {
  return z.object(billingContractSchema.shape).parse(stored);
}

/** As a month is priced by it. @param powerKw contract power of the month, if it is measured */
export function supplyContractOf(contract: BillingContract, powerKw?: number): SupplyContract {
  const { capacity, powerFactorPercent, levyReductionPercent } = contract;
  return {
    ...(capacity !== null && { capacity: { unit: capacity.unit, amount: powerKw ?? capacity.amount } }),
    ...(powerFactorPercent !== null && { powerFactorPercent }),
    levyReductionPercent,
  };
}
