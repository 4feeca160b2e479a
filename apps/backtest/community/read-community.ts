import { dayOf } from '#energy';
import type { HouseholdFile, MeterSeries } from '#formats';
import { alignTo } from './align.js';
import type { Calendar } from './calendar.js';
import type { Community } from './community.js';
import { communityError } from './error.js';
import { readHouseholdDirectory } from './read-directory.js';

/**
 * Reads the households of a directory tree and lays all of them out on one calendar.
 *
 * @throws IchienError the codes of {@link readHouseholdDirectory}; COMMUNITY_EMPTY if no household covers the calendar
 */
export function readCommunity(directory: string, calendar: Calendar): Community {
  const { files, notes } = readHouseholdDirectory(directory);
  return alignCommunity(files, notes, calendar);
}

/** Lays files out on one calendar; what cannot cover it or comes twice is left out and noted. */
export function alignCommunity(
  files: readonly HouseholdFile[],
  fileNotes: readonly string[],
  calendar: Calendar,
): Community {
  const households = new Map<string, MeterSeries>();
  const notes = new Set(fileNotes);
  for (const file of files) {
    for (const note of file.notes) notes.add(note);
    if (file.hemisphere === 'south') {
      notes.add(`${file.source}: southern hemisphere, shifted by half a year (26 weeks, so the weekday stays).`);
    }
    for (const series of file.series) {
      const { householdId } = series;
      const aligned = alignTo(series, file.hemisphere, calendar);
      if (households.has(householdId)) notes.add(`${householdId}: comes again in ${file.source}; left out there.`);
      else if (aligned === undefined) notes.add(`${householdId}: ${spanOf(series)} does not cover the days; left out.`);
      else households.set(householdId, aligned);
    }
  }
  if (households.size === 0) {
    throw communityError(
      'COMMUNITY_EMPTY',
      `No household covers the ${calendar.days} days from ${calendar.firstDay}.`,
      'Ask for other or fewer days.',
      { firstDay: calendar.firstDay, days: calendar.days },
    );
  }
  return { calendar, households: [...households.values()], notes: [...notes] };
}

function spanOf({ firstSlot, exportWh }: MeterSeries): string {
  return `${dayOf(firstSlot)} to ${dayOf(firstSlot + exportWh.length - 1)}`;
}
