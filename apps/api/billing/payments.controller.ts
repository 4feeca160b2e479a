import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { DEBIT_DECISIONS, type DebitDecision } from '#formats';
import { Roles } from '../accounts/access.js';
import { CurrentAccount } from '../accounts/current-account.js';
import { Audited } from '../audit/audited.js';
import { fileBody } from '../http/file-body.js';
import { dayParam, fileParam, monthParam } from '../http/schemas.js';
import { listQuery, numberParam, versionParam } from './billing.controller.js';
import { BillingViewsService, type PaymentView } from './billing-views.service.js';
import { type DebitReceipt, DebitResultsService } from './debit-results.service.js';
import type { HeldReceiptView } from './held-receipts.js';
import { PaymentDecisionsService } from './payment-decisions.service.js';
import { type BookedPayments, PaymentsService } from './payments.service.js';

/** Most results of one request. */
const MAX_RESULTS = 1000;

const runSchema = z.coerce.number().int().min(1).default(1);
const yenSchema = z.int().min(1).max(Number.MAX_SAFE_INTEGER);
const resultQuery = z.object({ run: runSchema, file: fileParam.default('answer') });
const attemptParam = z.int().min(1).max(1000).default(1);
const runQuery = z.object({ run: runSchema });
const executedSchema = z.strictObject({
  executedOn: dayParam,
  totalYen: yenSchema.meta({ description: 'What the bank took: held against the file' }),
});
const paymentNumberParam = z
  .string()
  .regex(/^R?[BP]-\d{6}-\d{6}$/, 'A payment has the number of its statement, a refund RB-202607-000123.');
const resultsSchema = z.strictObject({
  results: z
    .array(
      z.strictObject({
        number: paymentNumberParam,
        version: versionParam,
        attempt: attemptParam,
        outcome: z.enum(['received', 'paidTwice', 'returned']).meta({
          description:
            'A slip, or what the bank could not collect, was paid; it was paid a second time, or beside a collection; a transfer came back',
        }),
        amountYen: yenSchema,
        onDay: dayParam,
        note: z.string().min(1).max(200).optional().meta({ description: 'What the bank said' }),
      }),
    )
    .min(1)
    .max(MAX_RESULTS),
});
const decisionSchema = z.strictObject({
  number: numberParam,
  version: versionParam,
  attempt: attemptParam,
  decision: z.enum(Object.keys(DEBIT_DECISIONS) as [DebitDecision, ...DebitDecision[]]),
  reason: z.string().trim().min(1).max(200).meta({ description: 'Who was asked, and what was answered' }),
});
const heldQuery = listQuery.pick({ limit: true });
const paymentsQuery = listQuery.extend({ state: z.enum(['asked', 'paid', 'failed', 'repeated']).default('failed') });

@ApiTags('billing')
@Controller('billing')
@Roles('operator', 'retailer')
export class PaymentsController {
  constructor(
    private readonly views: BillingViewsService,
    private readonly debits: DebitResultsService,
    private readonly payments: PaymentsService,
    private readonly decisions: PaymentDecisionsService,
  ) {}

  @Get('payments')
  @Audited()
  @ApiOperation({ summary: 'Payments by state, failed ones with what is to be done' })
  list(
    @Query({ schema: paymentsQuery }) { state, after, limit }: z.infer<typeof paymentsQuery>,
  ): Promise<PaymentView[]> {
    return this.views.payments(state, after, limit);
  }

  @Get('payments/held')
  @Audited()
  @ApiOperation({ summary: 'What was paid twice, and what becomes of it: what is still held first' })
  held(@Query({ schema: heldQuery }) { limit }: z.infer<typeof heldQuery>): Promise<HeldReceiptView[]> {
    return this.views.held(limit);
  }

  @Post('payments/results')
  @HttpCode(200)
  @ApiOperation({
    summary: 'What was paid by slip or otherwise, and transfers that came back; booked all or none, each once',
  })
  book(@Body({ schema: resultsSchema }) { results }: z.infer<typeof resultsSchema>): Promise<BookedPayments> {
    return this.payments.bookAll(
      results.map(({ note, ...result }) => ({ ...result, ...(note !== undefined && { note }) })),
    );
  }

  @Post('payments/decisions')
  @HttpCode(204)
  @ApiOperation({ summary: 'What is to become of a collection that failed, and why' })
  decide(
    @Body({ schema: decisionSchema }) decision: z.infer<typeof decisionSchema>,
    @CurrentAccount() { accountId }: CurrentAccount,
  ): Promise<void> {
    return this.decisions.decide(decision, accountId);
  }

  @Post('months/:month/transfers-executed')
  @HttpCode(200)
  @ApiOperation({ summary: 'The bank carried out a month’s transfers (総合振込)' })
  execute(
    @Param('month', { schema: monthParam }) month: string,
    @Query({ schema: runQuery }) { run }: z.infer<typeof runQuery>,
    @Body({ schema: executedSchema }) executed: z.infer<typeof executedSchema>,
  ): Promise<BookedPayments> {
    return this.payments.execute(month, run, executed);
  }

  @Post('months/:month/debit-results')
  @HttpCode(200)
  @ApiOperation({ summary: 'The bank’s answer to a month’s collections (口座振替結果); booked all or nothing, once' })
  @ApiConsumes('application/octet-stream')
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  debitResults(
    @Param('month', { schema: monthParam }) month: string,
    @Query({ schema: resultQuery }) { run, file }: z.infer<typeof resultQuery>,
    @Body() body: unknown,
  ): Promise<DebitReceipt> {
    return this.debits.book(month, run, fileBody(body), file);
  }
}
