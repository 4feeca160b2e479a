import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { MarketService } from '#api/market/market.service.js';
import { MeteringService } from '#api/metering/metering.service.js';
import { MetersService } from '#api/metering/meters.service.js';
import { meterIdOf } from '#backtest/enrol-community.js';
import { dayOf, slotOf } from '#energy';
import {
  accessibilityFaults,
  BROWSER_TEST_MS,
  type Complaints,
  DESK,
  openPage,
  overflows,
  PHONE,
  screenshot,
  settled,
  signIn,
  startBrowser,
} from './browser.js';
import { householdJourneys } from './household-journeys.js';
import { BUYER, PASSWORD, type PortalWorld, SELLER, startPortalWorld } from './portal-world.js';

/** Who is not signed in is answered 401 once; the browser writes every such answer on its console. */
const EXPECTED_COMPLAINT = /status of 401/;

const SCREENS = {
  home: '/',
  graphs: '/graphs',
  flow: '/flow',
  origin: '/origin',
  trades: '/trades',
  market: '/market',
  settings: '/settings',
  label: '/label',
  notices: '/notices',
  contract: '/contract',
  apply: '/apply',
  account: '/account',
  more: '/more',
} as const;

describe('residents at their portal, in a real browser', function () {
  this.timeout(BROWSER_TEST_MS);
  let world: PortalWorld;
  let browser: Browser;

  before(async () => {
    world = await startPortalWorld();
    browser = await startBrowser();
  });

  after(async () => {
    await browser?.close();
    await world?.stop();
  });

  async function open(email: string, size = PHONE): Promise<{ page: Page; complaints: Complaints }> {
    const opened = await openPage(browser, world.url, { viewport: size });
    await signIn(opened.page, email, PASSWORD);
    return opened;
  }

  /** Everything that a page complained about but the first 401. */
  const unexpected = ({ list }: Complaints) => list.filter((text) => !EXPECTED_COMPLAINT.test(text));

  it('a wrong password is refused in words, and nothing typed is lost', async () => {
    const { page } = await openPage(browser, world.url);
    await page.goto('/');
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    await screenshot(page, 'phone-sign-in');
    await page.getByLabel('メールアドレス').fill('sato@example.jp');
    await page.getByRole('button', { name: 'サインインする' }).click();
    await page.getByText('パスワードを入力してください').waitFor();
    await page.getByLabel('パスワード', { exact: true }).fill('wrong horse battery');
    await page.getByRole('button', { name: 'サインインする' }).click();
    await page.getByText('メールアドレスかパスワードが違います').waitFor();
    expect(await page.getByLabel('メールアドレス').inputValue()).to.equal('sato@example.jp');
    await page.context().close();
  });

  it('on a phone every screen stands, fits and is accessible; nothing is blocked or fails', async () => {
    const { page, complaints } = await open('sato@example.jp');
    for (const [name, path] of Object.entries(SCREENS)) {
      await page.goto(path);
      await screenshot(page, `phone-${name}`);
      expect(await accessibilityFaults(page), name).to.deep.equal([]);
      expect(await overflows(page), `${name} is wider than the phone`).to.equal(false);
    }
    expect(unexpected(complaints)).to.deep.equal([]);
    await page.context().close();
  });

  it('at a desk, in the dark and with large text', async () => {
    const { page, complaints } = await open('sato@example.jp', DESK);
    for (const name of ['home', 'flow', 'market'] as const) {
      await page.goto(SCREENS[name]);
      await screenshot(page, `desk-${name}`);
    }
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    await page.goto('/account');
    await page.getByText('暗い').click();
    await page.getByText('大きい').click();
    await page.setViewportSize(PHONE);
    for (const name of ['home', 'settings'] as const) {
      await page.goto(SCREENS[name]);
      await screenshot(page, `phone-dark-large-${name}`);
      expect(await accessibilityFaults(page), `dark ${name}`).to.deep.equal([]);
      expect(await overflows(page), `large ${name}`).to.equal(false);
    }
    await page.goto('/account');
    await page.getByText('English').click();
    await page.getByRole('heading', { name: 'Account' }).waitFor();
    await page.goto('/');
    await screenshot(page, 'phone-english-home');
    await page.goto('/flow');
    await screenshot(page, 'phone-english-flow');
    expect(await page.locator('html').getAttribute('lang')).to.equal('en');
    expect(unexpected(complaints)).to.deep.equal([]);
    await page.context().close();
  });

  it('proves in the browser where a neighbour’s power went, step by step, and sees a lie', async () => {
    const { page, complaints } = await open('sato@example.jp');
    await page.goto('/origin');
    await page.getByText('私の電気はどこへ').click();
    await page.locator('main .list a').first().click();
    await page.getByRole('button', { name: 'たしかめる' }).click();
    await page.getByText('本当かどうか、この端末でたしかめました').waitFor();
    expect(await page.locator('.steps li').count()).to.equal(5);
    expect(await page.locator('.steps li.failed').count()).to.equal(0);
    await screenshot(page, 'phone-verified');

    // An operator who gives other evidence than what was anchored is caught in the browser.
    await page.route('**/evidence', async (route) => {
      const text = await (await route.fetch()).text();
      const [, wh] = /"allocatedWh": ?(\d+)/.exec(text)!;
      await route.fulfill({ body: text.replaceAll(`"allocatedWh":${wh}`, `"allocatedWh":${Number(wh) + 1}`) });
    });
    await page.getByRole('button', { name: 'たしかめる' }).click();
    await page.getByText('たしかめられませんでした').waitFor();
    expect(await page.locator('.steps li.failed').count()).to.be.greaterThan(0);
    await screenshot(page, 'phone-refuted');

    // A relay that is away proves nothing either way, and the page says so.
    await page.unroute('**/evidence');
    await page.route('**/api/chain/node', (route) => route.abort());
    await page.getByRole('button', { name: 'たしかめる' }).click();
    await page.getByText('取引が違うという意味ではありません').waitFor();
    expect(unexpected(complaints).filter((text) => !/ERR_FAILED/.test(text))).to.deep.equal([]);
    await page.context().close();
  });

  it('draws what went out and came in, of the day and of each half hour, and says what the meter cannot see', async () => {
    const { page, complaints } = await open('sato@example.jp');
    await page.getByRole('link', { name: '電気の流れを図で見る' }).click();
    await page.getByRole('img', { name: /おうちの屋根から、ご近所へ [\d.]+ kWh/ }).waitFor();
    await page.getByText('自家消費').waitFor();
    // Agreed for the hours to come; the retailer's part of them nobody knows yet.
    await page.getByText('約束（約定）した電気があります').waitFor();
    await page.getByText('30分ごと', { exact: true }).click();
    await page.getByText('精算済', { exact: true }).first().waitFor();
    await screenshot(page, 'phone-flow-slot');
    await page.getByText('表で見る').click();
    expect(await page.locator('table tbody tr').count()).to.equal(48);
    for (let step = 0; step < 8; step++) await page.getByRole('button', { name: '次へ' }).last().click();
    await page.getByText('電力会社との出入りは、検針のあとに決まります').waitFor();
    await screenshot(page, 'phone-flow-agreed');
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    expect(unexpected(complaints)).to.deep.equal([]);
    await page.context().close();
  });

  it('shows the market in plain words and as a book', async () => {
    const { page } = await open('suzuki@example.jp');
    await page.goto('/market');
    await settled(page);
    await page.locator('label', { hasText: /^板$/ }).click();
    await page.getByRole('columnheader', { name: '円/kWh' }).waitFor();
    await screenshot(page, 'phone-market-depth');
    await page.context().close();
  });

  it('changes the autopilot; a lost session in mid-form loses nothing, two tabs do not overwrite each other', async () => {
    const { page } = await open('suzuki@example.jp');
    await page.goto('/settings');
    const other = await page.context().newPage();
    await other.goto('/settings');
    await settled(other);

    await page.getByText('節約', { exact: true }).click();
    // Full-width digits, as a Japanese keyboard gives them.
    await page.getByLabel('買うときの最高の値段').fill('２０．５');
    await page.context().clearCookies();
    await page.getByRole('button', { name: '保存する' }).click();
    await page.getByText('もう一度サインインしてください').waitFor();
    await screenshot(page, 'phone-session-ended');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('メールアドレス').fill('suzuki@example.jp');
    await dialog.getByLabel('パスワード', { exact: true }).fill(PASSWORD);
    await dialog.getByRole('button', { name: 'サインインする' }).click();
    await dialog.waitFor({ state: 'hidden' });
    expect(await page.getByLabel('買うときの最高の値段').inputValue()).to.equal('２０．５');
    await page.getByRole('button', { name: '保存する' }).dblclick();
    await page.getByText('保存しました').waitFor();

    await other.getByText('環境', { exact: true }).click();
    await other.getByRole('button', { name: '保存する' }).click();
    await other.getByText('別の画面で変更されていました').waitFor();
    await page.reload();
    expect(await page.getByLabel('買うときの最高の値段').inputValue()).to.equal('20.50');
    expect(await page.getByRole('radio', { name: /節約/ }).isChecked()).to.equal(true);
    await page.context().close();
  });

  it('lets a resident ask for power made by sunlight, and shows what it may cost', async () => {
    const { page, complaints } = await open('leaver@example.jp');
    await page.goto('/settings');
    await page.getByText('節約', { exact: true }).click();
    await page.getByText('どれでもよい').click();
    await page.getByText('環境', { exact: true }).click();
    expect(await page.getByRole('radio', { name: /^太陽光の電気/ }).isChecked(), 'the mode brings its wish').to.equal(
      true,
    );
    expect(await page.getByRole('combobox').inputValue()).to.equal('100');
    await page.getByLabel('買うときの最高の値段').fill('20');
    await page.getByText('上乗せして 21.00 円/kWh まで払います').waitFor();
    await page.getByText('ほかの電気は買わない').click();
    await page.getByRole('combobox').selectOption('10円まで');
    await page.getByLabel('買うときの最高の値段').fill('40');
    await page.getByText('市場で使える値段（50.00 円まで）').waitFor({ state: 'detached' });
    await page.getByLabel('買うときの最高の値段').fill('40.01');
    await page.getByText('市場で使える値段（50.00 円まで）').waitFor();
    await page.getByRole('button', { name: '保存する' }).click();
    await page.getByText('値段が、市場で使える範囲の外です。').waitFor();
    await page.getByLabel('買うときの最高の値段').fill('20');
    await page.getByRole('button', { name: '保存する' }).click();
    await page.getByText('保存しました').waitFor();
    await page.getByText('バランス', { exact: true }).click();
    await page.reload();
    expect(await page.getByRole('radio', { name: /^ほかの電気は買わない/ }).isChecked()).to.equal(true);
    expect(await page.getByRole('combobox').inputValue()).to.equal('1000');
    await screenshot(page, 'phone-settings-origin');
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    expect(await overflows(page)).to.equal(false);
    await page.goto(`/trades/${await tradeAtPremium()}`);
    await page.getByText('うち、ご希望の電気への上乗せ（1.00 円/kWh）').waitFor();
    await page.getByText('41.00 円/kWh').waitFor();
    await screenshot(page, 'phone-trade-premium');
    expect(await overflows(page)).to.equal(false);
    await page.goto('/account');
    await page.getByText('English').click();
    await page.getByRole('heading', { name: 'Account' }).waitFor();
    await page.goto('/settings');
    await screenshot(page, 'phone-english-settings');
    expect(await overflows(page)).to.equal(false);
    expect(unexpected(complaints).filter((text) => !/status of 422/.test(text))).to.deep.equal([]);
    await page.context().close();
  });

  /** A buyer who pays 1 yen more for sunlight, and a seller who asks more than the buyer's limit. @returns where the trade is shown */
  async function tradeAtPremium(): Promise<string> {
    const { app } = world;
    const slot = app.get(MarketService).openSlots().at(-1)!;
    const points = { supplyPointId: null, receivingPointId: null, contractW: null, plantW: null };
    const facts = { meterId: meterIdOf(SELLER), fromDay: dayOf(slot), ...points, solarOnly: true };
    await app.get(MetersService).state(facts, 'test');
    const place = { type: 'place', energyWh: 50 } as const;
    const solar = { sourceType: 'solar' };
    const wish = { ...solar, kind: 'hard', premiumSen: 100 } as const;
    const [bid, offer] = [
      { ...place, participantId: 'synthetic:buyer-2', side: 'buy', priceSen: 4000, origin: wish },
      { ...place, participantId: SELLER, side: 'sell', priceSen: 4050, origin: solar },
    ] as const;
    await app.get(MarketService).submit(slot, bid);
    const { events } = await app.get(MarketService).submit(slot, offer);
    return `${slot}/${events.find(({ type }) => type === 'trade')!.sequence}`;
  }

  it('says what a correction changed, and that a meter is silent', async () => {
    const slot = slotOf('2026-05-19', 17);
    await world.app.get(MeteringService).correct([{ meterId: meterIdOf(BUYER), slot, exportWh: 0, importWh: 9000 }]);
    await world.liveUntil(world.clock.nowMs() + 1000);
    const { page } = await open('suzuki@example.jp');
    // Told in the navigation, until it has been looked at on this device.
    await page.getByRole('link', { name: 'その他 新しいもの 2件' }).click();
    await screenshot(page, 'phone-more-unseen');
    await page.getByRole('link', { name: 'お知らせ 新しいもの 2件' }).click();
    await page.getByText('検針の訂正により、精算が変わりました').waitFor();
    await page.getByText('メーターの検針が届いていません').waitFor();
    await page.getByRole('link', { name: 'その他', exact: true }).waitFor();
    await screenshot(page, 'phone-notices-some');
    await page.reload();
    await settled(page);
    expect(await page.getByText('新しいもの').count()).to.equal(0);
    await page.context().close();
  });

  it('stays readable without a network, and opens again without one', async () => {
    const { page } = await open('hanako@example.jp');
    await page.evaluate('navigator.serviceWorker.ready.then(() => true)');
    await page.reload();
    await settled(page);
    await page.context().setOffline(true);
    await page.getByText('オフラインです').waitFor();
    expect(await page.getByText('円 得しました').count()).to.equal(1);
    await screenshot(page, 'phone-offline');
    await page.reload();
    await page.getByText('オフラインです').waitFor();
    await page.context().close();
  });

  it('an account without a household applies with one; a path of nobody has a way home', async () => {
    const { page } = await open('newcomer@example.jp');
    await page.getByText('供給地点を申し込む').click();
    await page.getByLabel('供給地点特定番号').fill('12345');
    await page.getByRole('button', { name: '申し込む' }).click();
    await page.getByText('確かめてください').waitFor();
    expect(await page.getByLabel('供給地点特定番号').inputValue()).to.equal('12345');
    await page.getByLabel('供給地点特定番号').fill('03-0011-1234-5678-9012-3456');
    await page.getByText('買う', { exact: true }).click();
    await page.getByLabel('メーターの番号').fill('TANAKA-1');
    await page.getByLabel('郵便番号').fill('１５７－００６６');
    await page.getByLabel('住所').fill('<b>成城</b> 1-1');
    await page.getByLabel('参加を始めたい日').fill('2026-06-01');
    await page.getByRole('button', { name: '申し込む' }).click();
    await page.getByText('審査の様子を見る').click();
    await page.getByText('審査中').waitFor();
    await screenshot(page, 'phone-applied');
    await page.context().close();
    const { page: lost } = await open('hanako@example.jp');
    await lost.goto('/no/such/screen');
    await lost.getByText('このページはありません').waitFor();
    await lost.context().close();
  });

  householdJourneys(() => ({ world, browser }));
});
