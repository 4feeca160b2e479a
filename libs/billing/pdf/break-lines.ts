/** Not at the start of a line, nor at its end (行頭禁則, 行末禁則): the common ones of JIS X 4051. */
const NOT_FIRST = /^[、。，．・：；？！ー）」』】〉》〕］｝ぁぃぅぇぉっゃゅょァィゥェォッャュョ％%,.!?:;)\]}]/;
const NOT_LAST = /[（「『【〈《〔［｛([{]$/;

/**
 * Breaks a text into lines of at most `width`, between any two characters that Japanese rules allow, but not inside a word or
 * number of half-width characters that fits a line. No character is lost.
 *
 * @param widthOf width of a text; widths of parts add up
 */
export function breakLines(text: string, width: number, widthOf: (text: string) => number): string[] {
  const lines: string[] = [];
  let line = '';
  let used = 0;
  for (const piece of pieces(text, width, widthOf)) {
    const needed = widthOf(piece);
    if (line !== '' && used + needed > width) {
      lines.push(line.trimEnd());
      line = piece.trimStart();
      used = line === '' ? 0 : needed;
    } else {
      line += piece;
      used += needed;
    }
  }
  if (line !== '') lines.push(line);
  return lines;
}

/** The parts between which a line may end. */
function pieces(text: string, width: number, widthOf: (text: string) => number): string[] {
  const result: string[] = [];
  for (const part of text.match(/[!-~]+|\s|[^!-~\s]/gu) ?? []) {
    const last = result.at(-1);
    const joined = last !== undefined && (NOT_FIRST.test(part) || NOT_LAST.test(last)) ? last + part : undefined;
    if (joined !== undefined && widthOf(joined) <= width) result[result.length - 1] = joined;
    else if (widthOf(part) <= width) result.push(part);
    else result.push(...part); // a long word is broken anywhere
  }
  return result;
}
