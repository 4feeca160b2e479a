/** Names in the characters of the banks' files: half-width katakana, JIS X 0201. */
export type { KanaErrorCode } from './error.js';
export { decodeJisX0201, encodeJisX0201 } from './jis-x0201.js';
export { type KanaStyle, PLAIN_KANA, toZenginKana } from './zengin-kana.js';
