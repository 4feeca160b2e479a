import type { MeterReading } from '#api/metering/metering.service.js';
import type { Community } from './community/index.js';
import { meterIdOf } from './enrol-community.js';

/** What the community's meters showed in a slot of its calendar. */
export function readingsOf(community: Community, slot: number): MeterReading[] {
  return community.households.map(({ householdId, firstSlot, exportWh, importWh }) => ({
    meterId: meterIdOf(householdId),
    slot,
    exportWh: exportWh[slot - firstSlot]!,
    importWh: importWh[slot - firstSlot]!,
  }));
}
