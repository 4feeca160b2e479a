import { expect } from 'chai';
import { BillingAccountRow } from '#api/billing/billing.entities.js';
import { Database } from '#api/database/database.js';
import { slotOf } from '#energy';
import { closeMonth } from '../api/billed-month.js';
import { spotFile } from '../api/spot-file.js';
import { BROWSER_TEST_MS, DESK, overflows, PHONE, screenshot } from './browser.js';
import { holds, press, type RetailerDesk, startRetailerDesk } from './retailer-desk.js';

const JULY = Array.from({ length: 31 * 48 }, (_, index) => slotOf('2026-07-01') + index);

describe('what the retailer enters, in a real browser', function () {
  this.timeout(BROWSER_TEST_MS);
  let desk: RetailerDesk;
  /** A billing account that a step took away: the next ones need it, even if that step breaks off. */
  let taken: BillingAccountRow | null = null;

  before(async () => {
    desk = await startRetailerDesk();
  });

  after(async () => {
    expect(await desk.stop()).to.deep.equal([]);
  });

  afterEach(async () => {
    const lost = taken;
    taken = null;
    if (lost === null) return;
    await desk.billing.exchange.app.get(Database).transaction(async (manager) => {
      if (!(await manager.existsBy(BillingAccountRow, { participantId: lost.participantId }))) await manager.save(lost);
    });
  });

  it('fuel adjustments by form: what is wrong is shown, another value is the next version', async () => {
    const page = await desk.open(PHONE);
    await page.goto('/prices?month=2026-07');
    await page.getByText('燃料費調整を登録する').click();
    await page.getByLabel('料金メニュー').selectOption('kepco-juryo-dento-a');
    const form = page.locator('form').filter({ hasText: '燃料費調整単価' });
    await page.getByLabel(/^燃料費調整単価/).fill('1.234');
    await form.getByRole('button', { name: '登録する' }).click();
    await page.getByText('ここを確かめてください。').first().waitFor();
    await holds(page, 'phone-retailer-prices-wrong');
    for (const [yen, shown] of [
      ['－1.23', '\u22121.23'],
      ['0.5', '0.50'],
    ] as const) {
      await page.getByLabel(/^燃料費調整単価/).fill(yen);
      await form.getByLabel('出典').fill('2026年7月分の公表');
      await form.getByRole('button', { name: '登録する' }).click();
      await page.getByText('登録しました。', { exact: true }).waitFor();
      await page.getByText(shown).first().waitFor();
    }
    await page.getByText('第2版 · 2026年7月分の公表').waitFor();
    await page.getByText('前の版 1個').click();
    await page.getByText('第1版 · 2026年7月分の公表').waitFor();
    await holds(page, 'phone-retailer-prices');
    await page.context().close();
  });

  it('prices by file: a row that is wrong is named, the file is taken whole and once', async () => {
    const page = await desk.open();
    await page.goto('/prices?month=2026-07');
    await page.getByText('1488コマのうち 0コマあります').first().waitFor();
    const send = (label: string, bytes: Uint8Array, name = 'スポット 2026.csv') =>
      page.getByLabel(label, { exact: true }).setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(bytes) });
    const good = spotFile(JULY, () => 1234);
    const bad = new TextEncoder().encode(new TextDecoder().decode(good).replace('2026/07/01,2,', '2026/07/01,99,'));
    await send('JEPXスポット市場の価格', bad);
    await page.getByText('3行目「時刻コード」: ここに入れられない値です。').waitFor();
    await holds(page, 'desk-retailer-prices-refused');
    await send('JEPXスポット市場の価格', good);
    await page.getByText('1488コマを登録しました。').waitFor();
    await page.getByText('1488コマ、すべてあります').waitFor();
    await send('JEPXスポット市場の価格', good);
    await page.getByText('すべて登録済みでした。').waitFor();
    await send('インバランス料金', Buffer.from('a,b'));
    await page.getByText('要る見出し（HとTの行）がありません').waitFor();

    await page.getByText('1コマだけ手で登録する').click();
    const form = page.locator('form').filter({ hasText: '不足の料金' });
    await form.getByLabel('日').fill('2026-07-10');
    await form.getByLabel(/^不足の料金/).fill('45.20');
    await form.getByLabel(/^余剰の料金/).fill('3');
    await form.getByLabel('出典').fill('公表値の訂正');
    await form.getByRole('button', { name: '登録する' }).click();
    await page.getByText('1488コマのうち 1コマあります').waitFor();
    await holds(page, 'desk-retailer-prices');
    await page.context().close();
  });

  it('a billing account that is missing is found, entered and corrected; its number is never shown', async () => {
    const { exchange } = desk.billing;
    await exchange.app.get(Database).transaction(async (manager) => {
      taken = await manager.findOneByOrFail(BillingAccountRow, { participantId: 'doi' });
      await manager.delete(BillingAccountRow, 'doi');
    });
    const page = await desk.open(PHONE);
    await page.goto('/close?month=2026-07');
    await page.getByText('1世帯に請求先の登録がありません').waitFor();
    await page.locator('main').getByRole('link', { name: '請求先' }).click();
    await page.getByText('未登録だけ').click();
    await press(page, '登録する doi');
    await press(page, 'この内容で登録する');
    await page.getByText('印のついた項目を確かめてください。').waitFor();
    await holds(page, 'phone-retailer-account-form');
    const fields: readonly (readonly [string | RegExp, string])[] = [
      ['名前', '土居 花子'],
      ['住所', '東京都世田谷区架空町1丁目1番'],
      ['契約番号', 'K000009'],
      ['供給地点特定番号', '０3999999000000000900'.padEnd(22, '0')],
      [/^契約の大きさ/, '40'],
      ['銀行番号', '9999'],
      ['銀行の名前', '実験銀行'],
      ['銀行名のカナ', 'ジツケンギンコウ'],
      ['支店番号', '001'],
      ['支店の名前', '本店'],
      ['支店名のカナ', 'ホンテン'],
      ['口座番号', '7654321'],
      ['口座名義（カナ）', '土居花子'],
    ];
    for (const [label, value] of fields) await page.getByLabel(label, { exact: true }).fill(value);
    await page.getByLabel('電気料金の払い方').selectOption('invoice');
    await press(page, 'この内容で登録する');
    await page.getByText('名義のカナを確かめてください').waitFor();
    await page.getByLabel('口座名義（カナ）').fill('ドイ ハナコ');
    await press(page, 'この内容で登録する');
    await page.getByText('未登録の参加者はいません。').waitFor();
    await page.getByText('すべて', { exact: true }).click();
    await page.getByText('実験銀行 本店 普通 ****321').waitFor();
    await press(page, '変更する doi');
    await page.getByText('いまは ****321').waitFor();
    expect(await page.content()).not.to.include('7654321');
    await page.getByLabel('名前', { exact: true }).fill('土居 はなこ');
    await press(page, '割引を足す');
    await page.getByLabel('明細書に出る名前').fill('セット割');
    await press(page, 'この内容で登録する');
    await page.getByText('印のついた項目を確かめてください。').waitFor();
    await page.getByLabel('毎月引く額（円、税込）').fill('330');
    await page.getByLabel('料金メニュー').selectOption('tepco-teiatsu-denryoku');
    await page.getByLabel(/^契約の大きさ/).fill('4');
    await page.getByText('直近12か月の最大で決める').click();
    await page.getByLabel('ここから下の契約が始まる月').selectOption('2026-09');
    await holds(page, 'phone-retailer-account-contract');
    await press(page, 'この内容で登録する');
    await page.getByText('土居 はなこ').waitFor();
    const { entries } = (await exchange.call('GET', '/billing/accounts/doi/contracts')).body;
    expect(entries.at(-1)).to.deep.include({ fromMonth: '2026-09' });
    expect(entries.at(-1).contract).to.deep.include({
      capacity: { unit: 'kW', amount: 4, isMeasured: true },
      discounts: [{ labelJa: 'セット割', amountYen: 330 }],
    });
    const { bank } = (await exchange.call('GET', '/billing/accounts/doi')).body;
    expect(bank.accountNumber, 'left empty, it stays').to.equal('7654321');
    await holds(page, 'phone-retailer-accounts');
    await page.context().close();
  });

  it('what the bank did with transfers and slips is booked by hand, held against what was asked', async () => {
    const { exchange } = desk.billing;
    expect((await closeMonth(exchange, '2026-07')).problem).to.equal(null);
    const asked = (await exchange.call('GET', '/billing/payments?state=asked')).body;
    const transfers = asked.filter(({ way }: any) => way === 'transfer');
    const slip = asked.find(({ way }: any) => way === 'invoice');
    const totalYen = transfers.reduce((sum: number, { amountYen }: any) => sum + amountYen, 0);
    const page = await desk.open(PHONE);
    await page.goto('/payments?month=2026-07');
    await page.getByText('振込の実行を記帳する').waitFor();
    const form = page.locator('form').filter({ hasText: '銀行が引き落とした合計' });
    await form.getByLabel('銀行が引き落とした合計（円）').fill(String(totalYen + 1));
    await form.getByLabel('実行された日').fill('2026-08-05');
    await press(page, '実行済みにする');
    await page.getByText('金額か日付が依頼と合いません').waitFor();
    await holds(page, 'phone-retailer-transfers-refused');
    await form.getByLabel('銀行が引き落とした合計（円）').fill(totalYen.toLocaleString('en'));
    await press(page, '実行済みにする');
    await page.getByText(`記帳しました。${transfers.length}件`).waitFor();
    await press(page, '実行済みにする');
    await page.getByText('もう記帳されています。').waitFor();

    await page.getByText('済み', { exact: true }).click();
    const [back] = transfers;
    await press(page, `戻ってきた振込を記帳する ${back.number}`);
    await page.getByLabel('金額（円）').fill(String(back.amountYen));
    await page.getByLabel('戻ってきた日').fill('2026-08-05');
    await page.getByLabel('銀行が示した理由').fill('口座なし');
    await holds(page, 'phone-retailer-payment-returned');
    await press(page, '記帳する');
    await page.getByText('失敗', { exact: true }).click();
    await page.getByText('銀行: 口座なし').waitFor();

    await page.getByText('依頼中', { exact: true }).click();
    await press(page, `入金を記帳する ${slip.number}`);
    await page.getByLabel('金額（円）').fill(String(slip.amountYen));
    await page.getByLabel('入金の日').fill('2026-08-05');
    await press(page, '記帳する');
    await page.getByText('済み', { exact: true }).click();
    await page.getByText(slip.number, { exact: true }).first().waitFor();
    await holds(page, 'phone-retailer-payments-paid');

    await press(page, `二重の入金を記帳する ${slip.number}`);
    await page.getByLabel('金額（円）').fill(String(slip.amountYen));
    await page.getByLabel('入金の日').fill('2026-08-05');
    await page.getByText('お客さまからの預り金になります').waitFor();
    await press(page, '記帳する');
    await page.getByText('二重に支払われた分').waitFor();
    await page.getByText('総合振込のファイルに返金が入ります').waitFor();
    await holds(page, 'phone-retailer-paid-twice');
    const household = await desk.openHousehold(slip.participantId, PHONE);
    await household.goto('/statements');
    await household.getByText('このご請求へ二重に').waitFor();
    await holds(household, 'phone-household-paid-twice');
    await household.context().close();
    await page.context().close();
  });

  it('a rate and a menu’s prices from a coming month on: said in words first, and refused where nobody would gain', async () => {
    const page = await desk.open(PHONE);
    await page.goto('/rules');
    await page.getByText('新しい単価を登録する').waitFor();
    await press(page, '単価を確かめる');
    await page.getByText('ここを確かめてください。').first().waitFor();
    await page.getByLabel('値段（円/kWh、税込）').fill('30');
    await page.getByLabel('根拠（決めた人や書類）').fill('取締役会 8月5日');
    await press(page, '単価を確かめる');
    await page.getByText('2026年9月から、卒FITの買取単価を 30.00 円/kWh にします').waitFor();
    await holds(page, 'phone-retailer-rate-asking');
    await press(page, 'この単価を登録する');
    await page.getByText('ご近所で売り買いしても得になる値段がなくなります').waitFor();
    await page.getByLabel('値段（円/kWh、税込）').fill('10');
    await press(page, '単価を確かめる');
    await press(page, 'この単価を登録する');
    await page.getByText('登録しました。監査ログに残りました。').waitFor();
    await page.getByRole('cell', { name: '2026-09-01' }).waitFor();

    await page.goto('/menus');
    await page.getByText('いまの料金').waitFor();
    await press(page, '料金を確かめる');
    await page.getByText('いまの料金と同じです').waitFor();
    await page.getByLabel(/^電力量料金 300kWhを超える分/).fill('42.5');
    await page.getByLabel('根拠（決めた人や書類）').fill('約款の改定');
    await page.getByLabel('変わる月').selectOption('2026-10');
    await press(page, '料金を確かめる');
    await holds(page, 'phone-retailer-menu-asking');
    await press(page, 'この料金を登録する');
    await page.getByRole('heading', { name: '2026年10月から' }).waitFor();
    await page.getByText('42.50').waitFor();
    await holds(page, 'phone-retailer-menus');
    await page.context().close();
  });

  for (const [size, viewport] of [
    ['desk', DESK],
    ['phone', PHONE],
  ] as const) {
    it(`stands in English on a ${size} and fits`, async () => {
      const page = await desk.open(viewport, 'en');
      for (const screen of ['prices', 'accounts', 'payments', 'menus', 'rules'] as const) {
        await page.goto(`/${screen}?month=2026-07`);
        const name = `${size}-retailer-${screen}-en`;
        await screenshot(page, name);
        expect(await overflows(page), name).to.equal(false);
      }
      await page.context().close();
    });
  }
});
