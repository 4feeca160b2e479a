import type { BookRules } from '#auction';
import type { ServiceArea } from '#joining';
import type { SenderChain, SettledRecord } from '#ledger';
import type { Hex } from '#merkle';
import type { BillingSettings } from './billing/billing-settings.js';

/** Everything that differs between installations. `main.ts` reads it from the environment, tests and the backtest state it. */
export interface ApiConfig {
  /** JIS municipality code of the area, e.g. 13112 for Setagaya. */
  readonly areaId: number;
  readonly databaseUrl: string;
  /** Where the key of the database's secrets is, or is to be made. Default: `secrets.key` beside an SQLite file. */
  readonly secretsKeyFile?: string;
  /** True: a key in `secretsKeyFile` + `.next` takes its place at the start. Default: it waits for a start that says so. */
  readonly takesNextSecretsKey?: boolean;
  readonly bookRules: BookRules;
  /** First and last slot of the programme: no other is opened (SET-26). */
  readonly programme: { readonly firstSlot: number; readonly lastSlot: number };
  /** A slot's book opens this long before the slot starts. */
  readonly openLeadMs: number;
  /** Orders are gathered this long before the book opens with a call at one price; 0: it opens at once. */
  readonly gatherMs: number;
  /** Order acceptance ends this long before the slot starts (japan-market.md B2). */
  readonly gateClosureLeadMs: number;
  /** Readings are expected this long after the slot ends (route C: 60 min). */
  readonly readingDelayMs: number;
  /** A slot is settled without the missing readings this long after it ended; they are settled as corrections when they come. */
  readonly settleDeadlineMs: number;
  /** How the retailer bills. Undefined: months cannot be closed here. */
  readonly billing?: BillingSettings;
  /** Where closed months leave their files. Undefined: closing over HTTP is refused. */
  readonly filesDir?: string;
  /** Agents look at a slot when this much time is left to its gate closure. */
  readonly agentLeadsMs: readonly number[];
  /** When to call for help because records wait. Default: {@link DEFAULT_OUTBOX_LIMITS}. */
  readonly outboxLimits?: OutboxLimits;
  /**
   * Where people reach the portal, e.g. `https://ichien.example`; TLS ends at whatever stands in front. Undefined: only
   * this machine itself, over plain HTTP.
   */
  readonly publicOrigin?: string;
  /** Nodes that browsers may ask by themselves, as origins. Default: that of the ledger's own node. */
  readonly publicNodeOrigins?: readonly string[];
  /** Addresses (or CIDR) of the proxies in front, whose word on the caller's address counts. Default: none. */
  readonly trustedProxies?: string;
  /** Folder of the built portal; undefined: only the API is served. */
  readonly portalDir?: string;
  /**
   * True in a demonstration with invented people: staff sign in without a second factor, and the portal says what it is.
   * Nothing in the environment sets it.
   */
  readonly demonstration?: boolean;
  /** Where participants may live. Default: the area's own in `#joining`. */
  readonly serviceArea?: ServiceArea;
  /** The chain, or undefined: then records wait in the outbox. */
  readonly ledger: LedgerConnection | undefined;
}

/** How many records may wait to be confirmed, and how long the sender may stand still. */
export interface OutboxLimits {
  /** The health page warns when this many records wait. */
  readonly warnRecords: number;
  /** The health page warns when the sender has stood still for this long. */
  readonly warnStuckMs: number;
  /** From here on corrections of settled slots wait too; closing and first settlements go on, at most two records a slot. */
  readonly maxRecords: number;
}

/** The chain that this installation's records are anchored on, and who signs. Keys stay behind the functions. */
export interface LedgerConnection {
  readonly chainId: number;
  /** Address of `SlotLedger`. */
  readonly contract: string;
  readonly deployedAtBlock: number;
  /** The node's JSON-RPC door, for residents who ask through us; undefined: they bring a node of their own. */
  readonly rpcUrl?: string;
  /** One node and the operator's account. */
  readonly chain: SenderChain;
  /** The metering agent's countersignature. */
  readonly signReadings: (record: SettledRecord) => Promise<Hex>;
  /** Blocks, the record's own included, before a record counts as anchored. */
  readonly confirmations: number;
  /** Longest wait for a batch of records to fill. Default: 0, each is sent at once. */
  readonly fillWaitMs?: number;
  /** The operator account's next nonce, once a person has looked into why the store does not know it. */
  readonly acceptedNonce?: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** The times of the real market; an installation overrides what differs. */
export const DEFAULT_TIMES = {
  openLeadMs: 26 * HOUR_MS,
  gatherMs: 0,
  gateClosureLeadMs: 75 * MINUTE_MS,
  readingDelayMs: 60 * MINUTE_MS,
  settleDeadlineMs: 3 * HOUR_MS,
  agentLeadsMs: [24 * HOUR_MS, 8 * HOUR_MS, 2 * HOUR_MS, 30 * MINUTE_MS],
} as const;

/** A day of one area; ten minutes; and seven months of an area without a chain. */
export const DEFAULT_OUTBOX_LIMITS: OutboxLimits = {
  warnRecords: 96,
  warnStuckMs: 10 * MINUTE_MS,
  maxRecords: 20_000,
};

/** Injection token of the {@link ApiConfig}. */
export const API_CONFIG = Symbol('API_CONFIG');
