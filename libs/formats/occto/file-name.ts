import { addDays, IchienError } from '#energy';
import { occtoRefusal } from './error.js';

/** What the name of a plan's file says: `W6_0250_20160531_00_40916_6.xml`. */
export interface OcctoFileName {
  readonly message: '0250' | '0152';
  /** Day of delivery, `YYYY-MM-DD`. */
  readonly day: string;
  /** Code of the sender, five of 0-9 and A-Z. */
  readonly sender: string;
  /** Counts the files of one day from 1; a corrected plan has the next. */
  readonly number: number;
}

const NAME = /^W6_(0250|0152)_(\d{4})(\d{2})(\d{2})_00_([0-9A-Z]{5})_([1-9]\d{0,3})\.xml$/;

/** Writes the name of a plan's file. @throws IchienError OCCTO_FILE_NAME_INVALID */
export function formatOcctoFileName({ message, day, sender, number }: OcctoFileName): string {
  const file = `W6_${message}_${day.replaceAll('-', '')}_00_${sender}_${number}.xml`;
  parseOcctoFileName(file);
  return file;
}

/** Reads the name of a plan's file. What `00` means is not confirmed: no other is known. @throws IchienError OCCTO_FILE_NAME_INVALID */
export function parseOcctoFileName(file: string): OcctoFileName {
  const match = NAME.exec(file);
  const day = match === null ? '' : `${match[2]}-${match[3]}-${match[4]}`;
  try {
    if (match === null || addDays(day, 0) !== day) throw refused(file);
  } catch (error) {
    throw error instanceof IchienError ? refused(file) : error;
  }
  return { message: match[1] as OcctoFileName['message'], day, sender: match[5]!, number: Number(match[6]) };
}

function refused(file: string) {
  const fix = 'Name it W6_0250_YYYYMMDD_00_SENDER_n.xml with the five characters of the sender and n from 1.';
  return occtoRefusal('OCCTO_FILE_NAME_INVALID', { file: file.slice(0, 100) }, 'it is no name of a plan.', fix);
}
