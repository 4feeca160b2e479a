import { Inject, Injectable } from '@nestjs/common';
import { Subject } from 'rxjs';
import type { EntityManager } from 'typeorm';
import { assertSlot } from '#energy';
import { checkGrants, type Grant } from '#settlement';
import { Clock } from '../clock/clock.js';
import { API_CONFIG, type ApiConfig } from '../config.js';
import { Database, insertRows } from '../database/database.js';
import { apiError } from '../errors.js';
import { assertNotFinal } from './final-slot.js';
import { GrantRow } from './settlement.entities.js';

/** Takes in rewards for flexibility and accruals for the regional fund; the slot's next settlement version posts them. */
@Injectable()
export class GrantsService {
  /** The slot for which grants were just stored. */
  readonly stored$ = new Subject<number>();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    @Inject(API_CONFIG) private readonly config: ApiConfig,
  ) {}

  /**
   * Stores grants of one slot, all or none. A grant that is stored already is passed over: sending twice pays once.
   *
   * @returns how many were new
   * @throws IchienError SLOT_INVALID, SLOT_FINAL, GRANT_INVALID, GRANT_DUPLICATE, INPUT_TOO_LARGE; GRANT_CHANGED if an id is known with other terms
   */
  async store(slot: number, grants: readonly Grant[]): Promise<number> {
    assertSlot(slot);
    assertNotFinal(slot, this.clock.nowMs());
    checkGrants(grants);
    const count = await this.database.transaction(async (manager) => {
      const known = new Map((await this.ofSlot(manager, slot)).map((grant) => [grant.grantId, grant]));
      const fresh = grants.filter((grant) => {
        const stored = known.get(grant.grantId);
        if (stored !== undefined && termsOf(stored) !== termsOf(grant)) {
          throw apiError(
            'GRANT_CHANGED',
            `The grant ${grant.grantId} of slot ${slot} is stored with other terms.`,
            'A grant is never changed: give a further one with an id of its own.',
            { grantId: grant.grantId, slot },
          );
        }
        return stored === undefined;
      });
      checkGrants([...known.values(), ...fresh]);
      const grantedAtMs = this.clock.nowMs();
      const { areaId } = this.config;
      await insertRows(
        manager,
        GrantRow,
        fresh.map((grant) => ({ areaId, slot, grantId: grant.grantId, terms: termsOf(grant), grantedAtMs })),
      );
      return fresh.length;
    });
    if (count > 0) this.stored$.next(slot);
    return count;
  }

  /** The grants of a slot, by id. */
  async ofSlot(manager: EntityManager, slot: number): Promise<Grant[]> {
    const { areaId } = this.config;
    const rows = await manager.find(GrantRow, { where: { areaId, slot }, order: { grantId: 'ASC' } });
    return rows.map(({ terms }) => JSON.parse(terms));
  }
}

/** The same text for the same terms. */
function termsOf({ grantId, line, from, to, energyWh, pay }: Grant): string {
  return JSON.stringify({ grantId, line, from, to, energyWh, pay });
}
