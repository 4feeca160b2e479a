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
import { Application, ApplicationEvent, ConsentEvent, ContractDocument, Erasure } from '../joining/joining.entities.js';
import { JournalRow, MarketSlot, TradeRow } from '../market/market.entities.js';
import { Reading } from '../metering/reading.entity.js';
import { Participant } from '../participants/participant.entity.js';
import {
  ChainIdentityRow,
  OutboxRecordRow,
  OutboxReplacementRow,
  OutboxTransactionRow,
} from '../provenance/outbox.entities.js';
import { AllocationRow, PostingRow, Settlement } from '../settlement/settlement.entities.js';

/** Every table of the product. */
export const entities = [
  Participant,
  MarketSlot,
  JournalRow,
  TradeRow,
  Reading,
  Settlement,
  AllocationRow,
  PostingRow,
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
];
