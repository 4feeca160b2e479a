/** Who a person is to the exchange (docs/accounts.md). One account has one role. */
export const ROLES = [
  'resident',
  'operator',
  'retailer',
  'auditor',
  'ward',
  'gridOperator',
  'wholesaler',
  'researcher',
] as const;

/** One of {@link ROLES}. */
export type Role = (typeof ROLES)[number];

/** Everybody but residents is staff: invited by an operator, second factor from the first sign-in on, every action in the audit log. */
export function isStaff(role: Role): boolean {
  return role !== 'resident';
}

/** Works the exchange, or checks it: is shown figures of however few households. To all others those of few are withheld. */
export function seesSmallGroups(role: Role | 'device'): boolean {
  return role === 'operator' || role === 'retailer' || role === 'auditor';
}
