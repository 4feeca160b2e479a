import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * The account that may take a participant's allocations on chain, as it was derived from the household key: a hundred thousand
 * take half a minute, which a restart must not cost again. Gone with the key.
 */
@Entity('claim_account')
export class ClaimAccountRow {
  @PrimaryColumn('varchar', { length: 64 })
  participantId!: string;

  /** `0x` and 40 hex digits, sealed (`secrets.ts`): it leads from what is taken on chain to a home. */
  @Column('varchar', { length: 160 })
  account!: string;
}
