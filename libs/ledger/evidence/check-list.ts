import type { SumLeaf } from '#merkle';
import type { LeafList } from '../lists.js';
import type { Finding } from './finding.js';
import { issuedField } from './issued-field.js';
import { leafDigest, type Sealed } from './slot-evidence.js';

/** Changed items of one list whose issued value is searched; each takes up to 50 ms. */
const MAX_SEARCHES = 4;

/** A finding before its slot is known to it. */
export type SlotFinding = Omit<Finding, 'slot'>;

/** Items that are not what their own leaf says, and items out of order, of one list. */
export function checkList<Item extends object>(list: LeafList<Item>, items: readonly Sealed<Item>[]): SlotFinding[] {
  const changed = items.filter((item) => leafDigest(list.leafOf(item)) !== item.leaf);
  return [
    ...changed.map((item, count) => itemChanged(list.titleOf(item), item, list.leafOf, count < MAX_SEARCHES)),
    ...checkOrder(list, items),
  ];
}

/** Names a changed item, and if its side, price or energy alone was changed and the search is wanted, both values. */
export function itemChanged<Item extends object>(
  title: string,
  item: Sealed<Item>,
  leafOf: (item: Item) => SumLeaf,
  search: boolean,
): SlotFinding {
  const common = { code: 'ITEM_CHANGED', authority: 'leaf as issued' } as const;
  const issued = search ? issuedField(item, leafOf) : undefined;
  return issued === undefined
    ? { ...common, item: title, found: leafDigest(leafOf(item)), expected: item.leaf }
    : { ...common, item: `${title}, ${issued.field}`, found: issued.found, expected: issued.expected };
}

/** Every place of the list where another item stands than in order, so that two items changed over are both named. */
function checkOrder<Item>({ title, titleOf, keyOf }: LeafList<Item>, items: readonly Item[]): SlotFinding[] {
  const common = { code: 'ORDER_BROKEN', authority: 'order of the list' } as const;
  const sorted = items.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : keyOf(a) > keyOf(b) ? 1 : 0));
  const findings: SlotFinding[] = [];
  for (const [at, item] of items.entries()) {
    const inOrder = sorted[at]!;
    if (keyOf(item) !== keyOf(inOrder)) {
      findings.push({ ...common, item: `${title}[${at}]`, found: titleOf(item), expected: titleOf(inOrder) });
    }
    if (at > 0 && keyOf(sorted[at - 1]!) === keyOf(inOrder)) {
      findings.push({ ...common, item: titleOf(inOrder), found: 'stands twice', expected: 'stands once' });
    }
  }
  return findings;
}
