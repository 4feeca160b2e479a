import { createHmac } from 'node:crypto';
import type { OwnedAccount } from '#api/billing/billing-accounts.service.js';
import type { BillingSettings } from '#api/billing/billing-settings.js';
import type { FuelAdjustment } from '#api/billing/fuel-adjustments.service.js';
import { TEPCO_JURYO_DENTO_B, TEPCO_SMART_LIFE_S } from '#tariff';
import type { Community } from './community/index.js';

/** What is needed of a community. */
type Billed = { readonly households: readonly Pick<Community['households'][number], 'householdId'>[] };

/** Invented: no bank has the code 9999. */
const BANK = { bankCode: '9999', bankName: 'ジツケンギンコウ', bankJa: '実験銀行' } as const;
const SURNAMES = [
  ['砧', 'キヌタ'],
  ['成城', 'セイジョウ'],
  ['喜多見', 'キタミ'],
  ['祖師谷', 'ソシガヤ'],
  ['千歳', 'チトセ'],
  ['経堂', 'キョウドウ'],
  ['桜', 'サクラ'],
  ['用賀', 'ヨウガ'],
] as const;
const GIVEN_NAMES = [
  ['花子', 'ハナコ'],
  ['太郎', 'タロウ'],
  ['一郎', 'イチロウ'],
  ['みどり', 'ミドリ'],
  ['ひかり', 'ヒカリ'],
  ['空', 'ソラ'],
] as const;
const TARIFF_IDS = [TEPCO_JURYO_DENTO_B.id, TEPCO_JURYO_DENTO_B.id, TEPCO_SMART_LIFE_S.id];
const AMPERES = [30, 40, 50, 60];
/** One in so many households pays by slip. */
const SLIP_EVERY = 10;

/** Invented names, points and bank accounts of a community: they follow from the seed and the household's id alone. */
export function billingAccounts({ households }: Billed, seed: number): OwnedAccount[] {
  return households.map(({ householdId }, index) => {
    const draws = createHmac('sha256', `ichien/backtest/billing/${seed}`).update(householdId).digest();
    const pick = <T>(list: readonly T[], at: number): T => list[draws.readUInt8(at) % list.length]!;
    const [surname, surnameKana] = pick(SURNAMES, 0);
    const [given, givenKana] = pick(GIVEN_NAMES, 1);
    const place = String(index + 1).padStart(6, '0');
    return {
      participantId: householdId,
      account: {
        nameJa: `${surname} ${given}`,
        addressJa: `東京都世田谷区架空町${1 + (draws.readUInt8(2) % 9)}丁目${index + 1}番`,
        contractNumber: `K${place}`,
        supplyPointId: `03999990000000${place}00`,
        receivingPointId: `03999991000000${place}00`,
        tariffId: pick(TARIFF_IDS, 3),
        capacity: { unit: 'A', amount: pick(AMPERES, 4), isMeasured: false },
        powerFactorPercent: null,
        discounts: [],
        levyReductionPercent: 0,
        payBy: draws.readUInt8(5) % SLIP_EVERY === 0 ? 'invoice' : 'debit',
        bank: {
          ...BANK,
          branchCode: String(1 + (draws.readUInt8(6) % 20)).padStart(3, '0'),
          branchName: 'ホンテン',
          branchJa: '本店',
          accountType: 'ordinary',
          accountNumber: String(draws.readUInt32BE(7) % 10_000_000).padStart(7, '0'),
          holderKana: `${surnameKana} ${givenKana}`,
        },
        registrationNumber: null,
        isPerson: true,
      },
    };
  });
}

/** Fuel adjustments of 0 for the menus of {@link billingAccounts}: none was published for the months. @param months `YYYY-MM` */
export function fuelAdjustments(months: readonly string[]): FuelAdjustment[] {
  return months.flatMap((month) =>
    [...new Set(TARIFF_IDS)].map((tariffId) => ({ tariffId, month, sen: 0, source: '仮定（この月の公表値なし）' })),
  );
}

/** How the invented retailer of a backtest bills. */
export function billingSettings(): BillingSettings {
  const account = {
    bankCode: BANK.bankCode,
    bankName: BANK.bankName,
    branchCode: '001',
    branchName: 'ホンテン',
    accountType: 'current' as const,
    accountNumber: '0000001',
  };
  const requester = { name: 'ミドリチヨウデンキ（カ', account };
  return {
    retailerCode: 'Z9999',
    balancingGroupCode: 'X9999',
    issuer: {
      nameJa: 'みどり町でんき株式会社（架空）',
      addressJa: '東京都みどり区中央一丁目2番3号',
      contactJa: 'お問い合わせ 0120-000-000（平日9時〜17時）',
      registrationNumber: 'T7123456789012',
    },
    transfer: { ...requester, code: '9999000001' },
    debit: { ...requester, code: '9999000002' },
    bankFile: {},
    collectionDay: 27,
    paymentDay: 31,
    bankLeadDays: 5,
    minimumYen: 1,
    confirmDays: 14,
    encodings: ['utf-8-bom', 'shift_jis'],
    environmentalValueOwner: 'retailer',
    inputTaxPolicy: { name: 'none' },
  };
}
