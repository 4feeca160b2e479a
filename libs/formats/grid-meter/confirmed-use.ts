import { addDays, MAX_SLOT_ENERGY_WH, SLOTS_PER_DAY } from '#energy';
import { gridRefusal } from './error.js';
import type { GridFileName } from './file-name.js';
import type { PointHalfHour } from './half-hours.js';
import { type GridElement, readGridMessage } from './xml.js';

/** 確定使用量 of one point and month. */
export interface ConfirmedUse {
  /** 供給(受電)地点特定番号, 22 digits. */
  readonly pointId: string;
  /** `YYYY-MM` of the bill. */
  readonly month: string;
  /** False: the grid company gives nothing yet (提供可否コード other than 0), and all that follows is empty. */
  readonly provided: boolean;
  /** The month's total as the grid company states it, Wh. */
  readonly totalWh: number | undefined;
  /** The half hours, ascending; missing where the file has none. */
  readonly halfHours: readonly PointHalfHour[];
  /** Day on which the meter will be read next, `YYYY-MM-DD`. */
  readonly nextReadingDay: string | undefined;
}

/** Most points and days in one file. */
const MAX_POINTS = 20_000;
const MAX_DAYS = 62;
/** 仕訳コード of a partial supply: the retailer's share stands beside the whole use (as scmnext reads it, formats.md 5b). */
const PARTIAL = '2';
const PARTIAL_TAGS = { total: 'JP06427', halfHour: 'JP06425' } as const;
const WHOLE_TAGS = { total: 'JP06426', halfHour: 'JP06424' } as const;
const MAX_MONTH_WH = MAX_SLOT_ENERGY_WH * SLOTS_PER_DAY * MAX_DAYS;

/**
 * Reads a low-voltage W5 file of confirmed monthly use (確定使用量通知). The total and the half hours are handed on as they
 * stand: whether they agree is for `#metering` to say.
 *
 * @throws IchienError of `GridFileErrorCode`
 */
export function readConfirmedUse(bytes: Uint8Array, name: GridFileName): ConfirmedUse[] {
  const message = readGridMessage(bytes, name.file);
  const month = /^(\d{4})(0[1-9]|1[0-2])$/.exec(message.text('JP06401'));
  if (month === null) throw message.refusal('JP06401', 'Write a month as YYYYMM.');
  const records = message.records('JPM00010', 'JPMR00010');
  if (records.length === 0 || records.length > MAX_POINTS) {
    const place = { file: name.file, element: 'JPM00010' };
    throw gridRefusal('GRID_ELEMENT_MISSING', place, `${records.length} points.`, `Give 1 to ${MAX_POINTS}.`);
  }
  const seen = new Set<string>();
  return records.map((record) => {
    const pointId = record.code('JP06400', 22);
    if (seen.has(pointId)) throw record.refusal('JP06400', 'Give each point once.');
    seen.add(pointId);
    return readPoint(record, pointId, `${month[1]}-${month[2]}`);
  });
}

function readPoint(record: GridElement, pointId: string, month: string): ConfirmedUse {
  const nothing = { totalWh: undefined, halfHours: [], nextReadingDay: undefined };
  if (record.text('JP06405') !== '0') return { pointId, month, provided: false, ...nothing };
  const tags = record.optionalText('JP06404') === PARTIAL ? PARTIAL_TAGS : WHOLE_TAGS;
  const days = record.records('JPM00013', 'JPMR00013');
  if (days.length > MAX_DAYS) throw record.refusal('JPM00013', `Give at most ${MAX_DAYS} days.`);
  const halfHours = new Map<number, PointHalfHour>();
  for (const each of days) {
    const day = each.day('JP06423');
    if (day < addDays(`${month}-01`, -MAX_DAYS) || day > addDays(`${month}-01`, MAX_DAYS)) {
      throw each.refusal('JP06423', `Give days of the bill of ${month}.`);
    }
    for (const value of each.records('JPM00014', 'JPMR00014')) {
      const slot = value.slot(day, 'JP06219');
      if (halfHours.has(slot)) throw value.refusal('JP06219', 'Give each half hour once.');
      const absent = value.optionalText(tags.halfHour) === undefined;
      const energyWh = absent ? undefined : value.kwh(tags.halfHour, MAX_SLOT_ENERGY_WH);
      halfHours.set(slot, { pointId, slot, energyWh });
    }
  }
  return {
    pointId,
    month,
    provided: true,
    totalWh: record.kwh(tags.total, MAX_MONTH_WH),
    halfHours: [...halfHours.values()].sort((a, b) => a.slot - b.slot),
    nextReadingDay: record.optionalText('JP06446') === undefined ? undefined : record.day('JP06446'),
  };
}
