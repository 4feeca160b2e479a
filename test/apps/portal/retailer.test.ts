import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { sayAnchored } from '#backtest/settled-month.js';
import { slotOf } from '#energy';
import { DEFAULT_ZENGIN_SETTINGS, parseDebits, printDebitAnswer, sha256 } from '#formats';
import { noonOf } from '../api/billed-month.js';
import { accessibilityFaults, BROWSER_TEST_MS, DESK, overflows, PHONE, screenshot } from './browser.js';
import { download, holds, press, type RetailerDesk, startRetailerDesk } from './retailer-desk.js';

const SCREENS = ['close', 'files', 'documents', 'payments'] as const;

describe('the retailer’s month in a real browser', function () {
  this.timeout(BROWSER_TEST_MS);
  let desk: RetailerDesk;
  const open: RetailerDesk['open'] = (...args) => desk.open(...args);

  before(async () => {
    desk = await startRetailerDesk();
  });

  after(async () => {
    expect(await desk.stop()).to.deep.equal([]);
  });

  it('says what a month lacks, and offers no button for one that cannot be closed', async () => {
    const page = await open(PHONE);
    await page.goto('/close?month=2026-06');
    await page.getByText('2026年6月分は、まだそろっていません').waitFor();
    await page.getByText('1440コマが精算されていません').waitFor();
    expect(await page.getByRole('button', { name: '締める' }).count()).to.equal(0);
    await holds(page, 'phone-retailer-close-lacking');
    await page.getByRole('button', { name: '次へ' }).click();
    await page.getByText('2026年7月分を締められます').waitFor();
    await page.getByRole('button', { name: '次へ' }).click();
    await page.getByText('2026年8月分は、まだ締められません').waitFor();
    for (const screen of ['files', 'documents'] as const) {
      await page.goto(`/${screen}?month=2026-07`);
      await page.getByText('月を締めると作られます').waitFor();
    }
    await page.context().close();
  });

  it('holds what was delivered against what was traded, by day, in both languages', async () => {
    const { energy } = (await desk.billing.exchange.call('GET', '/reports/months/2026-07')).body;
    const page = await open(PHONE);
    await page.goto('/deviations?month=2026-07');
    await page.getByText('約定のうち受渡済').waitFor();
    const tile = page.locator('.tiles .card', { hasText: 'ずれた回数' }).locator('.big');
    expect(await tile.textContent()).to.equal(energy.deviations.count.toLocaleString('en'));
    expect(await page.getByRole('row').count()).to.equal(32);
    await holds(page, 'phone-retailer-deviations-month');
    await page.getByRole('button', { name: '前へ' }).click();
    await page.getByText('この月の精算はまだありません').waitFor();
    await page.context().close();
    const english = await open(DESK, 'en');
    await english.goto('/deviations?month=2026-07');
    await english.getByText('of what was traded was delivered').waitFor();
    await holds(english, 'desk-retailer-deviations-en');
    await english.context().close();
  });

  it('closes the month after asking: shown under way, then with its control report', async () => {
    const page = await open();
    await page.goto('/close');
    await page.getByText('2026年7月分を締められます').waitFor();
    await holds(page, 'desk-retailer-close-ready');
    await press(page, '締める');
    await page.getByText('銀行へは自動では送りません').waitFor();
    // Five households are closed faster than anybody can look: as it stands among thousands.
    const progress = '**/api/billing/months/2026-07';
    await page.route(progress, async (route) => {
      const answer = await route.fetch();
      const body = { ...(await answer.json()), running: true, step: 'making PDFs', done: 120, total: 600 };
      await route.fulfill({ response: answer, json: body });
    });
    await press(page, '締める');
    await page.getByText('2026年7月分を締めています').waitFor();
    await page.getByRole('progressbar', { name: 'PDFを作っています' }).waitFor();
    await holds(page, 'desk-retailer-close-running');
    await page.unroute(progress);
    await page.getByText('2026年7月分は締めました').waitFor();
    await page.getByText('ご請求 5通 · 仕入明細書 2通 · 訂正 0通').waitFor();
    await page.getByText(/照合した\d+項目が、すべて一致しました/).waitFor();
    await page.getByText('照合の中身').click();
    await page.getByText('口座振替ファイルの合計').waitFor();
    await holds(page, 'desk-retailer-close-report');
    await page.context().close();
  });

  it('gives every file as the manifest has it, and the PDFs; what is missing is said in words', async () => {
    const page = await open();
    await page.goto('/close');
    await page.getByRole('link', { name: 'この月のファイル' }).click();
    await page.getByText('12個のファイル').waitFor();
    const name = 'settlement_monthly-202607-utf8.csv';
    const content = await download(page, `ダウンロード ${name}`);
    await page.getByText(sha256(content)).waitFor();
    expect(await page.getByText('送るとお金が動きます').count()).to.equal(2);

    await page.goto('/documents');
    const pdf = await download(page, 'PDF B-202607-000001-1.pdf');
    expect(pdf.subarray(0, 5).toString()).to.equal('%PDF-');
    rmSync(join(desk.billing.folder, 'pdf', 'B-202607-000002-1.pdf'));
    await press(page, 'PDF B-202607-000002-1.pdf');
    await page.getByText('書類のファイルが見つかりません').waitFor();
    expect(new URL(page.url()).pathname).to.equal('/documents');
    await page.getByText('仕入明細書', { exact: true }).click();
    await page.getByText('P-202607-000002', { exact: true }).waitFor();
    await page.context().close();
  });

  it('takes in the bank’s answer once, and says what is to be done about what failed', async () => {
    const page = await open(PHONE);
    await page.goto('/payments');
    await page.getByText('失敗した支払はありません').waitFor();
    const bytes = readFileSync(join(desk.billing.folder, 'zengin-debit-202607.txt'));
    const { requester, debits } = parseDebits(bytes, 'debits', '2026-08-05');
    const [poor, gone] = debits.map(({ customerNumber }) => customerNumber);
    const answers = debits.map((debit) => ({
      ...debit,
      result: debit.customerNumber === poor ? '1' : debit.customerNumber === gone ? '9' : '0',
    }));
    const answer = printDebitAnswer({ requester, debits: answers as never }, DEFAULT_ZENGIN_SETTINGS, 'answer').bytes;
    const send = (buffer: Uint8Array) =>
      page
        .locator('input[type=file]')
        .setInputFiles({ name: 'kekka.txt', mimeType: 'text/plain', buffer: Buffer.from(buffer) });
    await send(Buffer.from('nonsense'));
    await page.getByText('全銀の120文字の行になっていません').waitFor();
    await send(answer);
    await page.getByText('記帳しました。済み 2件、失敗 2件。').waitFor();
    await page.getByText('次の月の締めで、自動でもう一度お願いします').waitFor();
    await page.getByText('銀行に理由を問い合わせてください').waitFor();
    await holds(page, 'phone-retailer-payments-failed');
    const [, number] = /^(B-\d{6}-\d{6})-/.exec(gone!)!;
    await press(page, `この後どうするかを決める ${number}`);
    await page.getByLabel('確かめた結果').selectOption('accountReplaced');
    await page.getByText('新しい口座を「請求先」に登録してください').waitFor();
    await press(page, '決める');
    await page.getByText('ここを確かめてください').waitFor();
    await page.getByLabel('理由', { exact: true }).fill('銀行に電話: 口座が統合された');
    await holds(page, 'phone-retailer-payment-decision');
    await press(page, '決める');
    await page.getByText('別の口座に: 銀行に電話: 口座が統合された').waitFor();
    await page.getByText('口座の届けを出し直してもらい').waitFor();
    await send(answer);
    await page.getByText('この結果は、もう取り込まれています').waitFor();
    await page.getByText('済み', { exact: true }).click();
    await page.getByText(/^2件 [\d,]+円が済みました$/).waitFor();
    await page.context().close();
  });

  it('closes what was corrected later, with the reason that is printed on it', async () => {
    const { exchange } = desk.billing;
    const readings = [{ meterId: 'meter-baba', slot: slotOf('2026-07-10', 3), exportWh: 0, importWh: 40_000 }];
    await exchange.call('POST', '/readings/corrections', { readings });
    await exchange.scheduler.tick();
    await sayAnchored(exchange.app);
    exchange.clock.advanceTo(noonOf('2026-08-20'));
    const page = await open(PHONE);
    await page.goto('/close');
    await page.getByText('2026年7月分に、締めたあとの訂正があります').waitFor();
    await page.getByLabel('訂正の理由').fill('計器の確認による訂正');
    await holds(page, 'phone-retailer-close-changed');
    await press(page, '訂正分を締める');
    await press(page, '訂正分を締める');
    await page.getByText('2026年7月分は締めました').waitFor();
    await page.getByText('理由: 計器の確認による訂正').waitFor();
    await page.goto('/documents');
    await page.getByText('訂正 2版').waitFor();
    await page.goto('/files');
    await page.getByText('前の版 7個').waitFor();
    await page.context().close();
  });

  for (const [size, viewport] of [
    ['desk', DESK],
    ['phone', PHONE],
  ] as const) {
    for (const language of ['ja', 'en']) {
      it(`every screen of a closed month stands on a ${size} in ${language} and fits`, async () => {
        const page = await open(viewport, language);
        for (const screen of SCREENS) {
          await page.goto(`/${screen}?month=2026-07`);
          const name = `${size}-retailer-${screen}${language === 'ja' ? '' : '-en'}`;
          await screenshot(page, name);
          expect(await overflows(page), name).to.equal(false);
          // The other language and size are made of the same parts.
          if (size === 'desk' && language === 'ja') expect(await accessibilityFaults(page), name).to.deep.equal([]);
        }
        await page.context().close();
      });
    }
  }
});
