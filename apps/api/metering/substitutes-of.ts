import { type EntityManager, In } from 'typeorm';
import { dayOf } from '#energy';
import { type MeterFacts, meteringRulesAt, similarSlots, substituteReading } from '#metering';
import type { DeliveredReading } from './delivery.js';
import { Reading } from './reading.entity.js';

const CHUNK = 500;

/** Substitutes for the readings that meters lack of a slot; none for a meter whose past is too short. */
export async function substitutesOf(
  manager: EntityManager,
  slot: number,
  meterIds: readonly string[],
  factsAt: (meterId: string, day: string) => MeterFacts,
): Promise<DeliveredReading[]> {
  const day = dayOf(slot);
  const rules = meteringRulesAt(day).value;
  const slots = similarSlots(slot, rules);
  const substitutes: DeliveredReading[] = [];
  for (let start = 0; start < meterIds.length; start += CHUNK) {
    const chunk = meterIds.slice(start, start + CHUNK);
    const rows = await manager.find(Reading, {
      where: { slot: In(slots), meterId: In(chunk) },
      order: { version: 'ASC' },
    });
    // The version that stands is the last of each: a substitute hides no measurement, for it weighs least.
    const past = new Map(rows.map((row) => [`${row.slot}/${row.meterId}`, row]));
    for (const meterId of chunk) {
      const measured = slots.flatMap((each) => {
        const row = past.get(`${each}/${meterId}`);
        return row === undefined || row.quality === 'substituted' ? [] : [row];
      });
      const substitute = substituteReading(slot, measured, factsAt(meterId, day), rules);
      if (substitute === undefined) continue;
      const { exportWh, importWh, method } = substitute;
      substitutes.push({ meterId, slot, exportWh, importWh, revision: 0, quality: 'substituted', method });
    }
  }
  return substitutes;
}
