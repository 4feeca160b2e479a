import { assertSlot, MAX_SLOT_ENERGY_WH } from '#energy';
import { readingsRefusal } from './error.js';
import {
  MAX_FILE_READINGS,
  MAX_READINGS_FILE_BYTES,
  MAX_REVISION,
  POINT_ID,
  type PointReading,
} from './point-reading.js';

const FIELDS = ['pointId', 'slot', 'importWh', 'exportWh', 'revision'];

/**
 * Reads half-hourly readings from JSON: `{"readings":[{"pointId","slot","importWh","exportWh","revision"}]}`. A missing
 * reading has null for both registers; `revision` is 1 if left out.
 *
 * @throws IchienError of `ReadingsFileErrorCode` naming row (1 = first reading) and field; the file is refused whole
 */
export function readReadingsJson(bytes: Uint8Array, file: string): PointReading[] {
  if (bytes.length > MAX_READINGS_FILE_BYTES) {
    const fix = `Give at most ${MAX_READINGS_FILE_BYTES}.`;
    throw readingsRefusal('READINGS_FILE_TOO_LARGE', { file }, `it has ${bytes.length} bytes.`, fix);
  }
  const list = listOf(bytes, file);
  if (list.length === 0 || list.length > MAX_FILE_READINGS) {
    const what = `it has ${list.length} readings.`;
    throw readingsRefusal('READINGS_JSON_INVALID', { file }, what, `Give 1 to ${MAX_FILE_READINGS}.`);
  }
  const seen = new Set<string>();
  return list.map((item, index) => readItem(item, seen, file, index + 1));
}

function readItem(item: unknown, seen: Set<string>, file: string, row: number): PointReading {
  const refuse = (column: string, fix: string): never => {
    throw readingsRefusal('READINGS_VALUE_INVALID', { file, row, column }, 'it cannot stand here.', fix);
  };
  if (typeof item !== 'object' || item === null || Array.isArray(item)) {
    throw readingsRefusal('READINGS_ROW_INVALID', { file, row }, 'it is no object.', `Give ${FIELDS.join(', ')}.`);
  }
  const { pointId, slot, importWh, exportWh, revision = 1, ...rest } = item as Record<string, unknown>;
  for (const field of Object.keys(rest)) refuse(field.slice(0, 40), `Give only ${FIELDS.join(', ')}.`);
  if (typeof pointId !== 'string' || !POINT_ID.test(pointId)) return refuse('pointId', 'Give the id of the point.');
  if (typeof slot !== 'number' || !isSlot(slot)) return refuse('slot', 'Give the whole number unix seconds / 1800.');
  const key = `${slot}/${pointId}`;
  if (seen.has(key)) refuse('slot', 'Give each point once a half hour.');
  seen.add(key);
  if (!isWhole(revision, 1, MAX_REVISION)) return refuse('revision', `Give a whole number from 1 to ${MAX_REVISION}.`);
  if (importWh === null && exportWh === null) {
    return { pointId, slot, importWh: undefined, exportWh: undefined, revision };
  }
  const fix = `Give whole Wh from 0 to ${MAX_SLOT_ENERGY_WH}, or null in both registers if the reading is missing.`;
  if (!isWhole(importWh, 0, MAX_SLOT_ENERGY_WH)) return refuse('importWh', fix);
  if (!isWhole(exportWh, 0, MAX_SLOT_ENERGY_WH)) return refuse('exportWh', fix);
  return { pointId, slot, importWh, exportWh, revision };
}

function listOf(bytes: Uint8Array, file: string): unknown[] {
  const invalid = (what: string) =>
    readingsRefusal('READINGS_JSON_INVALID', { file }, what, 'Give {"readings":[...]} in UTF-8.');
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw invalid('it is no JSON.');
  }
  const list = typeof parsed === 'object' && parsed !== null && 'readings' in parsed ? parsed.readings : undefined;
  if (!Array.isArray(list)) throw invalid('it has no list of readings.');
  return list;
}

function isSlot(slot: number): boolean {
  try {
    assertSlot(slot);
    return true;
  } catch {
    return false;
  }
}

function isWhole(value: unknown, min: number, max: number): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= min && value <= max;
}
