import { Column, Entity, PrimaryColumn } from 'typeorm';
import { safeInteger } from '../database/safe-integer.js';

/** A household (or shop, or school) that takes part: one two-register meter, one secret key. */
@Entity('participant')
export class Participant {
  @PrimaryColumn('varchar', { length: 64 })
  participantId!: string;

  @Column('varchar', { length: 64, unique: true })
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

  /** False: no agent trades for this participant. */
  @Column('boolean')
  automatic!: boolean;

  /**
   * Set for a market maker, such as the retailer with its own metered plants: the Wh that its agent keeps on both sides of
   * every book, bought at `maxBuyPriceSen` and sold at `minSellPriceSen`, which is above it.
   */
  @Column('integer', { nullable: true })
  quoteWh!: number | null;

  @Column('bigint', { transformer: safeInteger })
  joinedAtMs!: number;
}

/** True once the participant's key is destroyed. */
export function isErased({ householdKey }: Participant): boolean {
  return householdKey === '';
}
