import { DataSource } from 'typeorm';
import { entities } from './entities.js';
import { migrations } from './migrations/index.js';
import { NodeSqliteDatabase } from './node-sqlite.driver.js';

const PRAGMAS = `PRAGMA synchronous = FULL; PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 4000;
  PRAGMA secure_delete = FAST`;

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
        // An acknowledged order must survive a power cut, so every commit reaches the disk. The cache of 64 MiB holds the
        // indices of a large slot's postings, which come in no order. A batch of orders changes some 300 pages: SQLite's own
        // 1000 would copy the log into the file at every third commit. What is erased is overwritten in the page it stood in.
        prepareDatabase: (database: NodeSqliteDatabase) => void database.exec(PRAGMAS),
        ...common,
      });
  return dataSource.initialize();
}
