import type { PlainValue, StatementRows } from './insert-thread.js';

interface Group extends StatementRows {
  readonly values: PlainValue[];
}

/**
 * Rows that follow from others and wait to be written, kept together by the second column, the slot: those of one slot lie on few
 * pages of their table, those of a batch on as many as there are slots.
 */
export class DerivedRows {
  /** By statement and slot; those that have waited longest come first. */
  readonly #tables = new Map<string, Map<PlainValue, Group>>();
  #size = 0;

  /** Rows that wait. */
  get size(): number {
    return this.#size;
  }

  add(tables: readonly StatementRows[]): void {
    for (const { sql, width, values } of tables) {
      const groups = this.#groupsOf(sql);
      for (let start = 0; start < values.length; start += width) {
        const slot = values[start + 1]!;
        let group = groups.get(slot);
        if (group === undefined) {
          group = { sql, width, values: [] };
          groups.set(slot, group);
        }
        for (let at = start; at < start + width; at++) group.values.push(values[at]!);
        this.#size += 1;
      }
    }
  }

  /** Takes whole groups, at least so many rows if as many wait. Who cannot write them adds them again. */
  take(rows: number): StatementRows[] {
    const taken: StatementRows[] = [];
    const left = Math.max(0, this.#size - rows);
    for (const groups of this.#tables.values()) {
      for (const [slot, group] of groups) {
        if (this.#size <= left) return taken;
        groups.delete(slot);
        this.#size -= group.values.length / group.width;
        taken.push(group);
      }
    }
    return taken;
  }

  #groupsOf(sql: string): Map<PlainValue, Group> {
    let groups = this.#tables.get(sql);
    if (groups === undefined) {
      groups = new Map();
      this.#tables.set(sql, groups);
    }
    return groups;
  }
}
