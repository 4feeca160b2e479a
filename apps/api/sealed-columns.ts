import type { EntityManager, EntityTarget, ObjectLiteral } from 'typeorm';
import { Account, Notice } from './accounts/account.entities.js';
import { BillingAccountRow, PaymentOrderRow, StatementRow } from './billing/billing.entities.js';
import { statementTermsOf } from './billing/billing-account.js';
import { ClaimAccountRow } from './participants/claim-account.entity.js';
import { Participant } from './participants/participant.entity.js';
import { placeOf } from './secrets.js';

interface SealedColumn {
  readonly entity: EntityTarget<ObjectLiteral>;
  readonly key: readonly string[];
  readonly column: string;
  /** The release of this list that it came with: what a database was sealed by before does not have it. */
  readonly since: number;
}

/** Everything that is sealed. A value that is null or empty is none. */
const SEALED_COLUMNS: readonly SealedColumn[] = [
  { entity: Participant, key: ['participantId'], column: 'householdKey', since: 1 },
  { entity: Account, key: ['accountId'], column: 'totpSecret', since: 1 },
  { entity: ClaimAccountRow, key: ['participantId'], column: 'account', since: 2 },
  { entity: BillingAccountRow, key: ['participantId'], column: 'terms', since: 2 },
  { entity: PaymentOrderRow, key: ['number', 'version', 'attempt'], column: 'account', since: 2 },
  { entity: Notice, key: ['noticeId'], column: 'token', since: 2 },
];

/** The newest `since` of the list. */
export const SEALED_SINCE = 2;

/** Rows that are read and written together. */
const PAGE_ROWS = 1000;

/**
 * Writes every sealed value anew, those that the list had up to `before` left out. To be called in one transaction.
 *
 * @param change gets what stands there and the place that it is bound to
 * @returns how many values it wrote
 */
export async function rewriteSealed(
  manager: EntityManager,
  before: number,
  change: (stored: string, place: string) => string,
): Promise<number> {
  let written = 0;
  for (const { entity, key, column, since } of SEALED_COLUMNS) {
    if (since <= before) continue;
    const { tableName } = manager.dataSource.getMetadata(entity);
    for await (const row of rowsOf(manager, entity, key, [column])) {
      if (row[column] === null || row[column] === '') continue;
      const own = Object.fromEntries(key.map((name) => [name, row[name]]));
      const place = placeOf(tableName, Object.values(own), column);
      await manager.update(entity, own, { [column]: change(row[column], place) });
      written++;
    }
  }
  return written;
}

/** Takes the bank accounts out of the terms that statements were priced by: earlier releases kept them there. */
export async function stripStatements(manager: EntityManager): Promise<void> {
  const key = ['areaId', 'month', 'kind', 'sequence', 'version'];
  for await (const row of rowsOf(manager, StatementRow, key, ['terms'])) {
    const own = Object.fromEntries(key.map((name) => [name, row[name]]));
    await manager.update(StatementRow, own, { terms: JSON.stringify(statementTermsOf(JSON.parse(row.terms))) });
  }
}

/** Tables that a clear copy could linger in. */
export function sealedTables(manager: EntityManager): string[] {
  return [...SEALED_COLUMNS.map(({ entity }) => entity), StatementRow].map(
    (entity) => manager.dataSource.getMetadata(entity).tableName,
  );
}

/** All rows, page by page in the order of their key, with some of their columns. */
async function* rowsOf(
  manager: EntityManager,
  entity: EntityTarget<ObjectLiteral>,
  key: readonly string[],
  columns: readonly string[],
): AsyncGenerator<ObjectLiteral> {
  const select = Object.fromEntries([...key, ...columns].map((name) => [name, true]));
  const order = Object.fromEntries(key.map((name) => [name, 'ASC' as const]));
  for (let skip = 0; ; skip += PAGE_ROWS) {
    const rows = await manager.find(entity, { select, order, skip, take: PAGE_ROWS });
    yield* rows;
    if (rows.length < PAGE_ROWS) return;
  }
}
