import { addDays, dayOf, komaOf, slotOf, weekdayOf } from '#energy';
import { MISSING_WH, type RegisterHistory, type SlotForecast } from '#forecast';

/** The forecast's rules as the decision record states them, on calendar days and one reading at a time. */
export function referenceForecast(history: RegisterHistory, slot: number): SlotForecast {
  const exported = forecastOf(history, history.exportWh, slot);
  const imported = forecastOf(history, history.importWh, slot);
  return {
    exportWh: exported.meanWh,
    importWh: imported.meanWh,
    exportSpreadWh: exported.spreadWh,
    importSpreadWh: imported.spreadWh,
  };
}

function forecastOf(history: RegisterHistory, register: ArrayLike<number>, slot: number) {
  const known = new Map<number, number>();
  for (let index = 0; index < register.length; index += 1) {
    const at = history.firstSlot + index;
    if (at <= history.knownUntilSlot && register[index] !== MISSING_WH) known.set(at, register[index]!);
  }

  const days = earlierDays(known, history.knownUntilSlot, slot);
  const meanWh = mean(days);
  const spreadWh = mean(days.map(({ wh, weight }) => ({ wh: Math.abs(wh - meanWh), weight })));

  let observedWh = 2000;
  let expectedWh = 2000;
  for (const recent of [0, 1, 2, 3].map((back) => history.knownUntilSlot - back)) {
    const days = earlierDays(known, history.knownUntilSlot, recent);
    if (!known.has(recent) || days.length === 0) continue;
    observedWh += known.get(recent)!;
    expectedWh += mean(days);
  }
  const near = slot - history.knownUntilSlot <= 8;
  const factor = near ? Math.min(1.5, Math.max(0.5, observedWh / expectedWh)) : 1;
  const scaled = (wh: number) => Math.min(100_000, Math.round(wh * factor));
  return { meanWh: scaled(meanWh), spreadWh: scaled(spreadWh) };
}

/** The same koma on the 14 days before the slot that lie in the known past, each with its weight. */
function earlierDays(known: ReadonlyMap<number, number>, knownUntilSlot: number, slot: number) {
  const koma = komaOf(slot);
  let day = addDays(dayOf(slot), -1);
  while (slotOf(day, koma) > knownUntilSlot) day = addDays(day, -1);
  const days: { wh: number; weight: number }[] = [];
  for (let age = 0; age < 14; age += 1) {
    const wh = known.get(slotOf(addDays(day, -age), koma));
    const sameType = isWeekend(addDays(day, -age)) === isWeekend(dayOf(slot));
    if (wh !== undefined) days.push({ wh, weight: Math.round(1000 * 0.8 ** age) * (sameType ? 1 : 0.4) });
  }
  return days;
}

function isWeekend(day: string): boolean {
  return [0, 6].includes(weekdayOf(day));
}

function mean(items: readonly { wh: number; weight: number }[]): number {
  const weights = items.reduce((sum, { weight }) => sum + weight, 0);
  return weights === 0 ? 0 : Math.round(items.reduce((sum, { wh, weight }) => sum + wh * weight, 0) / weights);
}
