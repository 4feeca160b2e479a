import { COMPANY_FORMS } from './company-forms.js';
import { kanaRefusal } from './error.js';

/** What a bank does differently from others. */
export interface KanaStyle {
  /** How ー is written. */
  readonly longVowel: '-' | 'ｰ';
  /** Symbols that this bank takes besides `( ) - .` and space, of `/ , \ ｢ ｣`. */
  readonly extraSymbols: string;
}

/** What every bank takes. */
export const PLAIN_KANA: KanaStyle = { longVowel: '-', extraSymbols: '' };

/** Longest text that is looked at; the longest field of a bank file has 40 bytes. */
const MAX_TEXT_LENGTH = 200;
/** Full-width characters in the order of their half-width forms, U+FF61 to U+FF9F. */
const FULL_WIDTH =
  '。「」、・ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン゛゜';
const FIRST_HALF_WIDTH = 0xff61;
const SMALL = 'ァィゥェォャュョッヮヵヶ';
const LARGE = 'アイウエオヤユヨツワカケ';
/** Half-width kana that a ﾞ or a ﾟ may follow. */
const VOICED = /[ｳｶ-ﾄﾊ-ﾎ]$/;
const HALF_VOICED = /[ﾊ-ﾎ]$/;
const HYPHENS = /[‐‑−]/;
const PLAIN = /[0-9A-Z ().-]/;

/**
 * Writes a name in the characters of the banks' files (全銀協使用可能文字: pca.jp z1_zengin.html, jinjer 900002885563): digits,
 * A to Z, half-width katakana without small ones and without ヲ, ﾞ and ﾟ apart, and few symbols. Each character of the result
 * is one byte of JIS X 0201. Hiragana, katakana of both widths, Latin letters of both widths and company forms (株式会社) are
 * carried over; nothing is guessed, left out or replaced by something like it. What is written so already stays as it is.
 *
 * @param maxBytes room in the field, counted after ﾞ and ﾟ are split off
 * @throws IchienError KANA_CHARACTER_INVALID with character and position (kanji, other symbols), KANA_EMPTY, KANA_TOO_LONG
 */
export function toZenginKana(text: string, maxBytes: number, style: KanaStyle = PLAIN_KANA): string {
  if (text.length > MAX_TEXT_LENGTH) throw tooLong(text, text.length, maxBytes);
  let kana = '';
  let at = 0;
  while (at < text.length) {
    const form = COMPANY_FORMS.find(([name]) => text.startsWith(name, at));
    if (form === undefined) {
      const character = String.fromCodePoint(text.codePointAt(at)!);
      kana += characterToKana(character, kana, style) ?? refuseCharacter(text, character, at);
      at += character.length;
      continue;
    }
    const [name, short] = form;
    const before = kana.trim();
    const after = text.slice(at + name.length).trimStart();
    kana = `${before}${before === '' ? '' : '('}${short}${after === '' ? '' : ')'}`;
    at = text.length - after.length;
  }
  kana = kana.trim();
  if (kana === '') throw kanaRefusal('KANA_EMPTY', text, 'it is empty.', 'Give the name as the bank book has it.');
  if (kana.length > maxBytes) throw tooLong(text, kana.length, maxBytes);
  return kana;
}

/** The half-width characters of one character, or undefined if it has none. @param before what was written so far */
function characterToKana(character: string, before: string, style: KanaStyle): string | undefined {
  const latin = halfWidthLatin(character);
  if (latin !== undefined) return PLAIN.test(latin) || style.extraSymbols.includes(latin) ? latin : undefined;
  let kana = '';
  for (const part of fullWidthKatakana(character).normalize('NFD')) {
    const half = partToKana(part, before + kana, style);
    if (half === undefined) return undefined;
    kana += half;
  }
  return kana;
}

/** Space and letters as ASCII; undefined for everything else. */
function halfWidthLatin(character: string): string | undefined {
  if (character === '\u3000') return ' ';
  if (HYPHENS.test(character)) return '-';
  if (character === '¥' || character === '￥') return '\\';
  const code = character.codePointAt(0)!;
  const ascii = code >= 0xff01 && code <= 0xff5e ? code - 0xfee0 : code;
  return ascii >= 0x20 && ascii <= 0x7e ? String.fromCharCode(ascii).toUpperCase() : undefined;
}

function fullWidthKatakana(character: string): string {
  const code = character.codePointAt(0)!;
  if (code >= 0x3041 && code <= 0x3096) return String.fromCharCode(code + 0x60); // hiragana
  return FULL_WIDTH[code - FIRST_HALF_WIDTH] ?? character;
}

/** @param part a full-width katakana, or the mark that normalization took off it */
function partToKana(part: string, before: string, style: KanaStyle): string | undefined {
  if (part === '゛' || part === '\u3099') return VOICED.test(before) ? 'ﾞ' : undefined;
  if (part === '゜' || part === '\u309a') return HALF_VOICED.test(before) ? 'ﾟ' : undefined;
  if (part === 'ー') return style.longVowel;
  if (part === 'ヲ') return undefined;
  const large = LARGE[SMALL.indexOf(part)] ?? part;
  const index = FULL_WIDTH.indexOf(large);
  if (index < 0) return undefined;
  const half = String.fromCharCode(FIRST_HALF_WIDTH + index);
  return '。「」、・'.includes(large) && !style.extraSymbols.includes(half) ? undefined : half;
}

function refuseCharacter(text: string, character: string, at: number): never {
  const position = [...text.slice(0, at)].length + 1;
  const what = `character ${position}, "${character}" (U+${hex(character)}), cannot stand in a bank file.`;
  const fix = /\p{Script=Han}/u.test(character)
    ? 'Give the reading in katakana, as the bank book has it.'
    : 'Write it as the bank book has it: katakana, A to Z, digits, ( ) - . and space.';
  throw kanaRefusal('KANA_CHARACTER_INVALID', text, what, fix, position);
}

function hex(character: string): string {
  return character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
}

function tooLong(text: string, bytes: number, maxBytes: number) {
  const fix = 'Shorten it as the bank has it registered.';
  return kanaRefusal('KANA_TOO_LONG', text, `it takes ${bytes} bytes of ${maxBytes}.`, fix);
}
