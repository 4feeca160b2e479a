/** The outside world's files: bytes in, values out. No file system, no clock. Floor 3. */
export * from './households/index.js';
export * from './jepx/index.js';
