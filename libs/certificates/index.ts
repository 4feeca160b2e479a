/** Certificates of a slot's surplus, storage under one rule, and which words may be used. docs/certificates.md. Floor 2. */
export {
  ELIGIBILITY_RULES,
  type EligibilityRule,
  type EligibilitySubject,
  type Ineligibility,
  ineligibilityOf,
  isEligible,
  SCHEMES,
  type Scheme,
} from './eligibility.js';
export type { CertificateErrorCode } from './error.js';
export { EXPIRY_RULES, type ExpiryRule, expiryOf } from './expiry.js';
export { issueCertificates } from './issue-certificates.js';
export { type Label, type LabelInput, labelFor, labelOf } from './label-for.js';
export {
  type BilingualText,
  type Claim,
  LABEL_RULES,
  type LabelPower,
  type LabelRule,
  type LabelRules,
  NOTE_TEXTS,
  type NoteCode,
} from './label-rules.js';
export * from './limits.js';
export { type Charge, type Discharge, type DischargePart, StorageLedger, type StorageTerms } from './storage-ledger.js';
export * from './types.js';
export { ValueRegister } from './value-register.js';
