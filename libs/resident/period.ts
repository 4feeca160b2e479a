import { addDays, komaOf, SLOTS_PER_DAY, slotOf } from '#energy';

/** What a graph shows, and in which steps: a day in half hours, a month in days, a year in months, or years. */
export const SPANS = ['day', 'month', 'year', 'years'] as const;

/** One of {@link SPANS}. */
export type Span = (typeof SPANS)[number];

/** Years that the longest graph shows, the last being the given day's. */
export const MAX_YEARS = 3;

/** A stretch of slots with its name. */
export interface Stretch {
  readonly key: string;
  readonly fromSlot: number;
  /** First slot after it. */
  readonly untilSlot: number;
}

/** The slots of a graph, and the steps they fall into. */
export interface Period extends Stretch {
  readonly steps: readonly Stretch[];
}

/** The period of a span that a JST day lies in. @throws IchienError DAY_INVALID */
export function periodAt(span: Span, day: string): Period {
  const [year, month] = [day.slice(0, 4), day.slice(0, 7)];
  switch (span) {
    case 'day':
      return period(day, halfHoursOf(day));
    case 'month':
      return period(month, daysOf(month));
    case 'year':
      return period(year, monthsOf(year));
    case 'years': {
      const years = Array.from({ length: MAX_YEARS }, (_, back) => String(Number(year) - MAX_YEARS + 1 + back));
      return period(
        year,
        years.map((key) => stretch(key, `${key}-01-01`, `${Number(key) + 1}-01-01`)),
      );
    }
  }
}

/** The same day a year before; 29 February becomes the 28th. @throws IchienError DAY_INVALID */
export function yearBefore(day: string): string {
  const year = String(Number(day.slice(0, 4)) - 1).padStart(4, '0');
  return day.endsWith('-02-29') ? `${year}-02-28` : year + day.slice(4);
}

/** First day of the month after `month`, `YYYY-MM`. */
export function nextMonth(month: string): string {
  return `${addDays(`${month}-28`, 4).slice(0, 7)}-01`;
}

function period(key: string, steps: readonly Stretch[]): Period {
  return { key, fromSlot: steps[0]!.fromSlot, untilSlot: steps.at(-1)!.untilSlot, steps };
}

function stretch(key: string, fromDay: string, untilDay: string): Stretch {
  return { key, fromSlot: slotOf(fromDay), untilSlot: slotOf(untilDay) };
}

function halfHoursOf(day: string): Stretch[] {
  const first = slotOf(day);
  return Array.from({ length: SLOTS_PER_DAY }, (_, index) => {
    const slot = first + index;
    return { key: `${day} ${String(komaOf(slot)).padStart(2, '0')}`, fromSlot: slot, untilSlot: slot + 1 };
  });
}

function daysOf(month: string): Stretch[] {
  const days: Stretch[] = [];
  for (let day = `${month}-01`; day.startsWith(month); day = addDays(day, 1)) {
    days.push(stretch(day, day, addDays(day, 1)));
  }
  return days;
}

function monthsOf(year: string): Stretch[] {
  return Array.from({ length: 12 }, (_, index) => {
    const month = `${year}-${String(index + 1).padStart(2, '0')}`;
    return stretch(month, `${month}-01`, nextMonth(month));
  });
}
