import { randomBytes, randomUUID } from 'node:crypto';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { firstSlotOf } from '#joining';
import { Roles } from '../accounts/access.js';
import { AccountsService } from '../accounts/accounts.service.js';
import { InvitationsService } from '../accounts/invitations.service.js';
import { SessionsService } from '../accounts/sessions.service.js';
import { Clock } from '../clock/clock.js';
import { ParticipantsService } from '../participants/participants.service.js';
import { ApplicationsService } from './applications.service.js';
import { IMPORTED_METER, readParticipants } from './read-participants.js';

const importSchema = z.strictObject({ csv: z.string().max(1_000_000) });

@ApiTags('joining')
@Controller('joining/imports')
export class ImportsController {
  constructor(
    private readonly clock: Clock,
    private readonly accounts: AccountsService,
    private readonly invitations: InvitationsService,
    private readonly sessions: SessionsService,
    private readonly participants: ParticipantsService,
    private readonly applications: ApplicationsService,
  ) {}

  @Post()
  @Roles('operator')
  @HttpCode(200)
  @ApiOperation({ summary: 'Participants recruited on paper, as CSV: all or none; people who are new are invited' })
  async import(@Body({ schema: importSchema }) { csv }: z.infer<typeof importSchema>): Promise<{ imported: number }> {
    const rows = readParticipants(csv, (candidate) => this.applications.ineligibilityOf(candidate)[0]);
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
      for (const { email, displayName, participantId, minSellPriceSen: _, maxBuyPriceSen: __, ...row } of rows) {
        let accountId = await this.accounts.findWithin(manager, email);
        if (accountId === undefined) {
          accountId = await this.accounts.createWithin(manager, { email, displayName, role: 'resident' }, null);
          await this.invitations.inviteWithin(manager, accountId);
        }
        await this.accounts.linkWithin(manager, accountId, [participantId], 'owner');
        const application = { ...row, meterKind: IMPORTED_METER, participantId, accountId } as const;
        await this.applications.insertWithin(manager, {
          ...application,
          applicationId: randomUUID(),
          state: 'enrolled',
        });
        linked.add(accountId);
      }
    });
    for (const accountId of linked) this.sessions.forget(accountId);
    return { imported: rows.length };
  }
}
