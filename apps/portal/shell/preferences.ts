import { followed, useFollowed } from '../server/session-state.js';
import { LANGUAGES, type Language } from '../text/catalogue.js';

/** How a person wants to see the portal, kept on the device. */
export interface Preferences {
  readonly language: Language;
  readonly theme: 'system' | 'light' | 'dark';
  readonly text: 'normal' | 'large';
  /** The supply point looked at last. */
  readonly point: string | null;
  /** A node of one's own for verification, and the contract as one knows it from elsewhere; empty: the exchange's. */
  readonly nodeUrl: string;
  readonly contract: string;
  /** Up to when the notices of a supply point have been looked at, unix ms, by its id. */
  readonly noticesSeenMs: Readonly<Record<string, number>>;
}

const KEY = 'ichien.preferences';
const DEFAULTS: Preferences = {
  language: 'ja',
  theme: 'system',
  text: 'normal',
  point: null,
  nodeUrl: '',
  contract: '',
  noticesSeenMs: {},
};

const preferences = followed<Preferences>(read());
const darkDevice = window.matchMedia('(prefers-color-scheme: dark)');

/** The preferences, and what changes them. */
export function usePreferences(): [Preferences, (change: Partial<Preferences>) => void] {
  return [useFollowed(preferences), change];
}

/** Puts the preferences on the page; call once at the start. */
export function applyPreferences(): void {
  show();
  preferences.subscribe(show);
  darkDevice.addEventListener('change', show);
}

function change(changed: Partial<Preferences>): void {
  const next = { ...preferences.get(), ...changed };
  preferences.set(next);
  try {
    localStorage.setItem(KEY, JSON.stringify(next));
  } catch {
    // A browser that keeps nothing shows it until the page is closed.
  }
}

function show(): void {
  const { language, theme, text } = preferences.get();
  const { dataset } = document.documentElement;
  document.documentElement.lang = language;
  dataset.theme = theme === 'system' ? (darkDevice.matches ? 'dark' : 'light') : theme;
  dataset.text = text;
}

/** Most supply points whose notices are remembered. */
const MAX_POINTS = 50;

function times(kept: unknown): Record<string, number> {
  const entries = Object.entries(kept ?? {}).filter((entry): entry is [string, number] =>
    Number.isSafeInteger(entry[1]),
  );
  return Object.fromEntries(entries.slice(-MAX_POINTS));
}

/** What was kept, as far as it is of this shape. */
function read(): Preferences {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Record<keyof Preferences, unknown>>;
    const text = (value: unknown) => (typeof value === 'string' ? value.slice(0, 200) : '');
    return {
      language: LANGUAGES.find((language) => language === kept.language) ?? DEFAULTS.language,
      theme: kept.theme === 'light' || kept.theme === 'dark' ? kept.theme : DEFAULTS.theme,
      text: kept.text === 'large' ? 'large' : DEFAULTS.text,
      point: typeof kept.point === 'string' ? kept.point : null,
      nodeUrl: text(kept.nodeUrl),
      contract: text(kept.contract),
      noticesSeenMs: times(kept.noticesSeenMs),
    };
  } catch {
    return DEFAULTS;
  }
}
