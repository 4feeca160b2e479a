import type { KanaStyle } from '../kana/index.js';

/** What one bank wants otherwise than another. Ask the bank for its sheet (ファイルフォーマット); none is the standard. */
export interface ZenginSettings extends KanaStyle {
  /** 手形交換所番号, which nobody uses any more. */
  readonly clearingHouse: 'zeros' | 'spaces';
  /** 顧客コード1 and 2 that are not given. */
  readonly customerCodes: 'zeros' | 'spaces';
  /** What follows each record of 120 bytes. */
  readonly newline: 'none' | 'crlf';
  /** Whether the file ends with the byte 0x1A. */
  readonly endOfFile: boolean;
  /** 振込指定区分: 7 telegraphic, 8 by document, or blank. */
  readonly transferMethod: '7' | '8' | '';
}

/** What the sheets that we have read agree on most (formats.md 5d). */
export const DEFAULT_ZENGIN_SETTINGS: ZenginSettings = {
  longVowel: '-',
  extraSymbols: '',
  clearingHouse: 'zeros',
  customerCodes: 'zeros',
  newline: 'crlf',
  endOfFile: false,
  transferMethod: '7',
};
