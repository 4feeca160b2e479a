import { z } from 'zod';
import { maskBankAccount } from '#billing';
import type { ZenginAccount } from '#formats';
import { billingContractSchema, contractOf } from './billing-contract.js';
import { zenginAccountSchema } from './billing-settings.js';

const name = z.string().min(1).max(200);
const pointId = z.string().regex(/^\d{22}$/, 'A point has 22 digits.');

/** Whom a participant's statements are for and where its money goes, as of now. Personal data. */
const payerSchema = z.strictObject({
  nameJa: name,
  addressJa: name,
  contractNumber: z.string().regex(/^[0-9A-Za-z-]{1,20}$/, 'Give 1 to 20 of 0-9, A-Z, a-z and -.'),
  supplyPointId: pointId.meta({ description: '供給地点特定番号' }),
  receivingPointId: pointId.nullable().default(null).meta({ description: '受電地点特定番号, if it is another' }),
  bank: zenginAccountSchema.extend({
    holderKana: name.meta({ description: '口座名義 in katakana, as the bank book has it' }),
    bankJa: name,
    branchJa: name,
  }),
  registrationNumber: z
    .string()
    .max(14)
    .nullable()
    .default(null)
    .meta({ description: '登録番号 of a registered seller' }),
  isPerson: z.boolean().default(true).meta({ description: 'True: the 登録番号 has no check digit' }),
});

/** What of an account is personal: it has no history, the newest holds. */
export type Payer = Readonly<z.infer<typeof payerSchema>>;

/** What a participant's statements need to be made and paid. Personal data: only the retailer and the participant see it. */
export const billingAccountSchema = payerSchema.extend(billingContractSchema.shape);

/** See {@link billingAccountSchema}. */
export type BillingAccount = Readonly<z.infer<typeof billingAccountSchema>>;

/** The personal part of an account. */
export function payerOf(account: BillingAccount): Payer {
  const contract = Object.keys(contractOf(account));
  return Object.fromEntries(Object.entries(account).filter(([name]) => !contract.includes(name))) as Payer;
}

/** What stands with a statement: whom it was for and what it was priced by, without the bank account. */
export type StatementTerms = Omit<BillingAccount, 'bank'>;

/** What of an account stands with a statement. */
export function statementTermsOf(account: StatementTerms & { readonly bank?: unknown }): StatementTerms {
  const { bank: _, ...terms } = account;
  return terms;
}

/** The account that money goes to or comes from, as a bank file names it. */
export interface PayeeAccount {
  readonly account: ZenginAccount;
  readonly holderKana: string;
}

const TYPES_JA = { ordinary: '普通', current: '当座', savings: '貯蓄', other: 'その他' } as const;

/** The bank account as bank files name it. */
export function payeeOf({ bank }: Payer): PayeeAccount {
  const { holderKana, bankJa: _, branchJa: __, ...account } = bank;
  return { account, holderKana };
}

/** The bank account as statements show it. @throws IchienError BANK_ACCOUNT_INVALID, TEXT_INVALID */
export function maskedAccount({ bank }: Payer): string {
  const { bankJa, branchJa, accountType, accountNumber } = bank;
  return maskBankAccount({ bankJa, branchJa, typeJa: TYPES_JA[accountType], number: accountNumber });
}
