/** Half-hourly meter readings in CSV and JSON, by supply point. */
export { formatReadingsCsv, READING_COLUMNS, readReadingsCsv } from './csv.js';
export type { ReadingsFileErrorCode } from './error.js';
export { readReadingsJson } from './json.js';
export { MAX_FILE_READINGS, MAX_READINGS_FILE_BYTES, type PointReading } from './point-reading.js';
