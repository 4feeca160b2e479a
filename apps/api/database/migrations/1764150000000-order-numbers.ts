import { type MigrationInterface, type QueryRunner, Table, TableColumn } from 'typeorm';
import { apiError } from '../../errors.js';

/**
 * Orders have the book's numbers, and a client's own id stands beside the journal. Journals of texts, whose leaves are
 * anchored as they were, cannot be told in numbers: a database that holds any is left as it is.
 */
export class OrderNumbers1764150000000 implements MigrationInterface {
  name = 'OrderNumbers1764150000000';

  async up(runner: QueryRunner): Promise<void> {
    const [journal] = await runner.query('SELECT COUNT(*) AS entries FROM journal_entry');
    if (Number(journal.entries) > 0) {
      throw apiError(
        'DATABASE_TOO_OLD',
        `The database holds ${journal.entries} journal entries of evidence version 2.`,
        'Keep it with the release that wrote it, and start this one with a new database.',
        { entries: Number(journal.entries) },
      );
    }
    await this.#makeTrade(runner, { type: 'integer' });
    const own = new TableColumn({ name: 'clientOrderId', type: 'varchar', length: '64', isNullable: true });
    await runner.addColumn('journal_entry', own);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropColumn('journal_entry', 'clientOrderId');
    await this.#makeTrade(runner, { type: 'varchar', length: '64' });
  }

  /** The table anew, which is empty as the journal is; the orders' columns are of one type. */
  async #makeTrade(runner: QueryRunner, ofOrder: { readonly type: string; readonly length?: string }): Promise<void> {
    const key = (name: string) => ({ name, type: 'integer', isPrimary: true });
    const text = (name: string, length: number) => ({ name, type: 'varchar', length: String(length) });
    await runner.dropTable('trade');
    await runner.createTable(
      new Table({
        name: 'trade',
        columns: [
          ...[key('areaId'), key('slot'), key('sequence')],
          ...[
            { name: 'buyOrderId', ...ofOrder },
            { name: 'sellOrderId', ...ofOrder },
          ],
          ...[text('buyerPseudonym', 32), text('sellerPseudonym', 32), text('buyerId', 64), text('sellerId', 64)],
          ...[
            { name: 'priceSen', type: 'integer' },
            { name: 'energyWh', type: 'integer' },
          ],
        ],
      }),
    );
  }
}
