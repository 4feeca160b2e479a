import { expect } from 'chai';
import { generate } from 'otplib';
import type { Browser, Page } from 'playwright-core';
import { AccountsService } from '#api/accounts/accounts.service.js';
import { ParticipantsService } from '#api/participants/participants.service.js';
import { slotOf } from '#energy';
import type { Role } from '#joining';
import {
  accessibilityFaults,
  BROWSER_TEST_MS,
  type Complaints,
  DESK,
  openPage,
  PHONE,
  screenshot,
  settled,
  signIn,
  startBrowser,
} from './browser.js';
import { BUYER, openSignedIn, PASSWORD, type PortalWorld, startPortalWorld } from './portal-world.js';

const SETTLED = slotOf('2026-05-18', 26);
const HOUR_MS = 3_600_000;

describe('faults, in a real browser', function () {
  this.timeout(BROWSER_TEST_MS);
  let world: PortalWorld;
  let browser: Browser;
  const accounts = new Map<string, string>();

  before(async () => {
    world = await startPortalWorld();
    browser = await startBrowser();
    for (const role of ['operator', 'auditor'] as Role[]) {
      const newcomer = { email: `${role}@example.jp`, displayName: role, role, password: PASSWORD };
      accounts.set(role, await world.app.get(AccountsService).create(newcomer));
    }
  });

  after(async () => {
    await browser?.close();
    await world?.stop();
  });

  const openStaff = async (role: Role, viewport = DESK) =>
    (await openSignedIn(browser, world, { accountId: accounts.get(role)!, role }, { viewport })).page;
  const openResident = async (email: string): Promise<{ page: Page; complaints: Complaints }> => {
    const opened = await openPage(browser, world.url);
    await signIn(opened.page, email, PASSWORD);
    return opened;
  };
  const limitOf = () => world.app.get(ParticipantsService).get(BUYER).maxBuyPriceSen;
  const save = (page: Page) => page.getByRole('button', { name: '保存する' });
  const typeLimit = async (page: Page, yen: string) => {
    await page.goto('/settings');
    await page.getByLabel('買うときの最高の値段').fill(yen);
  };

  it('the server restarts while a form is open: it is said, what was typed stays, and is stored once it is back', async () => {
    const { page } = await openResident('suzuki@example.jp');
    await typeLimit(page, '21.5');
    const start = await world.takeDown();
    await page.getByText('再接続中です').waitFor();
    await page.getByText(/最終更新 \d\d:\d\d/).waitFor();
    await save(page).click();
    await page.getByText('通信できませんでした。入力は残っています').waitFor();
    const top = await page.evaluate("document.querySelector('.offline').getBoundingClientRect().top");
    expect(top, 'in view of who has scrolled down to the button').to.equal(0);
    await screenshot(page, 'phone-server-away');
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    await start();
    await page.getByText('再接続中です').waitFor({ state: 'detached' });
    expect(await page.getByLabel('買うときの最高の値段').inputValue()).to.equal('21.5');
    await save(page).click();
    await page.getByText('保存しました').waitFor();
    expect(limitOf()).to.equal(2150);
    await page.context().close();
  });

  it('a slow network: it is said that something is on its way, and what is pressed twice is sent once', async () => {
    const { page } = await openResident('suzuki@example.jp');
    await typeLimit(page, '22');
    const before = limitOf();
    let sent = 0;
    let go = () => {};
    const wire = new Promise<void>((resolve) => {
      go = resolve;
    });
    await page.route('**/api/resident/points/*/settings', async (route) => {
      if (route.request().method() === 'PUT') sent += 1;
      await wire;
      await route.continue();
    });
    await save(page).dblclick();
    await page.getByRole('button', { name: '保存しています' }).click({ force: true });
    await screenshot(page, 'phone-slow-saving');
    expect(limitOf()).to.equal(before);
    go();
    await page.getByText('保存しました').waitFor();
    expect([sent, limitOf()]).to.deep.equal([1, 2200]);
    await page.context().close();
  });

  it('a screen that the network brings slowly says so to all, and then shows itself', async () => {
    const { page } = await openResident('suzuki@example.jp');
    let go = () => {};
    const wire = new Promise<void>((resolve) => {
      go = resolve;
    });
    await page.route('**/api/resident/points/*/label*', async (route) => {
      await wire;
      await route.continue();
    });
    await page.goto('/label');
    await page.getByRole('status').getByText('読み込んでいます').waitFor({ state: 'attached' });
    go();
    await settled(page);
    await page.context().close();
  });

  it('a screen whose program the network brings slowly: the press is answered at once, and then it shows itself', async () => {
    const { page } = await openPage(browser, world.url, { serviceWorkers: 'block' });
    await signIn(page, 'suzuki@example.jp', PASSWORD);
    await settled(page);
    let go = () => {};
    const wire = new Promise<void>((resolve) => {
      go = resolve;
    });
    await page.route('**/assets/graph-screen-*.js', async (route) => {
      await wire;
      await route.continue();
    });
    await page.getByRole('link', { name: 'グラフ' }).click();
    await page.getByRole('status').getByText('読み込んでいます').waitFor({ state: 'attached' });
    go();
    await page.getByRole('heading', { name: '使用量と売電' }).waitFor();
    await page.context().close();
  });

  it('a screen whose program does not come leaves the others alone', async () => {
    const { page } = await openPage(browser, world.url, { serviceWorkers: 'block' });
    await signIn(page, 'suzuki@example.jp', PASSWORD);
    await settled(page);
    await page.route('**/assets/graph-screen-*.js', (route) => route.abort());
    await page.getByRole('link', { name: 'グラフ' }).click();
    await page.getByText('画面を表示できませんでした').waitFor();
    await page.getByRole('link', { name: 'ホーム' }).click();
    await page.getByText('円 得しました').waitFor();
    await page.unroute('**/assets/graph-screen-*.js');
    await page.goBack();
    await page.getByRole('button', { name: '読み込み直す' }).click();
    await page.getByRole('heading', { name: '使用量と売電' }).waitFor();
    await page.context().close();
  });

  it('a device that has no room for what the worker keeps shows every screen all the same', async () => {
    const { page, complaints } = await openResident('suzuki@example.jp');
    await page.evaluate('navigator.serviceWorker.ready.then(() => true)');
    await page.reload();
    await settled(page);
    const tools = await page.context().newCDPSession(page);
    await tools.send('Storage.overrideQuotaForOrigin', { origin: world.url, quotaSize: 1 });
    await page.getByRole('link', { name: 'グラフ' }).click();
    await page.getByRole('heading', { name: '使用量と売電' }).waitFor();
    expect(complaints.list.filter((text) => !/status of 401/.test(text))).to.deep.equal([]);
    await page.context().close();
  });

  it('an answer that is lost: pressed again, it is done once and said to be done', async () => {
    const { page } = await openResident('suzuki@example.jp');
    await typeLimit(page, '23');
    await page.route('**/api/resident/points/*/settings', async (route) => {
      if (route.request().method() !== 'PUT') return route.continue();
      await route.fetch();
      await route.abort('connectionreset');
    });
    await save(page).click();
    await page.getByText('通信できませんでした。入力は残っています').waitFor();
    expect(limitOf(), 'it was done').to.equal(2300);
    await page.unroute('**/api/resident/points/*/settings');
    await save(page).click();
    await page.getByText('保存しました').waitFor();
    expect(limitOf()).to.equal(2300);
    await page.context().close();
  });

  it('figures that cannot be renewed stay, with the time of the market they are of, whatever the phone says it is', async () => {
    const { page, complaints } = await openPage(browser, world.url);
    await page.addInitScript(setClock(world.clock.nowMs() + 5 * HOUR_MS));
    await signIn(page, 'suzuki@example.jp', PASSWORD);
    await settled(page);
    const closure = await page.locator('header').textContent();
    const { page: right } = await openPage(browser, world.url);
    await right.addInitScript(setClock(world.clock.nowMs()));
    await signIn(right, 'suzuki@example.jp', PASSWORD);
    await settled(right);
    expect(closure, 'the same closure, in the same time').to.equal(await right.locator('header').textContent());
    await page.route('**/api/resident/points/*/home', (route) => route.abort());
    await page.getByRole('link', { name: 'グラフ' }).click();
    await page.getByRole('heading', { name: '使用量と売電' }).waitFor();
    await page.evaluate(`{ const now = Date.now; Date.now = () => now() + 60000 }`);
    await page.getByRole('link', { name: 'ホーム' }).click();
    const time = new Date(world.clock.nowMs() + 9 * HOUR_MS).toISOString().slice(11, 13);
    await page.getByText(new RegExp(`更新できません。${time}:\\d\\d 時点の内容です`)).waitFor();
    await screenshot(page, 'phone-clock-skew');
    expect(complaints.list.filter((text) => !/401|ERR_FAILED/.test(text))).to.deep.equal([]);
    for (const each of [page, right]) await each.context().close();
  });

  it('an authenticator whose clock is wrong is told to set it', async () => {
    const newcomer = { email: 'kansa@example.jp', displayName: '監査', role: 'auditor', password: PASSWORD } as const;
    await world.app.get(AccountsService).create(newcomer);
    const { page } = await openPage(browser, world.url, { viewport: PHONE });
    await page.goto('/');
    await page.getByLabel('メールアドレス').fill('kansa@example.jp');
    await page.getByLabel('パスワード', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'サインインする' }).click();
    await page.getByRole('button', { name: '登録を始める' }).click();
    const secret = (await page.locator('code').first().textContent()) ?? '';
    const epoch = Math.floor(world.clock.nowMs() / 1000);
    await page.getByLabel('認証アプリの6桁の数字').fill(await generate({ secret, epoch: epoch + 600 }));
    await page.getByRole('button', { name: '確かめる' }).click();
    await page.getByText('端末の時計を自動設定にしてください').waitFor();
    await screenshot(page, 'phone-authenticator-clock');
    await page.getByLabel('認証アプリの6桁の数字').fill(await generate({ secret, epoch }));
    await page.getByRole('button', { name: '確かめる' }).click();
    await page.getByRole('button', { name: '控えました' }).waitFor();
    await page.context().close();
  });

  it('the chain is away: resident, auditor and operator are told that nothing is known, not that something is wrong', async () => {
    await world.stopChain();
    await world.liveUntil(world.clock.nowMs() + 2 * HOUR_MS);
    const { page: resident } = await openResident('sato@example.jp');
    await resident.goto('/origin');
    await resident.getByText('私の電気はどこへ').click();
    await resident.locator('main .list a').first().click();
    await resident.getByRole('button', { name: 'たしかめる' }).click();
    await resident.getByText('取引が違うという意味ではありません').waitFor();
    await screenshot(resident, 'phone-chain-away');
    const auditor = await openStaff('auditor');
    await auditor.goto(`/slots/${SETTLED}`);
    await auditor.getByRole('button', { name: 'くらべる' }).click();
    await auditor.getByText('記録が違うという意味ではありません').waitFor();
    await screenshot(auditor, 'desk-auditor-chain-away');
    for (const viewport of [DESK, PHONE]) {
      const operator = await openStaff('operator', viewport);
      await operator.goto('/');
      await operator.getByText('台帳への記録が止まっています').waitFor();
      await operator.getByText('ノードを復旧させてください').waitFor();
      await operator.getByText('止まっています', { exact: true }).waitFor();
      await screenshot(operator, `${viewport === DESK ? 'desk' : 'phone'}-operator-chain-away`);
      expect(await accessibilityFaults(operator)).to.deep.equal([]);
      await operator.context().close();
    }
    for (const each of [resident, auditor]) await each.context().close();
  });
});

/** A script that makes a page believe that it is another time. */
function setClock(atMs: number): string {
  return `{
    const real = Date;
    const shift = ${atMs} - real.now();
    Date = class extends real {
      constructor(...given) {
        if (given.length > 0) super(...given);
        else super(real.now() + shift);
      }
      static now() {
        return real.now() + shift;
      }
    };
  }`;
}
