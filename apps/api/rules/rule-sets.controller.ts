import { Body, Controller, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { communityRulesSchema, type RuleSet } from '#settlement';
import { Roles } from '../accounts/access.js';
import { CurrentAccount } from '../accounts/current-account.js';
import { shownTextSchema } from '../accounts/schemas.js';
import { daySchema } from '../http/schemas.js';
import { RuleSetsService } from './rule-sets.service.js';

const ruleSetSchema = z.strictObject({
  fromDay: daySchema,
  source: shownTextSchema.meta({ description: 'Who agreed on it, or where it is written' }),
  rules: communityRulesSchema,
});

/** What the community agrees on; the table stands in `GET /api/operations/rules`. */
@ApiTags('settlement')
@Controller('rule-sets')
export class RuleSetsController {
  constructor(private readonly ruleSets: RuleSetsService) {}

  @Post()
  @Roles('operator')
  @ApiOperation({ summary: 'Rules that hold from a coming day on, whose half hours nobody can trade yet' })
  enter(
    @Body({ schema: ruleSetSchema }) body: z.infer<typeof ruleSetSchema>,
    @CurrentAccount() { accountId }: CurrentAccount,
  ): Promise<RuleSet> {
    return this.ruleSets.enter(body, accountId);
  }
}
