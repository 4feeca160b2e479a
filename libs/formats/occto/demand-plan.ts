import type { PrintedFile } from '../manifest/control-totals.js';
import { type Element, type ElementReader, element, firstDifference, parseXml, printXml } from './element.js';
import {
  assertCode,
  assertName,
  type OcctoEnvelope,
  type OcctoMessage,
  type OcctoParty,
  unwrapPlan,
  wrapPlan,
} from './envelope.js';
import { type OcctoPlace, occtoRefusal } from './error.js';
import { assertDay, assertSameDay, dayElement, type PlanDay, readDay, sumDays } from './series.js';

/** Most counterparties of a plan, and most members of a balancing group. */
export const MAX_PLAN_PARTIES = 500;

/** One counterparty from whom a member procures. */
export interface MemberProcurement {
  readonly counterparty: OcctoParty;
  /** One digit; its meaning is not confirmed to us: as in the retailer's own files. */
  readonly jp06372: string;
  readonly jp06374: string;
  readonly procurementKwh: PlanDay;
}

/** One source of the whole group's procurement. */
export interface PlanProcurement extends MemberProcurement {
  /** Thirteen of 0-9 and A-Z. */
  readonly contractId: string;
}

/** One member of the balancing group. */
export interface PlanMember {
  readonly company: OcctoParty;
  readonly demandKwh: PlanDay;
  readonly procurements: readonly MemberProcurement[];
}

/**
 * 翌日需要調達計画 (W6/0250, version 3A). Totals are not given: they are sums.
 *
 * Quantities are whole numbers; that they are kWh of the half hour is [INF], for no file or text that we have read says so.
 */
export interface DemandPlan {
  readonly envelope: OcctoEnvelope;
  /** JP06371, one digit that is the same in all half hours; its meaning is not confirmed to us. */
  readonly jp06371: string;
  readonly procurements: readonly PlanProcurement[];
  readonly members: readonly PlanMember[];
}

const MESSAGE: OcctoMessage = { id: '0250', title: '（翌日）需要調達計画' };

/**
 * Writes a plan after the one real file that is known (formats.md 5a): members add up to the demand, sources to the procurement,
 * both are equal in all 48 half hours, and each counterparty has the same in the sources as with the members. JP06389 repeats the
 * demand, as it does in that file. Sales are not among what it shows, and not written.
 *
 * @param file its name, for errors
 * @returns bytes, and control totals with `demandKwh` and `procurementKwh`
 * @throws IchienError OCCTO_VALUE_INVALID, OCCTO_SUM_DIFFERS naming the half hour
 */
export function printDemandPlan(plan: DemandPlan, file: string): PrintedFile {
  const bytes = printXml(toElement(plan, file));
  const total = (days: readonly PlanDay[]) => BigInt(sumDays(days).reduce((sum, kwh) => sum + kwh, 0));
  const sums = {
    demandKwh: total(plan.members.map(({ demandKwh }) => demandKwh)),
    procurementKwh: total(plan.procurements.map(({ procurementKwh }) => procurementKwh)),
  };
  return { bytes, control: { records: plan.members.length, sums } };
}

/**
 * Reads a plan. All its sums are made again; whatever we would not have written so is refused, for we would not know what it means.
 *
 * @throws IchienError of `OcctoErrorCode` naming element and half hour
 */
export function parseDemandPlan(bytes: Uint8Array, file: string): DemandPlan {
  const root = parseXml(bytes, file);
  const { envelope, plan } = unwrapPlan(root, file);
  const procurement = plan.only('JPM00014', 'JPMR00014');
  const [first] = procurement.records('JPM00015', 'JPMR00015');
  const parsed: DemandPlan = {
    envelope,
    jp06371: first?.text('JP06371') ?? '',
    procurements: procurement.records('JPM00016', 'JPMR00016').map((each) => ({
      ...readProcurement(each, 'JPM00017', 'JPMR00017'),
      contractId: each.text('JP06185'),
    })),
    members: plan.records('JPM00022', 'JPMR00022').map((each) => ({
      company: { code: each.text('JP06316'), name: each.text('JP06317') },
      demandKwh: readDay(each.only('JPM00023', 'JPMR00023'), 'JPM00024', 'JPMR00024', 'JP06376'),
      procurements: each
        .only('JPM00027', 'JPMR00027')
        .records('JPM00029', 'JPMR00029')
        .map((source) => readProcurement(source, 'JPM00030', 'JPMR00030')),
    })),
  };
  const at = plan.place;
  const stated = {
    demand: readDay(plan.only('JPM00010', 'JPMR00010'), 'JPM00011', 'JPMR00011', 'JP06376'),
    procurement: readDay(procurement, 'JPM00015', 'JPMR00015', 'JP06369'),
  };
  const demands = sumDays(parsed.members.map(({ demandKwh }) => demandKwh));
  const sources = sumDays(parsed.procurements.map(({ procurementKwh }) => procurementKwh));
  assertSameDay(['the total demand', stated.demand], ['that of the members', demands], at);
  assertSameDay(['the total procurement', stated.procurement], ['that of the sources', sources], at);
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

function toElement(plan: DemandPlan, file: string): Element {
  assertPlan(plan, file);
  const { procurements, members } = plan;
  const constant = ['JP06371', plan.jp06371] as const;
  const demand = sumDays(members.map(({ demandKwh }) => demandKwh));
  const procured = (all: readonly MemberProcurement[]) => sumDays(all.map(({ procurementKwh }) => procurementKwh));
  const blocks = [
    element('JPM00010', element('JPMR00010', dayElement('JPM00011', 'JPMR00011', 'JP06376', demand))),
    element('JPM00012', element('JPMR00012', dayElement('JPM00013', 'JPMR00013', 'JP06389', demand))),
    element(
      'JPM00014',
      element(
        'JPMR00014',
        dayElement('JPM00015', 'JPMR00015', 'JP06369', procured(procurements), constant),
        element(
          'JPM00016',
          ...procurements.map((each) =>
            element(
              'JPMR00016',
              element('JP06366', each.counterparty.code),
              element('JP06367', each.counterparty.name),
              element('JP06185', each.contractId),
              element('JP06372', each.jp06372),
              element('JP06374', each.jp06374),
              dayElement('JPM00017', 'JPMR00017', 'JP06369', each.procurementKwh, constant),
            ),
          ),
        ),
      ),
    ),
    element('JPM00022', ...members.map((member) => memberElement(member, procured(member.procurements), constant))),
  ];
  return wrapPlan(MESSAGE, plan.envelope, blocks, file);
}

function memberElement(member: PlanMember, procured: PlanDay, constant: readonly [string, string]): Element {
  const { company, demandKwh, procurements } = member;
  return element(
    'JPMR00022',
    element('JP06316', company.code),
    element('JP06317', company.name),
    element('JPM00023', element('JPMR00023', dayElement('JPM00024', 'JPMR00024', 'JP06376', demandKwh))),
    element('JPM00025', element('JPMR00025', dayElement('JPM00026', 'JPMR00026', 'JP06389', demandKwh))),
    element(
      'JPM00027',
      element(
        'JPMR00027',
        dayElement('JPM00028', 'JPMR00028', 'JP06369', procured, constant),
        element(
          'JPM00029',
          ...procurements.map((each) =>
            element(
              'JPMR00029',
              element('JP06366', each.counterparty.code),
              element('JP06367', each.counterparty.name),
              element('JP06372', each.jp06372),
              element('JP06374', each.jp06374),
              dayElement('JPM00030', 'JPMR00030', 'JP06369', each.procurementKwh, constant),
            ),
          ),
        ),
      ),
    ),
  );
}

function readProcurement(source: ElementReader, group: string, record: string): MemberProcurement {
  return {
    counterparty: { code: source.text('JP06366'), name: source.text('JP06367') },
    jp06372: source.text('JP06372'),
    jp06374: source.text('JP06374'),
    procurementKwh: readDay(source, group, record, 'JP06369'),
  };
}

function assertPlan({ procurements, members, jp06371 }: DemandPlan, file: string): void {
  assertCode(jp06371, /^\d$/, { file, element: 'JP06371' });
  for (const [name, list] of [
    ['JPM00016', procurements],
    ['JPM00022', members],
  ] as const) {
    if (list.length > 0 && list.length <= MAX_PLAN_PARTIES) continue;
    const what = `it has ${list.length} records.`;
    throw occtoRefusal('OCCTO_VALUE_INVALID', { file, element: name }, what, `Give 1 to ${MAX_PLAN_PARTIES}.`);
  }
  for (const [index, each] of procurements.entries()) {
    const place = { file, element: `JPM00016/JPMR00016[${index + 1}]` };
    assertProcurement(each, place);
    assertCode(each.contractId, /^[0-9A-Z]{13}$/, { ...place, element: `${place.element}/JP06185` });
  }
  for (const [index, { company, demandKwh, procurements: own }] of members.entries()) {
    const place = { file, element: `JPM00022/JPMR00022[${index + 1}]` };
    assertParty(company, place);
    assertDay(demandKwh, place);
    for (const each of own) assertProcurement(each, place);
    if (own.length === 0 || own.length > MAX_PLAN_PARTIES) {
      throw occtoRefusal(
        'OCCTO_VALUE_INVALID',
        place,
        `it has ${own.length} sources.`,
        `Give 1 to ${MAX_PLAN_PARTIES}.`,
      );
    }
  }
  const place = { file };
  const days = (all: readonly MemberProcurement[]) => all.map(({ procurementKwh }) => procurementKwh);
  const demand = sumDays(members.map(({ demandKwh }) => demandKwh));
  assertSameDay(['the planned procurement', sumDays(days(procurements))], ['the planned demand', demand], place);
  const byMembers = members.flatMap(({ procurements: own }) => own);
  const codes = new Set([...procurements, ...byMembers].map(({ counterparty }) => counterparty.code));
  for (const code of codes) {
    const from = (all: readonly MemberProcurement[]) =>
      sumDays(days(all.filter(({ counterparty }) => counterparty.code === code)));
    assertSameDay(
      [`the procurement from ${code}`, from(procurements)],
      ['that of the members', from(byMembers)],
      place,
    );
  }
}

function assertProcurement(each: MemberProcurement, place: OcctoPlace): void {
  assertParty(each.counterparty, place);
  assertCode(each.jp06372, /^\d$/, { ...place, element: `${place.element}/JP06372` });
  assertCode(each.jp06374, /^\d$/, { ...place, element: `${place.element}/JP06374` });
  assertDay(each.procurementKwh, place);
}

function assertParty({ code, name }: OcctoParty, place: OcctoPlace): void {
  assertCode(code, /^[0-9A-Z]{5}$/, place);
  assertName(name, place);
}
