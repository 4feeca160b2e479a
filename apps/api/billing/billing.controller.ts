import type { ReadStream } from 'node:fs';
import { Body, Controller, Get, HttpCode, Inject, Logger, Param, Post, Query, StreamableFile } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import type { CloseProgress, ReadinessView, StatementItem, StatementView } from '#billing';
import type { ManifestEntry } from '#formats';
import { Roles } from '../accounts/access.js';
import { CurrentAccount } from '../accounts/current-account.js';
import { maySee } from '../accounts/may.js';
import { Audited } from '../audit/audited.js';
import { API_CONFIG, type ApiConfig } from '../config.js';
import { apiError } from '../errors.js';
import { fileParam, idSchema, monthParam } from '../http/schemas.js';
import { BillingViewsService } from './billing-views.service.js';
import { MonthCloseService } from './month-close.service.js';
import { ReadinessService } from './readiness.service.js';

export const numberParam = z.string().regex(/^[BP]-\d{6}-\d{6}$/, 'A statement is called B-202607-000123.');
export const versionParam = z.coerce.number().int().min(1).max(10_000);
const closeSchema = z.strictObject({
  provisional: z.boolean().default(false),
  reason: z.string().min(1).max(200).optional().meta({ description: 'For another run: printed on corrections' }),
});
/** Paging by number and version. */
export const listQuery = z.object({
  after: z.string().max(40).default('').meta({ description: 'Number and version after which to start' }),
  limit: z.coerce.number().int().min(1).max(1000).default(200),
});
const statementsQuery = listQuery.extend({ kind: z.enum(['bill', 'purchase']).optional() });

@ApiTags('billing')
@Controller()
@Roles('operator', 'retailer')
export class BillingController {
  readonly #logger = new Logger(BillingController.name);
  readonly #progress = new Map<string, Pick<CloseProgress, 'step' | 'done' | 'total' | 'problem'>>();

  constructor(
    private readonly months: MonthCloseService,
    private readonly views: BillingViewsService,
    private readonly readiness: ReadinessService,
    @Inject(API_CONFIG) private readonly config: ApiConfig,
  ) {}

  @Post('billing/months/:month/close')
  @HttpCode(202)
  @ApiOperation({ summary: 'Start to close a month, or go on with it; ask for its progress' })
  close(
    @Param('month', { schema: monthParam }) month: string,
    @Body({ schema: closeSchema }) { provisional, reason }: z.infer<typeof closeSchema>,
  ): { month: string } {
    const folder = this.config.filesDir;
    if (folder === undefined) {
      throw apiError('BILLING_NOT_CONFIGURED', 'There is no folder for files.', 'Set DATA_DIR.');
    }
    this.months.check({ month });
    if (this.months.running !== undefined) {
      throw apiError('CLOSE_RUNNING', `${this.months.running} is being closed.`, 'Wait until it is done.');
    }
    const set = (step: CloseProgress['step'], done: number, total: number, problem: CloseProgress['problem'] = null) =>
      this.#progress.set(month, { step, done, total, problem });
    set('starting', 0, 1);
    const request = { month, folder, provisional, ...(reason !== undefined && { reason }) };
    this.months.close(request, set).then(
      ({ made }) => set(made, 1, 1),
      (error: Error & { code?: string }) => {
        this.#logger.error(error.stack);
        set(null, 0, 1, { code: error.code ?? 'INTERNAL', message: error.message });
      },
    );
    return { month };
  }

  @Get('billing/months/:month')
  @ApiOperation({ summary: 'How far a month is: its closes with their control reports, and the one that is running' })
  async month(@Param('month', { schema: monthParam }) month: string): Promise<CloseProgress> {
    const progress = this.#progress.get(month) ?? { step: null, done: 0, total: 0, problem: null };
    return { month, running: this.months.running === month, ...progress, closes: await this.views.closes(month) };
  }

  @Get('billing/months/:month/readiness')
  @ApiOperation({ summary: 'Whether a month can be closed now, and what it lacks' })
  ready(@Param('month', { schema: monthParam }) month: string): Promise<ReadinessView> {
    return this.readiness.of(month);
  }

  @Get('billing/months/:month/statements')
  @Audited()
  @ApiOperation({ summary: 'The documents of a month, page by page' })
  statements(
    @Param('month', { schema: monthParam }) month: string,
    @Query({ schema: statementsQuery }) { kind, after, limit }: z.infer<typeof statementsQuery>,
  ): Promise<StatementItem[]> {
    return this.views.statements(month, kind, after, limit);
  }

  @Get('billing/months/:month/files')
  @ApiOperation({ summary: 'The files of a month with versions, hashes and control totals' })
  files(@Param('month', { schema: monthParam }) month: string): Promise<ManifestEntry[]> {
    return this.views.files(month);
  }

  @Get('billing/files/:file')
  @Audited()
  @ApiOperation({ summary: 'A file that was made' })
  async file(@Param('file', { schema: fileParam }) file: string): Promise<StreamableFile> {
    const disposition = `attachment; filename="${file}"`;
    return new StreamableFile(await this.views.file(file), { type: 'application/octet-stream', disposition });
  }

  @Get('billing/statements/:number/versions/:version/pdf')
  @Audited()
  @ApiOperation({ summary: 'A document as PDF' })
  async pdf(
    @Param('number', { schema: numberParam }) number: string,
    @Param('version', { schema: versionParam }) version: number,
  ): Promise<StreamableFile> {
    return pdfFile(number, version, await this.views.pdf(number, version));
  }

  @Get('participants/:participantId/statements')
  @Audited()
  @Roles('operator', 'retailer', 'resident')
  @ApiOperation({ summary: 'A resident’s own documents, newest month first' })
  async ofParticipant(
    @Param('participantId', { schema: idSchema }) participantId: string,
    @CurrentAccount() account: CurrentAccount,
  ): Promise<StatementView[]> {
    if (account.role === 'resident') maySee(account, participantId);
    return this.views.ofParticipant(participantId);
  }

  @Get('participants/:participantId/statements/:number/versions/:version/pdf')
  @Audited()
  @Roles('operator', 'retailer', 'resident')
  @ApiOperation({ summary: 'A resident’s own document as PDF' })
  async ownPdf(
    @Param('participantId', { schema: idSchema }) participantId: string,
    @Param('number', { schema: numberParam }) number: string,
    @Param('version', { schema: versionParam }) version: number,
    @CurrentAccount() account: CurrentAccount,
  ): Promise<StreamableFile> {
    if (account.role === 'resident') maySee(account, participantId);
    return pdfFile(number, version, await this.views.pdf(number, version, participantId));
  }
}

function pdfFile(number: string, version: number, pdf: ReadStream): StreamableFile {
  return new StreamableFile(pdf, {
    type: 'application/pdf',
    disposition: `inline; filename="${number}-${version}.pdf"`,
  });
}
