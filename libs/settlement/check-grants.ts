import { IchienError, MAX_SLOT_ENERGY_WH } from '#energy';
import { checkCount } from './check-count.js';
import { isWholeUpTo } from './check-values.js';
import type { SettlementErrorCode } from './error.js';
import {
  MAX_GRANT_ID_LENGTH,
  MAX_GRANT_MILLISEN,
  MAX_PARTICIPANT_ID_LENGTH,
  MAX_SETTLEMENT_PRICE_SEN,
  MAX_SLOT_GRANTS,
} from './limits.js';
import { GRANT_PAYERS, type Grant } from './types.js';

/** What an id of a grant, and of who gets it, may be: no space, so that account and cause stay one word each. */
const ID = new RegExp(`^[A-Za-z0-9._:-]{1,${MAX_GRANT_ID_LENGTH}}$`);
const HOUSEHOLD = new RegExp(`^(participant|points):[A-Za-z0-9._:-]{1,${MAX_PARTICIPANT_ID_LENGTH}}$`);
const RECEIVERS: Readonly<Record<Grant['line'], RegExp>> = {
  flexibilityReward: HOUSEHOLD,
  fundAccrual: /^fund$/,
};

/** Refuses grants that nobody can be paid by, naming the row. @throws IchienError INPUT_TOO_LARGE, GRANT_INVALID, GRANT_DUPLICATE */
export function checkGrants(grants: readonly Grant[]): void {
  checkCount('grants', grants.length, MAX_SLOT_GRANTS);
  const seen = new Set<string>();
  for (const [index, grant] of grants.entries()) {
    const row = index + 1;
    const problem = problemOf(grant);
    if (problem !== undefined) {
      throw new IchienError<SettlementErrorCode>(
        'GRANT_INVALID',
        `Row ${row}: the grant ${shown(grant.grantId)} ${problem.what}.`,
        problem.fix,
        { row, grantId: shown(grant.grantId) },
      );
    }
    if (seen.has(grant.grantId)) {
      throw new IchienError<SettlementErrorCode>(
        'GRANT_DUPLICATE',
        `Row ${row}: the grant ${grant.grantId} is given more than once.`,
        'Give each grant once.',
        { row, grantId: grant.grantId },
      );
    }
    seen.add(grant.grantId);
  }
}

function problemOf({ grantId, line, from, to, energyWh, pay }: Grant): { what: string; fix: string } | undefined {
  if (!ID.test(grantId))
    return { what: 'has no usable id', fix: `Give 1 to ${MAX_GRANT_ID_LENGTH} of A-Z a-z 0-9 . _ : and -.` };
  if (!Object.hasOwn(RECEIVERS, line)) {
    return { what: `has the line ${line}`, fix: `Use ${Object.keys(RECEIVERS).join(' or ')}.` };
  }
  if (!GRANT_PAYERS.includes(from)) return { what: `is paid by ${from}`, fix: `Use ${GRANT_PAYERS.join(', ')}.` };
  if (!RECEIVERS[line].test(to) || from === to) {
    return {
      what: `goes from ${from} to ${shown(to)}`,
      fix: 'Pay rewards to participant:ID or points:ID, accruals to fund.',
    };
  }
  if (!isWholeUpTo(energyWh, MAX_SLOT_ENERGY_WH)) {
    return { what: `is for ${energyWh} Wh`, fix: `Give whole Wh from 0 to ${MAX_SLOT_ENERGY_WH}.` };
  }
  const [value, max, unit] =
    'priceSen' in pay
      ? [pay.priceSen, MAX_SETTLEMENT_PRICE_SEN, 'sen/kWh']
      : [pay.amountMillisen, MAX_GRANT_MILLISEN, 'millisen'];
  if (!isWholeUpTo(value, max)) {
    return { what: `pays ${value} ${unit}`, fix: `Give whole ${unit} from 0 to ${max}.` };
  }
  if (energyWh === 0 && ('priceSen' in pay || pay.amountMillisen === 0)) {
    return { what: 'is for nothing', fix: 'Leave it out.' };
  }
  return undefined;
}

/** The household that a reward is for, by its id; undefined for an accrual. */
export function rewardedOf({ to }: Grant): string | undefined {
  return HOUSEHOLD.test(to) ? to.slice(to.indexOf(':') + 1) : undefined;
}

function shown(text: unknown): string {
  return String(text).slice(0, MAX_PARTICIPANT_ID_LENGTH);
}
