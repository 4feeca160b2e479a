import { SLOT_MS, slotEndMs, slotStartMs } from '#energy';
import type { Alert, AlertLevel } from './alert.js';
import { ANCHORING_CONSEQUENCE, actionOfStuck, textsOfStep } from './alert-texts.js';

/** A settled or ended half hour whose readings are not all there. */
export interface LateReadings {
  readonly slot: number;
  readonly missing: number;
}

/** What the alerts of an instant follow from. */
export interface HealthFacts {
  readonly nowMs: number;
  readonly openSlots: number;
  /** True while the programme has slots that should be open. */
  readonly isInProgramme: boolean;
  readonly haltedSlots: readonly { readonly slot: number; readonly sinceMs: number; readonly gateClosureMs: number }[];
  /** Books that were closed off because what is stored of them is damaged. */
  readonly damagedSlots: readonly {
    readonly slot: number;
    readonly sinceMs: number;
    readonly gateClosureMs: number;
    readonly message: string;
  }[];
  /** Ended half hours without a settlement, whose readings should be there and are not; ascending. */
  readonly lateReadings: readonly LateReadings[];
  /** Ended half hours without a settlement; the oldest. */
  readonly unsettled: { readonly slots: number; readonly oldestSlot: number | undefined };
  readonly readingDelayMs: number;
  readonly settleDeadlineMs: number;
  readonly anchor: {
    readonly connected: boolean;
    readonly pending: number;
    readonly sent: number;
    readonly stuck?: { readonly code: string; readonly message: string; readonly sinceMs: number };
    readonly alert?: { readonly level: 'warning' | 'full'; readonly message: string };
  };
  readonly problems: readonly { readonly step: string; readonly message: string; readonly sinceMs: number }[];
  /** Invitations and resets that nobody has handed over; when the first of them was written and ends. */
  readonly letters: { readonly count: number; readonly oldestMs: number; readonly expiresMs: number } | undefined;
  /** Applicants who have agreed and wait to be enrolled. */
  readonly enrolments: { readonly count: number; readonly oldestMs: number } | undefined;
  /** Households that have left and whose key is to be destroyed by now; since when the first of them. */
  readonly erasures: { readonly count: number; readonly oldestMs: number };
}

const ORDER: Readonly<Record<AlertLevel, number>> = { urgent: 0, warning: 1, task: 2 };
/** A settlement that is later than its deadline by this much is late: the scheduler looks every second. */
const SETTLEMENT_GRACE_MS = 5 * 60_000;

/** What needs the operator now: urgent first, then oldest first. Nothing is said that asks for nothing. */
export function alertsOf(facts: HealthFacts): Alert[] {
  return [
    ...steps(facts),
    ...books(facts),
    ...readings(facts),
    ...settlements(facts),
    ...anchoring(facts),
    ...people(facts),
  ].sort((a, b) => ORDER[a.level] - ORDER[b.level] || a.sinceMs - b.sinceMs);
}

function steps({ problems }: HealthFacts): Alert[] {
  return problems.map(({ step, message, sinceMs }) => ({
    code: step === 'close' ? 'CLOSING_FAILS' : step === 'open' ? 'OPENING_FAILS' : 'STEP_FAILS',
    level: step === 'anchor' ? 'warning' : 'urgent',
    sinceMs,
    dueMs: null,
    ...textsOfStep(step),
    detail: `${step}: ${message}`,
    slot: null,
  }));
}

function books({ nowMs, openSlots, isInProgramme, haltedSlots, damagedSlots }: HealthFacts): Alert[] {
  const found: Alert[] = haltedSlots.map(({ slot, sinceMs, gateClosureMs }) => ({
    code: 'BOOK_HALTED',
    level: 'urgent',
    sinceMs,
    dueMs: gateClosureMs,
    what: { ja: '取引を止めている時間があります', en: 'A book is halted' },
    consequence: {
      ja: '締切までに再開しなければ、残った注文は成立せずに消えます。その分は小売電気事業者とのやりとりになります。',
      en: 'Unless it is resumed before gate closure, what rests expires untraded and goes to the retailer.',
    },
    action: { ja: '止めた理由がなくなったら、その時間を再開してください。', en: 'Resume it once the reason is gone.' },
    detail: null,
    slot,
  }));
  for (const { slot, sinceMs, gateClosureMs, message } of damagedSlots) {
    found.push({
      code: 'BOOK_DAMAGED',
      level: 'urgent',
      sinceMs,
      dueMs: gateClosureMs,
      what: { ja: '保存された取引の記録が壊れた時間があります', en: 'The stored book of a half hour is damaged' },
      consequence: {
        ja: 'その時間だけ注文を受け付けず、締切も精算もできません。ほかの時間は動いています。',
        en: 'That half hour alone takes no orders, and can neither be closed nor settled. All others go on.',
      },
      action: {
        ja: 'その時間の journal_entry と trade の行をバックアップから戻し、その時間を再開してください。',
        en: "Restore the half hour's rows of journal_entry and trade from a backup, then resume it.",
      },
      detail: message,
      slot,
    });
  }
  if (openSlots === 0 && isInProgramme) {
    found.push({
      code: 'NO_OPEN_BOOK',
      level: 'urgent',
      sinceMs: nowMs,
      dueMs: null,
      what: { ja: '受付中の時間がひとつもありません', en: 'No book is open' },
      consequence: { ja: 'だれも取引できません。', en: 'Nobody can trade.' },
      action: {
        ja: 'サーバーの時計と、実証の期間の設定を確かめてください。',
        en: "Check the server's clock and the programme's dates.",
      },
      detail: null,
      slot: null,
    });
  }
  return found;
}

function readings({ nowMs, lateReadings, readingDelayMs, settleDeadlineMs }: HealthFacts): Alert[] {
  const [first] = lateReadings;
  if (first === undefined) return [];
  const meters = Math.max(...lateReadings.map(({ missing }) => missing));
  const dueMs = slotEndMs(first.slot) + settleDeadlineMs;
  const values = {
    ja: `${lateReadings.length} コマ、最大 ${meters} 件`,
    en: `${lateReadings.length} slots, up to ${meters} meters`,
  };
  return [
    {
      code: 'READINGS_LATE',
      level: 'warning',
      sinceMs: slotEndMs(first.slot) + readingDelayMs,
      dueMs: dueMs > nowMs ? dueMs : null,
      what: { ja: `検針が届いていません（${values.ja}）`, en: `Readings are late (${values.en})` },
      consequence: {
        ja: '届かなければ0として精算し、届いたときに訂正します。',
        en: 'They are settled as zero, and corrected when they come.',
      },
      action: {
        ja: '多ければ検針の受け渡し（Cルート）を、少なければ該当の計器を確かめてください。',
        en: 'If many: check the delivery of readings (route C). If few: check those meters.',
      },
      detail: null,
      slot: first.slot,
    },
  ];
}

function settlements({ nowMs, unsettled: { slots, oldestSlot }, settleDeadlineMs }: HealthFacts): Alert[] {
  if (oldestSlot === undefined) return [];
  const dueMs = slotEndMs(oldestSlot) + settleDeadlineMs;
  if (nowMs < dueMs + SETTLEMENT_GRACE_MS) return [];
  return [
    {
      code: 'SETTLEMENT_LATE',
      level: 'urgent',
      sinceMs: dueMs,
      dueMs: null,
      what: {
        ja: `期限を過ぎた精算があります（待ち ${slots} コマ）`,
        en: `Settlements are overdue (${slots} slots wait)`,
      },
      consequence: {
        ja: '住民の明細と小売の締めが遅れます。',
        en: "Residents' statements and the retailer's close are late.",
      },
      action: {
        ja: 'ほかに失敗している処理がないか確かめてください。なければ開発の担当に伝えてください。',
        en: 'Look for a failing step among the alerts; if there is none, tell the engineers.',
      },
      detail: null,
      slot: oldestSlot,
    },
  ];
}

function anchoring({ nowMs, anchor }: HealthFacts): Alert[] {
  const { connected, pending, sent, stuck, alert } = anchor;
  const waiting = pending + sent;
  const of = {
    dueMs: null,
    consequence: ANCHORING_CONSEQUENCE,
    slot: null,
    sinceMs: stuck?.sinceMs ?? nowMs,
    action: actionOfStuck(stuck?.code ?? ''),
    detail: stuck === undefined ? null : `${stuck.code}: ${stuck.message}`,
  } as const;
  if (alert?.level === 'full') {
    return [
      {
        ...of,
        code: 'ANCHORING_FULL',
        level: 'urgent',
        what: {
          ja: `台帳への記録が上限までたまりました（${waiting} 件）`,
          en: `The outbox is full (${waiting} records)`,
        },
        consequence: { ja: '訂正の精算が止まっています。', en: 'Corrections of settled slots wait.' },
        detail: of.detail ?? alert.message,
      },
    ];
  }
  if (!connected) {
    return [
      {
        ...of,
        code: 'CHAIN_NOT_CONFIGURED',
        level: 'warning',
        what: {
          ja: `台帳につながっていません（${waiting} 件が待っています）`,
          en: `No chain is configured (${waiting} records wait)`,
        },
        action: { ja: 'LEDGER_RPC_URL を設定して再起動してください。', en: 'Set LEDGER_RPC_URL and start again.' },
      },
    ];
  }
  if (stuck !== undefined) {
    return [
      {
        ...of,
        code: 'ANCHORING_STUCK',
        level: 'warning',
        what: {
          ja: `台帳への記録が止まっています（${waiting} 件待ち）`,
          en: `Anchoring stands still (${waiting} records wait)`,
        },
      },
    ];
  }
  if (alert === undefined) return [];
  return [
    {
      ...of,
      code: 'ANCHORING_WAITS',
      level: 'warning',
      what: { ja: `台帳への記録がたまっています（${waiting} 件）`, en: `Records wait to be confirmed (${waiting})` },
      action: {
        ja: 'ノードと手数料の上限を確かめ、減っていくか見守ってください。',
        en: 'Check the node and the fee limit, and see that the number falls.',
      },
      detail: alert.message,
    },
  ];
}

function people({ letters, enrolments, erasures }: HealthFacts): Alert[] {
  const found: Alert[] = [];
  if (letters !== undefined && letters.count > 0) {
    found.push({
      code: 'LETTERS_WAIT',
      level: 'task',
      sinceMs: letters.oldestMs,
      dueMs: letters.expiresMs,
      what: {
        ja: `渡していない案内が ${letters.count} 通あります`,
        en: `${letters.count} letters wait to be handed over`,
      },
      consequence: {
        ja: '期限が切れると使えず、もう一度招待することになります。',
        en: 'They expire, and the people have to be invited again.',
      },
      action: { ja: '本人に渡してください。', en: 'Hand them over to their people.' },
      detail: null,
      slot: null,
    });
  }
  if (enrolments !== undefined && enrolments.count > 0) {
    found.push({
      code: 'ENROLMENTS_WAIT',
      level: 'task',
      sinceMs: enrolments.oldestMs,
      dueMs: null,
      what: {
        ja: `契約の済んだ申込が ${enrolments.count} 件あります`,
        en: `${enrolments.count} applicants wait to be enrolled`,
      },
      consequence: { ja: '登録するまで取引が始まりません。', en: 'They cannot trade until they are enrolled.' },
      action: {
        ja: '計器と小売の切替を確かめて、登録してください。',
        en: 'Check meter and switching, then enrol them.',
      },
      detail: null,
      slot: null,
    });
  }
  if (erasures.count > 0) {
    found.push({
      code: 'ERASURES_DUE',
      level: 'task',
      sinceMs: erasures.oldestMs,
      dueMs: null,
      what: {
        ja: `消去する日が来た世帯が ${erasures.count} 件あります`,
        en: `${erasures.count} households that left are due to be erased`,
      },
      consequence: {
        ja: '退会した方と約束した日を過ぎても、名前と住所と鍵が残ります。',
        en: 'Name, address and key stay beyond the day that was promised to those who left.',
      },
      action: { ja: '一覧を見て、ひとつずつ消去してください。', en: 'Go through the list and erase them one by one.' },
      detail: null,
      slot: null,
    });
  }
  return found;
}

/** Ended half hours that should have all their readings by now: those from which `lateReadings` are found. */
export function isReadingDue(slot: number, nowMs: number, readingDelayMs: number): boolean {
  // One more half hour: a delivery takes its time, and what is a minute late asks for nobody.
  return slotStartMs(slot) + 2 * SLOT_MS + readingDelayMs <= nowMs;
}
