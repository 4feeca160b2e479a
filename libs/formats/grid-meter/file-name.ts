import { addDays, slotOf } from '#energy';
import { gridRefusal } from './error.js';

/** What a metering file of a grid company is, by its name alone. */
export interface GridFileName {
  readonly file: string;
  /** Half hours of today, half hours of a past day, confirmed monthly use. */
  readonly kind: 'today' | 'past' | 'confirmed';
  /** JST day of the data (`today`, `past`) or of the file (`confirmed`), `YYYY-MM-DD`. */
  readonly day: string;
  /** Koma of a `today` file. */
  readonly koma: number | undefined;
  /** 更新番号, 0 to 99: a later one replaces an earlier one. */
  readonly revision: number;
  /** 分割番号: one delivery may be cut into several files. */
  readonly section: number;
}

const W4 = /^W4(\d{2})(\d{2})(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2,4})$/;
const W5 = /^W5(\d{2})(\d{2})(\d{4})(\d{2})(\d{2})(\d{2})(\d{5})$/;
const MAX_NAME_LENGTH = 64;

/**
 * Reads a file name of the 託送 transfer: `W4` + 01|11 (high, low voltage) + 10|20 (today, past) + YYYYMMDDHHMM + revision (2)
 * + section (4 for low voltage), or `W5` + 12|13|14 (confirmed, meter exchange, extra) + 10|20 (high, low) + YYYYMMDD +
 * revision (2) + section (5). An extension `.xml` or `.zip` is passed over.
 *
 * The grammar is that of a retailer's public program (formats.md 5b). Whether HHMM of a `today` file is the start or the end
 * of its half hour is not confirmed; the koma is the one that HHMM starts, or ends where the content says so (read with it).
 *
 * @throws IchienError GRID_FILE_NAME_INVALID; GRID_FILE_UNSUPPORTED for high voltage, meter exchange and extra files, whose
 * layouts are not known to us
 */
export function parseGridFileName(file: string): GridFileName {
  if (file.length > MAX_NAME_LENGTH) throw invalid(file.slice(0, MAX_NAME_LENGTH), 'it is too long.');
  const base = file.replace(/\.(xml|zip)$/i, '');
  const w4 = W4.exec(base);
  if (w4 !== null) {
    const [, voltage, type, year, month, date, hour, minute, revision, section] = w4 as unknown as string[];
    assertVoltage(file, voltage!, '01', '11');
    const kind = ({ '10': 'today', '20': 'past' } as const)[type!];
    if (kind === undefined) throw invalid(file, `"${type}" is neither 10 (today) nor 20 (past).`);
    if (section!.length !== 4) throw invalid(file, `section "${section}" has not four digits.`);
    const day = dayOfName(file, year!, month!, date!);
    if (Number(hour) > 23 || Number(minute) % 30 !== 0 || Number(minute) > 30) {
      throw invalid(file, `"${hour}${minute}" is no half hour.`);
    }
    const koma = kind === 'today' ? Number(hour) * 2 + Number(minute) / 30 + 1 : undefined;
    return { file, kind, day, koma, revision: Number(revision), section: Number(section) };
  }
  const w5 = W5.exec(base);
  if (w5 === null) throw invalid(file, 'it follows neither W4 nor W5.');
  const [, type, voltage, year, month, date, revision, section] = w5 as unknown as string[];
  assertVoltage(file, voltage!, '10', '20');
  if (type === '13' || type === '14') {
    throw gridRefusal(
      'GRID_FILE_UNSUPPORTED',
      { file },
      type === '13' ? 'it is of a meter exchange (計器交換).' : 'it is an extra file (臨時).',
      'Enter the readings of an exchange with the registers of both meters.',
    );
  }
  if (type !== '12') throw invalid(file, `"${type}" is none of 12, 13, 14.`);
  const day = dayOfName(file, year!, month!, date!);
  return { file, kind: 'confirmed', day, koma: undefined, revision: Number(revision), section: Number(section) };
}

/** The two slots that a `today` file's HHMM can mean: the half hour that starts then, and the one that ends. */
export function slotsOfName({ day, koma }: GridFileName): readonly [number, number] {
  const starting = slotOf(day, koma);
  return [starting, starting - 1];
}

function dayOfName(file: string, year: string, month: string, date: string): string {
  const day = `${year}-${month}-${date}`;
  try {
    return addDays(day, 0);
  } catch {
    throw invalid(file, `"${year}${month}${date}" is no day.`);
  }
}

function assertVoltage(file: string, code: string, high: string, low: string): void {
  if (code === high) {
    throw gridRefusal(
      'GRID_FILE_UNSUPPORTED',
      { file },
      'it is of high voltage (高圧).',
      'Only low-voltage files are read: 11 after W4, 20 as second pair after W5.',
    );
  }
  if (code !== low) throw invalid(file, `"${code}" is neither ${high} (high voltage) nor ${low} (low voltage).`);
}

function invalid(file: string, what: string) {
  return gridRefusal('GRID_FILE_NAME_INVALID', { file }, what, 'Keep the name that the grid company gave the file.');
}
