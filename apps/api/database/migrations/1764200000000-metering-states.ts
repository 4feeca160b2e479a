import { type MigrationInterface, type QueryRunner, Table, TableColumn, type TableColumnOptions } from 'typeorm';

/** Readings have a weight and a delivery; meters have facts, registers and exchanges. */
export class MeteringStates1764200000000 implements MigrationInterface {
  name = 'MeteringStates1764200000000';

  async up(runner: QueryRunner): Promise<void> {
    // Readings of before came through the operator's door, and version 2 and up as corrections.
    await runner.addColumns(
      'reading',
      READING_COLUMNS.map((options) => new TableColumn(options)),
    );
    await runner.query(`UPDATE reading SET state = 'corrected', revision = version - 1 WHERE version > 1`);
    for (const table of tables()) await runner.createTable(table, false, true, true);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const { name } of tables().reverse()) await runner.dropTable(name);
    await runner.dropColumns(
      'reading',
      READING_COLUMNS.map(({ name }) => name),
    );
  }
}

const READING_COLUMNS: readonly TableColumnOptions[] = [
  { ...column('state', 'varchar', 12), default: "'provisional'" },
  { ...column('source', 'varchar', 12), default: "'operator'" },
  { ...column('revision', 'integer'), default: 1 },
  { ...column('quality', 'varchar', 12), default: "'measured'" },
  optional('method', 'varchar', 24),
  optional('deliveryId', 'integer'),
];

function tables(): Table[] {
  const slotMeter = [key('slot', 'integer'), key('meterId', 'varchar', 64)];
  return [
    new Table({
      name: 'delivery',
      columns: [
        key('id', 'integer'),
        column('source', 'varchar', 12),
        column('sender', 'varchar', 64),
        column('format', 'varchar', 16),
        column('state', 'varchar', 12),
        optional('fileName', 'varchar', 64),
        column('sha256', 'varchar', 64),
        column('receivedAtMs', 'bigint'),
        column('outcome', 'varchar', 8),
        optional('errorCode', 'varchar', 64),
        optional('errorMessage', 'varchar', 500),
        column('counts', 'varchar', 500),
      ],
      indices: [{ columnNames: ['sha256'] }],
    }),
    new Table({
      name: 'reading_attestation',
      columns: [
        ...slotMeter,
        key('deliveryId', 'integer'),
        column('version', 'integer'),
        column('state', 'varchar', 12),
        column('source', 'varchar', 12),
        column('revision', 'integer'),
        column('quality', 'varchar', 12),
      ],
    }),
    new Table({
      name: 'reading_half',
      columns: [
        ...slotMeter,
        key('register', 'varchar', 8),
        key('state', 'varchar', 12),
        key('revision', 'integer'),
        column('energyWh', 'integer'),
        column('deliveryId', 'integer'),
      ],
    }),
    new Table({
      name: 'reading_finding',
      columns: [
        key('deliveryId', 'integer'),
        key('item', 'integer'),
        column('slot', 'integer'),
        column('meterId', 'varchar', 64),
        column('kind', 'varchar', 16),
        column('register', 'varchar', 8),
        column('valueWh', 'integer'),
        column('limitWh', 'integer'),
        column('held', 'boolean'),
      ],
      indices: [{ columnNames: ['slot'] }],
    }),
    new Table({
      name: 'confirmed_total',
      columns: [
        key('meterId', 'varchar', 64),
        key('register', 'varchar', 8),
        key('month', 'varchar', 7),
        key('deliveryId', 'integer'),
        column('totalWh', 'bigint'),
        column('sumWh', 'bigint'),
        column('missingSlots', 'integer'),
        column('differenceWh', 'bigint'),
      ],
    }),
    new Table({
      name: 'meter_facts',
      columns: [
        key('meterId', 'varchar', 64),
        key('fromDay', 'varchar', 10),
        optional('supplyPointId', 'varchar', 22),
        optional('receivingPointId', 'varchar', 22),
        optional('contractW', 'integer'),
        optional('plantW', 'integer'),
        column('solarOnly', 'boolean'),
      ],
    }),
    new Table({
      name: 'register_sample',
      columns: [
        key('meterId', 'varchar', 64),
        key('atMs', 'bigint'),
        key('register', 'varchar', 12),
        column('count', 'integer'),
        ...scale(),
        column('deliveryId', 'integer'),
      ],
    }),
    new Table({
      name: 'meter_exchange',
      columns: [
        key('meterId', 'varchar', 64),
        key('atMs', 'bigint'),
        column('oldForwardCount', 'integer'),
        column('oldReverseCount', 'integer'),
        column('newForwardCount', 'integer'),
        column('newReverseCount', 'integer'),
        ...scale(),
      ],
    }),
  ];
}

function scale(): TableColumnOptions[] {
  return [column('coefficient', 'integer'), column('unitMilliWh', 'bigint'), column('digits', 'integer')];
}

function column(name: string, type: string, length?: number): TableColumnOptions {
  return { name, type, ...(length !== undefined && { length: String(length) }) };
}

function optional(name: string, type: string, length?: number): TableColumnOptions {
  return { ...column(name, type, length), isNullable: true };
}

function key(name: string, type: string, length?: number): TableColumnOptions {
  return { ...column(name, type, length), isPrimary: true };
}
