import type { LeafList } from '../lists.js';
import type { SlotFinding } from './check-list.js';
import { type Authority, type FindingCode, NOTHING } from './finding.js';

/**
 * Holds a list of the evidence against the same list as an authority gives it, item by item and field by field.
 *
 * @param fields the fields that the authority knows
 */
export function compareItems<Item extends object>(
  { titleOf, keyOf }: LeafList<Item>,
  fields: readonly (keyof Item & string)[],
  found: readonly Item[],
  expected: readonly Item[],
  code: FindingCode,
  authority: Authority,
): SlotFinding[] {
  const findings: SlotFinding[] = [];
  const report = (item: string, foundValue: string, expectedValue: string) =>
    findings.push({ code, item, found: foundValue, authority, expected: expectedValue });
  const describe = (item: Item) => fields.map((field) => `${field} ${item[field]}`).join(', ');

  const expectedByKey = new Map(expected.map((item) => [keyOf(item), item]));
  for (const item of found) {
    const other = expectedByKey.get(keyOf(item));
    expectedByKey.delete(keyOf(item));
    if (other === undefined) {
      report(titleOf(item), describe(item), NOTHING);
      continue;
    }
    for (const field of fields) {
      if (item[field] !== other[field]) report(`${titleOf(item)}, ${field}`, String(item[field]), String(other[field]));
    }
  }
  for (const item of expectedByKey.values()) report(titleOf(item), NOTHING, describe(item));
  return findings;
}

/** Holds recomputed roots, counts and totals against the anchored record. */
export function compareRecord<Record extends object>(
  title: string,
  found: Record,
  anchored: Record | undefined,
): SlotFinding[] {
  if (anchored === undefined) {
    return [{ code: 'ANCHOR_MISSING', item: title, found: 'a record', authority: 'chain', expected: NOTHING }];
  }
  const fields = Object.keys(found) as (keyof Record & string)[];
  return fields
    .filter((field) => found[field] !== anchored[field])
    .map((field) => ({
      code: 'ANCHOR_DIFFERS',
      item: `${title}, ${field}`,
      found: String(found[field]),
      authority: 'chain',
      expected: String(anchored[field]),
    }));
}
