import { joiningError } from './error.js';

/** Where an application stands. */
export type ApplicationState =
  | 'submitted'
  | 'eligible'
  | 'ineligible'
  | 'selected'
  | 'waitlisted'
  | 'declined'
  | 'contracted'
  | 'enrolled'
  | 'withdrawn'
  | 'left';

/** Who takes a step: the ward screens and selects (SET-24), the applicant agrees or withdraws, the operator enrols. */
export type ApplicationActor = 'applicant' | 'ward' | 'operator';

/** What can be done to an application. */
export const APPLICATION_STEPS = [
  'findEligible',
  'findIneligible',
  'select',
  'waitlist',
  'decline',
  'agree',
  'enrol',
  'withdraw',
  'leave',
] as const;

export type ApplicationStep = (typeof APPLICATION_STEPS)[number];

interface Rule {
  readonly from: readonly ApplicationState[];
  readonly to: ApplicationState;
  readonly actors: readonly ApplicationActor[];
  /** True if the applicant must be told why. */
  readonly needsReason: boolean;
}

const RULES: Readonly<Record<ApplicationStep, Rule>> = {
  findEligible: { from: ['submitted'], to: 'eligible', actors: ['ward'], needsReason: false },
  findIneligible: { from: ['submitted'], to: 'ineligible', actors: ['ward'], needsReason: true },
  select: { from: ['eligible', 'waitlisted'], to: 'selected', actors: ['ward'], needsReason: false },
  waitlist: { from: ['eligible'], to: 'waitlisted', actors: ['ward'], needsReason: true },
  decline: { from: ['eligible', 'waitlisted'], to: 'declined', actors: ['ward'], needsReason: true },
  agree: { from: ['selected'], to: 'contracted', actors: ['applicant'], needsReason: false },
  enrol: { from: ['contracted'], to: 'enrolled', actors: ['operator'], needsReason: false },
  withdraw: {
    from: ['submitted', 'eligible', 'waitlisted', 'selected', 'contracted'],
    to: 'withdrawn',
    actors: ['applicant'],
    needsReason: false,
  },
  leave: { from: ['enrolled'], to: 'left', actors: ['applicant', 'operator'], needsReason: false },
};

/**
 * Where a step leads.
 *
 * @throws IchienError APPLICATION_STEP_INVALID (not from this state, or not by this actor), REASON_MISSING
 */
export function stateAfter(
  state: ApplicationState,
  step: ApplicationStep,
  actor: ApplicationActor,
  reason: string,
): ApplicationState {
  const rule = RULES[step];
  if (!rule.actors.includes(actor) || !rule.from.includes(state)) {
    const what = `${step} by the ${actor} is no step from ${state}.`;
    throw joiningError('APPLICATION_STEP_INVALID', what, 'Look at the application again.', { state, step });
  }
  if (rule.needsReason && reason.trim() === '') {
    throw joiningError('REASON_MISSING', `${step} needs a reason.`, 'Say why: the applicant reads it.', { step });
  }
  return rule.to;
}

/** States in which a supply point is taken: nobody else applies for it. */
export const HOLDING_STATES: readonly ApplicationState[] = [
  'submitted',
  'eligible',
  'waitlisted',
  'selected',
  'contracted',
  'enrolled',
];
