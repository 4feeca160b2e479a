import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import PDFDocument from 'pdfkit';
import { sfntOfWoff } from './sfnt-of-woff.js';

/** The part of a parsed font that is used here; the PDF library takes it in place of a file. */
export interface ParsedFont {
  readonly characterSet: readonly number[];
  hasGlyphForCodePoint(codePoint: number): boolean;
  glyphForCodePoint(codePoint: number): unknown;
}

/** BIZ UDPGothic in two weights. */
export interface Fonts {
  readonly regular: ParsedFont;
  readonly bold: ParsedFont;
}

let cached: Fonts | undefined;

/** The fonts, read and parsed once a process (docs/decisions/0016). @throws IchienError FONT_UNREADABLE */
export function loadFonts(): Fonts {
  cached ??= { regular: parse('400'), bold: parse('700') };
  return cached;
}

function parse(weight: '400' | '700'): ParsedFont {
  const { resolve } = createRequire(import.meta.url);
  const path = resolve(`@fontsource/biz-udpgothic/files/biz-udpgothic-japanese-${weight}-normal.woff`);
  // pdfkit parses a font file for every document, unless it is given one that it has parsed before.
  const document = new PDFDocument({ autoFirstPage: false, font: sfntOfWoff(readFileSync(path)) as unknown as string });
  const { font } = (document as unknown as { _font: { font: ParsedFont } })._font;
  fixGlyphs(font);
  return font;
}

/**
 * A parsed font remembers for each glyph the first character that asked for it, and documents take their text layer from there.
 * Asking for all of them in one order, plain ones first, makes every document's bytes independent of those before it.
 */
function fixGlyphs(font: ParsedFont): void {
  const plain = (code: number) =>
    (code >= 0x20 && code < 0x7f) || (code >= 0x3000 && code < 0x3100) || (code >= 0x4e00 && code < 0xa000);
  const codes = [...font.characterSet].sort((a, b) => a - b);
  for (const code of codes.filter(plain)) font.glyphForCodePoint(code);
  for (const code of codes) font.glyphForCodePoint(code);
}
