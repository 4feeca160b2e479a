/** The published layouts that are known. */
export type HouseholdLayout = 'citylearnBuilding' | 'unswFlats' | 'ausgridWide' | 'ausgridReshaped';

const HEAD_BYTES = 4096;

/** Tells a file's layout by its first two lines; undefined if it is none of the known ones. */
export function householdLayoutOf(bytes: Uint8Array): HouseholdLayout | undefined {
  const head = new TextDecoder().decode(bytes.subarray(0, HEAD_BYTES));
  const [first = '', second = ''] = head.split(/\r?\n/, 2);
  const header = first.split(',');
  if (header.includes('non_shiftable_load') && header.includes('solar_generation')) return 'citylearnBuilding';
  // Other files of the same project also start with "timestamp"; only this building has its common property as `cp`.
  if (/^timestamp(,B\d+)*,cp$/.test(first)) return 'unswFlats';
  if (/^(timestamp)?,GC,GG$/.test(first)) return 'ausgridReshaped';
  if ([first, second].some((line) => line.startsWith('Customer,Generator Capacity,'))) return 'ausgridWide';
  if (/^\d+,[\d.]+,\d*,(CL|GC|GG),/.test(first)) return 'ausgridWide';
  return undefined;
}
