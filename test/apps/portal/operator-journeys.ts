import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { ROLES } from '#joining';
import {
  accessibilityFaults,
  DESK,
  darkAndLargeFaults,
  openPage,
  overflows,
  PHONE,
  screenshot,
  signIn,
} from './browser.js';
import { BUYER, openSignedIn, PASSWORD, type PortalWorld } from './portal-world.js';

/** What an operator does for people, devices and households; in the world of `operator.test.ts`, which takes seconds to make. */
export function operatorJourneys(
  at: () => { readonly world: PortalWorld; readonly browser: Browser; readonly operatorId: string },
): void {
  const open = async (path: string) => {
    const { world, browser, operatorId } = at();
    const { page } = await openSignedIn(
      browser,
      world,
      { accountId: operatorId, role: 'operator' },
      { viewport: DESK },
    );
    await page.goto(path);
    return page;
  };
  /** Pictured on a desk and on a phone, accessible, and no wider than either. */
  const holds = async (page: Page, name: string) => {
    await screenshot(page, `desk-operator-${name}`);
    expect(await accessibilityFaults(page), name).to.deep.equal([]);
    await page.setViewportSize(PHONE);
    await screenshot(page, `phone-operator-${name}`);
    expect(await overflows(page), name).to.equal(false);
    expect(await darkAndLargeFaults(page, `operator-${name}`), `${name}, dark and large`).to.deep.equal([]);
    await page.setViewportSize(DESK);
  };
  const press = (place: Page | ReturnType<Page['locator']>, name: string) =>
    place.getByRole('button', { name, exact: true }).click();
  const person = (page: Page, name: string) => page.locator('li.person', { hasText: name });

  it('links a supply point to an account, which then sees it, and takes it away again', async () => {
    const page = await open('/people');
    const suzuki = person(page, '鈴木 けん');
    await suzuki.getByText('操作').click();
    await press(suzuki, '供給地点をひもづける');
    await press(suzuki, '供給地点をひもづける');
    await suzuki.getByText('参加者の番号を入れてください').waitFor();
    await suzuki.getByLabel('参加者の番号').fill('nobody');
    await press(suzuki, '供給地点をひもづける');
    await press(suzuki, '供給地点をひもづける');
    await suzuki.getByText('その参加者はいません').waitFor();
    await suzuki.getByLabel('参加者の番号').fill('synthetic:buyer-3');
    await press(suzuki, '供給地点をひもづける');
    await suzuki.getByText('契約した本人だと確かめてから').waitFor();
    await holds(page, 'people-linking');
    await press(suzuki, '供給地点をひもづける');
    await suzuki.getByText('地点 2').waitFor();
    const { page: resident } = await openPage(at().browser, at().world.url);
    await signIn(resident, 'suzuki@example.jp', PASSWORD);
    const sees = (participantId: string) =>
      resident.evaluate(`fetch('/api/resident/points/${participantId}/home').then(({ status }) => status)`);
    expect([await sees(BUYER), await sees('synthetic:buyer-3')]).to.deep.equal([200, 200]);
    const linked = suzuki.locator('li', { hasText: 'synthetic:buyer-3' });
    await press(linked, '外す');
    await press(linked, '外す');
    await linked.waitFor({ state: 'detached' });
    expect([await sees(BUYER), await sees('synthetic:buyer-3')]).to.deep.equal([200, 404]);
    for (const each of [page, resident]) await each.context().close();
  });

  it('sees who was invited and has not come yet', async () => {
    const page = await open('/people');
    await page.getByLabel('メールアドレス').fill('guest@example.jp');
    await page.getByLabel('名前').fill('来客 のぞみ');
    await press(page, '招待する');
    await person(page, '来客 のぞみ').getByText('招待中（5月26日（火） 13:10 まで）').waitFor();
    await person(page, '来客 のぞみ').getByText('操作').click();
    await person(page, '来客 のぞみ').getByLabel('参加者の番号').fill('synthetic:buyer-4');
    await press(person(page, '来客 のぞみ'), '供給地点をひもづける');
    await press(person(page, '来客 のぞみ'), '供給地点をひもづける');
    await person(page, '来客 のぞみ').getByText('地点 1').waitFor();
    await holds(page, 'people-invited');
    await page.context().close();
  });

  it('gives a role of staff and takes it back; each time its owner is signed out', async () => {
    const page = await open('/people');
    const yamamoto = person(page, '山本 さくら');
    const { page: resident } = await openPage(at().browser, at().world.url);
    await signIn(resident, 'leaver@example.jp', PASSWORD);
    await yamamoto.getByText('操作').click();
    const offered = yamamoto.getByLabel('役割').locator('option');
    expect(
      await offered.evaluateAll((all) => all.map((each) => (each as unknown as { value: string }).value)),
    ).to.deep.equal(ROLES);
    await yamamoto.getByLabel('役割').selectOption('ward');
    await press(yamamoto, '役割を変える');
    await yamamoto.getByText('次のサインインで2段階認証を求めます').waitFor();
    await holds(page, 'people-role');
    await press(yamamoto, '役割を変える');
    await yamamoto.locator('.chip', { hasText: '区' }).waitFor();
    await resident.reload();
    await resident.getByLabel('メールアドレス').fill('leaver@example.jp');
    await resident.getByLabel('パスワード', { exact: true }).fill(PASSWORD);
    await press(resident, 'サインインする');
    await resident.getByText('この役割には2段階認証が必要です').waitFor();
    await yamamoto.getByLabel('役割').selectOption('resident');
    await press(yamamoto, '役割を変える');
    await press(yamamoto, '役割を変える');
    await yamamoto.locator('.chip', { hasText: '住民' }).waitFor();
    await signIn(resident, 'leaver@example.jp', PASSWORD);
    const operator = person(page, 'operator@example.jp');
    await operator.getByText('操作').click();
    await operator.getByLabel('役割').selectOption('auditor');
    await press(operator, '役割を変える');
    await press(operator, '役割を変える');
    await operator.getByText('最後の運営です').waitFor();
    for (const each of [page, resident]) await each.context().close();
  });

  it('enrols a device: its key is shown once, sends that meter’s readings, and ends', async () => {
    const page = await open('/devices');
    await page.getByText('機器はありません').waitFor();
    await page.getByLabel('計器の番号', { exact: true }).fill('no-such-meter');
    await page.getByLabel('使いみち').fill('屋根の太陽光');
    await press(page, '機器を登録する');
    await page.getByText('その計器はありません').waitFor();
    await page.goto('/participants');
    const meterId = (await page.getByRole('row').filter({ hasText: BUYER }).locator('td').first().textContent())!;
    await page.goto('/devices');
    await page.getByLabel('計器の番号', { exact: true }).fill(meterId);
    await page.getByLabel('使いみち').fill('屋根の太陽光');
    await press(page, '機器を登録する');
    await page.getByText('表示は今回だけです').waitFor();
    await page.locator('li.person', { hasText: '屋根の太陽光' }).waitFor();
    await holds(page, 'devices-key');
    const key = (await page.locator('.message code').textContent())!;
    const send = async () =>
      (
        await fetch(`${at().world.url}/api/readings`, {
          method: 'POST',
          headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
          body: JSON.stringify({ readings: [] }),
        })
      ).status;
    expect(await send(), 'known, and told that nothing was sent').to.equal(400);
    await page.reload();
    await page.getByLabel('計器の番号で絞る').fill('another');
    await page.getByText('機器はありません').waitFor();
    await page.getByLabel('計器の番号で絞る').fill(meterId);
    const device = page.locator('li.person', { hasText: '屋根の太陽光' });
    expect(await page.getByText(key).count()).to.equal(0);
    await press(device, '使えなくする');
    await press(device, '使えなくする');
    await page.getByText('機器はありません').waitFor();
    expect(await send()).to.equal(401);
    await page.context().close();
  });

  it('registers a market maker: what is wrong is marked, its terms are read first, its key is shown once', async () => {
    const page = await open('/participants');
    const form = page.locator('form');
    await form.getByLabel('参加者の番号').fill('maker');
    await form.getByLabel('計器の番号').fill('meter-maker');
    await form.getByLabel('買う値段').fill('20');
    await form.getByLabel('売る値段').fill('15');
    await form.getByLabel('注文の量').fill('５００');
    await press(form, 'マーケットメーカーを確かめる');
    await form.getByText('買う値段は、売る値段より低くします').waitFor();
    expect(await form.getByLabel('売る値段').getAttribute('aria-invalid')).to.equal('true');
    await holds(page, 'maker-wrong');
    await form.getByLabel('買う値段').fill('11.5');
    await press(form, 'マーケットメーカーを確かめる');
    await form.getByText('500 Wh ずつ、11.50 円/kWh で買い、15.00 円/kWh で売る').waitFor();
    await press(form, 'マーケットメーカーにする');
    await form.getByText('表示は今回だけです').waitFor();
    expect(await form.locator('.message code').textContent()).to.match(/^[0-9a-f]{64}$/);
    await holds(page, 'maker-registered');
    await page.getByRole('row').filter({ hasText: 'meter-maker' }).getByText('マーケットメーカー').waitFor();
    await press(form, 'マーケットメーカーを確かめる');
    await press(form, 'マーケットメーカーにする');
    await form.getByText('この供給地点は、もう参加しています').waitFor();
    await page.context().close();
  });

  it('is told when a household that left is due to be erased, and erases it; not before', async () => {
    const { world, browser } = at();
    const { page: resident } = await openPage(browser, world.url);
    await signIn(resident, 'leaver@example.jp', PASSWORD);
    await resident.goto('/account/data');
    await resident.getByText('退会の手続きを読む').click();
    await resident.getByText('読みました。取り消せないことがわかりました。').click();
    await press(resident, '退会する');
    await resident.getByText('退会を受け付けました').waitFor();
    await resident.context().close();
    const early = await open('/erasures');
    await early.locator('li.person', { hasText: 'synthetic:buyer-2' }).getByText('から消去できます').waitFor();
    expect(await early.getByRole('button', { name: '消去する' }).count()).to.equal(0);
    await holds(early, 'erasures-waiting');
    // As it is where fifty others are due before: what follows is the server's own next page.
    const others = Array.from({ length: 50 }, (_, n) => ({ participantId: `h-${n}`, requestedAtMs: 0, dueAtMs: 1 }));
    await early.route('**/api/joining/erasures?limit=50', (route) => route.fulfill({ json: others }));
    await early.reload();
    await early.locator('li.person', { hasText: 'h-49' }).waitFor();
    expect(await early.locator('li.person').count()).to.equal(50);
    await press(early, 'さらに見る');
    await early.locator('li.person', { hasText: 'synthetic:buyer-2' }).waitFor();
    await early.getByRole('button', { name: 'さらに見る' }).waitFor({ state: 'detached' });
    await early.context().close();
    world.clock.advanceTo(world.clock.nowMs() + 732 * 86_400_000);
    const page = await open('/');
    await page.getByText('消去する日が来た世帯が 1 件あります').waitFor();
    await page.getByRole('link', { name: '消去する世帯を見る' }).click();
    await page.getByText('消去する日が来ました').waitFor();
    await holds(page, 'erasures-due');
    await press(page, '消去する');
    await page.getByText('この世帯をたどれなくなります').waitFor();
    await press(page, '消去する');
    await page.locator('li.person', { hasText: 'synthetic:buyer-2' }).waitFor({ state: 'detached' });
    await page.goto('/people');
    await person(page, '来客 のぞみ').getByText('招待の期限切れ').waitFor();
    await holds(page, 'people-lapsed');
    await page.goto('/participants');
    await page.getByRole('row').filter({ hasText: 'synthetic:buyer-2' }).getByText('消去済').waitFor();
    await page.context().close();
  });
}
