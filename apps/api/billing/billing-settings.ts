import { z } from 'zod';
import type { InputTaxPolicy, Issuer } from '#billing';
import { DEFAULT_ZENGIN_SETTINGS, type RetailerEncoding, type ZenginAccount, type ZenginSettings } from '#formats';
import { apiError } from '../errors.js';
import { planSettingsSchema } from './plan-settings.js';

const text = z.string().min(1).max(200);
const day = z.int().min(1).max(31);

/** A bank account as bank files name it. */
export const zenginAccountSchema = z.strictObject({
  bankCode: z.string().regex(/^\d{4}$/, 'Give four digits.'),
  bankName: z.string().max(60),
  branchCode: z.string().regex(/^\d{3}$/, 'Give three digits.'),
  branchName: z.string().max(60),
  accountType: z.enum(['ordinary', 'current', 'savings', 'other']),
  accountNumber: z.string().regex(/^\d{7}$/, 'Give seven digits, zeros before the number.'),
}) satisfies z.ZodType<ZenginAccount>;

const requesterSchema = z.strictObject({
  code: z.string().regex(/^\d{10}$/, 'Give ten digits.'),
  name: text,
  account: zenginAccountSchema,
});

const settingsSchema = z.strictObject({
  retailerCode: text,
  balancingGroupCode: text,
  issuer: z.strictObject({
    nameJa: text,
    addressJa: text,
    contactJa: text,
    registrationNumber: text,
  }) satisfies z.ZodType<Issuer>,
  /** 総合振込 to sellers, 口座振替 from buyers: each with the requester code that the bank gave. */
  transfer: requesterSchema,
  debit: requesterSchema,
  /** Where this bank differs from `DEFAULT_ZENGIN_SETTINGS`. */
  bankFile: z
    .strictObject({
      longVowel: z.enum(['-', 'ｰ']),
      extraSymbols: z.string().max(10),
      clearingHouse: z.enum(['zeros', 'spaces']),
      customerCodes: z.enum(['zeros', 'spaces']),
      newline: z.enum(['none', 'crlf']),
      endOfFile: z.boolean(),
      transferMethod: z.enum(['7', '8', '']),
    })
    .partial()
    .default({}),
  /** Day of the month on which bills are collected, and on which sellers are paid; on a closed day of the bank, the next. */
  collectionDay: day,
  paymentDay: day,
  /** Bank days that a file takes to be carried out: no due day is nearer. */
  bankLeadDays: z.int().min(1).max(20),
  /** Less is carried to the next month. */
  minimumYen: z.int().min(1).max(100_000),
  /** Days after which a purchase statement counts as confirmed. */
  confirmDays: z.int().min(1).max(60),
  encodings: z.array(z.enum(['utf-8-bom', 'shift_jis'])).min(1) satisfies z.ZodType<RetailerEncoding[]>,
  /** Codes of the day-ahead plans; without them none is made. */
  plans: planSettingsSchema.optional(),
  environmentalValueOwner: z.enum(['retailer', 'producer']),
  inputTaxPolicy: z.discriminatedUnion('name', [
    z.strictObject({ name: z.literal('none') }),
    z.strictObject({ name: z.literal('deductShare'), sharePercent: z.int().min(1).max(100) }),
  ]) satisfies z.ZodType<InputTaxPolicy>,
});

/** How the retailer of this installation bills and pays (docs/operating.md, "Closing a month"). */
export type BillingSettings = Readonly<z.infer<typeof settingsSchema>>;

/** Reads the settings' JSON. @throws IchienError CONFIG_INVALID naming the place */
export function readBillingSettings(json: string, file: string): BillingSettings {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    throw apiError('CONFIG_INVALID', `${file} is no JSON: ${(error as Error).message}.`, 'See docs/operating.md.');
  }
  const parsed = settingsSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0]!;
  throw apiError('CONFIG_INVALID', `${file}, ${path.join('.')}: ${message}.`, 'See docs/operating.md.', { file });
}

/** How this bank wants its files. */
export function bankFileSettings({ bankFile }: BillingSettings): ZenginSettings {
  return { ...DEFAULT_ZENGIN_SETTINGS, ...bankFile } as ZenginSettings;
}
