import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BillingAccountsService } from '#api/billing/billing-accounts.service.js';
import type { BillingSettings } from '#api/billing/billing-settings.js';
import { FuelAdjustmentsService } from '#api/billing/fuel-adjustments.service.js';
import type { ApiConfig } from '#api/config.js';
import { billingAccounts, billingSettings, fuelAdjustments } from '#backtest/bill-community.js';
import { fillSettledMonth } from '#backtest/settled-month.js';
import { slotOf, slotStartMs } from '#energy';
import { daysOf } from '#tariff';
import type { TestDatabase } from './databases.js';
import { enrol, startExchange, type TestExchange } from './exchange.js';

export const SELLERS = ['sato', 'suzuki'];
export const BUYERS = ['baba', 'chiba', 'doi'];
/** Noon of a day as the clock shows it. */
export const noonOf = (day: string) => slotStartMs(slotOf(day, 25));

/** Five households with billing accounts and a settled July, or its days from one on, in a database that an exchange can be started on. */
export async function makeSettledJuly(database: TestDatabase, firstDay = '2026-07-01'): Promise<void> {
  // All but Doi by the bank, whatever the draw says.
  const payByOf = (participantId: string) => (participantId === 'doi' ? 'invoice' : 'debit');
  await billHouseholds(database, { sellerIds: SELLERS, buyerIds: BUYERS }, payByOf, firstDay);
}

/** Households with billing accounts and a settled July, or its days from one on. */
export async function billHouseholds(
  database: TestDatabase,
  { sellerIds, buyerIds }: { readonly sellerIds: readonly string[]; readonly buyerIds: readonly string[] },
  payByOf: (participantId: string) => 'debit' | 'invoice',
  firstDay = '2026-07-01',
): Promise<void> {
  const exchange = await startExchange(database.url, { programme: { firstSlot: 0, lastSlot: 0 } });
  const ids = [...sellerIds, ...buyerIds];
  await enrol(exchange, ids);
  const households = ids.map((householdId) => ({ householdId }));
  const accounts = billingAccounts({ households }, 1).map(({ participantId, account }) => ({
    participantId,
    account: { ...account, payBy: payByOf(participantId) },
  }));
  await exchange.app.get(BillingAccountsService).store(accounts);
  await exchange.app.get(FuelAdjustmentsService).store(fuelAdjustments(['2026-06', '2026-07', '2026-08', '2026-09']));
  const month = { firstDay, days: daysOf(firstDay, '2026-07-31'), sellerIds, buyerIds, seed: 7 };
  await fillSettledMonth(exchange.app, month);
  await exchange.app.close();
}

/** An exchange on that database, on 5 August, with a folder for its files. */
export async function startBilling(
  database: TestDatabase,
  settings: Partial<BillingSettings> = {},
  change: Partial<ApiConfig> = {},
): Promise<{ exchange: TestExchange; folder: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'ichien-files-'));
  const exchange = await startExchange(database.url, {
    programme: { firstSlot: 0, lastSlot: 0 },
    billing: { ...billingSettings(), ...settings },
    filesDir: folder,
    ...change,
  });
  exchange.clock.advanceTo(noonOf('2026-08-05'));
  return { exchange, folder };
}

/** Closes a month over HTTP and waits for the end; a refusal to start is its problem. */
export async function closeMonth({ call }: TestExchange, month: string, body: object = {}): Promise<any> {
  const started = await call('POST', `/billing/months/${month}/close`, body);
  if (started.status !== 202) return { problem: started.body };
  for (;;) {
    const { body: progress } = await call('GET', `/billing/months/${month}`);
    if (!progress.running) return progress;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Removes what {@link startBilling} made. */
export async function stopBilling({ exchange, folder }: { exchange: TestExchange; folder: string }): Promise<void> {
  await exchange.app.close();
  rmSync(folder, { recursive: true });
}
