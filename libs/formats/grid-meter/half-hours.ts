import { dayOf, MAX_SLOT_ENERGY_WH, slotOf } from '#energy';
import { gridRefusal } from './error.js';
import { type GridFileName, slotsOfName } from './file-name.js';
import { type GridElement, readGridMessage } from './xml.js';

/** What the meters of one supply or receiving point showed in one half hour. */
export interface PointHalfHour {
  /** 供給(受電)地点特定番号, 22 digits. */
  readonly pointId: string;
  readonly slot: number;
  /** Wh of all meters of the point together; undefined: the grid company has no valid value (欠測). */
  readonly energyWh: number | undefined;
}

/** Most values in one file. */
export const MAX_HALF_HOURS = 500_000;

/**
 * Reads a low-voltage W4 file: 30分電力量 of today (one slot) or of a past day (slots in groups). Values of several meters at
 * one point are added up; one that is not valid makes the point's slot missing.
 *
 * No sample file is public. The elements are those that a retailer's program reads (formats.md 5b); names of customers
 * are not read at all.
 *
 * @throws IchienError of `GridFileErrorCode`; GRID_CONTENT_DIFFERS if day or slot differ from the file's name
 */
export function readHalfHours(bytes: Uint8Array, name: GridFileName): PointHalfHour[] {
  const message = readGridMessage(bytes, name.file);
  const day = message.day('JP06116');
  const values = new Map<string, PointHalfHour>();
  const meters = new Set<string>();
  if (name.kind === 'today') {
    const slot = message.slot(day, 'JP06219');
    if (!slotsOfName(name).includes(slot)) throw differs(name, `it holds ${day}, koma ${message.text('JP06219')}.`);
    for (const record of message.records('JPM00010', 'JPMR00010')) addValue(values, meters, record, slot);
  } else {
    if (day !== name.day && day !== dayOf(slotOf(name.day) - 1)) throw differs(name, `it holds ${day}.`);
    for (const group of message.records('JPM00010', 'JPMR00010')) {
      const slot = group.slot(day, 'JP06219');
      for (const record of group.records('JPM00011', 'JPMR00011')) addValue(values, meters, record, slot);
    }
  }
  if (values.size === 0) {
    throw gridRefusal(
      'GRID_ELEMENT_MISSING',
      { file: name.file, element: 'JPM00010' },
      'no point.',
      'Ask for it again.',
    );
  }
  return [...values.values()];
}

/** @param meters keys of the meters read so far; one meter stands once a slot */
function addValue(values: Map<string, PointHalfHour>, meters: Set<string>, record: GridElement, slot: number): void {
  const pointId = record.code('JP06400', 22);
  const key = `${slot}/${pointId}`;
  const meter = `${key}/${record.optionalText('JP06121') ?? ''}`;
  if (meters.has(meter)) throw record.refusal('JP06121', 'Give each meter of a point once a slot.');
  meters.add(meter);
  if (meters.size > MAX_HALF_HOURS) throw record.refusal('JP06400', `Give at most ${MAX_HALF_HOURS} values in a file.`);
  const energyWh = record.text('JP06122') === '0' ? record.kwh('JP06125', MAX_SLOT_ENERGY_WH) : undefined;
  const earlier = values.get(key);
  if (earlier === undefined) values.set(key, { pointId, slot, energyWh });
  else values.set(key, { pointId, slot, energyWh: sum(earlier.energyWh, energyWh) });
}

function sum(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : a + b;
}

function differs(name: GridFileName, what: string) {
  return gridRefusal('GRID_CONTENT_DIFFERS', { file: name.file }, what, 'Keep the name that the file came with.');
}
