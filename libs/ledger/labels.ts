/** Which register of a meter: what went to the grid, or what came from it. */
export type Direction = 'export' | 'import';

/** Bytes in a pseudonym and in a salt; each is written as twice as many lower-case hexadecimal digits. */
export const PSEUDONYM_BYTES = 16;

/** What is hashed with a household's key to get its key in one slot. @internal */
export function slotLabel(areaId: number, slot: number): string {
  return `ichien/slot/v1/${areaId}/${slot}`;
}

/** What is hashed with a slot key to get the household's name in the slot. @internal */
export const PSEUDONYM_LABEL = 'pseudonym';

/** What is hashed with a slot key to get the salt of a reading. @internal */
export function readingSaltLabel(direction: Direction): string {
  return `reading/${direction}`;
}

/** What is hashed with the buyer's slot key to get the salt of an allocation. @internal */
export function allocationSaltLabel(tradeSequence: number): string {
  return `allocation/${tradeSequence}`;
}

/** What is hashed with the buyer's slot key to get the secret of an allocation's claim. @internal */
export function claimLabel(tradeSequence: number): string {
  return `claim/${tradeSequence}`;
}
