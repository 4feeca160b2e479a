import { Body, Controller, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { AreaCounts } from '#joining';
import { Roles } from '../accounts/access.js';
import { CurrentAccount } from '../accounts/current-account.js';
import { keyPageQuery, uuidParam } from '../accounts/schemas.js';
import { Audited } from '../audit/audited.js';
import { idSchema } from '../http/schemas.js';
import { ApplicationsService, type ApplicationView } from './applications.service.js';
import { agreementSchema, applicationSchema, limitsSchema, type NewApplication } from './schemas.js';

const listQuery = keyPageQuery.extend({
  state: z
    .enum([
      'submitted',
      'eligible',
      'ineligible',
      'selected',
      'waitlisted',
      'declined',
      'contracted',
      'enrolled',
      'withdrawn',
      'left',
    ])
    .optional(),
});
const decisionSchema = z.strictObject({
  step: z.enum(['findEligible', 'findIneligible', 'select', 'waitlist', 'decline']),
  reason: z.string().trim().max(500).default('').meta({ description: 'The applicant reads it' }),
});
const enrolmentSchema = z.strictObject({ participantId: idSchema, ...limitsSchema });

@ApiTags('joining')
@Controller('joining')
export class ApplicationsController {
  constructor(private readonly applications: ApplicationsService) {}

  @Post('applications')
  @Roles('resident')
  @ApiOperation({ summary: 'Apply with a supply point; the answer says at once what the rules say of it' })
  submit(
    @CurrentAccount() { accountId }: CurrentAccount,
    @Body({ schema: applicationSchema }) application: NewApplication,
  ): Promise<ApplicationView> {
    return this.applications.submit(accountId, application);
  }

  @Get('applications')
  @Audited()
  @Roles('resident', 'ward', 'operator')
  @ApiOperation({ summary: 'Applications: one’s own, or everybody’s for ward and operator' })
  list(
    @CurrentAccount() account: CurrentAccount,
    @Query({ schema: listQuery }) { after, limit, state }: z.infer<typeof listQuery>,
  ): Promise<ApplicationView[]> {
    return this.applications.list(after, limit, { ...ownOnly(account), ...(state !== undefined && { state }) });
  }

  @Get('areas')
  @Roles('ward', 'operator')
  @ApiOperation({ summary: 'How many applied and take part in each part of the service area' })
  areas(): Promise<AreaCounts> {
    return this.applications.areas();
  }

  @Get('applications/:applicationId')
  @Audited()
  @Roles('resident', 'ward', 'operator')
  @ApiOperation({ summary: 'An application with its steps' })
  get(
    @CurrentAccount() account: CurrentAccount,
    @Param('applicationId', { schema: uuidParam }) applicationId: string,
  ): Promise<ApplicationView> {
    return this.applications.get(applicationId, ownOnly(account).accountId);
  }

  @Post('applications/:applicationId/decision')
  @Roles('ward')
  @HttpCode(200)
  @ApiOperation({ summary: 'Screen or select; what the rules refuse cannot be found eligible' })
  decide(
    @CurrentAccount() { accountId }: CurrentAccount,
    @Param('applicationId', { schema: uuidParam }) applicationId: string,
    @Body({ schema: decisionSchema }) { step, reason }: z.infer<typeof decisionSchema>,
  ): Promise<ApplicationView> {
    return this.applications.step(applicationId, step, 'ward', { accountId, reason });
  }

  @Post('applications/:applicationId/withdrawal')
  @Roles('resident')
  @HttpCode(200)
  @ApiOperation({ summary: 'Withdraw one’s own application' })
  withdraw(
    @CurrentAccount() { accountId }: CurrentAccount,
    @Param('applicationId', { schema: uuidParam }) applicationId: string,
  ): Promise<ApplicationView> {
    return this.applications.step(applicationId, 'withdraw', 'applicant', { accountId });
  }

  @Post('applications/:applicationId/agreement')
  @Roles('resident')
  @HttpCode(200)
  @ApiOperation({ summary: 'Agree to the newest contract documents, named by their SHA-256' })
  agree(
    @CurrentAccount() { accountId }: CurrentAccount,
    @Param('applicationId', { schema: uuidParam }) applicationId: string,
    @Body({ schema: agreementSchema }) { documents }: z.infer<typeof agreementSchema>,
    @Req() { ip }: FastifyRequest,
  ): Promise<ApplicationView> {
    return this.applications.agree(applicationId, accountId, documents, ip);
  }

  @Post('applications/:applicationId/enrolment')
  @Roles('operator')
  @HttpCode(200)
  @ApiOperation({ summary: 'Make the supply point a participant of its applicant' })
  enrol(
    @CurrentAccount() { accountId }: CurrentAccount,
    @Param('applicationId', { schema: uuidParam }) applicationId: string,
    @Body({ schema: enrolmentSchema }) enrolment: z.infer<typeof enrolmentSchema>,
  ): Promise<ApplicationView> {
    return this.applications.enrol(applicationId, accountId, enrolment);
  }
}

function ownOnly({ role, accountId }: CurrentAccount): { accountId?: string } {
  return role === 'resident' ? { accountId } : {};
}
