import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Statements read together. */
const PAGE_ROWS = 500;

interface Stated {
  readonly areaId: number;
  readonly number: string;
  readonly version: number;
  readonly content: string;
}

/** Enters the tax of the statements of before, at its rate: it is now that it is entered, the ledger of the past stays what it was. */
export class StatementTaxes1764600005420 implements MigrationInterface {
  name = 'StatementTaxes1764600005420';

  async up(runner: QueryRunner): Promise<void> {
    const nowMs = Date.now();
    const slot = Math.floor(nowMs / 1_800_000);
    let known = { number: '', taxYen: 0 };
    for (let read = 0; ; read += PAGE_ROWS) {
      const rows: Stated[] = await runner.query(
        `SELECT "areaId", number, version, content FROM statement ORDER BY number, version LIMIT ${PAGE_ROWS} OFFSET ${read}`,
      );
      for (const { areaId, number, version, content } of rows) {
        const { kind, tax, purchase } = JSON.parse(content);
        const taxYen: number = kind === 'bill' ? tax.taxYen : purchase.creditableYen;
        const change = taxYen - (known.number === number ? known.taxYen : 0);
        known = { number, taxYen };
        if (change === 0) continue;
        const [line, sign] = kind === 'bill' ? ['salesTax', 1] : ['inputTax', -1];
        const cause = `tax:${number}-${version}-${tax.ratePercent}`;
        for (const [account, side] of [
          ['tax', sign],
          ['retailer', -sign],
        ] as const) {
          // Whole numbers and our own codes, none of them anybody's input.
          await runner.query(
            `INSERT INTO payment_posting ("areaId", slot, account, line, "amountMillisen", cause, "postedAtMs")
             VALUES (${areaId}, ${slot}, '${account}', '${line}', ${change * side * 100_000}, '${cause}', ${nowMs})
             ON CONFLICT DO NOTHING`,
          );
        }
      }
      if (rows.length < PAGE_ROWS) return;
    }
  }

  /** The ledger is append-only: what was entered stays. */
  async down(): Promise<void> {}
}
