import { slotOf } from '#energy';
import { echonetRefusal } from './error.js';
import { type EchonetFrame, LOW_VOLTAGE_METER, SERVICE } from './frame.js';

/** A count of the cumulative registers at an instant. Undefined: the meter has no data. */
export interface RegisterCount {
  /** Unix ms of the meter's clock. */
  readonly atMs: number;
  /** 正方向: taken from the grid, in steps of the unit. */
  readonly forwardCount: number | undefined;
  /** 逆方向: delivered to the grid. */
  readonly reverseCount: number | undefined;
}

/** Counts of one day at 00:00, 00:30 ... 23:30 in one direction (E2, E4). */
export interface DayHistory {
  /** 0 = today, 1 = yesterday ... 99; undefined: nothing collected yet (0xFFFF). */
  readonly daysAgo: number | undefined;
  readonly counts: readonly (number | undefined)[];
}

/** What the properties of one frame say. */
export interface MeterValues {
  /** D3 係数; a meter without it has 1. */
  readonly coefficient?: number;
  /** D7: how many digits the registers have before they roll over, 1 to 8. */
  readonly digits?: number;
  /** E1: thousandths of a Wh a step (0.1 kWh = 100,000). */
  readonly unitMilliWh?: number;
  /** E0 and E3: counts at the time of asking. */
  readonly forwardCount?: number | undefined;
  readonly reverseCount?: number | undefined;
  readonly forwardHistory?: DayHistory;
  readonly reverseHistory?: DayHistory;
  /** E5: the day that E2 and E4 show, 0 to 99 days ago. */
  readonly historyDaysAgo?: number;
  /** E7: W; negative = reverse flow. */
  readonly powerW?: number | undefined;
  /** E8: tenths of an ampere of phases R and T; a two-wire meter has no T. */
  readonly currentDeciA?: { readonly r: number | undefined; readonly t: number | undefined };
  /** EA, EB, EC: counts at half hours. EA and EB of the same instant stand together. */
  readonly fixedTimes: readonly RegisterCount[];
  /** ED: the request behind EC. */
  readonly historyRequest?: { readonly fromMs: number | undefined; readonly count: number };
  /** D0: counts at the last whole minute. */
  readonly oneMinute?: RegisterCount;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const NO_COUNT = 0xfffffffe;
const MAX_COUNT = 99_999_999;
const NO_POWER = 0x7ffffffe;
const NO_CURRENT = 0x7ffe;
const SLOTS_A_DAY = 48;
const MAX_EC_COUNTS = 12;

/** E1 codes and the Wh/1000 that they stand for (ECHONET APPENDIX 0x0288; formats.md 5c). */
const UNIT_MILLI_WH: Readonly<Record<number, number>> = {
  0: 1_000_000,
  1: 100_000,
  2: 10_000,
  3: 1_000,
  4: 100,
  10: 10_000_000,
  11: 100_000_000,
  12: 1_000_000_000,
  13: 10_000_000_000,
};

/**
 * The values in an answer or a notice of a low-voltage smart meter (class 0x0288). Properties that we don't use are
 * passed over; one that we use must have its length.
 *
 * @throws IchienError ECHONET_OBJECT_UNKNOWN for another sender, ECHONET_REFUSED for an answer that is a refusal,
 * ECHONET_PROPERTY_INVALID naming the property
 */
export function readMeterValues(frame: EchonetFrame): MeterValues {
  if (frame.source >> 8 !== LOW_VOLTAGE_METER >> 8) {
    const source = frame.source.toString(16).padStart(6, '0');
    throw echonetRefusal('ECHONET_OBJECT_UNKNOWN', `${source} is no low-voltage meter.`, 'Give frames of class 0288.', {
      source,
    });
  }
  if (frame.service !== SERVICE.getAnswer && frame.service !== SERVICE.notice) {
    const service = frame.service.toString(16);
    throw echonetRefusal(
      'ECHONET_REFUSED',
      `Service ${service} brings no values.`,
      'Give answers (72) or notices (73).',
      {
        service,
      },
    );
  }
  const values: Mutable<MeterValues> & { fixedTimes: RegisterCount[] } = { fixedTimes: [] };
  for (const { code, data } of frame.properties) {
    const read = READERS[code];
    if (read !== undefined) read(values, new Property(code, data));
  }
  return values;
}

type Reader = (values: Mutable<MeterValues> & { fixedTimes: RegisterCount[] }, property: Property) => void;

const READERS: Readonly<Record<number, Reader>> = {
  208: (values, property) => {
    property.assertLength(15);
    const atMs = property.time(0, true);
    if (atMs !== undefined) {
      values.oneMinute = { atMs, forwardCount: property.count(7), reverseCount: property.count(11) };
    }
  },
  211: (values, property) => {
    property.assertLength(4);
    values.coefficient = property.within(property.view.readUInt32BE(0), 1, 999_999);
  },
  215: (values, property) => {
    property.assertLength(1);
    values.digits = property.within(property.view[0]!, 1, 8);
  },
  224: (values, property) => {
    property.assertLength(4);
    values.forwardCount = property.count(0);
  },
  225: (values, property) => {
    property.assertLength(1);
    values.unitMilliWh = UNIT_MILLI_WH[property.view[0]!] ?? property.refuse('it is no unit.');
  },
  226: (values, property) => {
    values.forwardHistory = property.history();
  },
  227: (values, property) => {
    property.assertLength(4);
    values.reverseCount = property.count(0);
  },
  228: (values, property) => {
    values.reverseHistory = property.history();
  },
  229: (values, property) => {
    property.assertLength(1);
    values.historyDaysAgo = property.within(property.view[0]!, 0, 99);
  },
  231: (values, property) => {
    property.assertLength(4);
    const power = property.view.readInt32BE(0);
    values.powerW = power === NO_POWER ? undefined : power;
  },
  232: (values, property) => {
    property.assertLength(4);
    const current = (at: number) => {
      const value = property.view.readInt16BE(at);
      return value === NO_CURRENT ? undefined : value;
    };
    values.currentDeciA = { r: current(0), t: current(2) };
  },
  234: (values, property) => addFixedTime(values.fixedTimes, property, 'forwardCount'),
  235: (values, property) => addFixedTime(values.fixedTimes, property, 'reverseCount'),
  236: (values, property) => {
    const count = property.view[6] ?? property.refuse('it is too short.');
    property.within(count, 0, MAX_EC_COUNTS);
    property.assertLength(7 + count * 8);
    const fromMs = property.time(0, false);
    if (fromMs === undefined) return;
    for (let i = 0; i < count; i++) {
      const [forwardCount, reverseCount] = [property.count(7 + i * 8), property.count(11 + i * 8)];
      values.fixedTimes.push({ atMs: fromMs - i * 1_800_000, forwardCount, reverseCount });
    }
  },
  237: (values, property) => {
    property.assertLength(7);
    values.historyRequest = {
      fromMs: property.time(0, false),
      count: property.within(property.view[6]!, 1, MAX_EC_COUNTS),
    };
  },
};

function addFixedTime(times: RegisterCount[], property: Property, register: 'forwardCount' | 'reverseCount'): void {
  property.assertLength(11);
  const atMs = property.time(0, true);
  if (atMs === undefined) return;
  const other = times.find((time) => time.atMs === atMs);
  if (other === undefined) {
    times.push({ atMs, forwardCount: undefined, reverseCount: undefined, [register]: property.count(7) });
  } else {
    times[times.indexOf(other)] = { ...other, [register]: property.count(7) };
  }
}

/** A property's data, read with its code in every refusal. */
class Property {
  readonly view: Buffer;

  constructor(
    private readonly code: number,
    data: Uint8Array,
  ) {
    this.view = Buffer.from(data.buffer, data.byteOffset, data.length);
  }

  assertLength(length: number): void {
    if (this.view.length !== length) this.refuse(`it has ${this.view.length} bytes instead of ${length}.`);
  }

  within(value: number, min: number, max: number): number {
    if (value < min || value > max) this.refuse(`${value} is not from ${min} to ${max}.`);
    return value;
  }

  /** A register, or undefined for "no data". */
  count(at: number): number | undefined {
    const value = this.view.readUInt32BE(at);
    return value === NO_COUNT ? undefined : this.within(value, 0, MAX_COUNT);
  }

  /** Year, month, day, hour, minute and perhaps second in JST; undefined: no data (year 0xFFFF or 0). */
  time(at: number, seconds: boolean): number | undefined {
    const year = this.view.readUInt16BE(at);
    if (year === 0xffff || year === 0) return undefined;
    const [month, day, hour, minute] = this.view.subarray(at + 2, at + 6) as unknown as number[];
    const second = seconds ? this.view[at + 6]! : 0;
    const date = `${String(year).padStart(4, '0')}-${pad(month!)}-${pad(day!)}`;
    if (hour! > 23 || minute! > 59 || second > 59) this.refuse('it holds no time of day.');
    try {
      return slotOf(date) * 1_800_000 + ((hour! * 60 + minute!) * 60 + second) * 1000;
    } catch {
      return this.refuse(`${date} is no day.`);
    }
  }

  history(): DayHistory {
    this.assertLength(2 + SLOTS_A_DAY * 4);
    const daysAgo = this.view.readUInt16BE(0);
    return {
      daysAgo: daysAgo === 0xffff ? undefined : this.within(daysAgo, 0, 99),
      counts: Array.from({ length: SLOTS_A_DAY }, (_, i) => this.count(2 + i * 4)),
    };
  }

  refuse(what: string): never {
    const property = this.code.toString(16).toUpperCase();
    throw echonetRefusal('ECHONET_PROPERTY_INVALID', `Property ${property}: ${what}`, 'Ask the meter again.', {
      property,
    });
  }
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
