import type { staffKeysJa } from './staff-keys-ja.js';

/** English words of the auditor's screen of program keys. */
export const staffKeysEn: Readonly<Record<keyof typeof staffKeysJa, string>> = {
  'keys.title': 'Keys of programs',
  'keys.note': 'For programs that read evidence and the audit log, such as the verifying command. They change nothing.',
  'keys.none': 'There is no key yet.',
  'keys.make': 'Make a key',
  'keys.label': 'What it is for',
  'keys.hint': 'such as: verification each morning',
  'keys.made': 'The key is made and shown this once. Keep it in a file.',
  'keys.end': 'End it',
  'keys.endSure': 'The key “{label}” stops working at once, for good.',
};
