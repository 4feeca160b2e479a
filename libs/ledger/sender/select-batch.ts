import type { OutboxRecord } from './types.js';

/**
 * Picks what goes into the next transaction: records of the oldest one's phase, oldest first, at most `limit`. A record is
 * left for later if one of its own slot was passed over, so every slot keeps its order while phases gather into batches.
 */
export function selectBatch(pending: readonly OutboxRecord[], limit: number): OutboxRecord[] {
  const selected: OutboxRecord[] = [];
  const passedOver = new Set<string>();
  for (const candidate of pending) {
    const { areaId, slot } = candidate.record;
    const slotKey = `${areaId}/${slot}`;
    if (candidate.phase !== pending[0]!.phase || passedOver.has(slotKey)) passedOver.add(slotKey);
    else if (selected.push(candidate) === limit) break;
  }
  return selected;
}
