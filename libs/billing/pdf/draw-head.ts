import type { Balance } from '../balance-due.js';
import type { Addressee, Issuer, Payment, Period } from '../types.js';
import { dayJa, supplyPoint, yen } from './figures.js';
import type { Sheet } from './sheet.js';
import { COLOURS, LEFT, PAGE, RIGHT } from './theme.js';

/** What the head of every document shows. */
export interface Head {
  readonly title: string;
  readonly number: string;
  readonly version: number;
  readonly issuedDay: string;
  readonly period: Period;
  readonly issuer: Issuer;
  readonly addressee: Addressee;
  /** 供給地点特定番号 or 受電地点特定番号. */
  readonly pointLabel: string;
}

/** Mark, title, whom it is for and who it is from. */
export function drawHead(sheet: Sheet, head: Head): void {
  const { title, number, version, issuedDay, period, issuer, addressee, pointLabel } = head;
  sheet.ornament((document) => {
    document
      .circle(LEFT + 6, 46, 4.6)
      .lineWidth(2.4)
      .stroke(COLOURS.sun);
  });
  sheet.write('いちえん', LEFT + 17, 40.5, { size: 11, bold: true });
  sheet.write(title, LEFT, 70, { size: 17, bold: true }, 'H1');
  const quiet = { size: 8, colour: COLOURS.quiet, align: 'right' } as const;
  sheet.write(`番号 ${number}${version > 1 ? `（第${version}版）` : ''}`, RIGHT, 41, quiet);
  sheet.write(`発行日 ${dayJa(issuedDay)}`, RIGHT, 54, quiet);

  const column = 250;
  let y = 105;
  y += sheet.fit(`${addressee.nameJa} 様`, LEFT, y, column, { size: 13, bold: true, minSize: 9 });
  y += 4;
  for (const text of [
    `ご利用期間 ${dayJa(period.fromDay)} 〜 ${dayJa(period.toDay)}`,
    `${pointLabel} ${supplyPoint(addressee.supplyPointId)}`,
  ]) {
    y += sheet.fit(text, LEFT, y, column, { size: 8, colour: COLOURS.quiet, minSize: 6 });
  }
  let right = 105;
  const x = RIGHT - 200;
  right += sheet.fit(issuer.nameJa, x, right, 200, { size: 9.5, bold: true, minSize: 7 });
  for (const text of [`登録番号 ${issuer.registrationNumber}`, issuer.addressJa, issuer.contactJa]) {
    right += sheet.fit(text, x, right, 200, { size: 7.5, colour: COLOURS.quiet, minSize: 6 });
  }
  sheet.y = Math.max(y, right) + 11;
}

/** The one figure that the reader came for. */
export interface Answer {
  readonly label: string;
  readonly amountYen: number;
  /** Beside it, such as when and how it is paid. */
  readonly facts: readonly (readonly [label: string, text: string])[];
  /** Below it, in a sentence: the comparison with a baseline. */
  readonly sentence?: { readonly text: string; readonly isGood: boolean };
}

/** The answer on its panel of paper. */
export function drawAnswer(sheet: Sheet, { label, amountYen, facts, sentence }: Answer): void {
  const factX = LEFT + 250;
  const factWidth = RIGHT - factX - 16;
  const style = { size: 9, minSize: 7 } as const;
  const heights = facts.map(([, text]) => factHeight(sheet, text, factWidth - 62, style));
  const sentenceLines = sentence === undefined ? [] : sheet.lines(sentence.text, RIGHT - LEFT - 32, { size: 9.5 });
  const factsHeight = heights.reduce((sum, each) => sum + each, 0);
  const height = Math.max(76, 24 + factsHeight) + sentenceLines.length * 15 + (sentenceLines.length > 0 ? 5 : 0);
  const top = sheet.y;
  sheet.ornament((document) => {
    document.roundedRect(LEFT, top, RIGHT - LEFT, height, 8).fill(COLOURS.paper);
  });
  sheet.write(label, LEFT + 16, top + 13, { size: 9.5, colour: COLOURS.quiet });
  const figure = yen(amountYen);
  const size = figure.length > 12 ? 22 : 32;
  sheet.write(figure, LEFT + 16, top + 30, { size, bold: true });
  const unitX = LEFT + 16 + sheet.widthOf(figure, { size, bold: true }) + 5;
  sheet.write('円', unitX, top + 30 + size - 15, { size: 13, bold: true });
  let y = top + 14;
  for (const [index, [name, text]] of facts.entries()) {
    sheet.write(name, factX, y, { size: 8, colour: COLOURS.quiet });
    sheet.fit(text, factX + 62, y, factWidth - 62, style);
    y += heights[index]!;
  }
  const colour = sentence?.isGood === true ? COLOURS.leaf : COLOURS.warn;
  for (const [index, line] of sentenceLines.entries()) {
    const lineY = top + height - 10 - (sentenceLines.length - index) * 15 + 2;
    sheet.write(line, LEFT + 16, lineY, { size: 9.5, colour });
  }
  sheet.y = top + height + 14;
}

function factHeight(sheet: Sheet, text: string, width: number, { size, minSize }: { size: number; minSize: number }) {
  const shrunk = Math.max(minSize, Math.min(size, (size * width) / sheet.widthOf(text, { size })));
  return sheet.lines(text, width, { size: shrunk }).length * shrunk * 1.45 + 4;
}

/** What is to be paid now, as facts beside the answer. */
export function paymentFacts(payment: Payment, balance: Balance, dayLabel: string): Answer['facts'] {
  if (balance.payableYen === 0) {
    const text = balance.carriedOutYen === 0 ? 'お支払い・お振込はありません' : '次回の明細で精算します';
    return [['精算', text]];
  }
  return [
    [dayLabel, dayJa(payment.dueDay)],
    ['方法', payment.methodJa],
    ['口座', payment.accountJa],
  ];
}

/** Foot of every page. */
export function footOf({ issuer, number, version }: Pick<Head, 'issuer' | 'number' | 'version'>): string {
  return `${number}-${version}  ${issuer.nameJa}  ${issuer.contactJa}`;
}

/** A small heading above a part. Keeps some lines of it on its page. */
export function drawHeading(sheet: Sheet, text: string, keep = 40): void {
  sheet.need(keep + 22);
  if (sheet.y > PAGE.margin) sheet.y += 4;
  sheet.write(text, LEFT, sheet.y, { size: 10.5, bold: true }, 'H2');
  sheet.y += 19;
}
