import { formatScaled, parseScaled } from './decimal.js';
import { type EnergyErrorCode, IchienError } from './error.js';

/** The most Wh that one reading or order may carry: 100 kWh in a half hour is a 200 kW connection (low voltage ends at 50 kW). */
export const MAX_SLOT_ENERGY_WH = 100_000;

/** Asserts whole, non-negative, bounded Wh. @throws IchienError ENERGY_INVALID */
export function assertEnergyWh(energyWh: number, maxWh: number = MAX_SLOT_ENERGY_WH): void {
  if (!Number.isSafeInteger(energyWh) || energyWh < 0 || energyWh > maxWh) {
    throw new IchienError<EnergyErrorCode>(
      'ENERGY_INVALID',
      `${energyWh} Wh is not an energy.`,
      `Give whole watt-hours from 0 to ${maxWh}.`,
      { energyWh: String(energyWh) },
    );
  }
}

/** Reads kWh with at most three decimals (`"0.42"` -> 420 Wh). @throws IchienError ENERGY_INVALID */
export function parseKwh(text: string): number {
  const energyWh = parseScaled(text.trim(), 3);
  if (energyWh === undefined || energyWh < 0n || energyWh > BigInt(Number.MAX_SAFE_INTEGER)) {
    throw new IchienError<EnergyErrorCode>(
      'ENERGY_INVALID',
      `"${text}" is not an energy in kWh.`,
      'Give kWh as a plain decimal with at most three decimals, such as 0.42.',
      { text },
    );
  }
  return Number(energyWh);
}

/** Writes Wh as kWh with three decimals (420 -> `"0.420"`). */
export function formatKwh(energyWh: number | bigint): string {
  return formatScaled(energyWh, 3);
}
