/** One half hour of one point, both registers, as a file states it. */
export interface PointReading {
  /** 供給地点特定番号 (22 digits), or another id by which the meter is known. */
  readonly pointId: string;
  readonly slot: number;
  /** 順方向, Wh taken from the grid; undefined if the reading is missing. */
  readonly importWh: number | undefined;
  /** 逆方向, Wh delivered to the grid; undefined if the reading is missing. */
  readonly exportWh: number | undefined;
  /** 版: 1 for the first, then higher. */
  readonly revision: number;
}

/** Largest file of readings. */
export const MAX_READINGS_FILE_BYTES = 16 * 1024 * 1024;
/** Most readings in a file. */
export const MAX_FILE_READINGS = 100_000;
/** Highest 版. */
export const MAX_REVISION = 999;
/** What an id may be made of: as the ids of the exchange. */
export const POINT_ID = /^[A-Za-z0-9._:-]{1,64}$/;
