import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { makeSettledJuly, startBilling, stopBilling } from '../api/billed-month.js';
import { makeSqlite } from '../api/databases.js';
import type { Caller, TestExchange } from '../api/exchange.js';
import {
  accessibilityFaults,
  type Complaints,
  DESK,
  darkAndLargeFaults,
  openPage,
  overflows,
  screenshot,
  startBrowser,
} from './browser.js';
import { PORTAL_DIR } from './portal-world.js';

/** What the API refuses is said by the page, and by the browser with a line on its console. */
const EXPECTED_COMPLAINT = /status of (400|401|404|409|422)/;

/** A settled July with billing accounts, its portal, and a browser in front of it. */
export interface RetailerDesk {
  readonly billing: { readonly exchange: TestExchange; readonly folder: string };
  /** Opens a page of a retailer of its own session. */
  open(size?: { width: number; height: number }, language?: string): Promise<Page>;
  /** Opens a page of a household's own person. */
  openHousehold(participantId: string, size?: { width: number; height: number }, language?: string): Promise<Page>;
  /** @returns what pages complained of and nobody expected */
  stop(): Promise<string[]>;
}

/** Starts it on 5 August. */
export async function startRetailerDesk(): Promise<RetailerDesk> {
  const database = await makeSqlite();
  await makeSettledJuly(database);
  const billing = await startBilling(database, {}, { portalDir: PORTAL_DIR });
  await billing.exchange.app.listen(0, '127.0.0.1');
  const url = await billing.exchange.app.getUrl();
  const browser = await startBrowser();
  const opened: Complaints[] = [];
  const openFor = async ({ headers }: Caller, size = DESK, language = 'ja') => {
    const { page, complaints } = await openPage(browser, url, { viewport: size });
    opened.push(complaints);
    const [name, value] = headers.cookie!.split('=');
    await page.context().addCookies([{ name: name!, value: value!, url, httpOnly: true }]);
    await page.addInitScript(`localStorage.setItem('ichien.preferences', '{"language":"${language}"}')`);
    return page;
  };
  return {
    billing,
    open: async (...shown) => openFor(await billing.exchange.signIn('retailer'), ...shown),
    openHousehold: async (id, ...shown) => openFor(await billing.exchange.signIn('resident', [id]), ...shown),
    async stop() {
      await browser.close();
      await stopBilling(billing);
      await database.remove();
      return opened.flatMap(({ list }) => list).filter((text) => !EXPECTED_COMPLAINT.test(text));
    },
  };
}

/** Presses the button of a name. */
export function press(page: Page, name: string): Promise<void> {
  return page.getByRole('button', { name, exact: true }).click();
}

/** What a button gives to the device. */
export async function download(page: Page, name: string): Promise<Buffer> {
  const [file] = await Promise.all([page.waitForEvent('download'), press(page, name)]);
  return readFileSync((await file.path())!);
}

/** Pictures a page and holds it to its width and to WCAG 2.2 AA. */
export async function holds(page: Page, name: string): Promise<void> {
  await screenshot(page, name);
  expect(await accessibilityFaults(page), name).to.deep.equal([]);
  expect(await overflows(page), `${name} is wider than the screen`).to.equal(false);
  expect(await darkAndLargeFaults(page, name), `${name}, dark and large`).to.deep.equal([]);
}
