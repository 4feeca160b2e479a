import { type MigrationInterface, type QueryRunner, TableColumn, type TableColumnOptions } from 'typeorm';

/** Rows that are filled at a time. */
const PAGE = 1000;

/** What a grant's terms say, in columns, so that lists and sums of a month are the database's work. */
export class GrantColumns1764600005800 implements MigrationInterface {
  name = 'GrantColumns1764600005800';

  async up(runner: QueryRunner): Promise<void> {
    await runner.addColumns('slot_grant', columns());
    for (;;) {
      // A grant's line is never empty: what still is, is to be filled.
      const rows: { areaId: number; slot: number; grantId: string; terms: string }[] = await runner.query(
        `SELECT "areaId", slot, "grantId", terms FROM slot_grant WHERE line = '' LIMIT ${PAGE}`,
      );
      for (const { areaId, slot, grantId, terms } of rows) {
        await runner.manager.update('slot_grant', { areaId, slot, grantId }, valuesOf(JSON.parse(terms)));
      }
      if (rows.length < PAGE) return;
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropColumns('slot_grant', columns());
  }
}

/** Terms as they were stored when this was written. */
interface Terms {
  readonly line: string;
  readonly from: string;
  readonly to: string;
  readonly energyWh: number;
  readonly pay: { readonly priceSen?: number; readonly amountMillisen?: number };
}

function valuesOf({ line, from, to, energyWh, pay }: Terms) {
  return {
    line,
    payer: from,
    receiver: to,
    energyWh,
    // 1 Wh x 1 sen/kWh = 1 millisen.
    amountMillisen: pay.amountMillisen ?? energyWh * (pay.priceSen ?? 0),
  };
}

function columns(): TableColumn[] {
  return [
    column('line', 'varchar', { length: '24', default: "''" }),
    column('payer', 'varchar', { length: '24', default: "''" }),
    column('receiver', 'varchar', { length: '80', default: "''" }),
    column('energyWh', 'bigint', { default: 0 }),
    column('amountMillisen', 'bigint', { default: 0 }),
  ];
}

function column(name: string, type: string, options: Partial<TableColumnOptions>): TableColumn {
  return new TableColumn({ name, type, ...options });
}
