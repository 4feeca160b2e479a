import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, HttpStatus, Logger } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { IchienError } from '#energy';

/** Codes whose HTTP status is not 422 (the input is understood and refused). */
const STATUS: Readonly<Record<string, HttpStatus>> = {
  BODY_INVALID: HttpStatus.BAD_REQUEST,
  SLOT_UNKNOWN: HttpStatus.NOT_FOUND,
  PARTICIPANT_UNKNOWN: HttpStatus.NOT_FOUND,
  METER_UNKNOWN: HttpStatus.NOT_FOUND,
  ORDER_UNKNOWN: HttpStatus.NOT_FOUND,
  SETTLEMENT_UNKNOWN: HttpStatus.NOT_FOUND,
  EVIDENCE_NOT_READY: HttpStatus.NOT_FOUND,
  RECEIPT_UNKNOWN: HttpStatus.NOT_FOUND,
  TRADE_UNKNOWN: HttpStatus.NOT_FOUND,
  READING_MISSING: HttpStatus.NOT_FOUND,
  RULE_SET_TOO_EARLY: HttpStatus.CONFLICT,
  RULE_SET_LIMIT_REACHED: HttpStatus.CONFLICT,
  RATE_TOO_EARLY: HttpStatus.CONFLICT,
  RATE_LIMIT_REACHED: HttpStatus.CONFLICT,
  GRANT_CHANGED: HttpStatus.CONFLICT,
  SLOT_NOT_OPEN: HttpStatus.CONFLICT,
  BOOK_CLOSED: HttpStatus.CONFLICT,
  BOOK_HALTED: HttpStatus.CONFLICT,
  BOOK_NOT_HALTED: HttpStatus.CONFLICT,
  BOOK_NOT_OPEN: HttpStatus.CONFLICT,
  BOOK_OPEN: HttpStatus.CONFLICT,
  BOOK_DAMAGED: HttpStatus.SERVICE_UNAVAILABLE,
  ORDER_DUPLICATE: HttpStatus.CONFLICT,
  ORDER_NOT_RESTING: HttpStatus.CONFLICT,
  READING_DUPLICATE: HttpStatus.CONFLICT,
  READING_DIFFERS: HttpStatus.CONFLICT,
  READING_UNKNOWN: HttpStatus.NOT_FOUND,
  FACTS_DUPLICATE: HttpStatus.CONFLICT,
  POINT_DUPLICATE: HttpStatus.CONFLICT,
  EXCHANGE_DUPLICATE: HttpStatus.CONFLICT,
  REGISTER_SCALE_CHANGED: HttpStatus.CONFLICT,
  PARTICIPANT_DUPLICATE: HttpStatus.CONFLICT,
  METER_DUPLICATE: HttpStatus.CONFLICT,
  BILLING_ACCOUNT_UNKNOWN: HttpStatus.NOT_FOUND,
  CONTRACT_MONTH_INVALID: HttpStatus.CONFLICT,
  CONTRACT_LIMIT_REACHED: HttpStatus.CONFLICT,
  STATEMENT_UNKNOWN: HttpStatus.NOT_FOUND,
  FILE_UNKNOWN: HttpStatus.NOT_FOUND,
  FILE_DAMAGED: HttpStatus.SERVICE_UNAVAILABLE,
  DEBIT_FILE_UNKNOWN: HttpStatus.NOT_FOUND,
  CLOSE_RUNNING: HttpStatus.CONFLICT,
  MONTH_NOT_OVER: HttpStatus.CONFLICT,
  MONTH_NOT_READY: HttpStatus.CONFLICT,
  DEBIT_RESULT_DIFFERS: HttpStatus.CONFLICT,
  PAYMENT_UNKNOWN: HttpStatus.NOT_FOUND,
  PAYMENT_NOT_FAILED: HttpStatus.CONFLICT,
  PAYMENT_RESULT_DIFFERS: HttpStatus.CONFLICT,
  BILLING_NOT_CONFIGURED: HttpStatus.CONFLICT,
  PLAN_NOT_CONFIGURED: HttpStatus.CONFLICT,
  ORDER_NOT_YOURS: HttpStatus.FORBIDDEN,
  NOT_OWNER: HttpStatus.FORBIDDEN,
  SETTINGS_CHANGED: HttpStatus.CONFLICT,
  SETTINGS_FIXED: HttpStatus.CONFLICT,
  HOUSEHOLD_LEFT: HttpStatus.CONFLICT,
  NODE_UNREACHABLE: HttpStatus.BAD_GATEWAY,
  ORDER_LIMIT_REACHED: HttpStatus.TOO_MANY_REQUESTS,
  COMMAND_LIMIT_REACHED: HttpStatus.TOO_MANY_REQUESTS,
  PARTICIPANT_ERASED: HttpStatus.GONE,
  APPLICATION_UNKNOWN: HttpStatus.NOT_FOUND,
  ERASURE_UNKNOWN: HttpStatus.NOT_FOUND,
  APPLICATION_DUPLICATE: HttpStatus.CONFLICT,
  APPLICATION_CHANGED: HttpStatus.CONFLICT,
  APPLICATION_STEP_INVALID: HttpStatus.CONFLICT,
  APPLICATION_LIMIT_REACHED: HttpStatus.CONFLICT,
  NOT_ELIGIBLE: HttpStatus.CONFLICT,
  DOCUMENT_DUPLICATE: HttpStatus.CONFLICT,
  DOCUMENT_LIMIT_REACHED: HttpStatus.CONFLICT,
  DOCUMENT_UNKNOWN: HttpStatus.NOT_FOUND,
  DOCUMENTS_DIFFER: HttpStatus.CONFLICT,
  ERASURE_NOT_DUE: HttpStatus.CONFLICT,
  CONTRACT_END_INVALID: HttpStatus.UNPROCESSABLE_ENTITY,
  ERASURE_REQUESTED: HttpStatus.CONFLICT,
  SIGN_IN_NEEDED: HttpStatus.UNAUTHORIZED,
  SIGN_IN_REFUSED: HttpStatus.UNAUTHORIZED,
  SECOND_FACTOR_REFUSED: HttpStatus.UNAUTHORIZED,
  PASSKEY_REFUSED: HttpStatus.UNAUTHORIZED,
  SECOND_FACTOR_NEEDED: HttpStatus.FORBIDDEN,
  SIGN_IN_AGAIN: HttpStatus.FORBIDDEN,
  FAMILY_LIMIT_REACHED: HttpStatus.CONFLICT,
  ROLE_NOT_ALLOWED: HttpStatus.FORBIDDEN,
  ORIGIN_FOREIGN: HttpStatus.FORBIDDEN,
  TOKEN_REFUSED: HttpStatus.FORBIDDEN,
  TOO_MANY_ATTEMPTS: HttpStatus.TOO_MANY_REQUESTS,
  BUSY: HttpStatus.SERVICE_UNAVAILABLE,
  SECOND_FACTOR_EXISTS: HttpStatus.CONFLICT,
  SETUP_DONE: HttpStatus.CONFLICT,
  ACCOUNT_DUPLICATE: HttpStatus.CONFLICT,
  ACCOUNT_LAST_OPERATOR: HttpStatus.CONFLICT,
  ACCOUNT_LOCKED: HttpStatus.FORBIDDEN,
  KEY_LIMIT_REACHED: HttpStatus.CONFLICT,
  PASSKEY_LIMIT_REACHED: HttpStatus.CONFLICT,
  ACCOUNT_UNKNOWN: HttpStatus.NOT_FOUND,
  SESSION_UNKNOWN: HttpStatus.NOT_FOUND,
  PASSKEY_UNKNOWN: HttpStatus.NOT_FOUND,
  KEY_UNKNOWN: HttpStatus.NOT_FOUND,
  ANNOUNCEMENT_UNKNOWN: HttpStatus.NOT_FOUND,
  ANNOUNCEMENT_LIMIT_REACHED: HttpStatus.CONFLICT,
  STREAM_LIMIT_REACHED: HttpStatus.TOO_MANY_REQUESTS,
  QUEUE_FULL: HttpStatus.SERVICE_UNAVAILABLE,
  STORE_FAILED: HttpStatus.SERVICE_UNAVAILABLE,
};

/** The body of every refusal. */
export interface ErrorBody {
  readonly code: string;
  readonly message: string;
  readonly details: Readonly<Record<string, string | number>>;
}

/** The part of a Fastify reply that is used. */
interface Reply {
  status(code: number): { type(contentType: string): { send(body: ErrorBody): unknown } };
}

/** Answers every error with a code, a sentence and what it was about; what was not foreseen is logged and not shown. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  readonly #logger = new Logger(ErrorFilter.name);

  catch(error: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<Reply>();
    const { audited } = host.switchToHttp().getRequest<FastifyRequest>();
    if (audited !== undefined) audited.outcome = error instanceof IchienError ? error.code : 'failed';
    const { status, body } = refusalOf(error, this.#logger);
    // A route that answers CSV has said so before it is refused.
    reply.status(status).type('application/json').send(body);
  }
}

/** A refusal as it is answered. */
export interface Refusal {
  readonly status: number;
  readonly body: ErrorBody;
}

/** How an error is answered. @param logger of what was not foreseen */
export function refusalOf(error: unknown, logger: Logger): Refusal {
  if (error instanceof IchienError) {
    const { code, message } = error;
    const details = Object.fromEntries(
      Object.entries(error.details).map(([key, value]) => [key, typeof value === 'bigint' ? String(value) : value]),
    );
    return { status: STATUS[code] ?? HttpStatus.UNPROCESSABLE_ENTITY, body: { code, message, details } };
  }
  if (error instanceof HttpException || isClientError(error)) {
    const status = error instanceof HttpException ? error.getStatus() : error.statusCode;
    const code = status === HttpStatus.NOT_FOUND ? 'ROUTE_UNKNOWN' : 'BODY_INVALID';
    return { status, body: { code, message: error.message, details: {} } };
  }
  logger.error(error instanceof Error ? error.stack : String(error));
  return {
    status: HttpStatus.INTERNAL_SERVER_ERROR,
    body: {
      code: 'INTERNAL',
      message: 'Something failed on our side. Nothing was changed that was not acknowledged; try again.',
      details: {},
    },
  };
}

/** Fastify's own refusals (body too large, not JSON) carry a status below 500. */
function isClientError(error: unknown): error is Error & { statusCode: number } {
  return (
    error instanceof Error &&
    'statusCode' in error &&
    typeof error.statusCode === 'number' &&
    error.statusCode >= 400 &&
    error.statusCode < 500
  );
}
