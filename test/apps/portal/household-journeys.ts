import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { InvitationsService } from '#api/accounts/invitations.service.js';
import { SetupService } from '#api/accounts/setup.service.js';
import {
  accessibilityFaults,
  type Complaints,
  darkAndLargeFaults,
  openPage,
  overflows,
  screenshot,
  signIn,
} from './browser.js';
import { PASSWORD, type PortalWorld } from './portal-world.js';

const NEW_PASSWORD = 'four quiet green hills';

/** What the API refused is answered by the page in words, and by the browser with a line on its console. */
const EXPECTED_COMPLAINT = /status of (400|401|403|409|422)/;

/** A resident's papers, people and doors, on a phone; in the world of `journeys.test.ts`, which takes seconds to make. */
export function householdJourneys(at: () => { readonly world: PortalWorld; readonly browser: Browser }): void {
  const opened: Complaints[] = [];

  after(() => {
    const unexpected = opened.flatMap(({ list }) => list).filter((text) => !EXPECTED_COMPLAINT.test(text));
    expect(unexpected).to.deep.equal([]);
  });

  async function open(email?: string, password = PASSWORD): Promise<Page> {
    const { world, browser } = at();
    const { page, complaints } = await openPage(browser, world.url);
    opened.push(complaints);
    if (email !== undefined) await signIn(page, email, password);
    return page;
  }

  /** Pictured, accessible, and no wider than the phone. */
  async function holds(page: Page, name: string): Promise<void> {
    await screenshot(page, `phone-${name}`);
    expect(await accessibilityFaults(page), name).to.deep.equal([]);
    expect(await overflows(page), `${name} is wider than the phone`).to.equal(false);
    expect(await darkAndLargeFaults(page, name), `${name}, dark and large`).to.deep.equal([]);
  }

  const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
  const letterTo = async (email: string) =>
    (await at().world.app.get(InvitationsService).notices(100)).find((notice) => notice.email === email)!;

  it('shows what a month comes to, what a correction changed, and opens the PDFs', async () => {
    const page = await open('sato@example.jp');
    await page.goto('/statements');
    await page.getByRole('heading', { name: '2026年7月分のお支払い額' }).waitFor();
    expect(await page.locator('.answer').textContent()).to.match(/^10,713\s*円$/);
    await page.getByText('2026年8月27日（木）').waitFor();
    const paid = page.getByRole('row', { name: 'うち、ご希望の電気への上乗せ' });
    expect(await paid.getByRole('cell').last().textContent(), 'cut to the yen').to.equal('123');
    await page.getByText('理由: 検針の訂正').waitFor();
    await page.getByText('1円は、次の月の分から差し引きます').waitFor();
    await page.getByText('引き落としができませんでした。次の月に、もう一度お願いします').waitFor();
    expect(await page.getByText('することは何もありません').count(), 'somebody must look after the balance').to.equal(
      0,
    );
    await holds(page, 'statements-bill');
    await page.getByText('2026年6月', { exact: false }).last().click();
    await page.getByText('2026年7月27日（月）に引き落としが済みました。').waitFor();
    const buttons = await page.getByRole('button', { name: /PDFをダウンロード/ }).all();
    expect(buttons.length).to.equal(3);
    for (const button of buttons) {
      const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
      expect(download.suggestedFilename()).to.match(/^B-\d{6}-\d{6}-[12]\.pdf$/);
      expect(
        readFileSync((await download.path())!)
          .subarray(0, 5)
          .toString(),
      ).to.equal('%PDF-');
    }
    // What the API refuses is said beside the button, which tries again; never a page of JSON.
    await page.route('**/pdf', (route) =>
      route.fulfill({ status: 422, json: { code: 'FILE_UNKNOWN', message: 'SECRET of the server' } }),
    );
    await buttons[0]!.click();
    await page.getByText('書類のファイルが見つかりません').waitFor();
    await page.unroute('**/pdf');
    await Promise.all([page.waitForEvent('download'), buttons[0]!.click()]);
    await page.getByText('書類のファイルが見つかりません').waitFor({ state: 'detached' });
    await page.getByText('お受取り（仕入明細書）').click();
    await page.getByRole('heading', { name: '2026年7月分のお受取額' }).waitFor();
    expect(await page.locator('.answer').textContent()).to.match(/^4,327\s*円$/);
    await page.getByText('うち、ご希望に合う電気として受け取った上乗せ').waitFor();
    await page.getByText('2026年8月19日').waitFor();
    await page.getByText('期日に、口座へお振込みします。').waitFor();
    await holds(page, 'statements-purchase');
    await page.context().close();
  });

  it('says that no month is closed yet, and where to look meanwhile', async () => {
    const page = await open('leaver@example.jp');
    await page.goto('/statements');
    await page.getByText('書類はまだありません').waitFor();
    await holds(page, 'statements-none');
    await page.getByRole('link', { name: '今月ここまでの金額を見る' }).click();
    await page.getByRole('heading', { name: /今月のおうちの電気/ }).waitFor();
    await page.context().close();
  });

  it('somebody new registers, comes by the link, chooses a password and signs in; the link works once', async () => {
    const page = await open();
    await page.goto('/register');
    await press(page, '登録を申し込む');
    await page.getByText('お名前を入力してください').waitFor();
    await page.getByLabel('お名前').fill('小川 みどり');
    await page.getByLabel('メールアドレス').fill('ogawa');
    await press(page, '登録を申し込む');
    await page.getByText('次の項目を確かめてください: メールアドレス').waitFor();
    await holds(page, 'register');
    await page.getByLabel('メールアドレス').fill('ogawa@example.jp');
    await press(page, '登録を申し込む');
    await page.getByRole('heading', { name: '受け付けました' }).waitFor();

    const link = `/password#${(await letterTo('ogawa@example.jp')).token}`;
    await page.goto(link);
    await page.getByLabel('新しいパスワード').fill(NEW_PASSWORD);
    await page.getByLabel('パスワードを表示する').check();
    expect(await page.getByLabel('新しいパスワード').getAttribute('type')).to.equal('text');
    await holds(page, 'choose-password');
    await press(page, 'パスワードを決める');
    await page.getByText('パスワードを決めました').waitFor();
    await signIn(page, 'ogawa@example.jp', NEW_PASSWORD);
    await page.getByText('供給地点を申し込む').waitFor();
    await page.context().close();

    const late = await open();
    await late.goto(link);
    await late.getByLabel('新しいパスワード').fill('another long password');
    await press(late, 'パスワードを決める');
    await late.getByText('この案内は使えません').waitFor();
    await late.context().close();
  });

  it('the first operator is set up with the token of the console, and led to a second factor', async () => {
    const page = await open();
    await page.goto('/setup');
    await page.getByLabel('設定の合言葉').fill('wrong');
    await page.getByLabel('お名前').fill('運営 はじめ');
    await page.getByLabel('メールアドレス').fill('operator@example.jp');
    await page.getByLabel('新しいパスワード').fill(NEW_PASSWORD);
    await press(page, '運営者を登録する');
    await page.getByText('この案内は使えません').waitFor();
    await holds(page, 'setup');
    await page.getByLabel('設定の合言葉').fill(at().world.app.get(SetupService).token!);
    await press(page, '運営者を登録する');
    await page.getByText('登録しました').waitFor();
    await page.getByRole('link', { name: 'サインイン' }).first().click();
    await page.getByLabel('メールアドレス').fill('operator@example.jp');
    await page.getByLabel('パスワード', { exact: true }).fill(NEW_PASSWORD);
    await press(page, 'サインインする');
    await page.getByText('この役割には2段階認証が必要です').waitFor();
    await page.context().close();
  });

  it('names a home, lets family look and ends it, changes the password and ends other devices', async () => {
    const page = await open('leaver@example.jp');
    const other = await open('leaver@example.jp');
    await page.goto('/account');
    await press(page, '呼び名を変える');
    await page.getByLabel('呼び名').fill('成城の家');
    await press(page, '保存する');
    await page.locator('.who', { hasText: '成城の家' }).waitFor();

    await page.getByLabel('今のパスワード').fill('not the password');
    await page.getByLabel('新しいパスワード').fill(NEW_PASSWORD);
    await press(page, 'パスワードを変える');
    await page.getByText('今のパスワードが違います').waitFor();
    await press(page, 'ほかの端末をすべて終わらせる');
    await page.getByText('ほかの端末をすべて終わらせる').waitFor({ state: 'detached' });
    await other.reload();
    await other.getByRole('button', { name: 'サインインする' }).waitFor();
    await other.context().close();
    await page.getByLabel('今のパスワード').fill(PASSWORD);
    await press(page, 'パスワードを変える');
    await page.getByText('パスワードを変えました').waitFor();
    await holds(page, 'account-changed');

    await page.getByRole('link', { name: '家族が見る' }).click();
    await page.getByText('ほかに見ている方はいません').waitFor();
    await page.getByLabel('ご家族のお名前').fill('山本 たろう');
    await page.getByLabel('メールアドレス').fill('taro@example.jp');
    await press(page, '招く');
    await page.getByText('見られるようにしました').waitFor();
    await page.getByText('taro@example.jp').waitFor();
    await holds(page, 'family-some');
    await press(page, '見られなくする');
    await page.getByText('ほかに見ている方はいません').waitFor();
    await page.context().close();
  });

  it('an account without a supply point of its own erases itself at once, and is told so', async () => {
    const page = await open('newcomer@example.jp');
    await page.goto('/account/data');
    await page.getByText('退会の手続きを読む').click();
    await page.getByText('契約した供給地点がないので、すぐに消えます').waitFor();
    await holds(page, 'leave-at-once');
    await page.getByText('読みました。取り消せないことがわかりました。').click();
    await press(page, '退会する');
    await page.getByText('お名前とメールアドレスを消しました').waitFor();
    await holds(page, 'left');
    await page.getByRole('link', { name: 'サインイン' }).click();
    await page.getByLabel('メールアドレス').fill('newcomer@example.jp');
    await page.getByLabel('パスワード', { exact: true }).fill(PASSWORD);
    await press(page, 'サインインする');
    await page.getByText('メールアドレスかパスワードが違います').waitFor();
    await page.context().close();
  });

  it('says at the door that it is a demonstration, before anybody gives a real name', async () => {
    const page = await open();
    await page.route('**/api/health/status', (route) => route.fulfill({ json: { status: 'ok', demonstration: true } }));
    await page.goto('/register');
    await page.getByText('登場する人も取引も架空です').waitFor();
    await holds(page, 'register-demonstration');
    await page.unroute('**/api/health/status');
    await page.reload();
    await page.getByLabel('お名前').waitFor();
    expect(await page.getByText('登場する人も取引も架空です').count()).to.equal(0);
    await page.context().close();
  });

  it('takes all data along, and leaves only after reading what that means', async () => {
    const page = await open('leaver@example.jp', NEW_PASSWORD);
    await page.goto('/account/data');
    const [download] = await Promise.all([page.waitForEvent('download'), press(page, 'ダウンロードする')]);
    const data = JSON.parse(readFileSync((await download.path())!, 'utf8'));
    expect(data.account.email).to.equal('leaver@example.jp');
    expect(data.supplyPointNames[0].name).to.equal('成城の家');
    await page.getByLabel('注文の日').fill('2026-05-18');
    const taking = press(page, 'この日の注文をダウンロードする');
    const [orders] = await Promise.all([page.waitForEvent('download'), taking]);
    const own = JSON.parse(readFileSync((await orders.path())!, 'utf8'));
    expect(own.length).to.be.greaterThan(0);
    for (const { participantId, end } of own) expect([participantId, end]).to.not.include.members([null]);
    await page.getByText('退会の手続きを読む').click();
    expect(await page.getByRole('button', { name: '退会する' }).isDisabled()).to.equal(true);
    await holds(page, 'leave');
    await page.getByText('読みました。取り消せないことがわかりました。').click();
    await press(page, '退会する');
    await page.getByText('退会を受け付けました').waitFor();
    await page.getByText('2028年5月18日').waitFor();
    // A second tab, or another day: said again in words, and nothing is done twice.
    await page.reload();
    await page.getByText('退会の手続きを読む').click();
    await page.getByText('読みました。取り消せないことがわかりました。').click();
    await press(page, '退会する');
    await page.getByText('退会は、もう受け付けています').waitFor();
    await page.goto('/settings');
    await page.getByText('おまかせ取引は止まっています').waitFor();
    await page.context().close();
  });
}
