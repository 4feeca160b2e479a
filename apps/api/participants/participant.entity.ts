import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { safeInteger } from '../database/safe-integer.js';

/**
 * A household (or shop, or school) that takes part: one two-register meter, one secret key. The slots are those of its
 * `Membership`; a meter has one member at a time, one after the other.
 */
@Entity('participant')
export class Participant {
  @PrimaryColumn('varchar', { length: 64 })
  participantId!: string;

  @Index()
  @Column('varchar', { length: 64 })
  meterId!: string;

  /**
   * 32 bytes, hex, sealed in the database (`secrets.ts`); empty once destroyed. Pseudonyms and salts come from it; deleting it
   * makes them meaningless (docs/provenance.md).
   */
  @Column('varchar', { length: 160 })
  householdKey!: string;

  /** おまかせ設定: what the agent may do for this participant. */
  @Column('varchar', { length: 16 })
  mode!: 'economy' | 'green' | 'balanced';

  /** Seller's lower limit, sen/kWh. */
  @Column('integer')
  minSellPriceSen!: number;

  /** Buyer's upper limit, sen/kWh. */
  @Column('integer')
  maxBuyPriceSen!: number;

  /** What of the energy's origin its agent asks for when it buys. */
  @Column('varchar', { length: 16, default: 'any' })
  wantedOrigin!: 'any' | 'solar' | 'area';

  /** `hard`: nothing else is bought. */
  @Column('varchar', { length: 8, default: 'soft' })
  originKind!: 'hard' | 'soft';

  /** What the wanted origin may cost beyond `maxBuyPriceSen`, sen/kWh. */
  @Column('integer', { default: 0 })
  originPremiumSen!: number;

  /** False: no agent trades for this participant. */
  @Column('boolean')
  automatic!: boolean;

  /**
   * Set for a market maker, such as the retailer with its own metered plants: the Wh that its agent keeps on both sides of
   * every book, bought at `maxBuyPriceSen` and sold at `minSellPriceSen`, which is above it.
   */
  @Column('integer', { nullable: true })
  quoteWh!: number | null;

  /** When it was registered. */
  @Column('bigint', { transformer: safeInteger })
  joinedAtMs!: number;

  /** First slot in which it takes part. */
  @Column('integer')
  fromSlot!: number;

  /** First slot in which it does not any more; null: no end is known. */
  @Column('integer', { nullable: true })
  untilSlot!: number | null;

  /** When it asked to leave: no order is taken from then on, though what it has traded is still metered and settled. */
  @Column('bigint', { nullable: true, transformer: safeInteger })
  leftAtMs!: number | null;
}

/** True once the participant's key is destroyed. */
export function isErased({ householdKey }: Participant): boolean {
  return householdKey === '';
}
