const FIRST_KANA_BYTE = 0xa1;
const LAST_KANA_BYTE = 0xdf;
const KANA_OFFSET = 0xff61 - FIRST_KANA_BYTE;

/** The bytes of a text in JIS X 0201, one for each character, or undefined if a character has none. */
export function encodeJisX0201(text: string): Uint8Array | undefined {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const kana = code - KANA_OFFSET;
    if (code >= 0x20 && code <= 0x7e) bytes[at] = code;
    else if (kana >= FIRST_KANA_BYTE && kana <= LAST_KANA_BYTE) bytes[at] = kana;
    else return undefined;
  }
  return bytes;
}

/** The text of bytes in JIS X 0201, or undefined if a byte is no character. */
export function decodeJisX0201(bytes: Uint8Array): string | undefined {
  let text = '';
  for (const byte of bytes) {
    if (byte >= 0x20 && byte <= 0x7e) text += String.fromCharCode(byte);
    else if (byte >= FIRST_KANA_BYTE && byte <= LAST_KANA_BYTE) text += String.fromCharCode(byte + KANA_OFFSET);
    else return undefined;
  }
  return text;
}
