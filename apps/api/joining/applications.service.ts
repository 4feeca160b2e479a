import { randomBytes, randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { type EntityManager, In, MoreThan } from 'typeorm';
import {
  type ApplicationActor,
  type ApplicationState,
  type ApplicationStep,
  type AreaCounts,
  type Candidate,
  countAreas,
  firstSlotOf,
  HOLDING_STATES,
  type Ineligibility,
  ineligibilityOf,
  prefixDigits,
  SERVICE_AREAS,
  type ServiceArea,
  stateAfter,
} from '#joining';
import { AccountsService } from '../accounts/accounts.service.js';
import { SessionsService } from '../accounts/sessions.service.js';
import { ThrottleService } from '../accounts/throttle.service.js';
import { Clock, PeopleClock } from '../clock/clock.js';
import { API_CONFIG, type ApiConfig } from '../config.js';
import { Database } from '../database/database.js';
import { apiError } from '../errors.js';
import { ParticipantsService } from '../participants/participants.service.js';
import { DocumentsService } from './documents.service.js';
import { Application, ApplicationEvent } from './joining.entities.js';
import type { NewApplication } from './schemas.js';

/** Applications of one account that may stand at a time. */
const MAX_PER_ACCOUNT = 50;

/** An application with its steps, and what the rules say of it today. */
export interface ApplicationView extends Omit<Application, 'pv'> {
  readonly pv: NewApplication['pv'];
  /** Why the rules refuse it; empty: they do not. */
  readonly ineligibility: readonly Ineligibility[];
  readonly events: readonly ApplicationEvent[];
}

/** What a new participant starts with. */
export interface Enrolment {
  readonly participantId: string;
  readonly minSellPriceSen: number;
  readonly maxBuyPriceSen: number;
}

/** Takes applications through their steps: screened and selected by the ward, agreed by the applicant, enrolled by the operator. */
@Injectable()
export class ApplicationsService {
  constructor(
    private readonly database: Database,
    private readonly clock: PeopleClock,
    private readonly marketClock: Clock,
    private readonly accounts: AccountsService,
    private readonly sessions: SessionsService,
    private readonly participants: ParticipantsService,
    private readonly documents: DocumentsService,
    private readonly throttle: ThrottleService,
    @Inject(API_CONFIG) private readonly config: ApiConfig,
  ) {}

  /** @throws IchienError APPLICATION_DUPLICATE, APPLICATION_LIMIT_REACHED, TOO_MANY_ATTEMPTS */
  async submit(accountId: string, application: NewApplication): Promise<ApplicationView> {
    await this.throttle.leave('changer', accountId);
    const applicationId = randomUUID();
    await this.database.transaction(async (manager) => {
      if ((await manager.countBy(Application, { accountId, state: In([...HOLDING_STATES]) })) >= MAX_PER_ACCOUNT) {
        throw apiError(
          'APPLICATION_LIMIT_REACHED',
          `There are ${MAX_PER_ACCOUNT} applications.`,
          'Withdraw one first.',
        );
      }
      await this.insertWithin(manager, {
        ...application,
        applicationId,
        accountId,
        state: 'submitted',
        participantId: null,
      });
      await this.#note(manager, applicationId, 'submitted', accountId, '');
    });
    return this.get(applicationId);
  }

  /** Stores an application as part of a transaction. @throws IchienError APPLICATION_DUPLICATE */
  async insertWithin(
    manager: EntityManager,
    row: NewApplication & Pick<Application, 'applicationId' | 'accountId' | 'state' | 'participantId'>,
  ): Promise<void> {
    const { supplyPointId } = row;
    if (await manager.existsBy(Application, { supplyPointId, state: In([...HOLDING_STATES]) })) {
      throw apiError(
        'APPLICATION_DUPLICATE',
        'There is an application for this supply point.',
        'Withdraw that one first.',
        {
          supplyPointId,
        },
      );
    }
    const pv = row.pv === null ? null : JSON.stringify(row.pv);
    await manager.insert(Application, { ...row, pv, submittedAtMs: this.clock.nowMs() });
  }

  /** @param accountId only if it is this account's. @throws IchienError APPLICATION_UNKNOWN */
  async get(applicationId: string, accountId?: string): Promise<ApplicationView> {
    return this.database.read(async (manager) => {
      const row = await this.#find(manager, applicationId, accountId);
      return (await this.#views(manager, [row]))[0]!;
    });
  }

  /** Applications by id, of one account or in one state if given. */
  async list(
    after: string,
    limit: number,
    of: { readonly accountId?: string; readonly state?: ApplicationState },
  ): Promise<ApplicationView[]> {
    return this.database.read(async (manager) => {
      const where = { applicationId: MoreThan(after), ...of };
      const rows = await manager.find(Application, { where, order: { applicationId: 'ASC' }, take: limit });
      return this.#views(manager, rows);
    });
  }

  /** How many applied from each part of the service area, however many they are. Who was erased lives nowhere. */
  async areas(): Promise<AreaCounts> {
    const area = this.#serviceArea();
    const groups = await this.database.read((manager) =>
      manager
        .createQueryBuilder(Application, 'a')
        .select(`SUBSTR(a.postcode, 1, ${prefixDigits(area)})`, 'postcode')
        .addSelect('a.state', 'state')
        .addSelect('COUNT(*)', 'count')
        .where("a.postcode <> ''")
        .groupBy('1, 2')
        .getRawMany<{ postcode: string; state: ApplicationState; count: string | number }>(),
    );
    return countAreas(
      groups.map((group) => ({ ...group, count: Number(group.count) })),
      area,
    );
  }

  /**
   * Takes one step.
   *
   * @throws IchienError APPLICATION_UNKNOWN, APPLICATION_STEP_INVALID, REASON_MISSING; NOT_ELIGIBLE if the ward finds
   * eligible what the rules refuse
   */
  async step(
    applicationId: string,
    step: ApplicationStep,
    actor: ApplicationActor,
    by: { readonly accountId: string; readonly reason?: string },
    within: (manager: EntityManager, row: Application) => Promise<void> = async () => {},
  ): Promise<ApplicationView> {
    const reason = by.reason ?? '';
    await this.database.transaction(async (manager) => {
      const row = await this.#find(manager, applicationId, actor === 'applicant' ? by.accountId : undefined);
      const state = stateAfter(row.state, step, actor, reason);
      const [refusal] = step === 'findEligible' ? this.#ineligibility(row) : [];
      if (refusal !== undefined) {
        throw apiError('NOT_ELIGIBLE', `The rules refuse it: ${refusal.reason}.`, 'Find it ineligible and say why.', {
          reason: refusal.reason,
        });
      }
      // Two steps at once: the second finds nothing in the state that it read.
      const { affected } = await manager.update(Application, { applicationId, state: row.state }, { state });
      if (affected !== 1) throw apiError('APPLICATION_CHANGED', 'It was changed meanwhile.', 'Look at it again.');
      await within(manager, row);
      await this.#note(manager, applicationId, state, by.accountId, reason);
    });
    return this.get(applicationId);
  }

  /** The applicant agrees to every document in its newest version. @throws as {@link step}, and DOCUMENTS_DIFFER */
  agree(
    applicationId: string,
    accountId: string,
    sha256s: readonly string[],
    address: string,
  ): Promise<ApplicationView> {
    return this.step(applicationId, 'agree', 'applicant', { accountId }, (manager) =>
      this.documents.agreeWithin(manager, accountId, sha256s, address),
    );
  }

  /**
   * Makes the supply point a participant of its applicant, from the day on that the application names.
   *
   * @throws as {@link step}, and PARTICIPANT_DUPLICATE, METER_DUPLICATE
   */
  async enrol(applicationId: string, accountId: string, enrolment: Enrolment): Promise<ApplicationView> {
    const application = await this.get(applicationId);
    stateAfter(application.state, 'enrol', 'operator', '');
    const { meterId, accountId: owner, startDay } = application;
    const newcomer = {
      ...enrolment,
      meterId,
      fromSlot: firstSlotOf(startDay, this.marketClock.nowMs()),
      householdKey: randomBytes(32).toString('hex'),
      mode: 'balanced' as const,
      automatic: true,
      quoteWh: null,
    };
    await this.participants.register([newcomer], async (manager) => {
      const change = { state: 'enrolled' as const, participantId: enrolment.participantId };
      const { affected } = await manager.update(Application, { applicationId, state: application.state }, change);
      if (affected !== 1) throw apiError('APPLICATION_CHANGED', 'It was changed meanwhile.', 'Look at it again.');
      await this.accounts.linkWithin(manager, owner, [enrolment.participantId], 'owner');
      await this.#note(manager, applicationId, 'enrolled', accountId, '');
    });
    this.sessions.forget(owner);
    return this.get(applicationId);
  }

  /** The participant's application ends with its membership, and the supply point is free. Part of a transaction. */
  async leaveWithin(
    manager: EntityManager,
    participantId: string,
    { accountId, actor, reason }: { accountId: string; actor: ApplicationActor; reason: string },
  ): Promise<void> {
    for (const row of await manager.findBy(Application, { participantId, state: 'enrolled' })) {
      const { applicationId } = row;
      const state = stateAfter(row.state, 'leave', actor, reason);
      await manager.update(Application, { applicationId }, { state });
      await this.#note(manager, applicationId, state, accountId, reason);
    }
  }

  /** Why the rules refuse a supply point; empty: they do not. */
  ineligibilityOf(candidate: Candidate): Ineligibility[] {
    return ineligibilityOf(candidate, this.#serviceArea());
  }

  #serviceArea(): ServiceArea {
    const area = this.config.serviceArea ?? SERVICE_AREAS[this.config.areaId];
    if (area === undefined) {
      throw apiError('CONFIG_INVALID', `No service area is known for ${this.config.areaId}.`, 'Configure serviceArea.');
    }
    return area;
  }

  async #find(manager: EntityManager, applicationId: string, accountId?: string): Promise<Application> {
    const own = accountId === undefined ? {} : { accountId };
    const row = await manager.findOneBy(Application, { applicationId, ...own });
    if (row === null) {
      throw apiError('APPLICATION_UNKNOWN', 'There is no such application.', 'Check the id.', { applicationId });
    }
    return row;
  }

  async #note(
    manager: EntityManager,
    applicationId: string,
    state: ApplicationState,
    byAccountId: string,
    reason: string,
  ): Promise<void> {
    const sequence = (await manager.countBy(ApplicationEvent, { applicationId })) + 1;
    await manager.insert(ApplicationEvent, {
      applicationId,
      sequence,
      state,
      byAccountId,
      reason,
      atMs: this.clock.nowMs(),
    });
  }

  async #views(manager: EntityManager, rows: readonly Application[]): Promise<ApplicationView[]> {
    const ids = rows.map(({ applicationId }) => applicationId);
    const events = await manager.find(ApplicationEvent, {
      where: { applicationId: In(ids) },
      order: { sequence: 'ASC' },
    });
    return rows.map((row) => ({
      ...row,
      pv: plantOf(row),
      ineligibility: this.#ineligibility(row),
      events: events.filter(({ applicationId }) => applicationId === row.applicationId),
    }));
  }

  #ineligibility(row: Application): Ineligibility[] {
    return this.ineligibilityOf({ ...row, pv: plantOf(row) });
  }
}

function plantOf({ pv }: Application): NewApplication['pv'] {
  return pv === null ? null : JSON.parse(pv);
}
