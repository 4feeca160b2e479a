import { Controller, Get, Header, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { seesSmallGroups } from '#joining';
import {
  type EffectView,
  formatEffectCsv,
  formatPositionsCsv,
  formatRetailCsv,
  type Overview,
  type ParticipantsView,
  type RetailMonth,
  type RulesView,
  type SlotDetail,
  type SlotException,
  type SlotsView,
  withholdEffect,
  withholdSlot,
} from '#operations';
import { Roles } from '../accounts/access.js';
import { CurrentAccount } from '../accounts/current-account.js';
import { Audited } from '../audit/audited.js';
import { daySchema, slotParam } from '../http/schemas.js';
import { MoneyService } from './money.service.js';
import { OverviewService } from './overview.service.js';
import { ParticipantLinesService } from './participant-lines.service.js';
import { RulesService } from './rules.service.js';
import { SlotsService } from './slots.service.js';

const dayQuery = z.object({ day: daySchema });
const monthQuery = z.object({ month: z.string().regex(/^20\d{2}-(0[1-9]|1[0-2])$/, 'Give a month as YYYY-MM.') });
const searchQuery = z.object({
  search: z.string().max(64).default('').meta({ description: 'Part of an id or a meter id' }),
  after: z.string().max(64).default(''),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

const CSV = 'text/csv; charset=utf-8';

/** What staff look at. No answer but the operator's list of participants is about a single household. */
@ApiTags('operations')
@Controller('operations')
export class OperationsController {
  constructor(
    private readonly overviews: OverviewService,
    private readonly slots: SlotsService,
    private readonly money: MoneyService,
    private readonly lines: ParticipantLinesService,
    private readonly rule: RulesService,
  ) {}

  @Get('overview')
  @Roles('operator')
  @ApiOperation({ summary: 'What is late, what follows, and what to do; the next gate closure' })
  overview(): Promise<Overview> {
    return this.overviews.overview();
  }

  @Get('slots')
  @Roles('operator', 'retailer', 'auditor', 'ward', 'gridOperator', 'wholesaler', 'researcher')
  @ApiOperation({ summary: 'The half hours of a day: state, trades, readings, settlement, records. Sums only' })
  async day(
    @Query({ schema: dayQuery }) { day }: z.infer<typeof dayQuery>,
    @CurrentAccount() { role }: CurrentAccount,
  ): Promise<SlotsView> {
    const view = await this.slots.day(day);
    return seesSmallGroups(role) ? view : { ...view, slots: view.slots.map(withholdSlot) };
  }

  @Get('slots.csv')
  @Roles('operator', 'retailer')
  @Header('content-type', CSV)
  @Header('content-disposition', 'attachment; filename="ichien-positions.csv"')
  @ApiOperation({ summary: 'Positions by half hour as CSV: demand, generation, traded, what is left' })
  async positions(@Query({ schema: dayQuery }) { day }: z.infer<typeof dayQuery>): Promise<string> {
    return formatPositionsCsv(await this.slots.day(day));
  }

  @Get('slots/:slot')
  @Roles('operator', 'auditor')
  @ApiOperation({ summary: 'One half hour with its records for the chain, settlements, halts' })
  slot(@Param('slot', { schema: slotParam }) slot: number): Promise<SlotDetail> {
    return this.slots.detail(slot);
  }

  @Get('exceptions')
  @Roles('operator', 'auditor')
  @ApiOperation({ summary: 'What was not as planned on a day' })
  exceptions(@Query({ schema: dayQuery }) { day }: z.infer<typeof dayQuery>): Promise<SlotException[]> {
    return this.slots.exceptions(day);
  }

  @Get('participants')
  @Audited()
  @Roles('operator')
  @ApiOperation({ summary: 'Participants by id, with the newest reading of each' })
  participants(@Query({ schema: searchQuery }) query: z.infer<typeof searchQuery>): Promise<ParticipantsView> {
    return this.lines.page(query.search, query.after, query.limit);
  }

  @Get('rules')
  @Roles('operator', 'retailer', 'auditor', 'ward', 'gridOperator', 'wholesaler', 'researcher')
  @ApiOperation({ summary: 'Rules and rates with the days they hold for and their sources' })
  rules(): Promise<RulesView> {
    return this.rule.rules();
  }

  @Get('retail')
  @Roles('operator', 'retailer')
  @ApiOperation({ summary: "The retailer's account over a month, by day and line" })
  retail(@Query({ schema: monthQuery }) { month }: z.infer<typeof monthQuery>): Promise<RetailMonth> {
    return this.money.retail(month);
  }

  @Get('retail.csv')
  @Roles('operator', 'retailer')
  @Header('content-type', CSV)
  @Header('content-disposition', 'attachment; filename="ichien-retail.csv"')
  @ApiOperation({ summary: 'The same as CSV' })
  async retailCsv(@Query({ schema: monthQuery }) { month }: z.infer<typeof monthQuery>): Promise<string> {
    return formatRetailCsv(await this.money.retail(month));
  }

  @Get('effect')
  @Roles('operator', 'ward', 'researcher')
  @ApiOperation({ summary: "The programme's indicators over a month (SET-11)" })
  async effect(
    @Query({ schema: monthQuery }) { month }: z.infer<typeof monthQuery>,
    @CurrentAccount() { role }: CurrentAccount,
  ): Promise<EffectView> {
    const view = await this.money.effect(month);
    return seesSmallGroups(role) ? view : withheld(view);
  }

  @Get('effect.csv')
  @Roles('operator', 'ward', 'researcher')
  @Header('content-type', CSV)
  @Header('content-disposition', 'attachment; filename="ichien-effect.csv"')
  @ApiOperation({ summary: 'The same as CSV, by day' })
  async effectCsv(
    @Query({ schema: monthQuery }) query: z.infer<typeof monthQuery>,
    @CurrentAccount() account: CurrentAccount,
  ): Promise<string> {
    return formatEffectCsv(await this.effect(query, account));
  }
}

function withheld(view: EffectView): EffectView {
  const { participants } = view;
  return {
    ...view,
    total: withholdEffect(view.total, participants),
    days: view.days.map((day) => withholdEffect(day, participants)),
  };
}
