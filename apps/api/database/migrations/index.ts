import { FirstDay1764000000000 } from './1764000000000-first-day.js';
import { SenderReplacements1764100000000 } from './1764100000000-sender-replacements.js';

/** All migrations, oldest first; they run at start-up on SQLite and PostgreSQL alike. */
export const migrations = [FirstDay1764000000000, SenderReplacements1764100000000];
