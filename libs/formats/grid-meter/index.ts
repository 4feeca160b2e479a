/** Metering files of the grid companies (託送): low-voltage half hours (W4) and confirmed monthly use (W5). */
export { type ConfirmedUse, readConfirmedUse } from './confirmed-use.js';
export type { GridFileErrorCode } from './error.js';
export { type GridFileName, parseGridFileName } from './file-name.js';
export { type PointHalfHour, readHalfHours } from './half-hours.js';
export { unzipOne } from './unzip-one.js';
export { MAX_GRID_FILE_BYTES } from './xml.js';
