import { DataSource } from 'typeorm';
import { entities } from './entities.js';
import { migrations } from './migrations/index.js';
import { NodeSqliteDatabase } from './node-sqlite.driver.js';
import { DURABLE } from './sqlite-settings.js';

/**
 * Opens the database and brings it to the newest schema.
 *
 * @param url `postgres://...`, or the path of an SQLite file, or `:memory:`
 */
export async function openDataSource(url: string): Promise<DataSource> {
  const common = { entities, migrations, migrationsRun: true, synchronize: false, logging: false } as const;
  const dataSource = /^postgres(ql)?:/.test(url)
    ? new DataSource({ type: 'postgres', url, ...common })
    : new DataSource({
        type: 'better-sqlite3',
        database: url,
        driver: NodeSqliteDatabase,
        enableWAL: true,
        // The cache of 64 MiB holds the indices of a large slot's postings, which come in no order. What is erased is overwritten
        // in the page it stood in.
        prepareDatabase: (database: NodeSqliteDatabase) =>
          void database.exec(`${DURABLE}; PRAGMA cache_size = -65536; PRAGMA secure_delete = FAST`),
        ...common,
      });
  return dataSource.initialize();
}
