import { type MigrationInterface, type QueryRunner, TableColumn, TableIndex, TableUnique } from 'typeorm';

const SLOT_MS = 1_800_000;
/** How long slots could be settled again when this was written (`CORRECTION_DAYS`). */
const FINAL_MS = 730 * 86_400_000;

const COLUMNS = [
  new TableColumn({ name: 'fromSlot', type: 'integer', isNullable: true }),
  new TableColumn({ name: 'untilSlot', type: 'integer', isNullable: true }),
  new TableColumn({ name: 'leftAtMs', type: 'bigint', isNullable: true }),
];

/** Households take part from one slot until another; a meter may then have another member. */
export class Memberships1764600000000 implements MigrationInterface {
  name = 'Memberships1764600000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.addColumns('participant', COLUMNS);
    await runner.query(`UPDATE participant SET "fromSlot" = "joinedAtMs" / ${SLOT_MS}`);
    if (runner.dataSource.options.type === 'postgres') {
      await runner.query('ALTER TABLE participant ALTER COLUMN "fromSlot" SET NOT NULL');
    } else {
      const from = COLUMNS[0]!;
      await runner.changeColumn('participant', from, Object.assign(from.clone(), { isNullable: false }));
    }
    const { uniques } = (await runner.getTable('participant'))!;
    await runner.dropUniqueConstraint('participant', uniques.find(isOfMeter)!);
    await runner.createIndex('participant', new TableIndex({ columnNames: ['meterId'] }));
    await endWhoLeft(runner);
  }

  /** For a database in which no meter has changed hands. */
  async down(runner: QueryRunner): Promise<void> {
    const { indices } = (await runner.getTable('participant'))!;
    await runner.dropIndex('participant', indices.find(isOfMeter)!);
    await runner.createUniqueConstraint('participant', new TableUnique({ columnNames: ['meterId'] }));
    await runner.dropColumns(
      'participant',
      COLUMNS.map(({ name }) => name),
    );
  }
}

/** Who had asked to leave was metered on: it ends behind its last reading and trade, and its key is due when they are final. */
async function endWhoLeft(runner: QueryRunner): Promise<void> {
  const rows: Record<'id' | 'at' | 'read' | 'traded', string | null>[] = await runner.query(
    `SELECT e."participantId" AS "id", e."requestedAtMs" AS "at",
       (SELECT MAX(r.slot) FROM reading r WHERE r."meterId" = p."meterId") AS "read",
       (SELECT MAX(t.slot) FROM trade t WHERE t."buyerId" = p."participantId" OR t."sellerId" = p."participantId") AS "traded"
     FROM erasure e JOIN participant p ON p."participantId" = e."participantId"`,
  );
  for (const { id, at, read, traded } of rows) {
    const untilSlot = Math.max(Math.floor(Number(at) / SLOT_MS), Number(read ?? 0), Number(traded ?? 0)) + 1;
    await runner.manager.update('participant', { participantId: id }, { untilSlot, leftAtMs: Number(at) });
    await runner.manager.update('erasure', { participantId: id }, { dueAtMs: untilSlot * SLOT_MS + FINAL_MS });
  }
}

function isOfMeter({ columnNames }: { readonly columnNames: readonly string[] }): boolean {
  return columnNames.length === 1 && columnNames[0] === 'meterId';
}
