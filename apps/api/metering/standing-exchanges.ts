import type { EntityManager } from 'typeorm';
import { MeterExchangeRow } from './meter.entities.js';

/** What is stated of an exchange. */
export type StatedExchange = Omit<MeterExchangeRow, 'version' | 'statedAtMs' | 'accountId'>;

/** An exchange that holds. */
export type StandingExchange = Omit<StatedExchange, 'isWithdrawn'>;

/** What is on record of a meter's exchanges. */
export interface ExchangeRecord {
  /** The newest version of each that was not withdrawn, oldest exchange first. */
  readonly standing: readonly StandingExchange[];
  /** Every version ever, by time. */
  readonly stated: readonly Pick<MeterExchangeRow, 'atMs' | 'version'>[];
}

/** All versions of a meter's exchanges, by time and version. */
export function exchangesOf(manager: EntityManager, meterId: string): Promise<MeterExchangeRow[]> {
  return manager.find(MeterExchangeRow, { where: { meterId }, order: { atMs: 'ASC', version: 'ASC' } });
}

/** What holds of versions in the order of {@link exchangesOf}. */
export function recordOf(versions: readonly MeterExchangeRow[]): ExchangeRecord {
  const newest = new Map(versions.map((row) => [row.atMs, row]));
  return { standing: [...newest.values()].filter(({ isWithdrawn }) => !isWithdrawn), stated: versions };
}
