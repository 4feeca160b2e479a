import { expect } from 'chai';
import fc from 'fast-check';
import { DerivedRows } from '#api/database/derived-rows.js';
import type { StatementRows } from '#api/database/insert-thread.js';

/** Rows of area, slot and a number that tells them apart. */
const table = (sql: string, rows: readonly (readonly [slot: number, id: number])[]): StatementRows => ({
  sql,
  width: 3,
  values: rows.flatMap(([slot, id]) => [1, slot, id]),
});

/** Rows one by one, in the order in which they would be written. */
const rowsOf = (tables: readonly StatementRows[]) =>
  tables.flatMap(({ sql, width, values }) =>
    Array.from({ length: values.length / width }, (_, row) => [sql, ...values.slice(row * width, (row + 1) * width)]),
  );

describe('derived rows', () => {
  it('are taken slot by slot, those that have waited longest first', () => {
    const derived = new DerivedRows();
    derived.add([
      table('a', [
        [7, 1],
        [8, 2],
        [7, 3],
      ]),
    ]);
    expect(rowsOf(derived.take(1))).to.deep.equal([
      ['a', 1, 7, 1],
      ['a', 1, 7, 3],
    ]);
    derived.add([table('a', [[7, 4]])]);
    expect(rowsOf(derived.take(1))).to.deep.equal([['a', 1, 8, 2]]);
    expect(derived.size).to.equal(1);
  });

  it('are neither lost nor doubled nor turned round within their slot, however they come and are taken', () => {
    const step = fc.oneof(
      fc.record({ add: fc.array(fc.record({ sql: fc.constantFrom('a', 'b'), slot: fc.integer({ min: 1, max: 5 }) })) }),
      fc.record({ take: fc.integer({ min: 0, max: 8 }), fails: fc.boolean() }),
    );
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const derived = new DerivedRows();
        const added: unknown[] = [];
        const written: unknown[] = [];
        for (const step of steps) {
          if ('add' in step) {
            for (const { sql, slot } of step.add) {
              const tables = [table(sql, [[slot, added.length]])];
              derived.add(tables);
              added.push(...rowsOf(tables));
            }
            continue;
          }
          const waiting = derived.size;
          const taken = derived.take(step.take);
          expect(rowsOf(taken).length).to.be.at.least(Math.min(step.take, waiting));
          if (step.fails) derived.add(taken);
          else written.push(...rowsOf(taken));
          expect(derived.size).to.equal(added.length - written.length);
        }
        written.push(...rowsOf(derived.take(derived.size)));
        expect(derived.size).to.equal(0);
        // By slot in the order in which they came, and all of them.
        expect(bySlot(written)).to.deep.equal(bySlot(added));
      }),
      { seed: 66, numRuns: 300 },
    );
  });
});

function bySlot(rows: readonly unknown[]) {
  return Object.groupBy(rows as [string, number, number, number][], ([sql, , slot]) => `${sql} ${slot}`);
}
