import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import chromiumOfLambda, { inflate, setupLambdaEnvironment } from '@sparticuz/chromium';
import axe from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { remember } from './open-pages.js';

/** Where pictures of the screens go: looked at by people, never compared. */
const SCREENSHOTS = 'out/screenshots';

/** Sizes of the journeys: a small phone and a desk. */
export const PHONE = { width: 360, height: 740 };
export const DESK = { width: 1280, height: 860 };

/** How long a page may take to show or do something: a CI machine has stalled for more than ten seconds. */
const PATIENCE_MS = 30_000;

/** How long a browser test may take. Longer than several waits of the patience, or mocha would hide which of them failed. */
export const BROWSER_TEST_MS = 240_000;

/** What `@sparticuz/chromium` brings, packed. */
const PACKED = join(import.meta.dirname, '../../../../node_modules/@sparticuz/chromium/bin');

/**
 * The Chromium that comes with npm, with the libraries that a bare machine lacks. Its own arguments switch the browser's
 * security off (it is made for scraping): ours leave it on, or the tests would prove nothing of our headers.
 */
export async function startBrowser(): Promise<Browser> {
  const folder = await unpackedChromium();
  const executablePath = join(folder, 'chromium');
  const args = ['--no-sandbox', '--no-zygote', '--disable-gpu', '--font-render-hinting=none', '--headless=shell'];
  try {
    return await chromium.launch({ executablePath, args });
  } catch (error) {
    // Without system libraries it needs those that lie beside it, as on a Lambda.
    if (!/shared librar/.test(String(error))) throw error;
    process.env.FONTCONFIG_PATH ??= join(folder, 'fonts');
    setupLambdaEnvironment(join(folder, 'al2023', 'lib'));
    return chromium.launch({ executablePath, args });
  }
}

/**
 * Where Chromium lies unpacked. Test files run in processes side by side, so each that finds none unpacks into a folder of
 * its own, which takes its name only when it is whole.
 */
async function unpackedChromium(): Promise<string> {
  const { size } = statSync(join(PACKED, 'chromium.br'));
  const home = join(tmpdir(), `ichien-chromium-${size}`);
  if (existsSync(home)) return home;
  const { TMPDIR } = process.env;
  const folder = mkdtempSync(`${home}-`);
  // The package unpacks into the folder for temporary files, whichever that is.
  process.env.TMPDIR = folder;
  try {
    await chromiumOfLambda.executablePath(PACKED);
    await inflate(join(PACKED, 'al2023.tar.br'));
  } finally {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
  }
  try {
    renameSync(folder, home);
  } catch (error) {
    if (!existsSync(home)) throw error;
    rmSync(folder, { recursive: true });
  }
  return home;
}

/** The rules of axe that speak for WCAG 2.2 AA, and its advice. */
const WCAG_TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

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
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  remember(page);
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
  await wholePage(page, () => page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) }));
}

/** Does something while the whole page is in view: what sticks to the edge of a screen then stands where the page ends. */
async function wholePage<Result>(page: Page, look: () => Promise<Result>): Promise<Result> {
  const size = page.viewportSize()!;
  const height = Number(await page.evaluate('document.documentElement.scrollHeight'));
  await page.setViewportSize({ ...size, height: Math.max(size.height, height) });
  const result = await look();
  await page.setViewportSize(size);
  return result;
}

/**
 * What a page is on a small phone, in the dark, with large text: pictured, and what is wrong with it. A form that is being filled in stays
 * as it is, since only the marks are changed that the preferences would set.
 */
export async function darkAndLargeFaults(page: Page, name: string): Promise<string[]> {
  const size = page.viewportSize()!;
  const was = await page.evaluate<object>(`({ ...document.documentElement.dataset })`);
  const put = (marks: object) =>
    page.evaluate(`Object.assign(document.documentElement.dataset, ${JSON.stringify(marks)});undefined`);
  await page.setViewportSize(PHONE);
  await put({ theme: 'dark', text: 'large' });
  await screenshot(page, `dark-large-${name}`);
  const faults = await accessibilityFaults(page);
  if (await overflows(page)) faults.push('wider than the phone');
  await put(was);
  await page.setViewportSize(size);
  return faults;
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
  // Run by hand, and for what fails alone: axe's own builder opens a second page each time and lists all that is well.
  await page.evaluate(`${axe.source};undefined`);
  // The whole page at once: what the navigation hides at the edge of a phone is only ever a stroke of the thumb away.
  const violations = await wholePage(page, () =>
    page.evaluate(async (tags) => {
      const { axe: within } = globalThis as unknown as { axe: typeof axe };
      // React Aria's announcer goes on naming, for a moment, buttons that are gone.
      const page = { exclude: ['[data-live-announcer]'] };
      const options = { resultTypes: ['violations' as const], runOnly: { type: 'tag' as const, values: tags } };
      return (await within.run(page, options)).violations;
    }, WCAG_TAGS),
  );
  return violations.flatMap(({ id, impact, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${impact} ${id} at ${target.join(' ')}: ${failureSummary ?? ''}`),
  );
}

/** True if the page is wider than the screen. */
export function overflows(page: Page): Promise<boolean> {
  return page.evaluate('document.documentElement.scrollWidth > window.innerWidth');
}
