import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { PaymentOrderRow, StatementRow } from '#api/billing/billing.entities.js';
import { pdfPath } from '#api/billing/month-pdfs.service.js';
import { Database } from '#api/database/database.js';
import {
  type Adjustment,
  adjustmentOf,
  adjustmentPdf,
  billOf,
  purchaseOf,
  type Statement,
  statementPdf,
} from '#billing';
import { billInput, payment, purchaseInput } from '../../libs/billing/example-month.js';

/**
 * Months of a household as a close would have stored them, PDFs included: a bill that was corrected, the month before it, and a
 * purchase statement. The world of these tests has not lived a whole month; the documents are the library's own examples.
 */
export async function billMonths(app: NestFastifyApplication, folder: string, participantId: string): Promise<void> {
  const addressee = { ...billInput().addressee, participantId };
  const postings = billInput().postings.map((posting) => ({ ...posting, account: `participant:${participantId}` }));
  const premium = { labelJa: 'ご希望の電気への上乗せ', amountMillisen: 12_399_999, source: 'test' };
  const costParts = [...billInput().costParts!.slice(0, 1), { ...premium, code: 'premiumPaid' as const }];
  const bill = (change: Parameters<typeof billInput>[0]) =>
    billOf(billInput({ addressee, postings, costParts, ...change }));
  const july = bill({});
  // A correction: nothing was bought too much after all.
  const corrected = bill({
    version: 2,
    issuedDay: '2026-08-20',
    postings: postings.map((posting) =>
      posting.line === 'overPurchase' ? { ...posting, energyWh: 0, amountMillisen: 0 } : posting,
    ),
    payment: { ...payment, dueDay: '2026-09-28' },
  });
  const sales = purchaseOf(
    purchaseInput({
      addressee: { ...purchaseInput().addressee, participantId },
      costParts: [{ ...premium, code: 'premiumReceived' }],
      postings: purchaseInput().postings.map((posting) => ({ ...posting, account: `participant:${participantId}` })),
    }),
  );
  const june = bill({
    month: '2026-06',
    period: { fromDay: '2026-06-01', toDay: '2026-06-30' },
    issuedDay: '2026-07-05',
    payment: { ...payment, dueDay: '2026-07-27' },
  });
  const change = adjustmentOf(july, corrected, '検針の訂正')!;
  const paid = { state: 'paid', settledDay: '2026-07-27', nextStep: null } as const;
  const failed = { state: 'failed', settledDay: null, nextStep: 'retry_with_reminder' } as const;
  const asked = { state: 'asked', settledDay: null, nextStep: null } as const;
  for (const [statement, adjustment, state] of [
    [june, null, paid],
    [july, null, failed],
    [corrected, change, asked],
    [sales, null, asked],
  ] as const) {
    await store(app, folder, statement, adjustment, state);
  }
}

async function store(
  app: NestFastifyApplication,
  folder: string,
  statement: Statement,
  adjustment: Adjustment | null,
  state: Pick<PaymentOrderRow, 'state' | 'settledDay' | 'nextStep'>,
): Promise<void> {
  const { kind, number, version, month, totalYen, balance, addressee } = statement;
  const { bytes } = adjustment === null ? await statementPdf(statement) : await adjustmentPdf(adjustment);
  const path = pdfPath(folder, { number, version });
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
  const row: StatementRow = {
    areaId: 13112,
    month,
    kind,
    sequence: Number(number.slice(-6)),
    version,
    number,
    participantId: addressee.participantId,
    run: version,
    content: JSON.stringify(statement),
    adjustment: adjustment === null ? null : JSON.stringify(adjustment),
    terms: '{}',
    facts: '{}',
    amountYen: adjustment?.totalYen ?? totalYen,
    payableYen: (adjustment?.balance ?? balance).payableYen,
    carriedOutYen: (adjustment?.balance ?? balance).carriedOutYen,
    carriedInto: null,
    pdfSha256: createHash('sha256').update(bytes).digest('hex'),
  };
  const order: PaymentOrderRow = {
    ...{ areaId: 13112, number, version, month, run: version, participantId: row.participantId },
    ...{ way: kind === 'bill' ? 'debit' : 'transfer', amountYen: row.payableYen, dueDay: statement.payment.dueDay },
    ...{ account: null, result: null, note: null, attempt: 1, ...state },
  };
  await app.get(Database).transaction(async (manager) => {
    await manager.insert(StatementRow, row);
    if (row.payableYen !== 0) await manager.insert(PaymentOrderRow, order);
  });
}
