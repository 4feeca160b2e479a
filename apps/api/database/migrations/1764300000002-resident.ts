import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';

/** A resident asks for one meter's readings and one household's trades, by time: each needs a way in of its own. */
const INDICES: readonly (readonly [table: string, ...columns: string[]])[] = [
  ['reading', 'meterId', 'slot'],
  ['trade', 'buyerId', 'slot'],
  ['trade', 'sellerId', 'slot'],
];

export class Resident1764300000002 implements MigrationInterface {
  name = 'Resident1764300000002';

  async up(runner: QueryRunner): Promise<void> {
    for (const [table, ...columnNames] of INDICES) await runner.createIndex(table, index(table, columnNames));
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const [table, ...columnNames] of INDICES) await runner.dropIndex(table, index(table, columnNames));
  }
}

function index(table: string, columnNames: string[]): TableIndex {
  return new TableIndex({ name: `IDX_${table}_${columnNames.join('_')}`, columnNames });
}
