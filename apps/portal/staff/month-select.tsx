import { nextMonth } from '#resident';
import { Select } from '../controls/select.js';
import { monthName } from '../format/times.js';
import { useStaffText } from './use-staff-text.js';

/** Months ahead that are offered. */
const MONTHS = 24;

/** The month from which something new holds: the first that may be chosen, or one of those after it. */
export function MonthSelect(props: {
  readonly earliestMonth: string;
  readonly value: string;
  readonly onChange: (month: string) => void;
}) {
  const { s, language } = useStaffText();
  const { earliestMonth, value, onChange } = props;
  const months = [earliestMonth];
  while (months.length < MONTHS) months.push(nextMonth(months.at(-1)!).slice(0, 7));
  const options = months.map((month) => ({ value: month, label: monthName(month, language) }));
  return <Select label={s('rates.month')} value={value} options={options} onChange={onChange} />;
}
