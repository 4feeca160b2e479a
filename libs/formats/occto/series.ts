import { SLOTS_PER_DAY } from '#energy';
import { type Element, type ElementReader, element } from './element.js';
import { invalid } from './envelope.js';
import { type OcctoPlace, occtoRefusal } from './error.js';

/** Most kWh of one half hour: six digits hold 2 GW. */
const MAX_PLAN_KWH = 999_999;
const SLOT = 'JP06219';

/** A day of a plan: 48 whole kWh. */
export type PlanDay = readonly number[];

/** Asserts 48 whole kWh. @throws IchienError OCCTO_VALUE_INVALID naming the time code */
export function assertDay(day: PlanDay, place: OcctoPlace): void {
  if (day.length !== SLOTS_PER_DAY) throw invalid(place, `${day.length} values`, `Give ${SLOTS_PER_DAY}.`);
  const wrong = day.findIndex((kwh) => !Number.isInteger(kwh) || kwh < 0 || kwh > MAX_PLAN_KWH);
  if (wrong < 0) return;
  throw invalid({ ...place, koma: wrong + 1 }, String(day[wrong]), `Give whole kWh from 0 to ${MAX_PLAN_KWH}.`);
}

/** Sum of days, half hour by half hour. */
export function sumDays(days: readonly PlanDay[]): number[] {
  return Array.from({ length: SLOTS_PER_DAY }, (_, index) => days.reduce((sum, day) => sum + day[index]!, 0));
}

/** Asserts that two days agree in all 48 half hours. @throws IchienError OCCTO_SUM_DIFFERS naming the first that does not */
export function assertSameDay(
  [leftName, left]: readonly [string, PlanDay],
  [rightName, right]: readonly [string, PlanDay],
  place: OcctoPlace,
): void {
  const wrong = left.findIndex((kwh, index) => kwh !== right[index]);
  if (wrong < 0) return;
  const what = `${leftName} is ${left[wrong]} kWh, ${rightName} ${right[wrong]} kWh.`;
  throw occtoRefusal('OCCTO_SUM_DIFFERS', { ...place, koma: wrong + 1 }, what, 'A plan balances in every half hour.');
}

/** A group of 48 records: time code, quantity, and a constant where the layout has one. */
export function dayElement(
  group: string,
  record: string,
  quantity: string,
  day: PlanDay,
  constant?: readonly [name: string, text: string],
): Element {
  const records = day.map((kwh, index) =>
    element(
      record,
      element(SLOT, String(index + 1).padStart(2, '0')),
      element(quantity, String(kwh)),
      ...(constant === undefined ? [] : [element(...constant)]),
    ),
  );
  return element(group, ...records);
}

/** Reads a group of 48 records in the order of their time codes. @throws IchienError OCCTO_VALUE_INVALID, OCCTO_STRUCTURE_INVALID */
export function readDay(parent: ElementReader, group: string, record: string, quantity: string): number[] {
  const records = parent.records(group, record);
  const day = records.map((each, index) => {
    const text = each.text(quantity);
    const place = { ...each.place, koma: index + 1 };
    if (each.text(SLOT) !== String(index + 1).padStart(2, '0')) {
      throw invalid(place, each.text(SLOT), 'Give the time codes 01 to 48 in their order.');
    }
    if (!/^(0|[1-9]\d{0,5})$/.test(text)) throw invalid(place, text, `Give whole kWh from 0 to ${MAX_PLAN_KWH}.`);
    return Number(text);
  });
  assertDay(day, { ...parent.place, element: `${parent.place.element}/${group}` });
  return day;
}
