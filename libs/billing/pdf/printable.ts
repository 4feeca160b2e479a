import type { ParsedFont } from './fonts.js';

/** What stands in Japanese print for a character that the case does not have. */
export const GETA = '〓';

/**
 * A text as the font can print it: composed (NFC), variation selectors left out (the plain form of the character is printed),
 * and {@link GETA} for characters that the font lacks, which are added to `missing`. Invisible characters were refused when the
 * statement was made; one that comes this far is printed as geta too.
 */
export function printable(text: string, font: ParsedFont, missing: Set<string>): string {
  let result = '';
  for (const character of text.normalize('NFC')) {
    if (/[\u{FE00}-\u{FE0F}\u{E0100}-\u{E01EF}]/u.test(character)) continue;
    if (font.hasGlyphForCodePoint(character.codePointAt(0)!) && !/\p{C}/u.test(character)) {
      result += character;
    } else {
      missing.add(character);
      result += GETA;
    }
  }
  return result;
}
