import { addDays, IchienError } from '#energy';
import { type Element, ElementReader, element } from './element.js';
import { type OcctoPlace, occtoRefusal } from './error.js';

/** A company or balancing group as plans name it. */
export interface OcctoParty {
  /** Five of 0-9 and A-Z. */
  readonly code: string;
  /** At most 50 characters. */
  readonly name: string;
}

/** Around every plan: who sends it to whom, for which day. */
export interface OcctoEnvelope {
  /**
   * JPC03 (one digit), JPC06 and JPC09 (twelve digits each). Their meaning is not confirmed to us; they come with the sender's
   * registration and are the same in all its files.
   */
  readonly jpc03: string;
  readonly jpc06: string;
  readonly jpc09: string;
  /** JPC19, unix ms on a whole second; written as yymmddhhmmss in JST [INF: the zone is not stated]. */
  readonly createdAtMs: number;
  readonly sender: OcctoParty;
  readonly destination: OcctoParty;
  /** 計画提出者: the balancing group. */
  readonly submitter: OcctoParty;
  /** Day of delivery, `YYYY-MM-DD`. */
  readonly day: string;
}

/** What a plan is: 情報区分 and its name. */
export interface OcctoMessage {
  readonly id: '0250' | '0152';
  readonly title: string;
}

const VERSION = '3A';
const MAP_VERSION = '1.1-1A';
const JST_MS = 9 * 3_600_000;

/** A whole message with a plan's blocks inside. @throws IchienError OCCTO_VALUE_INVALID */
export function wrapPlan(
  message: OcctoMessage,
  envelope: OcctoEnvelope,
  blocks: readonly Element[],
  file: string,
): Element {
  assertEnvelope(envelope, file);
  const { sender, destination, submitter } = envelope;
  const head: Element = element(
    'JPMGH',
    element('JPC03', envelope.jpc03),
    element('JPC06', envelope.jpc06),
    element('JPC09', envelope.jpc09),
    element('JPC10', 'OCTO'),
    element('JPC11', 'W6'),
    element('JPC12', VERSION),
    element('JPC14', message.id),
    element('JPC19', new Date(envelope.createdAtMs + JST_MS).toISOString().slice(2, 19).replaceAll(/\D/g, '')),
    element('JPC21', MAP_VERSION),
  );
  const plan: Element = {
    ...element(
      'JPTRM',
      element('JP00002', message.id),
      element('JP06170', message.title),
      element('JP06110', sender.code),
      element('JP06111', sender.name),
      element('JP06358', destination.code),
      element('JP06359', destination.name),
      element('JP06360', submitter.code),
      element('JP06361', submitter.name),
      element('JP06171', envelope.day.replaceAll('-', '')),
      ...blocks,
    ),
    attributes: { SEQ: '1' },
  };
  return {
    name: 'SBD-MSG',
    attributes: { BPID: 'OCTO', BPIDSUB: 'W6', BPIDVER: VERSION, MSGID: message.id, MAPVER: MAP_VERSION },
    content: [{ ...element('JPMGRP', head, plan), attributes: { SEQ: '1' } }],
  };
}

/** The envelope of a message and the element that holds its plan. @throws IchienError OCCTO_STRUCTURE_INVALID, OCCTO_VALUE_INVALID */
export function unwrapPlan(root: Element, file: string): { envelope: OcctoEnvelope; plan: ElementReader } {
  const group = new ElementReader({ name: '', content: [root] }, { file }).only('SBD-MSG', 'JPMGRP');
  const head = group.only('JPMGH');
  const plan = group.only('JPTRM');
  const party = (code: string, name: string) => ({ code: plan.text(code), name: plan.text(name) });
  const made = head.text('JPC19').replace(/^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/, '20$1-$2-$3T$4:$5:$6+09:00');
  const envelope: OcctoEnvelope = {
    jpc03: head.text('JPC03'),
    jpc06: head.text('JPC06'),
    jpc09: head.text('JPC09'),
    createdAtMs: Date.parse(made),
    sender: party('JP06110', 'JP06111'),
    destination: party('JP06358', 'JP06359'),
    submitter: party('JP06360', 'JP06361'),
    day: plan.text('JP06171').replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3'),
  };
  assertEnvelope(envelope, file);
  return { envelope, plan };
}

/** Asserts a code of digits and capital letters. @throws IchienError OCCTO_VALUE_INVALID */
export function assertCode(code: string, pattern: RegExp, place: OcctoPlace): void {
  if (!pattern.test(code)) throw invalid(place, code, `Give a code of the form ${pattern.source}.`);
}

/** Asserts a name that needs no escape in XML. @throws IchienError OCCTO_VALUE_INVALID */
export function assertName(name: string, place: OcctoPlace): void {
  const plain = /^[^\p{Cc}&<>"']{1,50}$/u.test(name) && name.trim() === name && name.isWellFormed();
  if (!plain)
    throw invalid(place, name, 'Give 1 to 50 characters without spaces around them; write & < > in full width.');
}

/** The error that refuses a value. */
export function invalid(place: OcctoPlace, value: string, fix: string) {
  return occtoRefusal('OCCTO_VALUE_INVALID', place, `"${value.slice(0, 40)}" cannot stand here.`, fix);
}

function assertEnvelope(envelope: OcctoEnvelope, file: string): void {
  const at = (name: string): OcctoPlace => ({ file, element: name });
  assertCode(envelope.jpc03, /^\d$/, at('JPC03'));
  assertCode(envelope.jpc06, /^\d{12}$/, at('JPC06'));
  assertCode(envelope.jpc09, /^\d{12}$/, at('JPC09'));
  for (const [party, code, name] of [
    [envelope.sender, 'JP06110', 'JP06111'],
    [envelope.destination, 'JP06358', 'JP06359'],
    [envelope.submitter, 'JP06360', 'JP06361'],
  ] as const) {
    assertCode(party.code, /^[0-9A-Z]{5}$/, at(code));
    assertName(party.name, at(name));
  }
  const { createdAtMs, day } = envelope;
  const years = [Date.UTC(2000, 0, 1), Date.UTC(2099, 0, 1)] as const;
  if (!Number.isInteger(createdAtMs / 1000) || createdAtMs < years[0] || createdAtMs > years[1]) {
    throw invalid(at('JPC19'), String(createdAtMs), 'Give a whole second of this century.');
  }
  try {
    addDays(day, 0);
  } catch (error) {
    if (!(error instanceof IchienError)) throw error;
    throw invalid(at('JP06171'), day, error.fix);
  }
}
