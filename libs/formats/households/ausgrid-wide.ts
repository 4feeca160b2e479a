import { SLOTS_PER_DAY, slotOf } from '#energy';
import { assertHalfHour, KWH_DECIMALS, parseRounded, readMeasured } from './decimal-text.js';
import { type Place, refusal } from './error.js';
import { meterRegisters } from './meter-registers.js';
import { assertFieldCount, readTable } from './table.js';
import type { HouseholdFile, MeterSeries } from './types.js';
import { dayOfDate, missingDay } from './wall-clock.js';

const LEADING_COLUMNS = ['Customer', 'Generator Capacity', 'Postcode', 'Consumption Category', 'date'] as const;
const FIELDS_WITHOUT_QUALITY = LEADING_COLUMNS.length + SLOTS_PER_DAY;
const FIELDS_WITH_QUALITY = FIELDS_WITHOUT_QUALITY + 1;
/** The labels are the ends of the half hours; `0:00` is midnight at the end of the day. */
const TIME_LABELS = Array.from({ length: SLOTS_PER_DAY }, (_, i) => clockLabel((i + 1) % SLOTS_PER_DAY));
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const MAX_CUSTOMERS = 10_000;

/** CL = controlled load, GC = general consumption, GG = gross generation. */
type Category = 'CL' | 'GC' | 'GG';

interface Day {
  readonly netMicroWh: Float64Array;
  readonly categories: Set<Category>;
}

interface Customer {
  readonly pvWatts: number;
  readonly days: Map<string, Day>;
}

/**
 * Reads Ausgrid's solar homes in their original layout: a row a customer, day and category, kWh by half hour. The
 * banner and the header may be absent. Controlled load (CL) is added to the consumption. If the last row is cut off
 * or padded with blanks, its day is left out; anywhere else such a row is refused.
 *
 * @throws IchienError HOUSEHOLD_FILE_TOO_LARGE, HOUSEHOLD_CSV_INVALID, HOUSEHOLD_HEADER_INVALID,
 * HOUSEHOLD_ROW_INVALID, HOUSEHOLD_TIME_INVALID, HOUSEHOLD_VALUE_INVALID
 */
export function readAusgridWide(bytes: Uint8Array, file: string): HouseholdFile {
  const customers = new Map<string, Customer>();
  let fieldCount = 0;
  let estimatedRows = 0;
  let cutRow: { readonly place: Place; readonly customer: string; readonly day: string } | undefined;
  let last: { readonly customer: string; readonly day: string } | undefined;

  readTable(bytes, file, (fields, row) => {
    const place = { file, row };
    if (fieldCount === 0 && !isCategory(fields[3])) {
      if (fields[0] === LEADING_COLUMNS[0]) assertHeader(fields, place);
      else if (row > 1) throw refusal('HOUSEHOLD_HEADER_INVALID', place, 'it is no header.', 'Keep its header.');
      return;
    }
    if (cutRow !== undefined) {
      throw refusal('HOUSEHOLD_ROW_INVALID', cutRow.place, 'values are missing.', 'Give all 48 half hours of the day.');
    }
    if (fieldCount === 0) {
      fieldCount = fields.length === FIELDS_WITHOUT_QUALITY ? FIELDS_WITHOUT_QUALITY : FIELDS_WITH_QUALITY;
    }
    const category = fields[3];
    if (!isCategory(category)) {
      throw refusal('HOUSEHOLD_ROW_INVALID', place, `"${category}" is no category.`, 'Use CL, GC or GG.');
    }
    const customer = customerOf(customers, fields, place);
    const date = readDate(fields[4] ?? '', place);
    const cut = isCut(fields);
    if (!cut) assertFieldCount(fields, fieldCount, place);
    const day = dayOf(customer, date);
    if (day.categories.has(category)) {
      throw refusal('HOUSEHOLD_ROW_INVALID', place, `its ${category} of ${date} came before.`, 'Give it once.');
    }
    last = { customer: fields[0]!, day: date };
    if (cut) {
      cutRow = { place, ...last };
      return;
    }
    day.categories.add(category);
    addDay(day, category, fields, place);
    if ((fields[FIELDS_WITHOUT_QUALITY] ?? '') !== '') estimatedRows++;
  });

  const notes = ['Ausgrid: the clock of the homes (Sydney time with daylight saving) is read as JST.'];
  if (last !== undefined && dropIfIncomplete(customers.get(last.customer)!, last.day)) {
    notes.push(`Ausgrid customer ${last.customer}: ${last.day} is cut off at the end of the file and left out.`);
  }
  if (estimatedRows > 0) notes.push(`Ausgrid: ${estimatedRows} rows are marked as estimated in Row Quality; kept.`);
  return {
    source: file,
    hemisphere: 'south',
    notes,
    series: [...customers].map(([id, customer]) => seriesOf(id, customer, file)),
  };
}

function isCategory(text: string | undefined): text is Category {
  return text === 'CL' || text === 'GC' || text === 'GG';
}

function assertHeader(fields: readonly string[], place: Place): void {
  const expected = [...LEADING_COLUMNS, ...TIME_LABELS, 'Row Quality'];
  const wrong = expected.findIndex(
    (label, i) => fields[i] !== label && !(label === 'Row Quality' && fields[i] === undefined),
  );
  if (wrong >= 0) {
    throw refusal(
      'HOUSEHOLD_HEADER_INVALID',
      { ...place, column: expected[wrong]! },
      `"${fields[wrong]}" stands in its place.`,
      'Keep its header.',
    );
  }
}

function customerOf(customers: Map<string, Customer>, fields: readonly string[], place: Place): Customer {
  const [id = '', capacity = ''] = fields;
  const known = customers.get(id);
  if (known !== undefined) return known;
  const pvWatts = parseRounded(capacity, 3);
  if (!/^\d{1,6}$/.test(id) || pvWatts === undefined || customers.size === MAX_CUSTOMERS) {
    throw refusal(
      'HOUSEHOLD_ROW_INVALID',
      place,
      `"${id},${capacity}" is no customer and capacity.`,
      `Give at most ${MAX_CUSTOMERS} customer numbers, and their capacity in kW.`,
    );
  }
  const customer = { pvWatts, days: new Map<string, Day>() };
  customers.set(id, customer);
  return customer;
}

/** `1/07/2012` (day first) or `1-Jul-10`. */
function readDate(text: string, place: Place): string {
  const numeric = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text);
  const named = /^(\d{1,2})-([A-Z][a-z]{2})-(\d{2})$/.exec(text);
  const date =
    numeric !== null
      ? dayOfDate(Number(numeric[3]), Number(numeric[2]), Number(numeric[1]))
      : named !== null
        ? dayOfDate(2000 + Number(named[3]), MONTHS.indexOf(named[2]!) + 1, Number(named[1]))
        : undefined;
  if (date === undefined) {
    throw refusal(
      'HOUSEHOLD_TIME_INVALID',
      { ...place, column: 'date' },
      `"${text}" is no day.`,
      'Write d/mm/yyyy or d-Mon-yy.',
    );
  }
  return date;
}

function isCut(fields: readonly string[]): boolean {
  return fields.length < FIELDS_WITHOUT_QUALITY || fields[FIELDS_WITHOUT_QUALITY - 1] === '';
}

function dayOf(customer: Customer, date: string): Day {
  const known = customer.days.get(date);
  if (known !== undefined) return known;
  const day = { netMicroWh: new Float64Array(SLOTS_PER_DAY), categories: new Set<Category>() };
  customer.days.set(date, day);
  return day;
}

function addDay(day: Day, category: Category, fields: readonly string[], place: Place): void {
  for (const [i, column] of TIME_LABELS.entries()) {
    const microWh = readMeasured(fields[LEADING_COLUMNS.length + i]!, KWH_DECIMALS, { ...place, column });
    assertHalfHour(microWh, { ...place, column });
    day.netMicroWh[i]! += category === 'GG' ? microWh : -microWh;
  }
}

/** Leaves out the last day of a file if categories are missing that the customer's other days have. */
function dropIfIncomplete(customer: Customer, day: string): boolean {
  if (customer.days.get(day)!.categories.size === categoriesOf(customer).size) return false;
  return customer.days.delete(day);
}

function categoriesOf(customer: Customer): ReadonlySet<Category> {
  return new Set([...customer.days.values()].flatMap((day) => [...day.categories]));
}

function seriesOf(id: string, customer: Customer, file: string): MeterSeries {
  const dates = [...customer.days.keys()].sort();
  const expected = categoriesOf(customer);
  const incomplete = dates.find((date) => customer.days.get(date)!.categories.size !== expected.size);
  const missing = incomplete ?? missingDay(dates);
  if (dates.length === 0 || missing !== undefined || !expected.has('GC')) {
    throw refusal(
      'HOUSEHOLD_TIME_INVALID',
      { file, column: `customer ${id}` },
      missing === undefined ? 'it has no general consumption (GC).' : `${missing} is missing or lacks a category.`,
      'Give GC, and CL and GG where it has them, for every day.',
    );
  }
  const netMicroWh = new Float64Array(dates.length * SLOTS_PER_DAY);
  for (const [i, date] of dates.entries()) netMicroWh.set(customer.days.get(date)!.netMicroWh, i * SLOTS_PER_DAY);
  return {
    householdId: `ausgrid:${id}`,
    pvWatts: expected.has('GG') ? customer.pvWatts : 0,
    firstSlot: slotOf(dates[0]!),
    ...meterRegisters(netMicroWh),
    source: file,
  };
}

function clockLabel(halfHours: number): string {
  return `${Math.floor(halfHours / 2)}:${halfHours % 2 === 0 ? '00' : '30'}`;
}
