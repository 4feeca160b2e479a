import { expect } from 'chai';
import { openDataSource } from '#api/database/data-source.js';
import { Database } from '#api/database/database.js';
import { OutboxRecordRow } from '#api/provenance/outbox.entities.js';
import { TypeormOutboxStore } from '#api/provenance/outbox.store.js';
import type { Hex } from '#merkle';
import { settledRecord } from '../../libs/ledger/hardhat-ledger.js';
import { describeOutboxStore } from '../../libs/ledger/sender/outbox-store.js';
import { onBothDatabases } from './databases.js';

onBothDatabases('the database', (make) => {
  describeOutboxStore('TypeormOutboxStore', async () => {
    const made = await make();
    const database = new Database(await openDataSource(made.url));
    const store = new TypeormOutboxStore(database);
    const signatures = new Map<string, Hex>();
    store.signWith(async (record) => signatures.get(JSON.stringify(record))!);
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

  it('has a settled record signed once, however often it is asked for, also by the next process', async () => {
    const made = await make();
    const database = new Database(await openDataSource(made.url));
    for (const version of [1, 2]) {
      const row = { id: version, areaId: 1, slot: 990_000, phase: 'settled' as const };
      const record = JSON.stringify(settledRecord(990_000, version));
      await database.transaction((manager) => manager.insert(OutboxRecordRow, { ...row, record }));
    }
    const signed: number[] = [];
    const open = () => {
      const store = new TypeormOutboxStore(database);
      store.signWith(async ({ version }) => {
        signed.push(version);
        return `0x${String(version).repeat(130)}`;
      });
      return store;
    };
    const first = await open().pending(1);
    expect(await open().pending(10)).to.deep.include(first[0]);
    await open().pending(10);
    expect(signed).to.deep.equal([1, 2]);
    await database.onApplicationShutdown();
    await made.remove();
  });
});
