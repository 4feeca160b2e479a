import { FirstDay1764000000000 } from './1764000000000-first-day.js';
import { MarketMaker1764000000001 } from './1764000000001-market-maker.js';
import { SenderReplacements1764100000000 } from './1764100000000-sender-replacements.js';
import { OrderNumbers1764150000000 } from './1764150000000-order-numbers.js';
import { MeteringStates1764200000000 } from './1764200000000-metering-states.js';
import { SettlementLedger1764200000001 } from './1764200000001-settlement-ledger.js';
import { Billing1764200000002 } from './1764200000002-billing.js';
import { Accounts1764300000000 } from './1764300000000-accounts.js';
import { Joining1764300000001 } from './1764300000001-joining.js';
import { Resident1764300000002 } from './1764300000002-resident.js';
import { Announcements1764300000003 } from './1764300000003-announcements.js';
import { PointNames1764300000005 } from './1764300000005-point-names.js';
import { BillingPrices1764400000000 } from './1764400000000-billing-prices.js';
import { PaymentResults1764400000001 } from './1764400000001-payment-results.js';
import { RuleSets1764500000000 } from './1764500000000-rule-sets.js';
import { GuardedAccounts1764500000001 } from './1764500000001-guarded-accounts.js';
import { Memberships1764600000000 } from './1764600000000-memberships.js';
import { Rates1764600000001 } from './1764600000001-rates.js';
import { PaymentPostings1764600000004 } from './1764600000004-payment-postings.js';
import { SealedAccounts1764600000005 } from './1764600000005-sealed-accounts.js';
import { ClosedAddresses1764600000006 } from './1764600000006-closed-addresses.js';
import { ClaimAccounts1764600003100 } from './1764600003100-claim-accounts.js';
import { JournalChain1764600005300 } from './1764600005300-journal-chain.js';
import { PaymentDecisions1764600005400 } from './1764600005400-payment-decisions.js';
import { BillingContracts1764600005410 } from './1764600005410-billing-contracts.js';
import { StatementTaxes1764600005420 } from './1764600005420-statement-taxes.js';
import { FactsVersions1764600005500 } from './1764600005500-facts-versions.js';
import { EndedContracts1764600005510 } from './1764600005510-ended-contracts.js';
import { OriginWishes1764600005600 } from './1764600005600-origin-wishes.js';
import { GrantColumns1764600005800 } from './1764600005800-grant-columns.js';
import { KeptFiles1764600005810 } from './1764600005810-kept-files.js';
import { Co2Factors1764600005820 } from './1764600005820-co2-factors.js';
import { HeldReceipts1764600005850 } from './1764600005850-held-receipts.js';
import { ExchangeVersions1764600005851 } from './1764600005851-exchange-versions.js';

/** All migrations, oldest first; they run at start-up on SQLite and PostgreSQL alike. */
export const migrations = [
  FirstDay1764000000000,
  MarketMaker1764000000001,
  SenderReplacements1764100000000,
  OrderNumbers1764150000000,
  MeteringStates1764200000000,
  SettlementLedger1764200000001,
  Billing1764200000002,
  Accounts1764300000000,
  Joining1764300000001,
  Resident1764300000002,
  Announcements1764300000003,
  PointNames1764300000005,
  BillingPrices1764400000000,
  PaymentResults1764400000001,
  RuleSets1764500000000,
  GuardedAccounts1764500000001,
  Memberships1764600000000,
  Rates1764600000001,
  PaymentPostings1764600000004,
  SealedAccounts1764600000005,
  ClosedAddresses1764600000006,
  ClaimAccounts1764600003100,
  JournalChain1764600005300,
  PaymentDecisions1764600005400,
  BillingContracts1764600005410,
  StatementTaxes1764600005420,
  FactsVersions1764600005500,
  EndedContracts1764600005510,
  OriginWishes1764600005600,
  GrantColumns1764600005800,
  KeptFiles1764600005810,
  Co2Factors1764600005820,
  HeldReceipts1764600005850,
  ExchangeVersions1764600005851,
];
