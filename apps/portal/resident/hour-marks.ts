/** Words under the axis of a day in half hours. */
export const HOUR_MARKS: ReadonlyMap<number, string> = new Map([
  [0, '0'],
  [12, '6'],
  [24, '12'],
  [36, '18'],
]);
