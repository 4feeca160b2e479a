import { LEDGER_LINES } from '../ledger-lines.js';
import type { Statement } from '../types.js';
import { wholeYen } from '../yen.js';
import { type Answer, drawAnswer, drawHead, drawHeading, footOf, paymentFacts } from './draw-head.js';
import { drawNotes } from './draw-notes.js';
import { drawSources } from './draw-sources.js';
import { drawTable } from './draw-table.js';
import { exactKwh, monthJa, yen } from './figures.js';
import { notesOf } from './notes-of.js';
import { Sheet } from './sheet.js';
import { balanceRows, statementRows } from './statement-rows.js';
import { COLOURS, LEFT, RIGHT } from './theme.js';
import type { StatementPdf } from './types.js';

/** Titles of the two documents. */
export const TITLES = { bill: 'ご請求明細', purchase: '仕入明細書（お買取のお知らせ）' } as const;

/**
 * Typesets a bill or a purchase statement: the amount first, then where it comes from, line by line, then labels and notes.
 * A4, tagged, the font embedded as a subset. The same statement always gives the same bytes.
 *
 * @throws IchienError FONT_UNREADABLE
 */
export async function statementPdf(statement: Statement): Promise<StatementPdf> {
  const { kind, month, issuer, issuedDay } = statement;
  const title = `${monthJa(month)}分 ${TITLES[kind]}`;
  const sheet = new Sheet({
    title: `${title} ${statement.number}-${statement.version}`,
    author: issuer.nameJa,
    day: issuedDay,
    foot: footOf(statement),
  });
  const pointLabel = kind === 'bill' ? '供給地点特定番号' : '受電地点特定番号';
  drawHead(sheet, { ...statement, title, pointLabel });
  drawAnswer(sheet, answerOf(statement));
  if (kind === 'bill') drawSources(sheet, statement);

  const used = kind === 'bill' ? '使用電力量' : '売った電気';
  drawHeading(sheet, '内訳', 120);
  sheet.write(
    `${used} ${yen(statement.meteredKwh)} kWh（計量値 ${exactKwh(statement.meteredWh)} kWh）`,
    RIGHT,
    sheet.y - 17,
    { size: 8, colour: COLOURS.quiet, align: 'right' },
  );
  drawTable(sheet, ['項目', '数量', '単価（円）', '金額（円・税込）'], statementRows(statement));
  const balance = balanceRows(statement.totalYen, statement);
  if (balance.length > 0) {
    drawHeading(sheet, 'お支払いの精算', 80);
    drawTable(sheet, ['項目', '', '', '金額（円）'], balance);
  }
  if (statement.costParts.length > 0) {
    sheet.need(60);
    const rows = statement.costParts.map(({ labelJa, amountMillisen }) => ({
      label: labelJa,
      amount: yen(wholeYen(amountMillisen)),
    }));
    const of = kind === 'bill' ? '料金に' : 'お買取額に';
    drawTable(sheet, [`${of}含まれるもの（参考、1円未満切り捨て）`, '', '', '円・税込'], rows);
  }
  drawLabels(sheet, statement);
  drawNotes(sheet, notesOf(statement));
  return sheet.finish();
}

function answerOf({ kind, balance, payment, baseline }: Statement): Answer {
  const { payableYen } = balance;
  const toResident = (kind === 'purchase') === payableYen >= 0;
  const label = toResident ? 'お受取額' : 'お支払い額';
  return {
    label: payableYen === 0 ? `今回の${label}` : label,
    amountYen: Math.abs(payableYen),
    facts: paymentFacts(payment, balance, toResident ? 'お振込日' : 'お支払い日'),
    ...(baseline !== undefined && {
      sentence: {
        text: `${baseline.nameJa}（${yen(baseline.amountYen)}円）とくらべて ${gainJa(baseline.gainYen)}`,
        isGood: baseline.gainYen >= 0,
      },
    }),
  };
}

function gainJa(gainYen: number): string {
  if (gainYen === 0) return '同じ金額でした。';
  return gainYen > 0 ? `${yen(gainYen)}円 お得でした。` : `${yen(-gainYen)}円 損になりました。`;
}

function drawLabels(sheet: Sheet, { labels }: Statement): void {
  if (labels.length === 0) return;
  drawHeading(sheet, '電気の産地と環境価値', 30);
  for (const { line, energyWh, textJa } of labels) {
    sheet.need(72); // a place of the greatest length takes six lines
    const energy = `${exactKwh(energyWh)} kWh`;
    sheet.write(LEDGER_LINES[line].labelJa, LEFT, sheet.y + 0.5, { size: 8, colour: COLOURS.quiet });
    const height = sheet.fit(textJa, LEFT + 100, sheet.y, RIGHT - LEFT - 190, { size: 9, minSize: 7.5 });
    sheet.write(energy, RIGHT, sheet.y, { size: 9, align: 'right' });
    sheet.y += height + 3;
  }
}
