import { DEFAULT_PRICE_BAND } from '#energy';
import type { SumLeaf } from '#merkle';
import { leafDigest, type Sealed } from './slot-evidence.js';

/** Highest energy that is tried: 20 kWh in a half hour is a 40 kW connection. */
const MAX_TRIED_WH = 20_000;

/** A field of a changed item, as it is and as it was issued. */
interface IssuedField {
  readonly field: string;
  readonly found: string;
  readonly expected: string;
}

/** The one field and value with which an item has the leaf that it was issued with: its side, price or energy, by trial. */
export function issuedField<Item extends object>(
  item: Sealed<Item>,
  leafOf: (item: Item) => SumLeaf,
): IssuedField | undefined {
  for (const { field, found, expected, variant } of variantsOf(item)) {
    if (leafDigest(leafOf(variant)) === item.leaf) return { field, found: String(found), expected: String(expected) };
  }
  return undefined;
}

/** The item with one field set to each value that it may have had. */
function* variantsOf<Item extends object>(
  item: Item,
): Generator<{ field: string; found: unknown; expected: unknown; variant: Item }> {
  for (const [field, found] of Object.entries(item)) {
    if (typeof found === 'object') {
      for (const inner of variantsOf(found)) yield { ...inner, variant: { ...item, [field]: inner.variant } };
    } else {
      for (const expected of candidatesFor(field))
        yield { field, found, expected, variant: { ...item, [field]: expected } };
    }
  }
}

function candidatesFor(field: string): Iterable<number | string> {
  switch (field) {
    case 'side':
      return ['buy', 'sell'];
    case 'priceSen':
      return Array(DEFAULT_PRICE_BAND.maxPriceSen + 1).keys();
    case 'energyWh':
      return Array(MAX_TRIED_WH + 1).keys();
    default:
      return [];
  }
}
