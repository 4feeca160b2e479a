import { expect } from 'chai';
import { slotEndMs, slotOf } from '#energy';
import { alertsOf, type HealthFacts, isReadingDue } from '#operations';

const NOON = slotOf('2026-05-18', 25);
const HOUR_MS = 3_600_000;
const NOW_MS = slotEndMs(NOON) + 2 * HOUR_MS;

/** An exchange that needs nobody. */
const WELL: HealthFacts = {
  nowMs: NOW_MS,
  openSlots: 52,
  isInProgramme: true,
  haltedSlots: [],
  damagedSlots: [],
  lateReadings: [],
  unsettled: { slots: 0, oldestSlot: undefined },
  readingDelayMs: HOUR_MS,
  settleDeadlineMs: 3 * HOUR_MS,
  anchor: { connected: true, pending: 3, sent: 2 },
  problems: [],
  letters: { count: 0, oldestMs: 0, expiresMs: 0 },
  enrolments: { count: 0, oldestMs: 0 },
  erasures: { count: 0, oldestMs: 0 },
};
const alerts = (facts: Partial<HealthFacts>) => alertsOf({ ...WELL, ...facts });
const codes = (facts: Partial<HealthFacts>) => alerts(facts).map(({ code, level }) => `${level} ${code}`);

describe('alertsOf', () => {
  it('says nothing when nothing is to be done', () => {
    expect(alerts({})).to.deep.equal([]);
  });

  it('says what a failing step means, and what the machine said', () => {
    const problem = (step: string) => ({ step, message: 'disk full', sinceMs: NOW_MS - 5 });
    expect(
      codes({ problems: [problem('close'), problem('open'), problem('agents'), problem('anchor')] }),
    ).to.deep.equal(['urgent CLOSING_FAILS', 'urgent OPENING_FAILS', 'urgent STEP_FAILS', 'warning STEP_FAILS']);
    const [closing] = alerts({ problems: [problem('close')] });
    expect(closing).to.include({ sinceMs: NOW_MS - 5, detail: 'close: disk full', dueMs: null });
    expect(closing!.consequence.en).to.match(/beyond gate closure/);
    const [unknown] = alerts({ problems: [problem('constructor')] });
    expect(unknown!.what.en).to.equal('A step of the scheduler fails');
  });

  it('a halted book is due at its gate closure', () => {
    const halted = { slot: NOON + 9, sinceMs: NOW_MS - 60_000, gateClosureMs: NOW_MS + 60_000 };
    const [alert] = alerts({ haltedSlots: [halted] });
    expect(alert).to.include({
      code: 'BOOK_HALTED',
      level: 'urgent',
      slot: NOON + 9,
      sinceMs: halted.sinceMs,
      dueMs: halted.gateClosureMs,
    });
  });

  it('a damaged book is due at its gate closure, with what is damaged', () => {
    const damaged = {
      slot: NOON + 9,
      sinceMs: NOW_MS,
      gateClosureMs: NOW_MS + 60_000,
      message: 'command 3 is another',
    };
    const [alert] = alerts({ damagedSlots: [damaged] });
    expect(alert).to.include({ code: 'BOOK_DAMAGED', level: 'urgent', slot: NOON + 9, detail: damaged.message });
    expect(alert!.dueMs).to.equal(damaged.gateClosureMs);
  });

  it('no open book is an alert only while the programme runs', () => {
    expect(codes({ openSlots: 0 })).to.deep.equal(['urgent NO_OPEN_BOOK']);
    expect(codes({ openSlots: 0, isInProgramme: false })).to.deep.equal([]);
  });

  it('late readings: since they were due, until they are settled as zero', () => {
    const lateReadings = [
      { slot: NOON, missing: 2 },
      { slot: NOON + 1, missing: 5 },
    ];
    const [alert] = alerts({ lateReadings });
    expect(alert).to.include({
      code: 'READINGS_LATE',
      level: 'warning',
      slot: NOON,
      sinceMs: slotEndMs(NOON) + HOUR_MS,
      dueMs: slotEndMs(NOON) + 3 * HOUR_MS,
    });
    expect(alert!.what.en).to.equal('Readings are late (2 slots, up to 5 meters)');
    expect(alert!.what.ja).to.contain('2 コマ、最大 5 件');
    expect(alerts({ lateReadings, nowMs: NOW_MS + 9 * HOUR_MS })[0]!.dueMs).to.equal(null);
  });

  it('a settlement is late some minutes after its deadline, not at it', () => {
    const unsettled = { slots: 4, oldestSlot: NOON };
    const deadlineMs = slotEndMs(NOON) + 3 * HOUR_MS;
    expect(codes({ unsettled })).to.deep.equal([]);
    expect(codes({ unsettled, nowMs: deadlineMs + 299_999 })).to.deep.equal([]);
    const [alert] = alerts({ unsettled, nowMs: deadlineMs + 300_000 });
    expect(alert).to.include({ code: 'SETTLEMENT_LATE', level: 'urgent', sinceMs: deadlineMs, slot: NOON });
  });

  it('anchoring: one alert, the gravest, with what to do for the reason', () => {
    const stuck = { code: 'NODE_UNREACHABLE', message: 'refused', sinceMs: NOW_MS - 1000 };
    const anchor = { connected: true, pending: 100, sent: 4 };
    const warning = { level: 'warning', message: '104 records wait' } as const;
    const full = { level: 'full', message: 'limit' } as const;
    expect(codes({ anchor: { ...anchor, alert: warning } })).to.deep.equal(['warning ANCHORING_WAITS']);
    expect(codes({ anchor: { ...anchor, stuck, alert: warning } })).to.deep.equal(['warning ANCHORING_STUCK']);
    expect(codes({ anchor: { ...anchor, stuck, alert: full } })).to.deep.equal(['urgent ANCHORING_FULL']);
    expect(codes({ anchor: { ...anchor, connected: false } })).to.deep.equal(['warning CHAIN_NOT_CONFIGURED']);
    const [alert] = alerts({ anchor: { ...anchor, stuck } });
    expect(alert).to.include({ sinceMs: NOW_MS - 1000, detail: 'NODE_UNREACHABLE: refused' });
    expect(alert!.action.en).to.equal('Bring the node back; sending resumes by itself.');
    const [other] = alerts({ anchor: { ...anchor, stuck: { ...stuck, code: 'LEDGER_DIVERGED' } } });
    expect(other!.action.en).to.match(/Delete no record/);
  });

  it('people who wait are tasks, after all trouble', () => {
    expect(
      codes({
        letters: { count: 2, oldestMs: 1, expiresMs: NOW_MS + 1 },
        enrolments: { count: 1, oldestMs: 2 },
        erasures: { count: 3, oldestMs: 3 },
        problems: [{ step: 'settle', message: 'x', sinceMs: NOW_MS }],
        lateReadings: [{ slot: NOON, missing: 1 }],
      }),
    ).to.deep.equal([
      'urgent STEP_FAILS',
      'warning READINGS_LATE',
      'task LETTERS_WAIT',
      'task ENROLMENTS_WAIT',
      'task ERASURES_DUE',
    ]);
  });

  it('every text is there in both languages', () => {
    const all = alerts({
      openSlots: 0,
      haltedSlots: [{ slot: NOON, sinceMs: 0, gateClosureMs: 0 }],
      damagedSlots: [{ slot: NOON, sinceMs: 0, gateClosureMs: 0, message: '' }],
      lateReadings: [{ slot: NOON, missing: 1 }],
      unsettled: { slots: 1, oldestSlot: NOON - 100 },
      anchor: { connected: false, pending: 0, sent: 0 },
      problems: ['close', 'open', 'agents', 'settle', 'anchor'].map((step) => ({ step, message: '', sinceMs: 0 })),
      letters: { count: 1, oldestMs: 0, expiresMs: 0 },
      enrolments: { count: 1, oldestMs: 0 },
      erasures: { count: 1, oldestMs: 0 },
    });
    expect(all).to.have.length(14);
    for (const { what, consequence, action } of all) {
      for (const text of [what, consequence, action]) {
        expect(text.ja).to.match(/[ぁ-ん]/);
        expect(text.en).to.match(/^[\x20-\x7e]+$/);
      }
    }
  });
});

describe('isReadingDue', () => {
  it('from half an hour after the delay on', () => {
    const dueMs = slotEndMs(NOON) + HOUR_MS + 1_800_000;
    expect(isReadingDue(NOON, dueMs - 1, HOUR_MS)).to.equal(false);
    expect(isReadingDue(NOON, dueMs, HOUR_MS)).to.equal(true);
  });
});
