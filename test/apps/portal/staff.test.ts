import { expect } from 'chai';
import { generate } from 'otplib';
import type { Browser } from 'playwright-core';
import { AccountsService } from '#api/accounts/accounts.service.js';
import { ApplicationsService } from '#api/joining/applications.service.js';
import { MarketService } from '#api/market/market.service.js';
import { slotOf } from '#energy';
import type { Role } from '#joining';
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
  startBrowser,
} from './browser.js';
import { openSignedIn, PASSWORD, type PortalWorld, startPortalWorld } from './portal-world.js';

/** Each role's screens, by the name of their picture. `SLOT` is a settled and anchored half hour, `OPEN` an open one. */
const SCREENS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  operator: {
    overview: '/',
    slots: '/slots',
    open: '/slots/OPEN',
    participants: '/participants',
    applications: '/applications',
    contractDocuments: '/contract-documents',
    imports: '/imports',
    people: '/people',
    devices: '/devices',
    erasures: '/erasures',
    deviations: '/deviations',
    grants: '/grants',
    rules: '/rules',
    announcements: '/announcements',
    audit: '/audit',
  },
  retailer: { positions: '/', retail: '/retail', deviations: '/deviations', grants: '/grants' },
  auditor: { explorer: '/?day=2026-05-18', slot: '/slots/SLOT', keys: '/keys' },
  ward: { effect: '/', applications: '/applications', map: '/map', grants: '/grants' },
  gridOperator: { area: '/' },
  wholesaler: { area: '/', observedRules: '/rules' },
  researcher: { effect: '/effect', area: '/' },
};
/** Screens whose form on a phone is their own; the others are made of the same parts. */
const ON_PHONE = new Set([
  ...['overview', 'open', 'people', 'positions', 'explorer', 'keys', 'effect', 'map', 'area', 'grants', 'deviations'],
]);
const SETTLED = slotOf('2026-05-18', 26);
const EXPECTED_COMPLAINT = /status of 401/;

describe('staff at their portal, in a real browser', function () {
  this.timeout(BROWSER_TEST_MS);
  let world: PortalWorld;
  let browser: Browser;
  const accounts = new Map<string, string>();

  before(async () => {
    world = await startPortalWorld();
    browser = await startBrowser();
    for (const role of [...Object.keys(SCREENS), 'resident'] as Role[]) {
      const newcomer = { email: `${role}@example.jp`, displayName: role, role, password: PASSWORD };
      accounts.set(role, await world.app.get(AccountsService).create(newcomer));
    }
    for (let home = 0; home < 3; home++) {
      await world.app.get(ApplicationsService).submit(accounts.get('resident')!, {
        side: home === 2 ? 'buyer' : 'both',
        supplyPointId: `030011112222333344445${home}`,
        postcode: home === 2 ? '1000001' : '1570066',
        address: `世田谷区成城${home + 1}丁目`,
        meterKind: 'smart',
        meterId: `meter-new-${home}`,
        pv: home === 2 ? null : { ratedW: 4500, support: 'fit', fitEndDay: '2025-11-30' },
        startDay: '2026-07-01',
      });
    }
  });

  after(async () => {
    await browser?.close();
    await world?.stop();
  });

  /** A page of somebody who has shown both factors. */
  const open = (role: string, viewport = DESK) =>
    openSignedIn(browser, world, { accountId: accounts.get(role)!, role: role as Role }, { viewport });

  const openSlot = () => world.app.get(MarketService).openSlots().at(-1)!;
  const placed = (path: string) => path.replace('SLOT', String(SETTLED)).replace('OPEN', String(openSlot()));
  const unexpected = ({ list }: Complaints) => list.filter((text) => !EXPECTED_COMPLAINT.test(text));

  for (const [role, screens] of Object.entries(SCREENS)) {
    it(`${role}: every screen stands on a desk and on a phone, fits and is accessible; nothing is blocked or fails`, async () => {
      for (const [name, size] of [
        ['desk', DESK],
        ['phone', PHONE],
      ] as const) {
        const { page, complaints } = await open(role, size);
        for (const [screen, path] of Object.entries(screens)) {
          if (name === 'phone' && !ON_PHONE.has(screen)) continue;
          await page.goto(placed(path));
          await screenshot(page, `${name}-${role}-${screen}`);
          expect(await overflows(page), `${name} ${screen}`).to.equal(false);
          if (name === 'desk') expect(await accessibilityFaults(page), screen).to.deep.equal([]);
        }
        expect(unexpected(complaints)).to.deep.equal([]);
        await page.context().close();
      }
    });
  }

  it('the ward sees what households saved against each baseline: a loss as a loss, few households not told apart', async () => {
    const { page } = await open('ward', PHONE);
    const saving = { baselineTariffId: 'tepco-juryo-dento-b', count: 31, baselineYen: 310_000, actualYen: 290_000 };
    const told = { savedCount: 20, savedYen: 25_000, lostCount: 11, lostYen: -5_000 };
    const few = { savedCount: null, savedYen: null, lostCount: null, lostYen: null };
    const savings = [
      { ...saving, ...told },
      { ...saving, ...few, baselineTariffId: 'postFit', baselineYen: -1_000, actualYen: 200 },
    ];
    await page.goto('/');
    await page.getByText('まだ出せません。月の締めの前か').waitFor();
    // The world's months are closed for few: the figures are the test's, the shape is the API's.
    await page.route('**/api/reports/months/*', async (route) => {
      await route.fulfill({ json: { ...(await (await route.fetch()).json()), savings } });
    });
    await page.goto('/');
    const card = page.locator('section.card', { hasText: '料金の得と損' });
    await card.getByText('31世帯の合計で 20,000円 の得').waitFor();
    await card.getByText('−5,000').waitFor();
    await card.getByText('31世帯の合計で 1,200円 の損').waitFor();
    await card.getByText('どちらかが10世帯に満たない').waitFor();
    await screenshot(page, 'phone-ward-savings');
    expect(await overflows(page)).to.equal(false);
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    await page.context().close();
  });

  it('the operator halts a book and resumes it: asked first, done once, in the audit log', async () => {
    const { page } = await open('operator');
    const slot = openSlot();
    await page.goto(`/slots/${slot}`);
    await page.getByRole('button', { name: 'この時間の取引を止める' }).click();
    await page.getByText('残った注文の順番は変わりません').waitFor();
    expect(world.app.get(MarketService).phase(slot)).to.not.equal('halted');
    await page.getByRole('button', { name: 'やめる' }).click();
    await page.getByRole('button', { name: 'この時間の取引を止める' }).click();
    await page.getByRole('button', { name: '取引を止める', exact: true }).click();
    await page.getByText('運営が停止').waitFor();
    expect(world.app.get(MarketService).phase(slot)).to.equal('halted');
    await page.goto('/');
    await page.getByText('取引を止めている時間があります').waitFor();
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    await screenshot(page, 'desk-operator-trouble');
    await page.getByRole('link', { name: /そのコマを見る/ }).click();
    await page.getByRole('button', { name: 'この時間の取引を再開する' }).click();
    await page.getByRole('button', { name: '再開する', exact: true }).click();
    await page.getByText('運営が再開').waitFor();
    await page.goto('/audit');
    await page.getByText('/api/slots/:slot/operations').first().waitFor();
    await screenshot(page, 'desk-operator-audit-some');
    await page.context().close();
  });

  it('the auditor compares a slot with the chain, and sees no name of anybody', async () => {
    const { page } = await open('auditor');
    await page.goto(`/slots/${SETTLED}`);
    await page.getByRole('button', { name: 'くらべる' }).click();
    await page.getByText('台帳にある記録と同じです（2 件）').waitFor();
    await screenshot(page, 'desk-auditor-compared');
    expect(await page.content()).not.to.match(/synthetic:/);
    // A server that shows another record is found out.
    await page.route('**/api/operations/slots/*', async (route) => {
      const answer = await route.fetch();
      const body = await answer.json();
      body.records[1].record.allocatedWh += 1;
      await route.fulfill({ response: answer, json: body });
    });
    await page.reload();
    await page.getByRole('button', { name: 'くらべる' }).click();
    await page.getByText('記録の中身とハッシュが合いません').waitFor();
    await page.context().close();
  });

  it('a notice of the operator reaches a resident who is looking, without a reload', async () => {
    const sato = await world.app.get(AccountsService).list('', 100);
    const { accountId } = sato.find(({ email }) => email === 'sato@example.jp')!;
    const resident = await openSignedIn(browser, world, { accountId, role: 'resident' });
    await resident.page.goto('/notices');
    await settled(resident.page);
    const { page } = await open('operator');
    await page.goto('/announcements');
    await page.getByRole('button', { name: '全員に知らせる' }).click();
    await page.getByText('見出しと本文を書いてください').waitFor();
    await page.getByLabel('見出し').fill('計器の交換');
    await page.getByLabel('本文').fill('<b>明日</b>の午前に交換します。');
    await page.getByRole('button', { name: '全員に知らせる' }).click();
    await resident.page.getByText('<b>明日</b>の午前に交換します。').waitFor();
    await page.getByRole('button', { name: '取り下げる' }).click();
    await page.getByRole('button', { name: '取り下げる' }).click();
    await resident.page.getByText('計器の交換').waitFor({ state: 'detached' });
    for (const each of [page, resident.page]) await each.context().close();
  });

  it('figures follow the stream; a lost line is said, with since when, and taken up again', async () => {
    const { page } = await open('operator');
    await page.goto('/slots');
    await settled(page);
    const slot = openSlot();
    const halted = page.getByRole('row').filter({ hasText: '停止中' });
    expect(await halted.count()).to.equal(0);
    await world.app.get(MarketService).operate(slot, 'halt');
    await halted.waitFor();
    await world.app.get(MarketService).operate(slot, 'resume');
    await halted.waitFor({ state: 'detached' });
    await page.context().setOffline(true);
    await page.getByText(/オフラインです|再接続中です/).waitFor();
    await page.context().setOffline(false);
    await page.getByText(/オフラインです|再接続中です/).waitFor({ state: 'detached' });
    await page.context().close();
  });

  it('the ward screens and selects; what the rules refuse it cannot find eligible; a refusal needs its reason', async () => {
    const { page } = await open('ward', PHONE);
    await page.goto('/applications');
    await page.getByText('3件').waitFor();
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    const outside = page.locator('section.card', { hasText: '成城3丁目' });
    await outside.getByText('地域の外').waitFor();
    expect(await outside.getByRole('button', { name: '要件を満たす', exact: true }).count()).to.equal(0);
    await outside.getByRole('button', { name: '満たさない' }).click();
    await outside.getByText('理由を書いてください').waitFor();
    await outside.getByLabel('理由').fill('区の外のため');
    await outside.getByRole('button', { name: '満たさない' }).click();
    await page.getByText('2件').waitFor();
    const first = page.locator('section.card', { hasText: '成城1丁目' });
    await first.getByRole('button', { name: '要件を満たす', exact: true }).click();
    await page.getByText('1件').waitFor();
    await page.getByLabel('段階').selectOption('eligible');
    await first.getByRole('button', { name: '選ぶ' }).click();
    await page.getByText('この段階の申込はありません').waitFor();
    await page.getByLabel('段階').selectOption('ineligible');
    await page.getByText('区の外のため').waitFor();
    await screenshot(page, 'phone-ward-ineligible');
    await page.context().close();
  });

  it('the ward’s map counts who applied by the parts of its area, and tells few of them not apart', async () => {
    const { page } = await open('ward', PHONE);
    await page.goto('/map');
    await page.getByRole('row', { name: '157' }).getByText('申込 10未満').waitFor();
    await page.getByRole('row', { name: '154' }).getByText('申込 0').waitFor();
    await page.getByText('そのほか: 申込 10未満').waitFor();
    await page.context().close();
  });

  for (const role of ['gridOperator', 'wholesaler', 'researcher']) {
    it(`${role} on a phone: what left the area and came into it, day by day, the rules, and no more than is its own`, async () => {
      const { page, complaints } = await open(role, PHONE);
      await page.goto('/');
      await page.getByText(/地域の外(へ送り出し|から受け取り)ました/).waitFor();
      const today = await page.locator('.answer').textContent();
      await page.getByRole('button', { name: '前へ' }).click();
      await page.waitForURL(/day=2026-05-18/);
      await page.getByText(/地域の外(へ送り出し|から受け取り)ました/).waitFor();
      await page.reload();
      await settled(page);
      expect(await page.locator('.answer').textContent(), 'another day').to.not.equal(today);
      await page.getByRole('link', { name: 'ルールと単価' }).click();
      await page.getByRole('heading', { name: 'ルールと単価' }).waitFor();
      expect(await page.getByText('新しいきまりを登録する').count()).to.equal(0);
      await page.goto('/effect');
      const isTheirs = role === 'researcher';
      await page.getByRole('heading', { name: isTheirs ? '実証の効果' : 'このページはありません' }).waitFor();
      await page.goto('/participants');
      await page.getByRole('heading', { name: 'このページはありません' }).waitFor();
      expect(await page.content()).not.to.match(/synthetic:/);
      expect(unexpected(complaints)).to.deep.equal([]);
      await page.context().close();
    });
  }

  it('the auditor makes a key for a program, sees it once, and ends it', async () => {
    const { page } = await open('auditor', PHONE);
    await page.goto('/keys');
    await page.getByText('鍵はまだありません').waitFor();
    await page.getByLabel('使いみち').fill('監査室のサーバー');
    await page.getByRole('button', { name: '鍵をつくる' }).click();
    await page.getByText('表示は今回だけです').waitFor();
    const key = (await page.locator('.message code').textContent()) ?? '';
    const read = async () =>
      (await fetch(`${world.url}/api/audit/head`, { headers: { authorization: `Bearer ${key}` } })).status;
    expect(await read()).to.equal(200);
    await page.goto('/keys');
    await page.getByText('監査室のサーバー').waitFor();
    expect(await page.getByText(key).count()).to.equal(0);
    await page.getByRole('button', { name: '使えなくする' }).click();
    await page.getByRole('button', { name: '使えなくする' }).click();
    await page.getByText('鍵はまだありません').waitFor();
    expect(await read()).to.equal(401);
    await page.context().close();
  });

  it('the operator invites and hands the letter over; who was invited enrols a second factor before anything else answers', async () => {
    const { page } = await open('operator');
    await page.goto('/people');
    await page.getByLabel('メールアドレス').fill('kansa2@example.jp');
    await page.getByLabel('名前').fill('監査 二郎');
    await page.locator('form').getByLabel('役割').selectOption('auditor');
    await page.getByRole('button', { name: '招待する' }).click();
    await page.getByText('招待しました').waitFor();
    await page.getByRole('button', { name: '案内を見る' }).click();
    const link = (await page.locator('.record code').first().textContent()) ?? '';
    expect(link).to.match(/^http:\/\/[^/]+\/password#[\w-]{43}$/);
    await page.context().close();
    const { page: guest } = await openPage(browser, world.url, { viewport: PHONE });
    await guest.goto(link);
    await guest.getByLabel('新しいパスワード').fill(PASSWORD);
    expect(await guest.getByLabel('案内に書かれた文字').count(), 'the link has it').to.equal(0);
    await guest.getByRole('button', { name: 'パスワードを決める' }).click();
    await guest.getByText('パスワードを決めました').waitFor();
    await guest.goto('/');
    await guest.getByLabel('メールアドレス').fill('kansa2@example.jp');
    await guest.getByLabel('パスワード', { exact: true }).fill(PASSWORD);
    await guest.getByRole('button', { name: 'サインインする' }).click();
    await guest.getByRole('button', { name: '登録を始める' }).click();
    const secret = (await guest.locator('code').first().textContent()) ?? '';
    const epoch = Math.floor(world.clock.nowMs() / 1000);
    await guest.getByLabel('認証アプリの6桁の数字').fill(await generate({ secret, epoch }));
    await guest.getByRole('button', { name: '確かめる' }).click();
    await guest.getByRole('button', { name: '控えました' }).click();
    await guest.getByRole('heading', { name: 'コマの記録' }).waitFor();
    await guest.context().close();
  });
});
