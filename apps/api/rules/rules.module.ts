import { Module } from '@nestjs/common';
import { RuleSetsController } from './rule-sets.controller.js';
import { RuleSetsService } from './rule-sets.service.js';

/** What the community has agreed on, by day. */
@Module({ controllers: [RuleSetsController], providers: [RuleSetsService], exports: [RuleSetsService] })
export class RulesModule {}
