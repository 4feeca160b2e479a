import { slotOf } from '#energy';

/** Asserts that `day` is a JST day. Days that pass compare as texts. @throws IchienError DAY_INVALID */
export function assertDay(day: string): void {
  slotOf(day);
}
