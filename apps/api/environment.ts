import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { assertBookRules, type BookRules, DEFAULT_BOOK_RULES } from '#auction';
import { isIchienError } from '#energy';
import { type BillingSettings, readBillingSettings } from './billing/billing-settings.js';
import { apiError } from './errors.js';
import { isReachable } from './http/own-origin.js';

const port = z.coerce.number().int().min(0).max(65_535);
const address = z.string().regex(/^0x[0-9a-fA-F]{40}$/);

/** A rule of the books, never wider than the default: what settles and prints trades counts on it. */
function ruleOf(name: 'minPriceSen' | 'maxPriceSen' | 'maxOrderWh') {
  const [least, most] =
    name === 'maxOrderWh'
      ? [1, DEFAULT_BOOK_RULES.maxOrderWh]
      : [DEFAULT_BOOK_RULES.minPriceSen, DEFAULT_BOOK_RULES.maxPriceSen];
  return z.coerce.number().int().min(least).max(most).default(DEFAULT_BOOK_RULES[name]);
}

const environmentSchema = z.object({
  PORT: port.default(3000),
  HOST: z.string().default('127.0.0.1'),
  DATA_DIR: z.string().default('data'),
  DATABASE_URL: z.string().optional(),
  SECRETS_KEY_FILE: z.string().min(1).optional(),
  AREA_ID: z.coerce.number().int().min(1).max(99_999).default(13112),
  PUBLIC_ORIGIN: z
    .string()
    .refine(isReachable, 'Give the origin alone: https://name, or http://localhost:port.')
    .optional(),
  PUBLIC_NODE_ORIGINS: z
    .string()
    .transform((text) => text.split(/[\s,]+/).filter(Boolean))
    .pipe(z.array(z.string().refine(isReachable, 'Give origins: https://name, or http://localhost:port.')).max(20))
    .optional(),
  TRUSTED_PROXIES: z
    .string()
    .regex(/^[0-9a-fA-F.:/, ]{2,500}$/, 'Give addresses or CIDRs, separated by commas.')
    .optional(),
  GATHER_MINUTES: z.coerce.number().int().min(0).max(1440).default(0),
  BOOK_MIN_PRICE_SEN: ruleOf('minPriceSen'),
  BOOK_MAX_PRICE_SEN: ruleOf('maxPriceSen'),
  BOOK_MAX_ORDER_WH: ruleOf('maxOrderWh'),
  BOOK_MAX_ORDERS: z.coerce.number().int().min(1).max(1000).default(DEFAULT_BOOK_RULES.maxOrdersPerParticipant),
  BILLING_FILE: z.string().optional(),
  LEDGER_RPC_URL: z.url().optional(),
  LEDGER_CONTRACT: address.optional(),
  LEDGER_DEPLOYED_AT_BLOCK: z.coerce.number().int().min(0).default(0),
  LEDGER_OPERATOR_KEYSTORE: z.string().optional(),
  LEDGER_METERING_KEYSTORE: z.string().optional(),
  LEDGER_PASSWORD_FILE: z.string().optional(),
  LEDGER_OPERATOR_SIGNER: z.url().optional(),
  LEDGER_OPERATOR_ADDRESS: address.optional(),
  LEDGER_METERING_SIGNER: z.url().optional(),
  LEDGER_METERING_ADDRESS: address.optional(),
  LEDGER_CHAIN_ID: z.coerce.number().int().min(1).optional(),
  LEDGER_CONFIRMATIONS: z.coerce.number().int().min(1).max(1000).default(12),
  LEDGER_FEE_LIMIT_GWEI: z.coerce.number().int().min(1).max(1_000_000).default(500),
  LEDGER_BATCH_WAIT_MINUTES: z.coerce.number().int().min(0).max(1440).default(0),
  LEDGER_ACCEPT_NONCE: z.coerce.number().int().min(0).optional(),
});

/** Where an account's key is: in an encrypted keystore file, or with a signing service. */
export type AccountKey =
  | { readonly keystore: string; readonly password: string }
  | { readonly signerUrl: string; readonly address: string };

/** A chain elsewhere, with the two accounts. */
export interface RemoteLedger {
  readonly rpcUrl: string;
  readonly contract: string;
  readonly deployedAtBlock: number;
  readonly operator: AccountKey;
  readonly meteringAgent: AccountKey;
  /** Undefined: the node is asked, and must answer at the start. */
  readonly chainId: number | undefined;
  readonly confirmations: number;
  readonly feeLimitWei: bigint;
  readonly fillWaitMs: number;
  readonly acceptedNonce: number | undefined;
}

/** What the environment says, checked. */
export interface Environment {
  readonly port: number;
  readonly host: string;
  readonly dataDir: string;
  readonly databaseUrl: string;
  readonly secretsKeyFile: string;
  readonly areaId: number;
  /** Of the books that are opened from now on. */
  readonly bookRules: BookRules;
  /** Orders are gathered so long before a book opens with a call. */
  readonly gatherMs: number;
  /** Undefined: people reach the portal on this machine only. */
  readonly publicOrigin: string | undefined;
  /** Undefined: the node of `LEDGER_RPC_URL`. */
  readonly publicNodeOrigins: readonly string[] | undefined;
  readonly trustedProxies: string | undefined;
  /** Undefined: a local chain is started and kept in the data folder. */
  /** Undefined: months cannot be closed. */
  readonly billing: BillingSettings | undefined;
  readonly ledger: RemoteLedger | undefined;
}

/** Reads the environment (docs/operating.md). @throws IchienError CONFIG_INVALID naming every variable that is wrong */
export function readEnvironment(variables: NodeJS.ProcessEnv): Environment {
  const parsed = environmentSchema.safeParse(variables);
  if (!parsed.success) {
    const wrong = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
    throw apiError('CONFIG_INVALID', `The environment is wrong: ${wrong}.`, 'See docs/operating.md.');
  }
  const env = parsed.data;
  return {
    port: env.PORT,
    host: env.HOST,
    dataDir: env.DATA_DIR,
    databaseUrl: env.DATABASE_URL ?? `${env.DATA_DIR}/ichien.sqlite`,
    secretsKeyFile: env.SECRETS_KEY_FILE ?? `${env.DATA_DIR}/secrets.key`,
    areaId: env.AREA_ID,
    bookRules: bookRules(env),
    gatherMs: env.GATHER_MINUTES * 60_000,
    publicOrigin: env.PUBLIC_ORIGIN,
    publicNodeOrigins: env.PUBLIC_NODE_ORIGINS,
    trustedProxies: env.TRUSTED_PROXIES,
    billing:
      env.BILLING_FILE === undefined
        ? undefined
        : readBillingSettings(fileText('BILLING_FILE', env.BILLING_FILE), env.BILLING_FILE),
    ledger: env.LEDGER_RPC_URL === undefined ? undefined : remoteLedger(env.LEDGER_RPC_URL, env),
  };
}

function bookRules(env: z.infer<typeof environmentSchema>): BookRules {
  const rules = {
    minPriceSen: env.BOOK_MIN_PRICE_SEN,
    maxPriceSen: env.BOOK_MAX_PRICE_SEN,
    maxOrderWh: env.BOOK_MAX_ORDER_WH,
    maxOrdersPerParticipant: env.BOOK_MAX_ORDERS,
  };
  try {
    assertBookRules(rules);
    return rules;
  } catch (error) {
    if (!isIchienError(error)) throw error;
    throw apiError('CONFIG_INVALID', `The rules of the books (BOOK_...): ${error.message}`, 'See docs/operating.md.');
  }
}

function remoteLedger(rpcUrl: string, env: z.infer<typeof environmentSchema>): RemoteLedger {
  return {
    rpcUrl,
    contract: needed('LEDGER_CONTRACT', env.LEDGER_CONTRACT),
    deployedAtBlock: env.LEDGER_DEPLOYED_AT_BLOCK,
    operator: accountKey('OPERATOR', env),
    meteringAgent: accountKey('METERING', env),
    chainId: env.LEDGER_CHAIN_ID,
    confirmations: env.LEDGER_CONFIRMATIONS,
    feeLimitWei: BigInt(env.LEDGER_FEE_LIMIT_GWEI) * 1_000_000_000n,
    fillWaitMs: env.LEDGER_BATCH_WAIT_MINUTES * 60_000,
    acceptedNonce: env.LEDGER_ACCEPT_NONCE,
  };
}

function accountKey(account: 'OPERATOR' | 'METERING', env: z.infer<typeof environmentSchema>): AccountKey {
  const signerUrl = env[`LEDGER_${account}_SIGNER`];
  if (signerUrl !== undefined) {
    return { signerUrl, address: needed(`LEDGER_${account}_ADDRESS`, env[`LEDGER_${account}_ADDRESS`]) };
  }
  return {
    keystore: fileText(`LEDGER_${account}_KEYSTORE`, env[`LEDGER_${account}_KEYSTORE`]),
    password: fileText('LEDGER_PASSWORD_FILE', env.LEDGER_PASSWORD_FILE).trimEnd(),
  };
}

function needed(name: string, value: string | undefined): string {
  if (value === undefined) {
    throw apiError('CONFIG_INVALID', `${name} is not set.`, 'It is needed whenever LEDGER_RPC_URL is set.', { name });
  }
  return value;
}

function fileText(name: string, path: string | undefined): string {
  const file = needed(name, path);
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw apiError('CONFIG_INVALID', `${name} names a file that cannot be read.`, 'Check the path and its rights.', {
      name,
      file,
    });
  }
}
