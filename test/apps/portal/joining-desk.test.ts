import { createHash } from 'node:crypto';
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { AccountsService } from '#api/accounts/accounts.service.js';
import { ApplicationsService } from '#api/joining/applications.service.js';
import type { Role } from '#joining';
import {
  accessibilityFaults,
  BROWSER_TEST_MS,
  type Complaints,
  DESK,
  openPage,
  overflows,
  screenshot,
  signIn,
  startBrowser,
} from './browser.js';
import { BUYER, openSignedIn, PASSWORD, type PortalWorld, startPortalWorld } from './portal-world.js';

const EXPECTED_COMPLAINT = /status of (401|422)/;
const NARROW = { width: 360, height: 740 };
const FIRST = '第1条 電気は近所どうしで売り買いします。';
const SECOND = '第1条 電気は、ご近所どうしで売り買いします。\n第2条 <b>料金</b>は毎月お知らせします。';

describe('who joins and who lets join, in a real browser', function () {
  this.timeout(BROWSER_TEST_MS);
  let world: PortalWorld;
  let browser: Browser;
  let operator: Page;
  const opened: Complaints[] = [];

  before(async () => {
    world = await startPortalWorld();
    browser = await startBrowser();
    operator = await openStaff('operator');
  });

  after(async () => {
    await browser?.close();
    await world?.stop();
  });

  async function openStaff(role: Role): Promise<Page> {
    const newcomer = { email: `${role}@example.jp`, displayName: role, role, password: PASSWORD };
    const accountId = await world.app.get(AccountsService).create(newcomer);
    const { page, complaints } = await openSignedIn(browser, world, { accountId, role }, { viewport: DESK });
    opened.push(complaints);
    return page;
  }

  async function openResident(email: string): Promise<Page> {
    const { page, complaints } = await openPage(browser, world.url, { viewport: NARROW });
    opened.push(complaints);
    await signIn(page, email, PASSWORD);
    return page;
  }

  /** Pictured and accessible on a desk and on the narrowest phone, where nothing is wider than it. */
  async function holds(page: Page, name: string): Promise<void> {
    const before = page.viewportSize()!;
    for (const [size, viewport] of Object.entries({ desk: DESK, narrow: NARROW })) {
      if (before.width < DESK.width && size === 'desk') continue;
      await page.setViewportSize(viewport);
      await screenshot(page, `${size}-${name}`);
      expect(await overflows(page), `${size} ${name}`).to.equal(false);
    }
    expect(await accessibilityFaults(page), name).to.deep.equal([]);
    await page.setViewportSize(before);
  }

  const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
  const sha256Of = (text: string) => createHash('sha256').update(text).digest('hex');

  it('contract documents: published by the operator, agreed to by who was selected, and asked for anew when one changed', async () => {
    const resident = await openResident('newcomer@example.jp');
    const applications = world.app.get(ApplicationsService);
    const people = await world.app.get(AccountsService).list('', 100);
    const { accountId } = people.find(({ email }) => email === 'newcomer@example.jp')!;
    const { applicationId } = await applications.submit(accountId, {
      side: 'buyer',
      supplyPointId: '0300111122223333444459',
      postcode: '1570066',
      address: '世田谷区成城9丁目',
      meterKind: 'smart',
      meterId: 'meter-tanaka',
      pv: null,
      startDay: '2026-05-01',
    });
    for (const step of ['findEligible', 'select'] as const)
      await applications.step(applicationId, step, 'ward', { accountId });

    await resident.goto('/contract');
    await resident.getByText('運営がまだ公開していません').waitFor();
    expect(await resident.getByRole('button', { name: '読んで、同意する' }).count()).to.equal(0);
    await holds(resident, 'contract-no-documents');

    await operator.goto('/contract-documents');
    await operator.getByText('書類がまだありません').waitFor();
    await operator.getByLabel('書類の記号').fill('important-matters');
    await operator.getByLabel('書類の名前').fill('重要事項説明書');
    expect(await operator.getByRole('button', { name: '公開する' }).isDisabled()).to.equal(true);
    await operator.getByLabel('本文', { exact: true }).fill(FIRST);
    await press(operator, '公開する');
    await operator.getByText('「重要事項説明書」の1版を公開します').waitFor();
    await press(operator, '公開する');
    await operator.getByText('「重要事項説明書」の1版を公開しました').waitFor();
    await operator.getByText(sha256Of(FIRST)).waitFor();

    await resident.reload();
    await resident.getByText('下の書類を読んでから押してください').waitFor();
    await resident.getByText('重要事項説明書', { exact: true }).click();
    await resident.getByText(FIRST).waitFor();
    await press(resident, '読んで、同意する');
    await resident.getByText('契約済み').first().waitFor();
    await applications.enrol(applicationId, accountId, {
      participantId: 'tanaka',
      minSellPriceSen: 850,
      maxBuyPriceSen: 2500,
    });
    await resident.reload();
    await resident.getByText('参加中').first().waitFor();
    expect(await resident.getByText('新しい書類への同意のお願い').count(), 'nothing newer').to.equal(0);

    await operator.getByLabel('テキストのファイルから入れる').setInputFiles({
      name: 'photo.jpg',
      mimeType: 'image/jpeg',
      buffer: Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0x00]),
    });
    await operator.getByText('このファイルは読めません').waitFor();
    await operator.getByLabel('テキストのファイルから入れる').setInputFiles({
      name: 'important.txt',
      mimeType: 'text/plain',
      buffer: Buffer.from(SECOND),
    });
    await operator.getByText('このファイルは読めません').waitFor({ state: 'detached' });
    expect(await operator.getByLabel('本文', { exact: true }).inputValue()).to.equal(SECOND);
    await press(operator, '公開する');
    await holds(operator, 'operator-contract-documents-asking');
    await press(operator, '公開する');
    await operator.getByText('「重要事項説明書」の2版を公開しました').waitFor();
    await operator.getByText('同意 1人').waitFor();
    await operator.getByText('本文を読む').first().click();
    await operator.getByText('<b>料金</b>').waitFor();
    await holds(operator, 'operator-contract-documents');

    await resident.goto('/');
    await resident.getByRole('link', { name: '読んで、同意する' }).click();
    await resident.getByText('新しい書類への同意のお願い').waitFor();
    await resident.getByText('新しい版（2版', { exact: false }).click();
    await resident.getByText('<b>料金</b>').first().waitFor();
    await resident.getByText('同意ずみの版（1版', { exact: false }).click();
    await resident.getByText(FIRST).waitFor();
    await holds(resident, 'contract-newer');
    await press(resident, '読んで、同意する');
    await resident.getByText('新しい書類への同意を記録しました').waitFor();
    await resident.getByText('新しい書類への同意のお願い').waitFor({ state: 'detached' });
    await operator.reload();
    await operator.getByText('同意 1人').nth(1).waitFor();
    await resident.context().close();
  });

  it('participants from a file: mistakes row by row in Japanese, then all of them at once', async () => {
    const header =
      'email,displayName,participantId,meterId,supplyPointId,side,postcode,address,startDay,minSellPriceSen,maxBuyPriceSen,pvRatedW,pvSupport,pvFitEndDay';
    const row = (n: number, side: string, plant: string) =>
      `p${n}@example.jp,参加者${n},paper-${n},paper-meter-${n},03001111222233334445${10 + n},${side},1570066,世田谷区成城${n}丁目,2026-07-01,850,2500,${plant}`;
    const choose = (...rows: string[]) =>
      operator.getByLabel('CSVのファイルを選ぶ').setInputFiles({
        name: 'participants.csv',
        mimeType: 'text/csv',
        buffer: Buffer.from([header, ...rows].join('\r\n')),
      });
    await operator.goto('/imports');
    await operator.getByText('ファイルの形').click();
    await choose(
      row(1, 'owner', ',,'),
      row(2, 'seller', ',,'),
      row(3, 'both', '4500,fit,2026-08-31'),
      row(4, 'buyer', ',,').replace('paper-4', BUYER),
      row(5, 'seller', '4500,fit,'),
    );
    await operator.getByText('5か所に誤りがあります').waitFor();
    const lines = await operator.getByRole('row').allTextContents();
    for (const [at, column, words] of [
      ['2行目', 'side', 'seller（売る）'],
      ['3行目', '', '売るには太陽光発電が必要です'],
      ['4行目', '', '固定価格の買取が 8月31日'],
      ['5行目', 'participantId', 'もう登録されています'],
      ['6行目', 'pvFitEndDay', '固定価格の買取の最後の日'],
    ] as const) {
      const line = lines.find((text) => text.includes(at)) ?? '';
      expect(line).to.include(column);
      expect(line).to.include(words);
    }
    expect(await operator.getByRole('button', { name: '取り込む' }).count()).to.equal(0);
    await holds(operator, 'operator-imports-wrong');

    await choose(row(1, 'buyer', ',,'), row(2, 'seller', '4500,fit,2026-06-30'), row(3, 'both', '5500,nonFit,'));
    await operator.getByText('3行を確かめました').waitFor();
    await press(operator, '取り込む');
    await operator.getByText('3の供給地点を参加者として登録します').waitFor();
    await holds(operator, 'operator-imports-asking');
    await press(operator, '取り込む');
    await operator.getByText('3の供給地点を登録しました').waitFor();
    await operator.goto('/participants');
    await operator.getByText('paper-meter-3').waitFor();
  });

  it('nothing was blocked or failed on the way', () => {
    const unexpected = opened.flatMap(({ list }) => list).filter((text) => !EXPECTED_COMPLAINT.test(text));
    expect(unexpected).to.deep.equal([]);
  });
});
