import {
  BillingAccountRow,
  ExportFileRow,
  MonthCloseRow,
  PaymentOrderRow,
  StatementRow,
} from '../billing/billing.entities.js';
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
import { Participant } from '../participants/participant.entity.js';
import {
  ChainIdentityRow,
  OutboxRecordRow,
  OutboxReplacementRow,
  OutboxTransactionRow,
} from '../provenance/outbox.entities.js';
import {
  AllocationRow,
  GrantRow,
  ImbalancePriceRow,
  PostingRow,
  Settlement,
} from '../settlement/settlement.entities.js';

/** Every table of the product. */
export const entities = [
  Participant,
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
  ImbalancePriceRow,
  GrantRow,
  OutboxRecordRow,
  OutboxTransactionRow,
  OutboxReplacementRow,
  ChainIdentityRow,
  BillingAccountRow,
  MonthCloseRow,
  StatementRow,
  PaymentOrderRow,
  ExportFileRow,
];
