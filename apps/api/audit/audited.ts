import { SetMetadata } from '@nestjs/common';

/** Metadata key: whether calls of a route are written down. */
export const AUDITED = Symbol('AUDITED');

/** Writes down who reads this, too. Without it only what changes something is written down. */
export function Audited(): MethodDecorator {
  return SetMetadata(AUDITED, true);
}

/** Does not write down a change that is kept elsewhere, hash-chained as well: orders, in the market's own journal. */
export function KeptInJournal(): MethodDecorator {
  return SetMetadata(AUDITED, false);
}
