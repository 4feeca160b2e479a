import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { MAX_FRAME_BYTES } from '#formats';
import { MAX_CLAIM_REVISION, READING_STATES } from '#metering';
import { Roles } from '../accounts/access.js';
import { CurrentAccount } from '../accounts/current-account.js';
import { Audited } from '../audit/audited.js';
import { fileBody } from '../http/file-body.js';
import { dayParam, idSchema, monthParam, type PageQuery, pageQuery, slotParam } from '../http/schemas.js';
import { meterUnknown } from '../participants/participant-unknown.js';
import type { ConfirmedTotal, ReadingAttestation, ReadingFindingRow } from './delivery.entities.js';
import type { DeliveryReceipt, ReadingSender } from './delivery.js';
import { GatewaysService } from './gateways.service.js';
import { MAX_REQUEST_READINGS, MeteringService } from './metering.service.js';
import type { Reading } from './reading.entity.js';
import { READING_FILE_FORMATS, type ReadingFileFormat, ReadingFilesService } from './reading-files.service.js';
import {
  type DeliveryView,
  type OddReading,
  ReadingViewsService,
  type SlotCompleteness,
} from './reading-views.service.js';

/** Most frames in one request: a day history of both directions of three weeks. */
const MAX_FRAMES = 64;

const readingsSchema = z.strictObject({
  readings: z
    .array(
      z.strictObject({
        meterId: z.string().max(64),
        slot: z.number(),
        exportWh: z.number().meta({ description: 'Whole Wh delivered to the grid' }),
        importWh: z.number().meta({ description: 'Whole Wh taken from the grid' }),
        revision: z.number().int().min(1).max(MAX_CLAIM_REVISION).optional().meta({
          description: 'A higher one of the same state replaces a lower one; default 1, for corrections the next',
        }),
      }),
    )
    .max(MAX_REQUEST_READINGS),
});

const framesSchema = z.strictObject({
  meterId: idSchema,
  frames: z
    .array(
      z.strictObject({
        receivedAtMs: z.number().int().min(0).max(253_402_300_799_999),
        hex: z
          .string()
          .max(MAX_FRAME_BYTES * 2)
          .meta({ description: 'The frame as hexadecimal digits' }),
      }),
    )
    .min(1)
    .max(MAX_FRAMES),
});

const fileQuery = z.strictObject({
  file: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,64}$/, 'Give a file name of 1 to 64 of A-Z a-z 0-9 . _ and -.')
    .meta({ description: 'Name of the file, as the grid company gave it' }),
  state: z.enum(READING_STATES).default('provisional').meta({ description: 'How final they are (CSV and JSON)' }),
});

const formatParam = z.enum(READING_FILE_FORMATS);

type Readings = z.infer<typeof readingsSchema>;

@ApiTags('metering')
@Controller('readings')
@Roles('operator', 'gridOperator', 'auditor')
export class MeteringController {
  constructor(
    private readonly metering: MeteringService,
    private readonly files: ReadingFilesService,
    private readonly gateways: GatewaysService,
    private readonly views: ReadingViewsService,
  ) {}

  @Post()
  @Roles('operator', 'device')
  @HttpCode(200)
  @ApiOperation({ summary: 'First readings; stored all or none, once however often they are sent' })
  submit(
    @Body({ schema: readingsSchema }) { readings }: Readings,
    @CurrentAccount() account: CurrentAccount,
  ): Promise<DeliveryReceipt> {
    return this.metering.submit(readings.map(withoutUndefined), senderOf(account));
  }

  @Post('corrections')
  @Roles('operator')
  @HttpCode(200)
  @ApiOperation({ summary: 'Corrected readings as new versions; their slots are settled again' })
  correct(
    @Body({ schema: readingsSchema }) { readings }: Readings,
    @CurrentAccount() account: CurrentAccount,
  ): Promise<DeliveryReceipt> {
    return this.metering.correct(readings.map(withoutUndefined), senderOf(account));
  }

  @Post('files/:format')
  @Roles('operator', 'gridOperator')
  @HttpCode(200)
  @ApiOperation({ summary: 'A file of readings: CSV, JSON, or a grid company’s W4 or W5 XML, bare or zipped' })
  @ApiConsumes('application/octet-stream')
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  file(
    @Param('format', { schema: formatParam }) format: ReadingFileFormat,
    @Query({ schema: fileQuery }) query: z.infer<typeof fileQuery>,
    @Body() body: unknown,
    @CurrentAccount() account: CurrentAccount,
  ): Promise<DeliveryReceipt> {
    return this.files.take({ ...query, ...senderOf(account), format, bytes: fileBody(body) });
  }

  @Post('echonet')
  @Roles('device')
  @HttpCode(200)
  @ApiOperation({ summary: 'ECHONET Lite frames of a household’s smart meter; its registers become half hours' })
  echonet(
    @Body({ schema: framesSchema }) { meterId, frames }: z.infer<typeof framesSchema>,
    @CurrentAccount() { accountId, meterIds }: CurrentAccount,
  ): Promise<DeliveryReceipt> {
    if (!meterIds.includes(meterId)) throw meterUnknown(meterId);
    return this.gateways.take(meterId, accountId, frames);
  }

  @Get('deliveries')
  @ApiOperation({ summary: 'Who sent what, refused deliveries included, oldest first' })
  deliveries(@Query({ schema: pageQuery }) { after, limit }: PageQuery): Promise<DeliveryView[]> {
    return this.views.deliveries(after, limit);
  }

  @Get('completeness/slots/:slot')
  @ApiOperation({ summary: 'How complete the readings of a slot are, and which meters are missing' })
  completeness(@Param('slot', { schema: slotParam }) slot: number): Promise<SlotCompleteness> {
    return this.views.slot(slot);
  }

  @Get('completeness/days/:day')
  @ApiOperation({ summary: 'How complete the readings of a day’s slots are, as far as they have ended' })
  dayCompleteness(@Param('day', { schema: dayParam }) day: string): Promise<SlotCompleteness[]> {
    return this.views.day(day);
  }

  @Get('findings/slots/:slot')
  @ApiOperation({
    summary: 'Readings of a slot that cannot be, by the facts of their meters; held ones were not stored',
  })
  findings(@Param('slot', { schema: slotParam }) slot: number): Promise<ReadingFindingRow[]> {
    return this.views.findings(slot);
  }

  @Get('confirmed-totals/:month')
  @ApiOperation({ summary: 'Confirmed monthly totals beside the sum of their half hours' })
  confirmedTotals(
    @Param('month', { schema: monthParam }) month: string,
    @Query({ schema: pageQuery }) { after, limit }: PageQuery,
  ): Promise<ConfirmedTotal[]> {
    return this.views.confirmedTotals(month, after, limit);
  }

  @Get('meters/:meterId/slots/:slot')
  @Audited()
  @ApiOperation({ summary: 'All versions of a reading with their weight, and who attested them' })
  versions(
    @Param('meterId', { schema: idSchema }) meterId: string,
    @Param('slot', { schema: slotParam }) slot: number,
  ): Promise<{ versions: Reading[]; attestations: ReadingAttestation[] }> {
    return this.views.versions(meterId, slot);
  }

  @Get('meters/:meterId/oddities/:day')
  @Audited()
  @ApiOperation({ summary: 'Spikes, a register that stands still, export at night: what a person should look at' })
  oddities(
    @Param('meterId', { schema: idSchema }) meterId: string,
    @Param('day', { schema: dayParam }) day: string,
  ): Promise<OddReading[]> {
    return this.views.oddities(meterId, day);
  }
}

/**
 * Who answers for readings follows from who is signed in, never from what they say of themselves: a device for its own meter,
 * the grid company for what its own account sends, the operator for everything else, another's file included.
 */
function senderOf({ role, accountId: sender, meterIds }: CurrentAccount): ReadingSender {
  if (role === 'device') return { source: 'gateway', sender, onlyMeters: meterIds };
  return { source: role === 'gridOperator' ? 'gridCompany' : 'operator', sender };
}

function withoutUndefined({ revision, ...reading }: Readings['readings'][number]) {
  return { ...reading, ...(revision !== undefined && { revision }) };
}
