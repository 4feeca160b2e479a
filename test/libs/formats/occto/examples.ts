import fc from 'fast-check';
import type { DemandPlan, GenerationPlan, OcctoEnvelope } from '#formats';

export const ENVELOPE: OcctoEnvelope = {
  jpc03: '1',
  jpc06: '000000000001',
  jpc09: '000000000002',
  createdAtMs: Date.UTC(2026, 6, 31, 1, 2, 3),
  sender: { code: '12345', name: '一円電力株式会社' },
  destination: { code: '00000', name: '広域機関' },
  submitter: { code: 'AB123', name: '一円BG AB123' },
  day: '2026-08-01',
};

const day = (of: (koma: number) => number) => Array.from({ length: 48 }, (_, index) => of(index + 1));
const source = (code: string, of: (koma: number) => number) => ({
  counterparty: { code, name: `相手${code}` },
  jp06372: '1',
  jp06374: '0',
  procurementKwh: day(of),
});

/** Two members that procure from the spot market and from sellers of the area. */
export const DEMAND_PLAN: DemandPlan = {
  envelope: ENVELOPE,
  jp06371: '0',
  procurements: [
    { ...source('JEPX1', (koma) => 30 + koma), contractId: '0000000000001' },
    { ...source('AA001', (koma) => 2 * koma), contractId: 'A000000000002' },
  ],
  members: [
    {
      company: { code: '12345', name: '一円電力株式会社' },
      demandKwh: day((koma) => 10 + 3 * koma),
      procurements: [source('JEPX1', () => 10), source('AA001', (koma) => 2 * koma)],
    },
    {
      company: { code: '54321', name: '隣の電力' },
      demandKwh: day(() => 20),
      procurements: [source('JEPX1', (koma) => 20 + koma), source('AA001', () => 0)],
    },
  ],
};

export const GENERATION_PLAN: GenerationPlan = {
  envelope: ENVELOPE,
  groups: [
    {
      code: 'GBG01',
      units: [
        { gridCode: '0000000000001', generationKwh: day((koma) => koma) },
        { gridCode: '0000000000002', generationKwh: day(() => 5) },
      ],
    },
  ],
  sales: [
    { counterpartyCode: 'JEPX1', energyKwh: day((koma) => koma) },
    { counterpartyCode: 'AB123', energyKwh: day(() => 7) },
  ],
  procurements: [{ counterpartyCode: 'AA001', energyKwh: day(() => 2) }],
};

const anyDay = fc.array(fc.integer({ min: 0, max: 9_999 }), { minLength: 48, maxLength: 48 });
const code = fc.constantFrom('AA001', 'JEPX1', '00001', 'ZZZZ9');
const digit = fc.constantFrom('0', '1', '9');

/** Any plan that balances: what the members procure makes up everything else. */
export const anyDemandPlan: fc.Arbitrary<DemandPlan> = fc
  .record({
    codes: fc.uniqueArray(code, { minLength: 1, maxLength: 3 }),
    members: fc.integer({ min: 1, max: 3 }),
    jp06371: digit,
  })
  .chain(({ codes, members, jp06371 }) =>
    fc
      .array(fc.array(anyDay, { minLength: codes.length, maxLength: codes.length }), {
        minLength: members,
        maxLength: members,
      })
      .map((cells): DemandPlan => {
        const sum = (days: readonly (readonly number[])[]) =>
          day((koma) => days.reduce((total, each) => total + each[koma - 1]!, 0));
        return {
          envelope: ENVELOPE,
          jp06371,
          procurements: codes.map((each, at) => ({
            ...source(each, () => 0),
            procurementKwh: sum(cells.map((row) => row[at]!)),
            contractId: `${at}`.padStart(13, 'C'),
          })),
          members: cells.map((row, at) => ({
            company: { code: `0000${at}`, name: `会員${at}` },
            demandKwh: sum(row),
            procurements: codes.map((each, column) => ({ ...source(each, () => 0), procurementKwh: row[column]! })),
          })),
        };
      }),
  );
