import { expect } from 'chai';
import fc from 'fast-check';
import { openDataSource } from '#api/database/data-source.js';
import { Database } from '#api/database/database.js';
import { OutboxRecordRow } from '#api/provenance/outbox.entities.js';
import { TypeormOutboxStore } from '#api/provenance/outbox.store.js';
import type { ClosedRecord, SettledRecord } from '#ledger';
import { closedRecord, settledRecord } from '../../libs/ledger/hardhat-ledger.js';
import { ModelChain } from '../../libs/ledger/sender/model-chain.js';
import { type Fate, Mortality, sendThrough } from '../../libs/ledger/sender/mortality.js';
import { onBothDatabases, type TestDatabase } from './databases.js';

const SLOT = 990_000;
const RECORDS: readonly (ClosedRecord | SettledRecord)[] = [
  closedRecord(SLOT),
  settledRecord(SLOT, 1),
  settledRecord(SLOT, 2),
  closedRecord(SLOT + 1),
];

onBothDatabases('the sender over the database', (make) => {
  let made: TestDatabase;
  let database: Database;

  beforeEach(async () => {
    made = await make();
    database = new Database(await openDataSource(made.url));
  });

  afterEach(async () => {
    await database.onApplicationShutdown();
    await made.remove();
  });

  /** Empties the outbox, then puts the records into it. */
  const fill = () =>
    database.transaction(async (manager) => {
      for (const table of ['outbox_record', 'outbox_transaction', 'outbox_replacement', 'chain_identity']) {
        await manager.query(`DELETE FROM ${table}`);
      }
      for (const record of RECORDS) {
        const { areaId, slot } = record;
        const phase = 'version' in record ? 'settled' : 'closed';
        await manager.insert(OutboxRecordRow, { areaId, slot, phase, record: JSON.stringify(record) });
      }
    });

  it('anchors each record once through crashes, lost pools, risen prices and reorganisations', async () => {
    const fates = fc.array(fc.constantFrom<Fate>('diesBefore', 'diesAfter', 'lives', 'lives', 'lives', 'lives'), {
      minLength: 100,
      maxLength: 100,
    });
    const weather = fc.array(fc.constantFrom('mine', 'mine', 'dear', 'lose', 'reorganise'), {
      minLength: 20,
      maxLength: 20,
    });
    await fc.assert(
      fc.asyncProperty(fates, weather, async (fate, days) => {
        await fill();
        const chain = new ModelChain(false);
        const store = new TypeormOutboxStore(database);
        store.signWith(async () => `0x${'12'.repeat(65)}`);
        let day = 0;
        const between = () => {
          const today = days[day++] ?? 'mine';
          if (today === 'lose') chain.losePool();
          if (today === 'dear') chain.price++;
          if (today === 'reorganise') chain.reorganise(2);
          else for (let blocks = 0; blocks < 3; blocks++) chain.mine();
        };
        const mortality = new Mortality((call) => fate[call] ?? 'lives');
        await sendThrough(mortality, store, chain, { confirmations: 3, between });
        const anchored = chain.batches.flatMap<ClosedRecord | SettledRecord>((batch) =>
          batch.phase === 'closed' ? batch.records : batch.settlements.map(({ record }) => record),
        );
        for (const slot of [SLOT, SLOT + 1]) {
          const ofSlot = (list: typeof RECORDS) => list.filter((record) => record.slot === slot);
          expect(ofSlot(anchored)).to.deep.equal(ofSlot(RECORDS));
        }
      }),
      { seed: 20_261_124, numRuns: 12, endOnFailure: true },
    );
  });
});
