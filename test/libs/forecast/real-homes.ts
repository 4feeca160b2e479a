import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { type MeterSeries, readCityLearnBuilding, readCityLearnSchema, readUnswFlats } from '#formats';

const FOLDER = resolve('../shared/data/households');

/** True where the published data are at hand. */
export function hasRealHomes(): boolean {
  return existsSync(FOLDER);
}

/** Some of the 17 solar homes in California, hourly, each hour split into halves (CityLearn 2022). */
export function solarHomes(count: number): MeterSeries[] {
  const schema = readCityLearnSchema(readFileSync(join(FOLDER, 'citylearn2022/schema.json')), 'schema.json');
  return [...schema.values()]
    .slice(0, count)
    .flatMap(
      (building) => readCityLearnBuilding(unzipped(`citylearn2022/${building.csv}.gz`), building.csv, building).series,
    );
}

/** Five flats in Sydney without solar, half-hourly, and their common property (UNSW). */
export function flats(): MeterSeries[] {
  const file = 'unsw_bondi/bondi_load_filled.csv';
  return [...readUnswFlats(unzipped(`${file}.gz`), file).series];
}

function unzipped(path: string): Uint8Array {
  return gunzipSync(readFileSync(join(FOLDER, path)));
}
