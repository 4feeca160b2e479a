import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import chromiumOfLambda, { inflate, setupLambdaEnvironment } from '@sparticuz/chromium';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

/** Where pictures of the screens go: looked at by people, never compared. */
const SCREENSHOTS = 'out/screenshots';

/** Sizes of the journeys: a small phone and a desk. */
export const PHONE = { width: 360, height: 740 };
export const DESK = { width: 1280, height: 860 };

/**
 * The Chromium that comes with npm, with the libraries that a bare machine lacks. Its own arguments switch the browser's
 * security off (it is made for scraping): ours leave it on, or the tests would prove nothing of our headers.
 */
export async function startBrowser(): Promise<Browser> {
  const executablePath = await chromiumOfLambda.executablePath();
  const args = ['--no-sandbox', '--no-zygote', '--disable-gpu', '--font-render-hinting=none', '--headless=shell'];
  try {
    return await chromium.launch({ executablePath, args });
  } catch (error) {
    // Without system libraries it needs those that lie beside it, as on a Lambda.
    if (!/shared librar/.test(String(error))) throw error;
    const libraries = await inflate(
      join(import.meta.dirname, '../../../../node_modules/@sparticuz/chromium/bin/al2023.tar.br'),
    );
    setupLambdaEnvironment(join(libraries, 'lib'));
    return chromium.launch({ executablePath, args });
  }
}

/** What a page did that nobody should see: errors, blocked content, refused requests. */
export interface Complaints {
  readonly list: string[];
}

/** Opens a page of its own session. Everything that it complains about is collected. */
export async function openPage(
  browser: Browser,
  baseURL: string,
  options: BrowserContextOptions = {},
): Promise<{ page: Page; complaints: Complaints }> {
  const context = await browser.newContext({
    baseURL,
    locale: 'ja-JP',
    viewport: PHONE,
    reducedMotion: 'reduce',
    ...options,
  });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  const list: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') list.push(message.text());
  });
  page.on('pageerror', (error) => list.push(String(error)));
  return { page, complaints: { list } };
}

/** Signs in by the form, as a person does. */
export async function signIn(page: Page, email: string, password: string): Promise<void> {
  await page.goto('/');
  await page.getByLabel('メールアドレス').fill(email);
  await page.getByLabel('パスワード', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'サインインする' }).click();
  await page.getByRole('navigation').waitFor();
}

/** Takes a picture of the whole page once nothing is on its way. */
export async function screenshot(page: Page, name: string): Promise<void> {
  mkdirSync(SCREENSHOTS, { recursive: true });
  await settled(page);
  await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage: true });
}

/** Waits until the page shows what it is about, in its own face. */
export async function settled(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor();
  // Asked within the page and compiled once: our policy forbids what a polling wait would compile again and again.
  await page.evaluate(`new Promise((done) => {
    const look = () =>
      document.querySelector('.waiting') === null && document.fonts.size > 0 && document.fonts.status === 'loaded'
        ? done()
        : setTimeout(look, 20);
    look();
  })`);
}

/** What is wrong with a page for people who see, hear or move differently: WCAG 2.2 AA as far as a machine can tell. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  await settled(page);
  // The whole page at once: what the navigation hides at the edge of a phone is only ever a stroke of the thumb away.
  const size = page.viewportSize()!;
  const height = Number(await page.evaluate('document.documentElement.scrollHeight'));
  await page.setViewportSize({ ...size, height: Math.max(size.height, height) });
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  await page.setViewportSize(size);
  return violations.flatMap(({ id, impact, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${impact} ${id} at ${target.join(' ')}: ${failureSummary ?? ''}`),
  );
}

/** True if the page is wider than the screen. */
export function overflows(page: Page): Promise<boolean> {
  return page.evaluate('document.documentElement.scrollWidth > window.innerWidth');
}
