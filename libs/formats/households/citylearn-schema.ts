import { z } from 'zod';
import { refusal } from './error.js';

/** A building as the data set's `schema.json` describes it. */
export interface CityLearnBuilding {
  /** The building's file, without its folder. */
  readonly csv: string;
  /** Rated power of its solar system in W; 0 = none. */
  readonly pvWatts: number;
}

const MAX_BUILDINGS = 10_000;
/** 50 kW: beyond it a connection is no longer low voltage. */
const MAX_PV_KW = 50;

const SCHEMA = z.object({
  buildings: z
    .record(
      z.string(),
      z.object({
        energy_simulation: z.string().regex(/^[\w-]{1,40}\.csv$/),
        pv: z.object({ attributes: z.object({ nominal_power: z.number().min(0).max(MAX_PV_KW) }) }).optional(),
      }),
    )
    .refine((buildings) => Object.keys(buildings).length <= MAX_BUILDINGS),
});

/**
 * Reads the buildings of a CityLearn data set from its `schema.json`.
 *
 * @throws IchienError HOUSEHOLD_SCHEMA_INVALID
 */
export function readCityLearnSchema(bytes: Uint8Array, file: string): readonly CityLearnBuilding[] {
  const schema = SCHEMA.safeParse(parseJson(bytes));
  if (!schema.success) {
    const issue = schema.error.issues[0]!;
    throw refusal(
      'HOUSEHOLD_SCHEMA_INVALID',
      { file, ...(issue.path.length > 0 && { column: issue.path.join('.') }) },
      `${issue.message}.`,
      'Use the schema.json that the data set came with.',
    );
  }
  return Object.values(schema.data.buildings).map((building) => ({
    csv: building.energy_simulation,
    pvWatts: Math.round((building.pv?.attributes.nominal_power ?? 0) * 1000),
  }));
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}
