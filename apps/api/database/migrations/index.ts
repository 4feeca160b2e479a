import { FirstDay1764000000000 } from './1764000000000-first-day.js';
import { MarketMaker1764000000001 } from './1764000000001-market-maker.js';
import { SenderReplacements1764100000000 } from './1764100000000-sender-replacements.js';
import { OrderNumbers1764150000000 } from './1764150000000-order-numbers.js';

/** All migrations, oldest first; they run at start-up on SQLite and PostgreSQL alike. */
export const migrations = [
  FirstDay1764000000000,
  MarketMaker1764000000001,
  SenderReplacements1764100000000,
  OrderNumbers1764150000000,
];
