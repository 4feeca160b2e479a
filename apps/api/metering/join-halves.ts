import { type EntityManager, In } from 'typeorm';
import { formatSlot } from '#energy';
import { insertRows } from '../database/database.js';
import { apiError } from '../errors.js';
import { ReadingHalf } from './delivery.entities.js';
import { type DeliveredHalf, type DeliveredReading, type NewDelivery, readingKey } from './delivery.js';

const CHUNK = 1000;

/**
 * Stores halves and joins them with those that are here: two registers of one meter and slot with the same state and revision
 * are a reading. Which came first makes no difference.
 *
 * @returns fresh: how many halves were not here yet
 * @throws IchienError READING_DIFFERS if a stored half of the same weight shows something else
 */
export async function joinHalves(
  manager: EntityManager,
  { halves = [], state }: NewDelivery,
  deliveryId: number,
): Promise<{ joined: DeliveredReading[]; waiting: number; fresh: number }> {
  if (halves.length === 0) return { joined: [], waiting: 0, fresh: 0 };
  const stored = new Map<string, Pick<ReadingHalf, 'energyWh'>>();
  for (const slot of new Set(halves.map((half) => half.slot))) {
    const meterIds = [...new Set(halves.filter((half) => half.slot === slot).map(({ meterId }) => meterId))];
    for (let start = 0; start < meterIds.length; start += CHUNK) {
      const where = { slot, state, meterId: In(meterIds.slice(start, start + CHUNK)) };
      for (const row of await manager.find(ReadingHalf, { where })) stored.set(keyOf(row), row);
    }
  }
  const fresh: DeliveredHalf[] = [];
  for (const half of halves) {
    const known = stored.get(keyOf(half));
    if (known === undefined) fresh.push(half);
    else if (known.energyWh !== half.energyWh) throw differs(half);
    stored.set(keyOf(half), half);
  }
  await insertRows(
    manager,
    ReadingHalf,
    fresh.map((half) => ({ ...half, state, deliveryId })),
  );
  const joined = new Map<string, DeliveredReading>();
  let waiting = 0;
  for (const half of halves) {
    const other = stored.get(keyOf({ ...half, register: half.register === 'exportWh' ? 'importWh' : 'exportWh' }));
    if (other === undefined) waiting++;
    else {
      const { meterId, slot, revision } = half;
      const [exportWh, importWh] =
        half.register === 'exportWh' ? [half.energyWh, other.energyWh] : [other.energyWh, half.energyWh];
      joined.set(`${readingKey(half)}/${revision}`, { meterId, slot, revision, exportWh, importWh });
    }
  }
  return { joined: [...joined.values()], waiting, fresh: fresh.length };
}

function keyOf(half: Pick<ReadingHalf, 'slot' | 'meterId' | 'register' | 'revision'>): string {
  return `${readingKey(half)}/${half.register}/${half.revision}`;
}

function differs({ meterId, slot, register }: DeliveredHalf) {
  return apiError(
    'READING_DIFFERS',
    `Meter ${meterId} has another ${register} of the same weight for slot ${formatSlot(slot)}.`,
    'If that one was wrong, send a higher revision.',
    { meterId, slot },
  );
}
