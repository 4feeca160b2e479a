/** What was made: every file with its version, hash and control totals; never the same twice, never overwritten. */
export type { ControlTotals, PrintedFile } from './control-totals.js';
export { decideIssue, type IssueDecision, type IssueRequest, versionedName } from './decide-issue.js';
export type { ManifestErrorCode } from './error.js';
export {
  formatManifestFile,
  MAX_MANIFEST_ENTRIES,
  type ManifestEntry,
  parseManifestFile,
  sha256,
  verifyFile,
} from './manifest.js';
