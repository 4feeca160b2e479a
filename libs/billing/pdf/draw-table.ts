import type { Sheet, TextStyle } from './sheet.js';
import { COLOURS, LEFT, RIGHT } from './theme.js';

/** A figure that stands with its decimal point in the column's line: `1,234.50`, or whole. */
export interface Row {
  readonly label: string;
  readonly quantity?: string;
  readonly unit?: string;
  readonly price?: string;
  readonly amount: string;
  /** A part of the row above: smaller, with its decimals. */
  readonly isDetail?: boolean;
  /** A sum: bold, under a line. */
  readonly isTotal?: boolean;
}

/** Heads of the four columns. */
export type TableHeads = readonly [label: string, quantity: string, price: string, amount: string];

/** Where the decimal points of the three columns of figures stand. */
const POINTS = { quantity: LEFT + 286, price: LEFT + 388, amount: RIGHT - 22 } as const;
const LABEL_WIDTH = 214;

/** A table whose figures are aligned on the decimal point. It goes on over pages, with its head on each. */
export function drawTable(sheet: Sheet, heads: TableHeads, rows: readonly Row[]): void {
  sheet.group('Table', () => {
    sheet.repeating(
      () => drawHeads(sheet, heads),
      () => {
        for (const [index, row] of rows.entries()) drawRow(sheet, row, index === 0);
      },
    );
  });
  sheet.y += 8;
}

function drawHeads(sheet: Sheet, [label, quantity, price, amount]: TableHeads): void {
  const style = { size: 7.5, colour: COLOURS.quiet } as const;
  sheet.group('TR', () => {
    sheet.write(label, LEFT, sheet.y, style, 'TH');
    sheet.write(quantity, POINTS.quantity + 34, sheet.y, { ...style, align: 'right' }, 'TH');
    sheet.write(price, POINTS.price + 16, sheet.y, { ...style, align: 'right' }, 'TH');
    sheet.write(amount, RIGHT, sheet.y, { ...style, align: 'right' }, 'TH');
  });
  sheet.y += 13;
  sheet.rule(sheet.y, COLOURS.quiet, 0.8);
  sheet.y += 2;
}

function drawRow(sheet: Sheet, row: Row, isFirst: boolean): void {
  const { label, quantity, unit, price, amount, isDetail = false, isTotal = false } = row;
  const size = isDetail ? 7.5 : isTotal ? 10.5 : 9;
  const style: TextStyle = { size, bold: isTotal, colour: isDetail ? COLOURS.quiet : COLOURS.ink };
  const x = isDetail ? LEFT + 12 : LEFT;
  const width = LABEL_WIDTH - (x - LEFT);
  const shrunk = Math.max(size * 0.8, Math.min(size, (size * width) / sheet.widthOf(label, style)));
  const labelHeight = Math.max(1, sheet.lines(label, width, { ...style, size: shrunk }).length) * shrunk * 1.45;
  const height = Math.max(labelHeight, size * 1.45) + (isDetail ? 1.5 : 2);
  sheet.need(height + 6);
  if (isTotal) sheet.rule(sheet.y, COLOURS.ink, 0.8);
  else if (!isDetail && !isFirst) sheet.rule(sheet.y);
  if (!isDetail) sheet.y += isTotal ? 6 : 4;
  const y = sheet.y;
  sheet.group('TR', () => {
    sheet.fit(label, x, y, width, { ...style, minSize: size * 0.8 }, 'TH');
    if (quantity !== undefined) {
      const end = figure(sheet, quantity, POINTS.quantity, y, style);
      if (unit !== undefined)
        sheet.write(unit, Math.max(end, POINTS.quantity + 15) + 3, y, { ...style, size: size - 1.5 }, 'TD');
    }
    if (price !== undefined) figure(sheet, price, POINTS.price, y, style);
    figure(sheet, amount, POINTS.amount, y, style);
  });
  sheet.y += height;
}

/** Sets a figure with its decimal point at `x`. @returns where it ends */
function figure(sheet: Sheet, text: string, x: number, y: number, style: TextStyle): number {
  const [whole = ''] = text.split('.');
  const left = x - sheet.widthOf(whole, style);
  sheet.write(text, left, y, style, 'TD');
  return left + sheet.widthOf(text, style);
}
