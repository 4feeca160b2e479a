import { Inject, Injectable } from '@nestjs/common';
import { addDays, dayOf, SLOTS_PER_DAY, slotAt, slotOf } from '#energy';
import { forecastSlot, MAX_HORIZON_SLOTS } from '#forecast';
import {
  type BalancedDay,
  balanceDay,
  formatOcctoFileName,
  type IssueRequest,
  type ManifestEntry,
  type OcctoFileName,
  type PrintedFile,
  printDemandPlan,
  printGenerationPlan,
  sha256,
} from '#formats';
import { isMemberAt } from '#joining';
import { RollingHistory } from '../agents/rolling-history.js';
import { FileStore } from '../billing/file-store.js';
import { asker } from '../billing/month-ledger.js';
import type { PlanSettings } from '../billing/plan-settings.js';
import { Clock } from '../clock/clock.js';
import { API_CONFIG, type ApiConfig } from '../config.js';
import { Database } from '../database/database.js';
import { apiError } from '../errors.js';
import { MeteringService } from '../metering/metering.service.js';
import { ParticipantsService } from '../participants/participants.service.js';
import { demandPlanOf, generationPlanOf, type PlanHead } from './plan-of.js';

/** Days ahead for which a plan is made: a forecast reaches a week beyond the last reading. */
const MAX_DAYS_AHEAD = 5;
/** Days of readings that a forecast looks at, as the agents' do. */
const HISTORY_DAYS = 22;

/** A day's plans as they were made. */
export interface MadePlans {
  readonly day: string;
  /** Both plans, newest versions; those that were made before as they were. */
  readonly files: readonly ManifestEntry[];
  readonly balanced: BalancedDay;
  /** Meters with a forecast, and those that have never spoken or are silent for a week: these are planned as 0. */
  readonly forecastMeters: number;
  readonly silentMeters: number;
}

interface Expected extends Pick<MadePlans, 'balanced' | 'forecastMeters' | 'silentMeters'> {
  readonly madeFrom: readonly string[];
}

/** Makes the day-ahead plans of the retailer's balancing groups from what is forecast and agreed on. */
@Injectable()
export class PlansService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly metering: MeteringService,
    private readonly participants: ParticipantsService,
    private readonly files: FileStore,
    @Inject(API_CONFIG) private readonly config: ApiConfig,
  ) {}

  /**
   * Makes both plans of a day, or finds that they are made as they would be. Other figures than before are another version, and need
   * a reason and what became of the one before.
   *
   * @throws IchienError PLAN_NOT_CONFIGURED, PLAN_DAY_INVALID; MANIFEST_REASON_MISSING; of `OcctoErrorCode`; OUTPUT_UNWRITABLE
   */
  async make(day: string, reissue?: IssueRequest['reissue']): Promise<MadePlans> {
    const { codes, folder } = this.#configured();
    this.#assertAhead(day);
    const { madeFrom, ...expected } = await this.#expect(day);
    const { balanced } = expected;
    const files: ManifestEntry[] = [];
    const plans: readonly Plan[] = [
      ['0250', 'occto-demand', (head, file) => printDemandPlan(demandPlanOf(balanced, codes, head), file)],
      ['0152', 'occto-generation', (head, file) => printGenerationPlan(generationPlanOf(balanced, codes, head), file)],
    ];
    for (const [message, series, print] of plans) {
      const fileOf = (number: number) => formatOcctoFileName({ message, day, sender: codes.sender.code, number });
      const request = {
        series: `${series}/${day}`,
        fileOf,
        movesMoney: false,
        madeFrom,
        ...(reissue !== undefined && { reissue }),
      };
      files.push(await this.#issue(folder, day, request, print));
    }
    await this.files.writeManifest(folder);
    return { day, files, ...expected };
  }

  /** All versions of a day's plans, in the order in which they were made. */
  async made(day: string): Promise<ManifestEntry[]> {
    const entries = await this.files.ofMonth(day.slice(0, 7));
    return entries.filter(({ series }) => series.startsWith('occto-') && series.endsWith(`/${day}`));
  }

  /** A plan names the second in which it was made: it is the same plan if it would be the same made when the latest was. */
  async #issue(folder: string, day: string, request: Omit<IssueRequest, 'printed' | 'madeAtMs'>, print: Plan[2]) {
    const nowMs = Math.floor(this.clock.nowMs() / 1000) * 1000;
    const latest = (await this.made(day)).findLast(({ series }) => series === request.series);
    const file = request.fileOf((latest?.version ?? 0) + 1);
    const before = latest === undefined ? undefined : print({ day, createdAtMs: Date.parse(latest.madeAt) }, file);
    const isSame = before !== undefined && sha256(before.bytes) === latest!.sha256;
    const printed = isSame ? before : print({ day, createdAtMs: nowMs }, file);
    return this.files.issue(folder, day.slice(0, 7), { ...request, printed, madeAtMs: nowMs }, true);
  }

  async #expect(day: string): Promise<Expected> {
    const [firstSlot, lastSlot] = [slotOf(day), slotOf(day, SLOTS_PER_DAY)];
    const histories = await this.#histories(firstSlot);
    const known = histories.filter(({ knownUntilSlot }) => lastSlot - knownUntilSlot <= MAX_HORIZON_SLOTS);
    const tradedWh = await this.#tradedWh(firstSlot, lastSlot);
    const slots = Array.from({ length: SLOTS_PER_DAY }, (_, index) => {
      const forecasts = known.map((history) => forecastSlot(history, firstSlot + index));
      return {
        demandWh: forecasts.reduce((sum, { importWh }) => sum + importWh, 0),
        generationWh: forecasts.reduce((sum, { exportWh }) => sum + exportWh, 0),
        tradedWh: tradedWh.get(firstSlot + index) ?? 0,
      };
    });
    const agreedWh = [...tradedWh.values()].reduce((sum, wh) => sum + wh, 0);
    return {
      balanced: balanceDay(slots),
      forecastMeters: known.length,
      silentMeters: this.participants.members(firstSlot).length - known.length,
      madeFrom: [
        `forecasts of ${known.length} meters`,
        `readings to arrival ${this.metering.lastArrival}`,
        `trades of ${agreedWh} Wh`,
      ],
    };
  }

  /** What the meter of each member of a slot showed lately. */
  async #histories(ofSlot: number): Promise<RollingHistory[]> {
    const now = slotAt(this.clock.nowMs());
    const first = now - HISTORY_DAYS * SLOTS_PER_DAY;
    const histories = new Map<string, RollingHistory>();
    for (const { meterId, slot, exportWh, importWh } of await this.metering.history(first, now)) {
      const member = this.participants.memberAt(meterId, slot);
      if (member === undefined || !isMemberAt(member, ofSlot)) continue;
      let history = histories.get(meterId);
      if (history === undefined) {
        history = new RollingHistory(first, HISTORY_DAYS + 1);
        histories.set(meterId, history);
      }
      history.set(slot, exportWh, importWh);
    }
    return [...histories.values()];
  }

  /** What was agreed on for each slot, as of now. */
  async #tradedWh(firstSlot: number, lastSlot: number): Promise<Map<number, number>> {
    const rows = await this.database.read((manager) =>
      asker(manager, this.config.areaId, { firstSlot, lastSlot })<{ slot: number; energyWh: string }>(
        `SELECT slot AS "slot", SUM("energyWh") AS "energyWh" FROM trade
         WHERE "areaId" = :area AND slot BETWEEN :first AND :last GROUP BY slot`,
      ),
    );
    return new Map(rows.map(({ slot, energyWh }) => [slot, Number(energyWh)]));
  }

  #configured(): { codes: PlanSettings; folder: string } {
    const { billing, filesDir } = this.config;
    if (billing?.plans !== undefined && filesDir !== undefined) return { codes: billing.plans, folder: filesDir };
    throw apiError(
      'PLAN_NOT_CONFIGURED',
      'This installation does not know the codes of its plans, or has no folder for files.',
      'Give `plans` in the settings that BILLING_FILE names (docs/operating.md), and DATA_DIR.',
    );
  }

  #assertAhead(day: string): void {
    const today = dayOf(slotAt(this.clock.nowMs()));
    const [first, last] = [addDays(today, 1), addDays(today, MAX_DAYS_AHEAD)];
    if (addDays(day, 0) >= first && day <= last) return;
    throw apiError('PLAN_DAY_INVALID', `${day} is not ahead of ${today}.`, `Ask for a day from ${first} to ${last}.`, {
      day,
    });
  }
}

/** Which plan, what it is called in the manifest, and how it is printed. */
type Plan = readonly [OcctoFileName['message'], string, (head: PlanHead, file: string) => PrintedFile];
