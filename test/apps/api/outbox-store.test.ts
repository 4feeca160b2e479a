import { openDataSource } from '#api/database/data-source.js';
import { Database } from '#api/database/database.js';
import { OutboxRecordRow } from '#api/provenance/outbox.entities.js';
import { TypeormOutboxStore } from '#api/provenance/outbox.store.js';
import type { Hex } from '#merkle';
import { describeOutboxStore } from '../../libs/ledger/sender/outbox-store.js';
import { onBothDatabases } from './databases.js';

onBothDatabases('the database', (make) => {
  describeOutboxStore('TypeormOutboxStore', async () => {
    const made = await make();
    const database = new Database(await openDataSource(made.url));
    const store = new TypeormOutboxStore(database);
    const signatures = new Map<string, Hex>();
    store.useSigner(async (record) => signatures.get(JSON.stringify(record))!);
    return {
      store,
      async add(...records) {
        for (const added of records) {
          const { id, phase, record } = added;
          const text = JSON.stringify(record);
          if (added.phase === 'settled') signatures.set(text, added.meteringSignature);
          const { areaId, slot } = record;
          const row = { id, phase, areaId, slot, record: text };
          await database.transaction((manager) => manager.insert(OutboxRecordRow, row));
        }
      },
      async close() {
        await database.onApplicationShutdown();
        await made.remove();
      },
    };
  });
});
