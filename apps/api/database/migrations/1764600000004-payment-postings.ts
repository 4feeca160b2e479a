import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { dropAppendOnly, makeAppendOnly } from './append-only.js';

/** Payments in the ledger, append-only. Those that were made before are entered as they stand. */
export class PaymentPostings1764600000004 implements MigrationInterface {
  name = 'PaymentPostings1764600000004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'payment_posting',
        columns: [
          { name: 'entry', type: 'integer', isPrimary: true, isGenerated: true, generationStrategy: 'increment' },
          { name: 'areaId', type: 'integer' },
          { name: 'slot', type: 'integer' },
          { name: 'account', type: 'varchar', length: '80' },
          { name: 'line', type: 'varchar', length: '24' },
          { name: 'amountMillisen', type: 'bigint' },
          { name: 'cause', type: 'varchar', length: '40' },
          { name: 'postedAtMs', type: 'bigint' },
        ],
        indices: [
          { name: 'IDX_payment_posting_account', columnNames: ['account'] },
          {
            name: 'IDX_payment_posting_once',
            columnNames: ['areaId', 'cause', 'line', 'account'],
            isUnique: true,
          },
        ],
      }),
    );
    for (const { line, account, sign, where } of OPENING) await runner.query(opening(line, account, sign, where));
    await makeAppendOnly(runner, 'payment_posting');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('payment_posting');
    await dropAppendOnly(runner, 'payment_posting');
  }
}

const CLAIM = `CASE WHEN way = 'transfer' THEN 'payable:' ELSE 'receivable:' END || "participantId"`;
const RETURNED = `'returned:' || "participantId"`;
const ASKED_FROM = `CASE WHEN attempt = 1 THEN 'retailer' ELSE ${RETURNED} END`;
const CAME_BACK = `state IN ('failed', 'repeated')`;

/** What `paymentPostings` of `#billing` says of each; whether what came back had been paid was not kept, and is the same in the end. */
const OPENING = [
  { line: 'asked', account: CLAIM, sign: 1, where: '1 = 1' },
  { line: 'asked', account: ASKED_FROM, sign: -1, where: '1 = 1' },
  { line: 'paid', account: `'bank'`, sign: 1, where: `state = 'paid'` },
  { line: 'paid', account: CLAIM, sign: -1, where: `state = 'paid'` },
  { line: 'returned', account: RETURNED, sign: 1, where: CAME_BACK },
  { line: 'returned', account: CLAIM, sign: -1, where: CAME_BACK },
];

function opening(line: string, account: string, sign: number, where: string): string {
  // It is now that they are entered: the ledger of the past stays what it was.
  const nowMs = Date.now();
  return `INSERT INTO payment_posting ("areaId", slot, account, line, "amountMillisen", cause, "postedAtMs")
    SELECT "areaId", ${Math.floor(nowMs / 1_800_000)}, ${account}, '${line}',
      "amountYen" * 100000 * ${sign} * CASE WHEN way = 'transfer' THEN -1 ELSE 1 END,
      'payment:' || number || '-' || version || '-' || attempt, ${nowMs}
    FROM payment_order WHERE ${where} ORDER BY number, version, attempt`;
}
