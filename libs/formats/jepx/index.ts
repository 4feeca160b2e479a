/** Files of the Japan Electric Power Exchange (出典: 日本卸電力取引所(JEPX)). */
export * from './bid-curves.js';
export type { JepxErrorCode } from './error.js';
export * from './spot-summary.js';
export { MAX_JEPX_FILE_BYTES } from './table.js';
