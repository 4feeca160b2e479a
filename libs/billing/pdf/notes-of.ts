import type { PurchaseTerms, Statement } from '../types.js';
import { dayJa, yen } from './figures.js';

/** The notes at the end of a statement. Their wording is ours [INF]; have it read by counsel before it is sent. */
export function notesOf(statement: Statement): string[] {
  const { kind, noticesJa, labels, superseded, baseline, payment, purchase, balance } = statement;
  const notes = [...noticesJa, ...labels.flatMap(({ notesJa }) => notesJa)];
  notes.push(
    '金額はすべて税込です。各項目は1か月分を合計してから1円未満を切り捨て、消費税は税率ごとに1回だけ計算しています。',
  );
  if (superseded.length > 0) {
    notes.push('ご近所からの電気で足りない分は「電力会社の料金」に含まれています。');
  }
  if (baseline !== undefined) notes.push(`くらべた金額の計算: ${baseline.source}`);
  if (balance.carriedOutYen !== 0) {
    const { minimumYen } = payment.rule;
    notes.push(`精算額が${yen(minimumYen)}円に満たない月は、お支払い・お振込をせず次回へ繰り越します。`);
  }
  if (purchase !== undefined) notes.push(...purchaseNotes(purchase, statement));
  if (kind === 'bill') notes.push('この明細は適格請求書（インボイス）です。');
  return notes;
}

function purchaseNotes(terms: PurchaseTerms, { tax, issuer }: Statement): string[] {
  const { sellerRegistrationNumber, creditableYen, notCreditableYen, step, policy } = terms;
  const notes = [
    terms.environmentalValueOwner === 'retailer'
      ? `環境価値は、買取契約により買取者（${issuer.nameJa}）に帰属します。`
      : '環境価値は、買取契約により発電された方に帰属します。',
    `この明細書の送付後、${dayJa(terms.confirmByDay)}までに誤りのある旨のご連絡がない場合は、記載内容のとおり確認があったものとします。`,
  ];
  if (sellerRegistrationNumber !== undefined) {
    return [...notes, `売り手の登録番号 ${sellerRegistrationNumber}。この明細書は適格請求書に代わるものです。`];
  }
  const standing = step.standing === 'outline' ? '（税制改正大綱による。施行は未確認）' : '';
  notes.push(
    `売り手は適格請求書発行事業者ではありません。消費税相当額${yen(tax.taxYen)}円のうち買取者が控除できるのは${step.creditablePercent}％の${yen(creditableYen)}円、控除できないのは${yen(notCreditableYen)}円です${standing}。`,
  );
  notes.push(
    policy.name === 'none'
      ? '控除できない額は買取価格に反映していません。'
      : `控除できない額の${policy.sharePercent}％を「仕入税額控除の調整」として差し引いています。`,
  );
  return notes;
}
