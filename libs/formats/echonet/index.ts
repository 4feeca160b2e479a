/** ECHONET Lite frames of low-voltage smart meters (class 0x0288), as they come over route B. */
export type { EchonetErrorCode } from './error.js';
export * from './frame.js';
export { type DayHistory, type MeterValues, type RegisterCount, readMeterValues } from './meter-values.js';
