import { type EntityManager, In } from 'typeorm';
import { dayOf } from '#energy';
import { type MeterFacts, meteringRulesAt, similarSlots, substituteReading } from '#metering';
import type { Participant } from '../participants/participant.entity.js';
import type { DeliveredReading } from './delivery.js';
import { Reading } from './reading.entity.js';

const CHUNK = 500;

/** Substitutes for the readings that members lack of a slot; none for one whose own past is too short. */
export async function substitutesOf(
  manager: EntityManager,
  slot: number,
  members: readonly Pick<Participant, 'meterId' | 'fromSlot'>[],
  factsAt: (meterId: string, day: string) => MeterFacts,
): Promise<DeliveredReading[]> {
  const day = dayOf(slot);
  const rules = meteringRulesAt(day).value;
  const slots = similarSlots(slot, rules);
  const substitutes: DeliveredReading[] = [];
  for (let start = 0; start < members.length; start += CHUNK) {
    const chunk = members.slice(start, start + CHUNK);
    const rows = await manager.find(Reading, {
      where: { slot: In(slots), meterId: In(chunk.map(({ meterId }) => meterId)) },
      order: { version: 'ASC' },
    });
    // The version that stands is the last of each: a substitute hides no measurement, for it weighs least.
    const past = new Map(rows.map((row) => [`${row.slot}/${row.meterId}`, row]));
    for (const { meterId, fromSlot } of chunk) {
      const measured = slots.flatMap((each) => {
        const row = past.get(`${each}/${meterId}`);
        // Who had the meter before lived otherwise.
        return row === undefined || each < fromSlot || row.quality === 'substituted' ? [] : [row];
      });
      const substitute = substituteReading(slot, measured, factsAt(meterId, day), rules);
      if (substitute === undefined) continue;
      const { exportWh, importWh, method } = substitute;
      substitutes.push({ meterId, slot, exportWh, importWh, revision: 0, quality: 'substituted', method });
    }
  }
  return substitutes;
}
