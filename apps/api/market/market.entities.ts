import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { safeInteger } from '../database/safe-integer.js';

/** A slot that was opened for trading. */
@Entity('market_slot')
export class MarketSlot {
  @PrimaryColumn('integer')
  areaId!: number;

  @PrimaryColumn('integer')
  slot!: number;

  @Column('varchar', { length: 8 })
  state!: 'open' | 'closed';

  /** The book's rules as JSON: they are part of the sealed journal. */
  @Column('text')
  rules!: string;

  @Column('bigint', { transformer: safeInteger })
  openedAtMs!: number;

  @Column('bigint', { nullable: true, transformer: safeInteger })
  closedAtMs!: number | null;
}

/** One command as the book took it. Participants enrol under their pseudonym of the slot. */
@Entity('journal_entry')
export class JournalRow {
  @PrimaryColumn('integer')
  areaId!: number;

  @PrimaryColumn('integer')
  slot!: number;

  @PrimaryColumn('integer')
  sequence!: number;

  /** The command as JSON. */
  @Column('text')
  command!: string;

  /** The client's own id of the order that the command enters, if it gave one. Not part of what is anchored. */
  @Column('varchar', { length: 64, nullable: true })
  clientOrderId!: string | null;

  /** The journal's chain up to and with what the command did, as its receipt gave it; null of rows of before it was kept. */
  @Column('varchar', { length: 66, nullable: true })
  chainHash!: string | null;
}

/** One trade. Pseudonyms are what the journal shows; participants are who settles. */
@Entity('trade')
@Index('IDX_trade_buyerId_slot', ['buyerId', 'slot'])
@Index('IDX_trade_sellerId_slot', ['sellerId', 'slot'])
export class TradeRow {
  @PrimaryColumn('integer')
  areaId!: number;

  @PrimaryColumn('integer')
  slot!: number;

  @PrimaryColumn('integer')
  sequence!: number;

  /** Numbers of the orders in the slot's book. */
  @Column('integer')
  buyOrderId!: number;

  @Column('integer')
  sellOrderId!: number;

  @Column('varchar', { length: 32 })
  buyerPseudonym!: string;

  @Column('varchar', { length: 32 })
  sellerPseudonym!: string;

  @Column('varchar', { length: 64 })
  buyerId!: string;

  @Column('varchar', { length: 64 })
  sellerId!: string;

  @Column('integer')
  priceSen!: number;

  @Column('integer')
  energyWh!: number;

  /** What of the price the buyer paid beyond its limit because the origin was the wanted one, sen/kWh; null: of before it was kept. */
  @Column('integer', { nullable: true })
  premiumSen!: number | null;
}
