import type { Sheet } from './sheet.js';
import { COLOURS, LEFT, RIGHT } from './theme.js';

/** Notes at the end, each once, with a dot. */
export function drawNotes(sheet: Sheet, notes: readonly string[]): void {
  sheet.need(40);
  sheet.y += 4;
  sheet.rule(sheet.y);
  sheet.y += 8;
  const style = { size: 7.5, colour: COLOURS.quiet } as const;
  for (const note of new Set(notes)) {
    sheet.need(12);
    sheet.ornament((document) => document.circle(LEFT + 3, sheet.y + 3.9, 1.1).fill(COLOURS.quiet));
    sheet.paragraph(note, LEFT + 11, RIGHT - LEFT - 11, style);
    sheet.y += 1.5;
  }
}
