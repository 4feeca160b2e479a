import type { Page } from 'playwright-core';

/** Pages of the tests of this process that are open. */
const open = new Set<Page>();

/** Most of a page's words in a report. */
const MAX_CHARACTERS = 600;
/** A page that hangs says nothing; the report does not wait for it. */
const WORDS_MS = 3000;

/** Keeps a page for the report of a test that fails before it closes it. */
export function remember(page: Page): void {
  open.add(page);
  page.on('close', () => open.delete(page));
}

/** @returns where each open page is and what it says; they are not told again */
async function told(): Promise<string> {
  const pages = [...open].filter((page) => page.url() !== 'about:blank');
  open.clear();
  const words = pages.map(async (page) => {
    const text = await page.locator('body').textContent({ timeout: WORDS_MS }).catch(String);
    return `\n  page at ${page.url()} says: ${(text ?? '').replace(/\s+/g, ' ').slice(0, MAX_CHARACTERS)}`;
  });
  return (await Promise.all(words)).join('');
}

/** For mocha (.mocharc.json): a failure of a browser test says what the page showed, since a CI log has no pictures. */
export const mochaHooks = {
  async afterEach(this: Mocha.Context): Promise<void> {
    const { err, state } = this.currentTest ?? {};
    if (state !== 'failed' || err === undefined || open.size === 0) return;
    const pages = await told();
    const { message, stack = '' } = err;
    err.message = message + pages;
    err.stack = stack.replace(message, () => err.message);
  },
};
