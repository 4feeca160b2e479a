import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Public, Roles } from '../accounts/access.js';
import { Clock } from '../clock/clock.js';
import { API_CONFIG, type ApiConfig } from '../config.js';
import { Database } from '../database/database.js';
import { type DamagedSlot, MarketService } from '../market/market.service.js';
import { AnchorService, type AnchorStatus } from '../provenance/anchor.service.js';
import { type SchedulerProblem, SchedulerService } from '../scheduler/scheduler.service.js';
import { SettlementService } from '../settlement/settlement.service.js';

/** Everything an operator looks at first. */
export interface Health {
  /** `degraded`: the market trades, but something waits or fails; the fields below say what. */
  readonly status: 'ok' | 'degraded';
  readonly now: string;
  readonly openSlots: number;
  readonly settlementBacklog: { readonly slots: number; readonly oldestSlot: number | undefined };
  readonly anchor: AnchorStatus;
  readonly problems: readonly SchedulerProblem[];
  /** Slots that were closed off because what is stored of them is damaged; all others trade. */
  readonly damagedSlots: readonly DamagedSlot[];
}

@ApiTags('health')
@Controller('health')
export class HealthController {
  constructor(
    private readonly clock: Clock,
    private readonly database: Database,
    private readonly market: MarketService,
    private readonly settlement: SettlementService,
    private readonly anchor: AnchorService,
    private readonly scheduler: SchedulerService,
    @Inject(API_CONFIG) private readonly config: ApiConfig,
  ) {}

  @Get()
  @Roles('operator', 'auditor')
  @ApiOperation({ summary: 'Is the exchange well, and if not, what waits' })
  async health(): Promise<Health> {
    await this.database.read((manager) => manager.query('SELECT 1'));
    const anchor = await this.anchor.status();
    return {
      status: this.#statusOf(anchor),
      now: new Date(this.clock.nowMs()).toISOString(),
      openSlots: this.market.openSlots().length,
      settlementBacklog: await this.settlement.backlog(),
      anchor,
      problems: this.scheduler.problems(),
      damagedSlots: this.market.damagedSlots(),
    };
  }

  @Get('status')
  @Public()
  @ApiOperation({
    summary:
      'Is the exchange well, in one word, and is it a demonstration: for whatever watches it, and who comes to its door',
  })
  async status(): Promise<Pick<Health, 'status'> & { demonstration: boolean }> {
    await this.database.read((manager) => manager.query('SELECT 1'));
    const status = this.#statusOf(await this.anchor.status());
    return { status, demonstration: this.config.demonstration === true };
  }

  #statusOf({ stuck, alert }: AnchorStatus): Health['status'] {
    const isWell = this.scheduler.problems().length === 0 && this.market.damagedSlots().length === 0;
    return isWell && stuck === undefined && alert === undefined ? 'ok' : 'degraded';
  }
}
