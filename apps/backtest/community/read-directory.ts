import { type Dirent, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { gunzipSync } from 'node:zlib';
import {
  type CityLearnBuilding,
  type HouseholdFile,
  householdLayoutOf,
  MAX_HOUSEHOLD_FILE_BYTES,
  readAusgridReshaped,
  readAusgridWide,
  readCityLearnBuilding,
  readCityLearnSchema,
  readUnswFlats,
} from '#formats';
import { communityError } from './error.js';

const MAX_DIRECTORY_ENTRIES = 20_000;
const DATA_FILE = /\.csv(\.gz)?$/;
/** Files that belong to a CityLearn data set and hold no household. */
const CITYLEARN_COMPANIONS = new Set(['weather', 'pricing', 'carbon_intensity']);

/** What a directory tree holds. */
export interface HouseholdDirectory {
  readonly files: readonly HouseholdFile[];
  /** Files that were passed over, one sentence each. */
  readonly notes: readonly string[];
}

/**
 * Reads every household file (`.csv`, `.csv.gz`) in a directory tree, whatever its layout. A file of an unknown
 * layout is noted; a file of a known layout with a broken row refuses the whole directory.
 *
 * @throws IchienError COMMUNITY_DIRECTORY_INVALID, COMMUNITY_FILE_INVALID, COMMUNITY_EMPTY, and the codes of the readers
 */
export function readHouseholdDirectory(directory: string): HouseholdDirectory {
  const files: HouseholdFile[] = [];
  const notes: string[] = [];
  const buildings = new Map<string, ReadonlyMap<string, CityLearnBuilding>>();

  for (const path of listFiles(directory).filter((name) => DATA_FILE.test(name))) {
    const source = relative(directory, path).split(sep).join('/');
    const csv = basename(path).replace(/\.gz$/, '');
    const stem = csv.replace(/\.csv$/, '');
    const bytes = readBytes(path, source);
    switch (householdLayoutOf(bytes)) {
      case 'citylearnBuilding': {
        const folder = dirname(path);
        if (!buildings.has(folder)) buildings.set(folder, readSchema(folder, dirname(source)));
        const building = buildings.get(folder)!.get(csv);
        if (building === undefined) notes.push(`${source}: not in its schema.json, passed over.`);
        else files.push(readCityLearnBuilding(bytes, source, building));
        break;
      }
      case 'unswFlats':
        files.push(readUnswFlats(bytes, source));
        break;
      case 'ausgridWide':
        files.push(readAusgridWide(bytes, source));
        break;
      case 'ausgridReshaped':
        files.push(readAusgridReshaped(bytes, source, stem));
        break;
      case undefined:
        if (!CITYLEARN_COMPANIONS.has(stem)) notes.push(`${source}: a layout that is not known, passed over.`);
    }
  }
  if (files.length === 0) {
    throw communityError(
      'COMMUNITY_EMPTY',
      `${directory} holds no household file.`,
      'Give a directory with CityLearn, UNSW Bondi or Ausgrid files (.csv or .csv.gz).',
      { directory },
    );
  }
  return { files, notes };
}

function listFiles(directory: string): readonly string[] {
  let entries: readonly Dirent[];
  try {
    entries = readdirSync(directory, { recursive: true, withFileTypes: true });
  } catch (error) {
    throw communityError(
      'COMMUNITY_DIRECTORY_INVALID',
      `${directory} cannot be read: ${(error as Error).message}.`,
      'Give the path of a directory with household files.',
      { directory },
    );
  }
  if (entries.length > MAX_DIRECTORY_ENTRIES) {
    throw communityError(
      'COMMUNITY_DIRECTORY_INVALID',
      `${directory} has ${entries.length} entries.`,
      `Give a directory of at most ${MAX_DIRECTORY_ENTRIES}.`,
      { directory, entries: entries.length },
    );
  }
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function readBytes(path: string, source: string): Uint8Array {
  const size = statSync(path).size;
  if (size > MAX_HOUSEHOLD_FILE_BYTES) throw unreadable(source, `it has ${size} bytes`);
  const bytes = readFileSync(path);
  if (!path.endsWith('.gz')) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: MAX_HOUSEHOLD_FILE_BYTES });
  } catch (error) {
    throw unreadable(source, (error as Error).message);
  }
}

function readSchema(folder: string, sourceFolder: string): ReadonlyMap<string, CityLearnBuilding> {
  const source = join(sourceFolder, 'schema.json');
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(join(folder, 'schema.json'));
  } catch {
    throw unreadable(source, 'it is absent, and without it the rated power of its homes is not known');
  }
  return new Map(readCityLearnSchema(bytes, source).map((building) => [building.csv, building]));
}

function unreadable(source: string, why: string) {
  return communityError(
    'COMMUNITY_FILE_INVALID',
    `${source} cannot be read: ${why}.`,
    `Give whole files of at most ${MAX_HOUSEHOLD_FILE_BYTES} bytes, gzipped or not.`,
    { file: source },
  );
}
