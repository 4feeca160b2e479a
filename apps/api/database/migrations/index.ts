import { FirstDay1764000000000 } from './1764000000000-first-day.js';
import { MarketMaker1764000000001 } from './1764000000001-market-maker.js';
import { SenderReplacements1764100000000 } from './1764100000000-sender-replacements.js';
import { MeteringStates1764200000000 } from './1764200000000-metering-states.js';
import { SettlementLedger1764200000001 } from './1764200000001-settlement-ledger.js';
import { Billing1764200000002 } from './1764200000002-billing.js';

/** All migrations, oldest first; they run at start-up on SQLite and PostgreSQL alike. */
export const migrations = [
  FirstDay1764000000000,
  MarketMaker1764000000001,
  SenderReplacements1764100000000,
  MeteringStates1764200000000,
  SettlementLedger1764200000001,
  Billing1764200000002,
];
