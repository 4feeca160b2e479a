import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Roles } from '../accounts/access.js';
import { CurrentAccount } from '../accounts/current-account.js';
import { shownTextSchema } from '../accounts/schemas.js';
import { Audited } from '../audit/audited.js';
import { dayParam, daySchema, idSchema } from '../http/schemas.js';
import type { Erasure } from './joining.entities.js';
import { LeavingService } from './leaving.service.js';
import { OwnDataService, type OwnOrder } from './own-data.service.js';

/** Said in so many words, so that no single wrong click leaves. */
const leaveSchema = z.strictObject({ understood: z.literal('destroy my key') });
const erasuresQuery = z.object({
  after: z
    .string()
    .regex(/^\d{1,15}\.[A-Za-z0-9._:-]{1,64}$/, 'Give dueAtMs.participantId of the last of the page before.')
    .transform((text) => {
      const at = text.indexOf('.');
      return { dueAtMs: Number(text.slice(0, at)), participantId: text.slice(at + 1) };
    })
    .optional()
    .meta({ description: '`dueAtMs.participantId` of the last of the page before' }),
  limit: z.coerce.number().int().min(1).max(1000).default(200),
});

/** Why in one line, and when; the household may read it in its own data. */
const endSchema = z.strictObject({
  reason: shownTextSchema.meta({ description: 'Why: moved away, died, excluded for what' }),
  lastDay: daySchema.optional().meta({ description: 'JST day, the last of the contract; left out: it ends at once' }),
});

@ApiTags('own data')
@Controller()
export class OwnDataController {
  constructor(
    private readonly ownData: OwnDataService,
    private readonly leaving: LeavingService,
  ) {}

  @Get('account/data')
  @Roles('resident')
  @ApiOperation({ summary: 'Everything held about oneself, the household keys included' })
  export(@CurrentAccount() account: CurrentAccount): Promise<object> {
    return this.ownData.export(account);
  }

  @Get('account/orders/:day')
  @Roles('resident')
  @ApiOperation({ summary: 'The orders of a day of one’s own supply points, each with its end' })
  orders(
    @CurrentAccount() account: CurrentAccount,
    @Param('day', { schema: dayParam }) day: string,
  ): Promise<OwnOrder[]> {
    return this.ownData.orders(account, day);
  }

  @Post('account/erasure')
  @Roles('resident')
  @HttpCode(200)
  @ApiOperation({
    summary:
      'Leave with all one’s supply points: trading ends now, the keys are destroyed when they are due; without any, the account is erased at once',
  })
  leave(
    @CurrentAccount() account: CurrentAccount,
    @Body({ schema: leaveSchema }) _: z.infer<typeof leaveSchema>,
  ): Promise<Erasure[]> {
    return this.leaving.leave(account);
  }

  @Post('participants/:participantId/end')
  @Roles('operator', 'retailer')
  @HttpCode(200)
  @ApiOperation({
    summary: 'End a household’s contract, at once or behind a last day; the key is destroyed when it is due',
  })
  end(
    @Param('participantId', { schema: idSchema }) participantId: string,
    @Body({ schema: endSchema }) { reason, lastDay }: z.infer<typeof endSchema>,
    @CurrentAccount() { accountId }: CurrentAccount,
  ): Promise<Erasure> {
    return this.leaving.end(participantId, accountId, { reason, ...(lastDay !== undefined && { lastDay }) });
  }

  @Get('joining/erasures')
  @Audited()
  @Roles('operator', 'auditor')
  @ApiOperation({ summary: 'Households whose keys are to be destroyed, the next due first, in pages' })
  erasures(
    @Query({ schema: erasuresQuery }) { after, limit }: z.infer<typeof erasuresQuery>,
  ): Promise<Omit<Erasure, 'reason'>[]> {
    return this.leaving.erasures(limit, after);
  }

  @Post('joining/erasures/:participantId')
  @Roles('operator')
  @HttpCode(204)
  @ApiOperation({ summary: 'Destroy the key of a household that is due; this cannot be taken back' })
  erase(@Param('participantId', { schema: idSchema }) participantId: string): Promise<void> {
    return this.leaving.erase(participantId);
  }
}
