/**
 * Text of a file in UTF-8, with or without byte order mark, or in Shift_JIS; undefined if it is neither. Japanese text in
 * Shift_JIS is never valid UTF-8, so the first that fits is the right one.
 */
export function decodeText(bytes: Uint8Array): string | undefined {
  for (const encoding of ['utf-8', 'shift_jis']) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes);
    } catch {
      // Not in this encoding.
    }
  }
  return undefined;
}
