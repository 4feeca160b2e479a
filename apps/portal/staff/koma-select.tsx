import { SLOTS_PER_DAY, slotOf } from '#energy';
import { Select } from '../controls/select.js';
import { slotTime } from '../format/times.js';
import { useStaffText } from './use-staff-text.js';

/** Any day: half hours lie alike in each. */
const FIRST_SLOT = slotOf('2026-01-01');
const KOMAS = Array.from({ length: SLOTS_PER_DAY }, (_, index) => ({
  value: String(index + 1),
  label: slotTime(FIRST_SLOT + index),
}));

/** A half hour of a day, as the text of its koma, 1 to 48. */
export function KomaSelect({ value, onChange }: { readonly value: string; readonly onChange: (koma: string) => void }) {
  const { s } = useStaffText();
  return <Select label={s('slots.time')} value={value} options={KOMAS} onChange={onChange} />;
}
