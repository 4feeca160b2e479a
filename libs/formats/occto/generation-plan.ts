import type { PrintedFile } from '../manifest/control-totals.js';
import { type Element, type ElementReader, element, firstDifference, parseXml, printXml } from './element.js';
import { assertCode, type OcctoEnvelope, type OcctoMessage, unwrapPlan, wrapPlan } from './envelope.js';
import { type OcctoPlace, occtoRefusal } from './error.js';
import { assertDay, assertSameDay, dayElement, type PlanDay, readDay, sumDays } from './series.js';

/** Most balancing groups, units of one, and counterparties of a plan. */
const MAX_PLAN_RECORDS = 5000;

/** What a plan sells to, or procures from, one counterparty. */
export interface CounterpartyDay {
  /** Five of 0-9 and A-Z. */
  readonly counterpartyCode: string;
  readonly energyKwh: PlanDay;
}

/** Generation of one unit: JP06186, up to 20 of 0-9 and A-Z. */
export interface UnitDay {
  readonly gridCode: string;
  readonly generationKwh: PlanDay;
}

/** One 発電BG with its units. */
export interface GenerationGroup {
  /** Five of 0-9 and A-Z. */
  readonly code: string;
  readonly units: readonly UnitDay[];
}

/**
 * 翌日発電販売計画. No file of it was found: blocks and quantities are those that two public programs read (formats.md 5a,
 * minatooe/OcctoXmlImporter), the number 0152 is from a third, envelope and title follow the demand plan [INF]. Elements that
 * those programs pass over are not known and not written, so OCCTO may refuse it: have the retailer check the first one.
 */
export interface GenerationPlan {
  readonly envelope: OcctoEnvelope;
  readonly groups: readonly GenerationGroup[];
  readonly sales: readonly CounterpartyDay[];
  /** What is procured to be sold; may be empty. */
  readonly procurements: readonly CounterpartyDay[];
}

const MESSAGE: OcctoMessage = { id: '0152', title: '（翌日）発電販売計画' };

/**
 * Writes a plan: units add up to their group, groups to the generation; generation and procurement are equal to the sales in all
 * 48 half hours.
 *
 * @param file its name, for errors
 * @returns bytes, and control totals with `generationKwh`, `salesKwh` and `procurementKwh`
 * @throws IchienError OCCTO_VALUE_INVALID, OCCTO_SUM_DIFFERS naming the half hour
 */
export function printGenerationPlan(plan: GenerationPlan, file: string): PrintedFile {
  const bytes = printXml(toElement(plan, file));
  const { generation, sales, procurement } = totalsOf(plan);
  const total = (day: PlanDay) => BigInt(day.reduce((sum, kwh) => sum + kwh, 0));
  const sums = { generationKwh: total(generation), salesKwh: total(sales), procurementKwh: total(procurement) };
  return { bytes, control: { records: plan.groups.length, sums } };
}

/** Reads a plan back; whatever we would not have written so is refused. @throws IchienError of `OcctoErrorCode` naming element and half hour */
export function parseGenerationPlan(bytes: Uint8Array, file: string): GenerationPlan {
  const root = parseXml(bytes, file);
  const { envelope, plan } = unwrapPlan(root, file);
  const sales = plan.only('JPM00018', 'JPMR00018');
  const procurement = plan.only('JPM00022', 'JPMR00022');
  const parsed: GenerationPlan = {
    envelope,
    groups: plan.records('JPM00014', 'JPMR00014').map((group) => ({
      code: group.text('JP06300'),
      units: group.records('JPM00016', 'JPMR00016').map((unit) => ({
        gridCode: unit.text('JP06186'),
        generationKwh: readDay(unit, 'JPM00017', 'JPMR00017', 'JP06231'),
      })),
    })),
    sales: readCounterparties(sales, ['JPM00020', 'JPMR00020'], ['JPM00021', 'JPMR00021', 'JP06319']),
    procurements: readCounterparties(procurement, ['JPM00024', 'JPMR00024'], ['JPM00025', 'JPMR00025', 'JP06369']),
  };
  const totals = totalsOf(parsed);
  const at = plan.place;
  for (const [name, stated, sum] of [
    ['generation', readDay(plan.only('JPM00012', 'JPMR00012'), 'JPM00013', 'JPMR00013', 'JP06363'), totals.generation],
    ['sales', readDay(sales, 'JPM00019', 'JPMR00019', 'JP06319'), totals.sales],
    ['procurement', readDay(procurement, 'JPM00023', 'JPMR00023', 'JP06369'), totals.procurement],
  ] as const) {
    assertSameDay([`the total ${name}`, stated], ['that of its parts', sum], at);
  }
  const difference = firstDifference(toElement(parsed, file), root);
  if (difference === undefined) return parsed;
  const what = 'this is not as in a plan that we know.';
  throw occtoRefusal(
    'OCCTO_STRUCTURE_INVALID',
    { file, element: difference },
    what,
    'Give a plan of the layout that we know.',
  );
}

function totalsOf({ groups, sales, procurements }: GenerationPlan) {
  return {
    generation: sumDays(groups.flatMap(({ units }) => units.map(({ generationKwh }) => generationKwh))),
    sales: sumDays(sales.map(({ energyKwh }) => energyKwh)),
    procurement: sumDays(procurements.map(({ energyKwh }) => energyKwh)),
  };
}

function toElement(plan: GenerationPlan, file: string): Element {
  assertPlan(plan, file);
  const { generation, sales, procurement } = totalsOf(plan);
  const counterparties = (
    [group, record]: readonly [string, string],
    [inner, innerRecord, quantity]: readonly [string, string, string],
    all: readonly CounterpartyDay[],
  ) =>
    element(
      group,
      ...all.map(({ counterpartyCode, energyKwh }) =>
        element(record, element('JP06366', counterpartyCode), dayElement(inner, innerRecord, quantity, energyKwh)),
      ),
    );
  const blocks = [
    element('JPM00012', element('JPMR00012', dayElement('JPM00013', 'JPMR00013', 'JP06363', generation))),
    element('JPM00014', ...plan.groups.map(groupElement)),
    element(
      'JPM00018',
      element(
        'JPMR00018',
        dayElement('JPM00019', 'JPMR00019', 'JP06319', sales),
        counterparties(['JPM00020', 'JPMR00020'], ['JPM00021', 'JPMR00021', 'JP06319'], plan.sales),
      ),
    ),
    element(
      'JPM00022',
      element(
        'JPMR00022',
        dayElement('JPM00023', 'JPMR00023', 'JP06369', procurement),
        counterparties(['JPM00024', 'JPMR00024'], ['JPM00025', 'JPMR00025', 'JP06369'], plan.procurements),
      ),
    ),
  ];
  return wrapPlan(MESSAGE, plan.envelope, blocks, file);
}

function groupElement({ code, units }: GenerationGroup): Element {
  const total = sumDays(units.map(({ generationKwh }) => generationKwh));
  return element(
    'JPMR00014',
    element('JP06300', code),
    dayElement('JPM00015', 'JPMR00015', 'JP06307', total),
    element(
      'JPM00016',
      ...units.map(({ gridCode, generationKwh }) =>
        element(
          'JPMR00016',
          element('JP06186', gridCode),
          dayElement('JPM00017', 'JPMR00017', 'JP06231', generationKwh),
        ),
      ),
    ),
  );
}

function readCounterparties(
  parent: ElementReader,
  [group, record]: readonly [string, string],
  [inner, innerRecord, quantity]: readonly [string, string, string],
): CounterpartyDay[] {
  return parent.records(group, record).map((each) => ({
    counterpartyCode: each.text('JP06366'),
    energyKwh: readDay(each, inner, innerRecord, quantity),
  }));
}

function assertPlan(plan: GenerationPlan, file: string): void {
  const { groups, sales, procurements } = plan;
  assertCount(groups.length, 1, { file, element: 'JPM00014' });
  assertCount(sales.length, 1, { file, element: 'JPM00020' });
  assertCount(procurements.length, 0, { file, element: 'JPM00024' });
  for (const [index, { code, units }] of groups.entries()) {
    const place = { file, element: `JPM00014/JPMR00014[${index + 1}]` };
    assertCode(code, /^[0-9A-Z]{5}$/, place);
    assertCount(units.length, 1, place);
    for (const { gridCode, generationKwh } of units) {
      assertCode(gridCode, /^[0-9A-Z]{1,20}$/, place);
      assertDay(generationKwh, place);
    }
  }
  for (const [name, all] of [
    ['JPM00020/JPMR00020', sales],
    ['JPM00024/JPMR00024', procurements],
  ] as const) {
    for (const [index, { counterpartyCode, energyKwh }] of all.entries()) {
      const place = { file, element: `${name}[${index + 1}]` };
      assertCode(counterpartyCode, /^[0-9A-Z]{5}$/, place);
      assertDay(energyKwh, place);
    }
  }
  const totals = totalsOf(plan);
  const supply = sumDays([totals.generation, totals.procurement]);
  assertSameDay(['generation and procurement', supply], ['the planned sales', totals.sales], { file });
}

function assertCount(count: number, min: number, place: OcctoPlace): void {
  if (count >= min && count <= MAX_PLAN_RECORDS) return;
  throw occtoRefusal('OCCTO_VALUE_INVALID', place, `it has ${count} records.`, `Give ${min} to ${MAX_PLAN_RECORDS}.`);
}
