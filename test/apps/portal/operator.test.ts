import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { AccountsService } from '#api/accounts/accounts.service.js';
import { MarketService } from '#api/market/market.service.js';
import { addDays, dayOf } from '#energy';
import type { Role } from '#joining';
import {
  accessibilityFaults,
  BROWSER_TEST_MS,
  type Complaints,
  DESK,
  darkAndLargeFaults,
  openPage,
  overflows,
  PHONE,
  screenshot,
  settled,
  signIn,
  startBrowser,
} from './browser.js';
import { operatorJourneys } from './operator-journeys.js';
import { nextSlot, openSignedIn, PASSWORD, type PortalWorld, startPortalWorld } from './portal-world.js';

const SIZES = { desk: DESK, phone: PHONE } as const;
const EXPECTED_COMPLAINT = /status of 401/;

describe('what an operator changes, in a real browser', function () {
  this.timeout(BROWSER_TEST_MS);
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
  const open = (role: string, viewport = DESK) =>
    openSignedIn(browser, world, { accountId: accounts.get(role)!, role: role as Role }, { viewport });

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
      expect(await darkAndLargeFaults(page, `${name}-english-rules`), 'dark and large').to.deep.equal([]);
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
    await page.getByRole('row').filter({ hasText: 'waived-1' }).waitFor();
    expect(await page.getByText('新しいきまりを登録する').count()).to.equal(0);
    await page.context().close();
  });

  it('enters a published CO2 factor after asking; it stands in the list from its day on', async () => {
    const { page } = await open('operator', PHONE);
    await page.goto('/rules');
    await page.getByRole('button', { name: '係数を確かめる' }).click();
    for (const field of ['いつの電気から', '排出係数（g/kWh）', '出典']) {
      expect(await page.getByLabel(field).getAttribute('aria-invalid'), field).to.equal('true');
    }
    await page.getByLabel('いつの電気から').fill('2026-04-01');
    await page.getByLabel('排出係数（g/kWh）').fill('４２１');
    await page.getByLabel('出典').fill('環境省 令和7年度（例）');
    await page.getByRole('button', { name: '係数を確かめる' }).click();
    await page.getByRole('alertdialog').getByText('421 g/kWh で計算します').waitFor();
    await page.getByRole('button', { name: 'この係数を登録する' }).click();
    const line = page.locator('li', { hasText: '2026-04-01' });
    await line.getByText('421 g/kWh').waitFor();
    await line.getByText('有効').waitFor();
    await screenshot(page, 'phone-operator-co2');
    expect(await overflows(page)).to.equal(false);
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    await page.context().close();
  });

  it('gives a reward after asking, once; it stands in the list, and the fund has a list of its own', async () => {
    const { page, complaints } = await open('operator', PHONE);
    await page.goto('/grants');
    await page.getByText('この月の報酬はまだありません').waitFor();
    await page.getByRole('button', { name: '内容を確かめる' }).click();
    for (const field of ['日', 'ご家庭のID', '金額（円）', '登録の番号']) {
      expect(await page.getByLabel(field, { exact: true }).getAttribute('aria-invalid'), field).to.equal('true');
    }
    await page.getByLabel('日', { exact: true }).fill('2026-05-18');
    await page.getByLabel('時間').selectOption('27');
    await page.getByLabel('ご家庭のID').fill('synthetic:seller-9');
    await page.getByLabel('金額（円）').fill('１２．５');
    await page.getByLabel('登録の番号').fill('dr-1');
    const enter = async () => {
      await page.getByRole('button', { name: '内容を確かめる' }).click();
      await page.getByRole('button', { name: 'この内容で登録する' }).click();
    };
    await enter();
    await page.getByText('その時間に参加していないご家庭です').waitFor();
    await page.getByLabel('ご家庭のID').fill('synthetic:seller-1');
    await page.getByRole('button', { name: '内容を確かめる' }).click();
    await page.getByRole('alertdialog').getByText('synthetic:seller-1 へ 12.50 円を払います').waitFor();
    await screenshot(page, 'phone-operator-grants-asking');
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    await page.getByRole('button', { name: 'この内容で登録する' }).click();
    await page.getByText('登録しました').waitFor();
    const line = page.locator('li', { hasText: 'grant:dr-1' });
    await line.getByText('精算待ち').waitFor();
    await line.getByText('12.50').waitFor();
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    expect(await overflows(page)).to.equal(false);
    await screenshot(page, 'phone-operator-grants-entered');
    await page.getByText('地域原資', { exact: true }).first().click();
    await page.getByText('この月の地域原資はまだありません').waitFor();
    expect(complaints.list.filter((text) => !/status of 4(01|22)/.test(text))).to.deep.equal([]);
    await page.context().close();
  });

  it('locks an account with a reason: signed out and told why not; unlocked it signs in again; both in the audit log', async () => {
    const { page: resident } = await openPage(browser, world.url);
    await signIn(resident, 'leaver@example.jp', PASSWORD);
    const { page } = await open('operator');
    await page.goto('/people');
    const person = page.locator('li.person', { hasText: '山本 さくら' });
    await person.getByText('操作').click();
    await person.getByRole('button', { name: '利用を止める' }).click();
    await person.getByRole('button', { name: '利用を止める' }).click();
    await person.getByText('理由を書いてください').waitFor();
    await person.getByLabel('止める理由').fill('端末の紛失 <i>本人の申し出</i>');
    await person.getByRole('button', { name: '利用を止める' }).click();
    await person.getByText('すぐにサインアウトされ').waitFor();
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    await person.getByRole('button', { name: '利用を止める' }).click();
    await person.getByText('停止中', { exact: true }).waitFor();
    await person.getByText('端末の紛失 <i>本人の申し出</i>').waitFor();
    await screenshot(page, 'desk-operator-people-locked');
    expect(await accessibilityFaults(page)).to.deep.equal([]);
    await page.setViewportSize(PHONE);
    await screenshot(page, 'phone-operator-people-locked');
    expect(await overflows(page)).to.equal(false);
    await page.setViewportSize(DESK);

    await resident.goto('/');
    await resident.getByLabel('メールアドレス').fill('leaver@example.jp');
    await resident.getByLabel('パスワード', { exact: true }).fill(PASSWORD);
    await resident.getByRole('button', { name: 'サインインする' }).click();
    await resident.getByText('このアカウントの利用は止められています').waitFor();
    await screenshot(resident, 'phone-sign-in-locked');

    await person.getByRole('button', { name: '利用を再開する' }).click();
    await person.getByRole('button', { name: '利用を再開する' }).click();
    await person.getByText('停止中', { exact: true }).waitFor({ state: 'detached' });
    await resident.getByRole('button', { name: 'サインインする' }).click();
    await resident.getByRole('navigation').waitFor();
    await page.goto('/audit');
    for (const action of ['PUT /api/accounts/:accountId/lock', 'DELETE /api/accounts/:accountId/lock']) {
      await page.getByText(action).first().waitFor();
    }
    await page.getByText('まだ台帳に固定されていません').waitFor();
    for (const each of [page, resident]) await each.context().close();
  });

  it('from application to first order: the resident applies and agrees, the ward selects, the operator enrols', async () => {
    const { page: resident, complaints } = await openPage(browser, world.url);
    await signIn(resident, 'newcomer@example.jp', PASSWORD);
    await resident.goto('/apply');
    await resident.getByLabel('供給地点特定番号').fill('0300111122223333444459');
    await resident.getByLabel('メーターの番号').fill('meter-tanaka');
    await resident.getByLabel('郵便番号').fill('1570066');
    await resident.getByLabel('住所').fill('世田谷区成城9丁目');
    await resident.getByLabel('参加を始めたい日').fill('2026-05-01');
    await resident.getByLabel('固定価格の買取が終わる日').fill('2025-11-30');
    await resident.getByLabel('太陽光の出力').fill('4.5');
    await resident.getByRole('button', { name: '申し込む' }).click();
    await resident.getByText('申し込みました').waitFor();

    const { page: ward } = await open('ward');
    await ward.goto('/applications');
    const card = (page: Page) => page.locator('section.card', { hasText: '成城9丁目' });
    await card(ward).getByRole('button', { name: '要件を満たす', exact: true }).click();
    await card(ward).waitFor({ state: 'detached' });
    await ward.getByLabel('段階').selectOption('eligible');
    await card(ward).getByRole('button', { name: '選ぶ' }).click();
    await card(ward).waitFor({ state: 'detached' });

    const { page: operator } = await open('operator');
    await operator.goto('/applications');
    await settled(operator);
    expect(await card(operator).count(), 'nothing to enrol before the contract').to.equal(0);
    const published = await send(operator, '/api/joining/documents', {
      name: 'important-matters',
      title: '重要事項説明書',
      text: '電気は近所どうしで売り買いされます。',
    });
    expect(published).to.equal(201);

    await resident.goto('/contract');
    await resident.getByRole('button', { name: '読んで、同意する' }).click();
    await resident.getByRole('button', { name: '読んで、同意する' }).waitFor({ state: 'detached' });
    await screenshot(resident, 'phone-contract-agreed');

    await operator.reload();
    await card(operator).getByLabel('参加者の番号').fill('tanaka');
    await card(operator).getByRole('button', { name: '参加者として登録する' }).click();
    await screenshot(operator, 'desk-operator-enrol');
    expect(await accessibilityFaults(operator)).to.deep.equal([]);
    await card(operator).getByRole('button', { name: '参加者として登録する' }).click();
    await card(operator).waitFor({ state: 'detached' });
    await operator.goto('/participants');
    await operator.getByText('meter-tanaka').waitFor();
    await endContract(operator);

    const slot = world.app.get(MarketService).openSlots().at(-1)!;
    const order = {
      type: 'place',
      clientOrderId: 'first',
      participantId: 'tanaka',
      side: 'sell',
      priceSen: 1200,
      energyWh: 300,
    };
    await resident.goto('/');
    await resident.getByRole('navigation').waitFor();
    expect(await send(resident, `/api/slots/${slot}/commands`, order)).to.equal(200);
    const of = (participantId: string) => ({ ...order, participantId, clientOrderId: 'another' });
    expect(await send(resident, `/api/slots/${slot}/commands`, of('synthetic:seller-1')), 'not theirs').to.equal(404);
    await screenshot(resident, 'phone-newcomer-home');
    expect(await accessibilityFaults(resident)).to.deep.equal([]);
    expect(complaints.list.filter((text) => !/status of 40[14]/.test(text))).to.deep.equal([]);
    for (const each of [resident, ward, operator]) await each.context().close();
  });

  /** Ends the newest household's contract for a last day far off, so that it goes on trading here. */
  async function endContract(operator: Page): Promise<void> {
    await operator.getByRole('row', { name: 'tanaka' }).getByRole('button', { name: '契約を終える' }).click();
    const form = operator.locator('section', { has: operator.getByRole('heading', { name: 'tanaka の契約を終える' }) });
    await form.getByRole('button', { name: '契約を終える' }).click();
    await form.getByRole('button', { name: '契約を終える' }).click();
    await form.getByText('理由を書いてください。').waitFor();
    await form.getByLabel('理由').fill('転居のため');
    await form.getByLabel('契約の最終日').fill(addDays(dayOf(nextSlot(world)), 30));
    await form.getByRole('button', { name: '契約を終える' }).click();
    await screenshot(operator, 'desk-operator-end-contract');
    expect(await accessibilityFaults(operator)).to.deep.equal([]);
    await operator.setViewportSize(PHONE);
    await screenshot(operator, 'phone-operator-end-contract');
    expect(await accessibilityFaults(operator)).to.deep.equal([]);
    expect(await overflows(operator)).to.equal(false);
    await operator.setViewportSize(DESK);
    await form.getByRole('button', { name: '契約を終える' }).click();
    await form.getByText('tanaka の契約の終わりを登録しました。').waitFor();
    await operator.getByRole('row', { name: 'tanaka' }).getByText('転居のため').waitFor();
    await screenshot(operator, 'desk-operator-contract-ended');
  }

  /** Sends a change as the page's own script would. @returns the status */
  function send(page: Page, path: string, body: object): Promise<number> {
    const headers = "{ 'content-type': 'application/json' }";
    const text = JSON.stringify(JSON.stringify(body));
    return page.evaluate(
      `fetch('${path}', { method: 'POST', headers: ${headers}, body: ${text} }).then((it) => it.status)`,
    );
  }

  operatorJourneys(() => ({ world, browser, operatorId: accounts.get('operator')! }));
});
