import { expect } from 'chai';
import { adjustmentOf, adjustmentPdf, billOf, purchaseOf, type Statement, statementPdf } from '#billing';
import { billInput, buyerPostings, charges, issuer, payment, purchaseInput } from '../example-month.js';
import { type Piece, readPdf } from './read-pdf.js';

const MARGIN = 48;
const RIGHT = 595.28 - MARGIN;

/** Nothing is cut off: every piece of text stands inside the margins, and above the foot unless it is the foot. */
function expectInside(pieces: readonly Piece[]): void {
  for (const { text, left, right, bottom } of pieces) {
    expect(left, text).to.be.at.least(MARGIN - 0.1);
    expect(right, text).to.be.at.most(RIGHT + 0.1);
    expect(bottom, text).to.be.within(30, 841.89 - 36);
  }
}

function named(nameJa: string): Statement {
  return billOf(billInput({ addressee: { ...billInput().addressee, nameJa } }));
}

describe('statementPdf', () => {
  it('says the amount, whom, what for and by which rules', async () => {
    const { bytes, pages, missingCharacters } = await statementPdf(billOf(billInput()));
    expect([pages, missingCharacters]).to.deep.equal([1, []]);
    const { text, pieces, title, language, isTagged, roles } = await readPdf(bytes);
    expect(title).to.equal('2026年7月分 ご請求明細 B-202607-000123-1');
    expect([language, isTagged]).to.deep.equal(['ja', true]);
    for (const role of ['Document', 'H1', 'H2', 'P', 'Table', 'TR', 'TH', 'TD'])
      expect(roles.has(role), role).to.equal(true);
    const said = [
      '成城花子様',
      '登録番号T7123456789012',
      '03-0000-1234-5678-9012-3456',
      'お支払い額10,713円',
      'お支払い日2026年8月27日',
      'みどり銀行中央支店普通****567',
      '1,604円お得でした',
      '使用電力量300kWh（計量値300.400kWh）',
      'ご近所の電気120.500kWh14.341,727',
      '電力会社の料金179.900kWh6,473',
      '燃料費調整額180kWh−1.23−221.40',
      '再エネ賦課金300kWh4.181,254',
      'うち10％対象（税込）10,712',
      'うち消費税（10％）973',
      '託送料金相当額',
      '世田谷区産太陽光（環境価値:確定前）',
      '証書を使用していないため',
      '適格請求書',
    ];
    for (const each of said) expect(text, each).to.include(each);
    expectInside(pieces);
  });

  it("says a seller's month, its tax step and who owns the environmental value", async () => {
    const { text, title, pieces } = await readPdf((await statementPdf(purchaseOf(purchaseInput()))).bytes);
    expect(title).to.include('仕入明細書');
    const said = [
      'お受取額4,327円',
      '足りなかった分の精算2.000kWh−12.34−24',
      '環境価値は、買取契約により買取者（みどり町でんき株式会社）に帰属します',
      '2026年8月19日までに誤りのある旨のご連絡がない場合は、記載内容のとおり確認があったものとします',
      '391円のうち買取者が控除できるのは80％の312円',
      '控除できない額は買取価格に反映していません',
    ];
    for (const each of said) expect(text, each).to.include(each);
    expect(text).not.to.include('税制改正大綱');
    expectInside(pieces);
    const change = {
      sellerRegistrationNumber: 'T4011001098993',
      baseline: { nameJa: '全量を電力会社へ売った場合', amountYen: 5_000, source: '339.000 kWh' },
    };
    const registered = (await readPdf((await statementPdf(purchaseOf(purchaseInput(change)))).bytes)).text;
    expect(registered).to.include('T4011001098993');
    expect(registered).to.include('673円損になりました');
  });

  it('aligns figures on the decimal point', async () => {
    const { pieces } = await readPdf((await statementPdf(billOf(billInput()))).bytes);
    const point = (text: string) => {
      const piece = pieces.findLast((each) => each.text === text);
      expect(piece, text).not.to.equal(undefined);
      const [whole = ''] = text.split('.');
      return piece!.left + ((piece!.right - piece!.left) * widthOf(whole)) / widthOf(text);
    };
    for (const column of [
      ['935.25', '3,576.00', '2,184.00', '−221.40', '6,473', '10,713'],
      ['311.75', '29.80', '−1.23', '14.34'],
    ]) {
      for (const text of column) expect(point(text), text).to.be.closeTo(point(column[0]!), 0.5);
    }
  });

  it('goes on over pages with the head of the table on each', async () => {
    const many = Array.from({ length: 120 }, (_, index) => ({
      ...charges[1]!,
      labelJa: `電力量料金 その${index + 1}`,
    }));
    const { bytes, pages } = await statementPdf(billOf(billInput({ charges: [...many, charges[4]!] })));
    expect(pages).to.equal(4);
    const { pieces, text } = await readPdf(bytes);
    expectInside(pieces);
    for (let page = 1; page <= 3; page++) {
      expect(pieces.some((piece) => piece.page === page && piece.text.includes('金額（円'))).to.equal(true);
    }
    expect(text).to.include('4/4');
    for (let index = 1; index <= 120; index++) expect(text).to.include(`その${index}`);
  });

  it('shrinks or breaks long texts and loses none of them', async () => {
    const long = '東京都世田谷区成城学園前コミュニティ電力組合第三街区集会所管理委員会'.repeat(5);
    const word = 'https://example.invalid/'.padEnd(190, 'x');
    const bill = billOf(
      billInput({
        addressee: { ...billInput().addressee, nameJa: long },
        issuer: { ...issuer, nameJa: long.slice(0, 180), addressJa: word, contactJa: long },
        payment: { ...payment, accountJa: long, methodJa: word },
        baseline: { nameJa: long, amountYen: 1, source: word },
        discounts: [{ labelJa: long, amountYen: 9 }],
      }),
    );
    const { text, pieces } = await readPdf((await statementPdf(bill)).bytes);
    expectInside(pieces);
    for (const each of [`${long}様`, word, long.slice(0, 180)]) expect(text).to.include(each);
    expect(text).to.include('円損になりました');
    const huge = { ...bill, balance: { payableYen: 9_999_999_999, carriedOutYen: 0 } };
    expect((await readPdf((await statementPdf(huge)).bytes)).text).to.include('9,999,999,999円');
  });

  it('prints markup as it stands, and geta for what the font lacks, and says so', async () => {
    const hostile = '(/JS) <script>&amp; \\) endstream %%EOF {{x}} 𠮷';
    const { bytes, missingCharacters } = await statementPdf(named(hostile));
    expect(missingCharacters).to.deep.equal(['𠮷']);
    const { text, title } = await readPdf(bytes);
    expect(text).to.include(`${hostile.replace('𠮷', '〓').replace(/\s/g, '')}様`);
    expect(title).not.to.include('JS');
    expect((await statementPdf(named('葛󠄀城 😀 مرحبا'))).missingCharacters).to.deep.equal(['😀', ...new Set('مرحبا')]);
    expect((await readPdf((await statementPdf(named('葛󠄀城'))).bytes)).text).to.include('葛城様');
    // What never went through billOf is shown safely too.
    const bill = billOf(billInput());
    const smuggled = { ...bill, addressee: { ...bill.addressee, nameJa: '\u202e子\u0000花\n' } };
    expect((await readPdf((await statementPdf(smuggled)).bytes)).text).to.include('〓子〓花〓様');
  });

  it('is the same to the byte, whatever was printed before it', async () => {
    const bill = billOf(billInput());
    const first = (await statementPdf(bill)).bytes;
    // U+2F00 and U+00A0 share glyphs with plain characters.
    await statementPdf(named('⼀⼆⼦ \u00a0‐−ｶﾞ が が'));
    await statementPdf(purchaseOf(purchaseInput()));
    const [again, beside] = await Promise.all([statementPdf(bill), statementPdf(named('別人'))]);
    expect(Buffer.compare(Buffer.from(first), Buffer.from(again.bytes))).to.equal(0);
    expect(Buffer.compare(Buffer.from(first), Buffer.from(beside.bytes))).not.to.equal(0);
    expect(first.length).to.be.lessThan(120_000);
  });

  it('shows what is carried over, and an amount that goes the other way', async () => {
    const small = billOf(
      billInput({
        noticesJa: ['7月のポイント 120点'],
        payment: { ...payment, rule: { minimumYen: 20_000 }, carriedInYen: 5 },
      }),
    );
    const { text } = await readPdf((await statementPdf(small)).bytes);
    for (const each of [
      '次回の明細で精算します',
      '前回からの繰越5',
      '次回へ繰り越す額10,718',
      '20,000円に満たない',
      '7月のポイント120点',
    ]) {
      expect(text, each).to.include(each);
    }
    const credit = billOf(billInput({ payment: { ...payment, carriedInYen: -11_000, isFinal: true } }));
    expect((await readPdf((await statementPdf(credit)).bytes)).text).to.include('お受取額287円');
  });
});

describe('adjustmentPdf', () => {
  it('says only the difference, and why', async () => {
    const account = 'participant:hanako';
    const next = billOf(
      billInput({
        version: 2,
        issuedDay: '2026-10-05',
        payment: { ...payment, dueDay: '2026-10-27' },
        origins: [],
        postings: [
          ...buyerPostings,
          { account, line: 'tradedSupply', energyWh: -10_000, amountMillisen: 14_200_000 },
          { account, line: 'residualSupply', energyWh: 10_000, amountMillisen: -36_400_000 },
        ],
      }),
    );
    const adjustment = adjustmentOf(billOf(billInput()), next, '7月12日の検針値の訂正')!;
    const { bytes } = await adjustmentPdf(adjustment);
    const { text, title, pieces } = await readPdf(bytes);
    expectInside(pieces);
    expect(title).to.equal('2026年7月分 ご請求明細（訂正） B-202607-000123-2');
    for (const each of [
      'お返しする額142円',
      '訂正の理由:7月12日の検針値の訂正',
      'ご近所の電気−10.000kWh1,727−142',
      '第2版',
    ]) {
      expect(text, each).to.include(each);
    }
    expect(Buffer.compare(Buffer.from(bytes), Buffer.from((await adjustmentPdf(adjustment)).bytes))).to.equal(0);
  });
});

/** Advance widths of the font's figures, in thousandths of an em. */
function widthOf(text: string): number {
  const widths: Record<string, number> = { '1': 630, '.': 310, ',': 310 };
  return [...text].reduce((sum, character) => sum + (widths[character] ?? 760), 0);
}
