import {
  Account,
  AccountParticipant,
  Notice,
  OneTimeSecret,
  Passkey,
  ProgramKey,
  Session,
  ThrottleRow,
} from '../accounts/account.entities.js';
import { Announcement } from '../announcements/announcement.entity.js';
import { AuditEntry } from '../audit/audit-entry.entity.js';
import {
  BillingAccountRow,
  BillingContractRow,
  ExportFileRow,
  KeptFileRow,
  MonthCloseRow,
  PaymentOrderRow,
  StatementRow,
} from '../billing/billing.entities.js';
import { HeldReceiptRow } from '../billing/held-receipt.entity.js';
import { PaymentDecisionRow } from '../billing/payment-decision.entity.js';
import { FuelAdjustmentRow, SpotPriceRow } from '../billing/price.entities.js';
import { Application, ApplicationEvent, ConsentEvent, ContractDocument, Erasure } from '../joining/joining.entities.js';
import { JournalRow, MarketSlot, TradeRow } from '../market/market.entities.js';
import {
  ConfirmedTotal,
  Delivery,
  ReadingAttestation,
  ReadingFindingRow,
  ReadingHalf,
} from '../metering/delivery.entities.js';
import { MeterExchangeRow, MeterFactsRow, RegisterSampleRow } from '../metering/meter.entities.js';
import { Reading } from '../metering/reading.entity.js';
import { ClaimAccountRow } from '../participants/claim-account.entity.js';
import { Participant } from '../participants/participant.entity.js';
import {
  ChainIdentityRow,
  OutboxRecordRow,
  OutboxReplacementRow,
  OutboxTransactionRow,
} from '../provenance/outbox.entities.js';
import { Co2FactorRow, RateRow, TariffTermsRow } from '../rules/rate.entities.js';
import { RuleSetRow } from '../rules/rule-set.entity.js';
import { SecretsKeyRow } from '../secrets.js';
import { PaymentPostingRow } from '../settlement/payment-posting.entity.js';
import {
  AllocationRow,
  GrantRow,
  ImbalancePriceRow,
  PostingRow,
  Settlement,
} from '../settlement/settlement.entities.js';

/** Every table of the product. */
export const entities = [
  SecretsKeyRow,
  Participant,
  ClaimAccountRow,
  MarketSlot,
  JournalRow,
  TradeRow,
  Reading,
  Delivery,
  ReadingAttestation,
  ReadingHalf,
  ReadingFindingRow,
  ConfirmedTotal,
  MeterFactsRow,
  RegisterSampleRow,
  MeterExchangeRow,
  Settlement,
  AllocationRow,
  PostingRow,
  BillingContractRow,
  PaymentDecisionRow,
  PaymentPostingRow,
  ImbalancePriceRow,
  GrantRow,
  RuleSetRow,
  RateRow,
  Co2FactorRow,
  TariffTermsRow,
  OutboxRecordRow,
  OutboxTransactionRow,
  OutboxReplacementRow,
  ChainIdentityRow,
  Account,
  AccountParticipant,
  Session,
  Passkey,
  OneTimeSecret,
  Notice,
  ThrottleRow,
  ProgramKey,
  AuditEntry,
  Application,
  ApplicationEvent,
  ContractDocument,
  ConsentEvent,
  Erasure,
  Announcement,
  BillingAccountRow,
  MonthCloseRow,
  StatementRow,
  PaymentOrderRow,
  HeldReceiptRow,
  ExportFileRow,
  KeptFileRow,
  SpotPriceRow,
  FuelAdjustmentRow,
];
