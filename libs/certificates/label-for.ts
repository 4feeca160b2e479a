import { rateAt } from '#energy';
import { assertDay } from './assert-day.js';
import { assertText, certificateError } from './certificate-error.js';
import {
  type BilingualText,
  CLAIM_WORDS,
  type Claim,
  LABEL_RULES,
  type LabelPower,
  NOTE_TEXTS,
  type NoteCode,
} from './label-rules.js';
import type { Certificate, EnvironmentalValue, SupportReceived } from './types.js';

/** What a label is asked for. That power was matched between neighbours is no part of it (trap 0.4). */
export interface LabelInput {
  readonly power: LabelPower;
  /** Day on which the label is shown, JST `YYYY-MM-DD`. */
  readonly day: string;
  /** Its environmental value, if one was allocated. */
  readonly value?: EnvironmentalValue;
  /** Last day on which the value may be used. */
  readonly expiresDay?: string;
  /** Where it was generated, e.g. 世田谷区 and Setagaya. */
  readonly place?: BilingualText;
  /** Percent of FIT power in what is supplied; mandatory for FIT power. */
  readonly fitSharePercent?: number;
  /** Mix or main source; mandatory where `other` power is called 実質再エネ. */
  readonly mix?: BilingualText;
}

/** What may be shown, and what must stand beside it. */
export interface Label {
  readonly claim: Claim;
  /** The whole label, e.g. `世田谷区産 太陽光 再エネ`. */
  readonly text: BilingualText;
  /** All mandatory, in this order. */
  readonly notes: readonly ({ readonly code: NoteCode } & BilingualText)[];
  /** Where the rule is from. */
  readonly source: string;
}

const POWER_WORDS: Readonly<Record<LabelPower, BilingualText>> = {
  renewable: { ja: '太陽光', en: 'solar' },
  FIT: { ja: 'FIT電気（太陽光）', en: 'FIT electricity (solar)' },
  other: { ja: '電気', en: 'electricity' },
};

const UNSETTLED: BilingualText = { ja: '（環境価値: 確定前）', en: ' (environmental value: not yet settled)' };

/**
 * Which words may be used for some power on a day. Only a renewable non-fossil certificate, allocated by that day and not
 * expired, allows a claim; J-credits and green certificates do not [INF: the guideline's table names 再エネ指定証書 only].
 *
 * @throws IchienError LABEL_FACT_MISSING if a mandatory note cannot be written, RATE_UNKNOWN before 2021-04-01; DAY_INVALID, TEXT_INVALID
 * @example
 * labelFor({ power: 'renewable', day: '2026-11-21', place: { ja: '世田谷区', en: 'Setagaya' } }).text.ja;
 * // 世田谷区産 太陽光（環境価値: 確定前）
 */
export function labelFor(input: LabelInput): Label {
  const { power, day, place } = input;
  const { value: rules, source } = rateAt(LABEL_RULES, day);
  const rule = rules[power][isBacked(input) ? 'certified' : 'uncertified'];
  const text = (language: keyof BilingualText): string => {
    const where = place === undefined ? '' : placeWords(place, language);
    const what = where + POWER_WORDS[power][language];
    if (rule.claim !== 'none') return `${what} ${CLAIM_WORDS[rule.claim][language]}`;
    return power === 'other' ? what : what + UNSETTLED[language];
  };
  return {
    claim: rule.claim,
    text: { ja: text('ja'), en: text('en') },
    notes: rule.notes.map((code) => ({ code, ja: noteText(code, 'ja', input), en: noteText(code, 'en', input) })),
    source,
  };
}

/** The label of a certificate's energy. @param facts see {@link LabelInput} @throws as {@link labelFor} */
export function labelOf(
  { support, value, expiresDay }: Certificate,
  day: string,
  facts: Pick<LabelInput, 'place' | 'fitSharePercent'> = {},
): Label {
  return labelFor({ power: powerOf(support), day, expiresDay, ...(value !== undefined && { value }), ...facts });
}

function powerOf(support: SupportReceived): LabelPower {
  return support === 'FIT' ? 'FIT' : 'renewable';
}

function isBacked({ value, day, expiresDay }: LabelInput): boolean {
  if (value === undefined || value.kind !== 'nfc' || !value.isRenewable) return false;
  assertDay(value.allocatedDay);
  if (expiresDay !== undefined) assertDay(expiresDay);
  return value.allocatedDay <= day && (expiresDay === undefined || day <= expiresDay);
}

function placeWords(place: BilingualText, language: keyof BilingualText): string {
  assertText('place', place[language]);
  return language === 'ja' ? `${place.ja}産 ` : `${place.en} `;
}

function noteText(code: NoteCode, language: keyof BilingualText, { fitSharePercent, mix }: LabelInput): string {
  const text = NOTE_TEXTS[code][language];
  if (code === 'fitShare') {
    if (fitSharePercent === undefined || !(fitSharePercent >= 0 && fitSharePercent <= 100)) {
      throw missing('the share of FIT power', 'Give fitSharePercent, 0 to 100.');
    }
    return text.replace('{share}', () => String(fitSharePercent));
  }
  if (code !== 'powerMix') return text;
  if (mix === undefined) throw missing('the power mix', 'Give mix: the power mix or its main source.');
  assertText('mix', mix[language]);
  return text.replace('{mix}', () => mix[language]);
}

function missing(what: string, fix: string) {
  return certificateError('LABEL_FACT_MISSING', `A mandatory note needs ${what}.`, fix, { what });
}
