import { type MigrationInterface, type QueryRunner, Table, type TableColumnOptions } from 'typeorm';

/** The tables of the first real day: participants, market, readings, settlement and the outbox. */
export class FirstDay1764000000000 implements MigrationInterface {
  name = 'FirstDay1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of tables()) await runner.createTable(table, false, true, true);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const { name } of tables().reverse()) await runner.dropTable(name);
  }
}

function tables(): Table[] {
  const areaSlot = [key('areaId', 'integer'), key('slot', 'integer')];
  return [
    new Table({
      name: 'participant',
      columns: [
        key('participantId', 'varchar', 64),
        { ...column('meterId', 'varchar', 64), isUnique: true },
        column('householdKey', 'varchar', 64),
        column('mode', 'varchar', 16),
        column('minSellPriceSen', 'integer'),
        column('maxBuyPriceSen', 'integer'),
        column('automatic', 'boolean'),
        column('joinedAtMs', 'bigint'),
      ],
    }),
    new Table({
      name: 'market_slot',
      columns: [
        ...areaSlot,
        column('state', 'varchar', 8),
        column('rules', 'text'),
        column('openedAtMs', 'bigint'),
        { ...column('closedAtMs', 'bigint'), isNullable: true },
      ],
    }),
    new Table({
      name: 'journal_entry',
      columns: [...areaSlot, key('sequence', 'integer'), column('command', 'text')],
    }),
    new Table({
      name: 'trade',
      columns: [
        ...areaSlot,
        key('sequence', 'integer'),
        column('buyOrderId', 'varchar', 64),
        column('sellOrderId', 'varchar', 64),
        column('buyerPseudonym', 'varchar', 32),
        column('sellerPseudonym', 'varchar', 32),
        column('buyerId', 'varchar', 64),
        column('sellerId', 'varchar', 64),
        column('priceSen', 'integer'),
        column('energyWh', 'integer'),
      ],
    }),
    new Table({
      name: 'reading',
      columns: [
        key('slot', 'integer'),
        key('meterId', 'varchar', 64),
        key('version', 'integer'),
        column('exportWh', 'integer'),
        column('importWh', 'integer'),
        { ...column('arrival', 'bigint'), isUnique: true },
        column('receivedAtMs', 'bigint'),
      ],
    }),
    new Table({
      name: 'settlement',
      columns: [
        ...areaSlot,
        key('version', 'integer'),
        column('settledAtMs', 'bigint'),
        column('exportedWh', 'bigint'),
        column('importedWh', 'bigint'),
        column('tradedWh', 'bigint'),
        column('allocatedWh', 'bigint'),
        column('missingReadings', 'integer'),
        column('readingCut', 'bigint'),
      ],
    }),
    new Table({
      name: 'allocation',
      columns: [
        ...areaSlot,
        key('version', 'integer'),
        key('tradeSequence', 'integer'),
        column('allocatedWh', 'integer'),
        column('shortfallWh', 'integer'),
        column('overPurchaseWh', 'integer'),
      ],
    }),
    new Table({
      name: 'posting',
      columns: [
        ...areaSlot,
        key('version', 'integer'),
        key('item', 'integer'),
        column('account', 'varchar', 80),
        column('line', 'varchar', 24),
        column('energyWh', 'bigint'),
        column('amountMillisen', 'bigint'),
        column('cause', 'varchar', 40),
      ],
      indices: [{ columnNames: ['account', 'slot'] }],
    }),
    new Table({
      name: 'outbox_record',
      columns: [
        { name: 'id', type: 'integer', isPrimary: true, isGenerated: true, generationStrategy: 'increment' },
        column('areaId', 'integer'),
        column('slot', 'integer'),
        column('phase', 'varchar', 8),
        column('record', 'text'),
        { ...column('transactionHash', 'varchar', 66), isNullable: true },
        { ...column('nonce', 'integer'), isNullable: true },
        { ...column('position', 'integer'), isNullable: true },
        { ...column('preimage', 'text'), isNullable: true },
        { ...column('recordHash', 'varchar', 66), isNullable: true },
      ],
      indices: [{ columnNames: ['areaId', 'slot'] }, { columnNames: ['transactionHash'] }, { columnNames: ['nonce'] }],
    }),
    new Table({
      name: 'outbox_transaction',
      columns: [
        key('hash', 'varchar', 66),
        { ...column('nonce', 'integer'), isUnique: true },
        column('raw', 'text'),
        column('state', 'varchar', 9),
        { ...column('blockNumber', 'integer'), isNullable: true },
        { ...column('blockHash', 'varchar', 66), isNullable: true },
        { ...column('gasUsed', 'bigint'), isNullable: true },
      ],
      indices: [{ columnNames: ['state'] }],
    }),
    new Table({
      name: 'chain_identity',
      columns: [
        key('id', 'integer'),
        column('chainId', 'bigint'),
        column('genesisHash', 'varchar', 66),
        column('ledgerAddress', 'varchar', 42),
      ],
    }),
  ];
}

function column(name: string, type: string, length?: number): TableColumnOptions {
  return { name, type, ...(length !== undefined && { length: String(length) }) };
}

function key(name: string, type: string, length?: number): TableColumnOptions {
  return { ...column(name, type, length), isPrimary: true };
}
