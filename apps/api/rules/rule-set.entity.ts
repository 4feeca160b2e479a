import { Column, Entity, PrimaryColumn } from 'typeorm';
import { safeInteger } from '../database/safe-integer.js';

/** A rule set as an operator entered it. The database refuses to change or delete it (migration `rule-sets`). */
@Entity('rule_set')
export class RuleSetRow {
  @PrimaryColumn('integer')
  areaId!: number;

  /** 1, 2, 3 ... in the order of entry. */
  @PrimaryColumn('integer')
  entry!: number;

  /** First JST day, `YYYY-MM-DD`. */
  @Column('varchar', { length: 10 })
  fromDay!: string;

  @Column('varchar', { length: 100 })
  source!: string;

  /** `CommunityRules` of `#settlement` as JSON. */
  @Column('text')
  rules!: string;

  /** The operator's account. */
  @Column('varchar', { length: 36 })
  enteredBy!: string;

  @Column('bigint', { transformer: safeInteger })
  enteredAtMs!: number;
}
