/** Codes raised by the evidence: what was given is no evidence, or the chain is not the one that it speaks of. */
export type EvidenceErrorCode =
  | 'EVIDENCE_NOT_JSON'
  | 'EVIDENCE_MALFORMED'
  | 'EVIDENCE_TOO_LARGE'
  | 'CHAIN_MISMATCH'
  | 'CONTRACT_MISSING';
