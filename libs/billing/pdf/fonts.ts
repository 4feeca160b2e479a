import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import PDFDocument from 'pdfkit';
import { sfntOfWoff } from './sfnt-of-woff.js';

/** The part of a parsed font that is used here; the PDF library takes it in place of a file. */
export interface ParsedFont {
  readonly characterSet: readonly number[];
  readonly unitsPerEm: number;
  hasGlyphForCodePoint(codePoint: number): boolean;
  glyphForCodePoint(codePoint: number): { readonly advanceWidth: number };
}

/** One weight. */
export interface Face {
  readonly font: ParsedFont;
  /** Advance widths by code point, in parts of the size. */
  readonly widths: ReadonlyMap<number, number>;
}

/** BIZ UDPGothic in two weights. */
export interface Fonts {
  readonly regular: Face;
  readonly bold: Face;
}

let cached: Fonts | undefined;

/** The fonts, read and parsed once a process (docs/decisions/0016). @throws IchienError FONT_UNREADABLE */
export function loadFonts(): Fonts {
  cached ??= { regular: parse('400'), bold: parse('700') };
  return cached;
}

function parse(weight: '400' | '700'): Face {
  const { resolve } = createRequire(import.meta.url);
  const path = resolve(`@fontsource/biz-udpgothic/files/biz-udpgothic-japanese-${weight}-normal.woff`);
  // pdfkit parses a font file for every document, unless it is given one that it has parsed before.
  const document = new PDFDocument({ autoFirstPage: false, font: sfntOfWoff(readFileSync(path)) as unknown as string });
  const { font } = (document as unknown as { _font: { font: ParsedFont } })._font;
  return { font, widths: widthsOf(font) };
}

/**
 * The widths of all characters. A parsed font remembers for each glyph the first character that asked for it, and documents take
 * their text layer from there: asking for all of them in one order, plain ones first, makes every document's bytes
 * independent of those before it.
 */
function widthsOf(font: ParsedFont): Map<number, number> {
  const isPlain = (code: number) =>
    (code >= 0x20 && code < 0x7f) || (code >= 0x3000 && code < 0x3100) || (code >= 0x4e00 && code < 0xa000);
  const codes = [...font.characterSet].sort((a, b) => Number(isPlain(b)) - Number(isPlain(a)) || a - b);
  return new Map(codes.map((code) => [code, font.glyphForCodePoint(code).advanceWidth / font.unitsPerEm]));
}

/** Width of a text that the face can print, points. The font has no kerning, so characters simply add up. */
export function widthIn({ widths }: Face, text: string, size: number): number {
  let width = 0;
  for (const character of text) width += widths.get(character.codePointAt(0)!) ?? 1;
  return width * size;
}
