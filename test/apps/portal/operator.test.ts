import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { AccountsService } from '#api/accounts/accounts.service.js';
import type { Role } from '#api/accounts/roles.js';
import { SessionsService } from '#api/accounts/sessions.service.js';
import {
  accessibilityFaults,
  type Complaints,
  DESK,
  openPage,
  overflows,
  PHONE,
  screenshot,
  startBrowser,
} from './browser.js';
import { PASSWORD, type PortalWorld, startPortalWorld } from './portal-world.js';

const SIZES = { desk: DESK, phone: PHONE } as const;
const EXPECTED_COMPLAINT = /status of 401/;

describe('what an operator changes, in a real browser', function () {
  this.timeout(120_000);
  let world: PortalWorld;
  let browser: Browser;
  const accounts = new Map<string, string>();

  before(async () => {
    world = await startPortalWorld();
    browser = await startBrowser();
    for (const role of ['operator', 'ward', 'auditor'] as Role[]) {
      const newcomer = { email: `${role}@example.jp`, displayName: role, role, password: PASSWORD };
      accounts.set(role, await world.app.get(AccountsService).create(newcomer));
    }
  });

  after(async () => {
    await browser?.close();
    await world?.stop();
  });

  /** A page of somebody who has shown both factors. */
  async function open(role: Role, size = DESK): Promise<{ page: Page; complaints: Complaints }> {
    const opened = await openPage(browser, world.url, { viewport: size });
    const place = { address: '127.0.0.1', userAgent: 'test' };
    const { token } = await world.app.get(SessionsService).begin({ accountId: accounts.get(role)!, role }, true, place);
    await opened.page.context().addCookies([{ name: 'ichien', value: token, url: world.url, httpOnly: true }]);
    return opened;
  }

  const inEnglish = (page: Page) =>
    page.addInitScript('localStorage.setItem(\'ichien.preferences\', \'{"language":"en"}\')');
  const unexpected = ({ list }: Complaints) => list.filter((text) => !EXPECTED_COMPLAINT.test(text));

  it('rules for a coming day: what is wrong is pointed at, they are read in words, entered once, and stand in the table', async () => {
    const { page, complaints } = await open('operator');
    await page.goto('/rules');
    await page.getByLabel('約束と計器の差').selectOption('fixedPrice');
    await page.getByLabel('売り手の不足').fill('20円');
    await page.getByLabel('適用開始').fill('2026-05-19');
    await page.getByRole('button', { name: '内容を確かめる' }).click();
    await page.getByText('印のついた項目を確かめてください').waitFor();
    for (const field of ['売り手の不足', '適用開始', 'だれが、どこで決めたか']) {
      expect(await page.getByLabel(field).getAttribute('aria-invalid'), field).to.equal('true');
    }
    await screenshot(page, 'desk-operator-rules-wrong');
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    await page.getByLabel('売り手の不足').fill('２０．５');
    await page.getByLabel('買い手の買い過ぎ').fill('5');
    await page.getByLabel('見逃す幅').selectOption('percentOfTraded');
    await page.getByLabel('見逃す量').fill('10');
    await page.getByLabel('取引されなかった電気').selectOption('proRata');
    await page.getByLabel('分け合う値段').fill('12');
    await page.getByLabel('適用開始').fill('2026-06-01');
    await page.getByLabel('だれが、どこで決めたか').fill('運営協議会 5月19日 <b>第2号</b>');
    await page.getByRole('button', { name: '内容を確かめる' }).click();
    await page.getByRole('alertdialog').getByText('売り手の不足 20.50 円/kWh').waitFor();
    await screenshot(page, 'desk-operator-rules-asking');
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    await page.getByRole('button', { name: 'この内容で登録する' }).click();
    const row = page.getByRole('row').filter({ hasText: '<b>第2号</b>' });
    await row.getByText('これから').waitFor();
    await page.getByText('登録しました').waitFor();
    expect(await page.getByRole('row').filter({ hasText: 'waived-1' }).getByText('いま有効').count()).to.equal(1);
    await screenshot(page, 'desk-operator-rules-entered');
    expect(unexpected(complaints)).to.deep.equal([]);
    await page.context().close();
  });

  for (const [name, size] of Object.entries(SIZES)) {
    it(`the rules in English fit a ${name} and are accessible`, async () => {
      const { page } = await open('operator', size);
      await inEnglish(page);
      await page.goto('/rules');
      await page.getByRole('heading', { name: 'Enter new rules' }).waitFor();
      await screenshot(page, `${name}-english-rules`);
      expect(await overflows(page)).to.equal(false);
      expect(await accessibilityFaults(page)).to.deep.equal([]);
      await page.context().close();
    });
  }

  it('who is no operator reads the rules and is shown no form', async () => {
    const { page } = await open('ward');
    await page.goto('/rules');
    const { status } = (await page.evaluate(
      "fetch('/api/rule-sets', { method: 'POST' }).then(({ status }) => ({ status }))",
    )) as { status: number };
    expect(status).to.equal(403);
    expect(await page.getByText('新しいきまりを登録する').count()).to.equal(0);
    await page.context().close();
  });
});
