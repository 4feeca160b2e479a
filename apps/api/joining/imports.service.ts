import { randomBytes, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { firstSlotOf, HOLDING_STATES } from '#joining';
import { AccountsService } from '../accounts/accounts.service.js';
import { InvitationsService } from '../accounts/invitations.service.js';
import { SessionsService } from '../accounts/sessions.service.js';
import { Clock } from '../clock/clock.js';
import { Database } from '../database/database.js';
import { ParticipantsService } from '../participants/participants.service.js';
import { ApplicationsService } from './applications.service.js';
import { Application } from './joining.entities.js';
import {
  IMPORTED_METER,
  type ImportMistake,
  importRefused,
  MAX_LISTED,
  mistake,
  type ParticipantRow,
  type ReadParticipants,
  readParticipants,
} from './read-participants.js';

/** Supply points that are looked for at a time: SQLite takes some thousand values in a statement. */
const LOOKED_FOR = 500;

/** What would come of an import. */
export interface ImportCheck {
  /** Rows that can be read; all would be imported if there is no mistake. */
  readonly rows: number;
  readonly mistakeCount: number;
  /** The first {@link MAX_LISTED} of them, by row. */
  readonly mistakes: readonly ImportMistake[];
}

/** Takes in participants recruited on paper: all or none. */
@Injectable()
export class ImportsService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly accounts: AccountsService,
    private readonly invitations: InvitationsService,
    private readonly sessions: SessionsService,
    private readonly participants: ParticipantsService,
    private readonly applications: ApplicationsService,
  ) {}

  /** What would come of importing a file: every mistake by its row, also what is stored already. Changes nothing. */
  async check(csv: string): Promise<ImportCheck> {
    const { rows, mistakes } = this.#read(csv);
    const all = [...mistakes, ...(await this.#taken(rows))].sort((a, b) => a.row - b.row);
    return { rows: rows.length, mistakeCount: all.length, mistakes: all.slice(0, MAX_LISTED) };
  }

  /**
   * Makes a participant of each row, and an account with its invitation for each new address.
   *
   * @throws IchienError IMPORT_REFUSED; APPLICATION_DUPLICATE, PARTICIPANT_DUPLICATE, METER_DUPLICATE if it came to be taken
   * since it was checked
   */
  async import(csv: string): Promise<number> {
    const { rows, mistakes } = this.#read(csv);
    if (mistakes.length > 0) throw importRefused(mistakes);
    const nowMs = this.clock.nowMs();
    const newcomers = rows.map(({ participantId, meterId, minSellPriceSen, maxBuyPriceSen, startDay }) => ({
      participantId,
      meterId,
      minSellPriceSen,
      maxBuyPriceSen,
      fromSlot: firstSlotOf(startDay, nowMs),
      householdKey: randomBytes(32).toString('hex'),
      mode: 'balanced' as const,
      automatic: true,
      quoteWh: null,
    }));
    const linked = new Set<string>();
    await this.participants.register(newcomers, async (manager) => {
      for (const {
        email,
        displayName,
        participantId,
        minSellPriceSen: _,
        maxBuyPriceSen: __,
        row: ___,
        ...of
      } of rows) {
        let accountId = await this.accounts.findWithin(manager, email);
        if (accountId === undefined) {
          accountId = await this.accounts.createWithin(manager, { email, displayName, role: 'resident' }, null);
          await this.invitations.inviteWithin(manager, accountId);
        }
        await this.accounts.linkWithin(manager, accountId, [participantId], 'owner');
        const application = { ...of, meterKind: IMPORTED_METER, participantId, accountId } as const;
        await this.applications.insertWithin(manager, {
          ...application,
          applicationId: randomUUID(),
          state: 'enrolled',
        });
        linked.add(accountId);
      }
    });
    for (const accountId of linked) this.sessions.forget(accountId);
    return rows.length;
  }

  #read(csv: string): ReadParticipants {
    return readParticipants(csv, (candidate) => this.applications.ineligibilityOf(candidate)[0]);
  }

  /** What is somebody's already: a participant's id, a meter of a member, a supply point that applied. */
  async #taken(rows: readonly ParticipantRow[]): Promise<ImportMistake[]> {
    const nowMs = this.clock.nowMs();
    const held = await this.#heldPoints(rows.map(({ supplyPointId }) => supplyPointId));
    return rows.flatMap(({ row, participantId, meterId, supplyPointId, startDay }) => {
      const is = this.participants.isTaken({ participantId, meterId, fromSlot: firstSlotOf(startDay, nowMs) });
      const taken = { ...is, supplyPointId: held.has(supplyPointId) };
      return Object.entries(taken)
        .filter(([, isTaken]) => isTaken)
        .map(([column]) => mistake(row, column, 'taken', 'it is registered already.'));
    });
  }

  async #heldPoints(ids: readonly string[]): Promise<Set<string>> {
    const held = new Set<string>();
    await this.database.read(async (manager) => {
      for (let start = 0; start < ids.length; start += LOOKED_FOR) {
        const supplyPointId = In(ids.slice(start, start + LOOKED_FOR));
        const found = await manager.find(Application, {
          select: { applicationId: true, supplyPointId: true },
          where: { supplyPointId, state: In([...HOLDING_STATES]) },
        });
        for (const application of found) held.add(application.supplyPointId);
      }
    });
    return held;
  }
}
