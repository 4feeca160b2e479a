import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Public, Roles } from '../accounts/access.js';
import { Clock } from '../clock/clock.js';
import { API_CONFIG, type ApiConfig } from '../config.js';
import { Database } from '../database/database.js';
import { MarketService } from '../market/market.service.js';
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
    const problems = this.scheduler.problems();
    return {
      status: statusOf(anchor, problems),
      now: new Date(this.clock.nowMs()).toISOString(),
      openSlots: this.market.openSlots().length,
      settlementBacklog: await this.settlement.backlog(),
      anchor,
      problems,
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
    const status = statusOf(await this.anchor.status(), this.scheduler.problems());
    return { status, demonstration: this.config.demonstration === true };
  }
}

function statusOf(anchor: AnchorStatus, problems: readonly SchedulerProblem[]): Health['status'] {
  return problems.length === 0 && anchor.stuck === undefined && anchor.alert === undefined ? 'ok' : 'degraded';
}
