/** The outside world’s files: bytes in, values out and back (docs/formats.md). No file system, no clock. Floor 3. */

export * from './echonet/index.js';
export * from './grid-meter/index.js';
export * from './households/index.js';
export * from './jepx/index.js';
export * from './kana/index.js';
export * from './manifest/index.js';
export * from './occto/index.js';
export * from './points/index.js';
export * from './prices/index.js';
export * from './readings/index.js';
export * from './retailer/index.js';
export * from './zengin/index.js';
