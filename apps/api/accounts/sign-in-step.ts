import { isStaff } from '#joining';
import type { ApiConfig } from '../config.js';
import type { Account } from './account.entities.js';

/** What is to be done next by whoever signs in. */
export type SignInStep = 'signedIn' | 'secondFactor' | 'enrolSecondFactor';

/** What an account needs beside its password: staff always, a resident once it has enrolled an authenticator. */
export function nextStepOf({ role, totpConfirmed }: Account, { demonstration }: ApiConfig): SignInStep {
  if (totpConfirmed) return 'secondFactor';
  return isStaff(role) && demonstration !== true ? 'enrolSecondFactor' : 'signedIn';
}
