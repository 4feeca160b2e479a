import { useSearchParams } from 'react-router';
import { addDays, dayOf, slotAt } from '#energy';
import { nextMonth } from '#resident';
import { Stepper } from '../controls/stepper.js';
import { dayName, monthName } from '../format/times.js';
import { useMarketNow } from '../server/server-clock.js';
import { useText } from '../shell/use-text.js';

/** True of a day as a date field gives it. */
export function isDay(text: string): boolean {
  return /^20\d{2}-\d{2}-\d{2}$/.test(text);
}

/** The day in view: in the address, so that a link leads to the same day; else today in the market's time. */
export function useDay(): string | undefined {
  const [parameters] = useSearchParams();
  const today = useToday();
  const asked = parameters.get('day');
  return asked !== null && isDay(asked) ? asked : today;
}

/** The month in view, `YYYY-MM`, as {@link useDay}; `last` where months are looked at that are over. */
export function useMonth(unasked: 'this' | 'last' = 'this'): string | undefined {
  const [parameters] = useSearchParams();
  const today = useToday();
  const asked = parameters.get('month');
  if (asked !== null && /^20\d{2}-(0[1-9]|1[0-2])$/.test(asked)) return asked;
  if (today === undefined || unasked === 'this') return today?.slice(0, 7);
  return addDays(`${today.slice(0, 7)}-01`, -1).slice(0, 7);
}

function useToday(): string | undefined {
  const nowMs = useMarketNow();
  return nowMs === undefined ? undefined : dayOf(slotAt(nowMs));
}

/** The way to the day before and after. */
export function DayStepper({ day, daysAhead = 0 }: { readonly day: string; readonly daysAhead?: number }) {
  const { language } = useText();
  const [, setParameters] = useSearchParams();
  const today = useToday() ?? day;
  const go = (count: number) => setParameters({ day: addDays(day, count) }, { replace: true });
  return (
    <Stepper
      shown={dayName(day, language)}
      onPrevious={() => go(-1)}
      onNext={() => go(1)}
      isLast={day >= addDays(today, daysAhead)}
    />
  );
}

/** The way to the month before and after. */
export function MonthStepper({ month }: { readonly month: string }) {
  const { language } = useText();
  const [, setParameters] = useSearchParams();
  const thisMonth = (useToday() ?? month).slice(0, 7);
  const go = (to: string) => setParameters({ month: to.slice(0, 7) }, { replace: true });
  return (
    <Stepper
      shown={monthName(month, language)}
      onPrevious={() => go(addDays(`${month}-01`, -1))}
      onNext={() => go(nextMonth(month))}
      isLast={month >= thisMonth}
    />
  );
}
