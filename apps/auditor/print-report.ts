import { formatInstant, formatKwh, formatSlot } from '#energy';
import { type EvidenceManifest, formatFinding, type Halt, type SlotRange, type VerificationReport } from '#ledger';
import type { SealedReport } from './sealed-report.js';

/** Most differences printed on a terminal; a file has them all. */
const MAX_PRINTED = 100;

/** The report for people, as it is printed. */
export function printReport(report: SealedReport, manifest: EvidenceManifest, maxPrinted = MAX_PRINTED): string {
  const rows: [name: string, value: string][] = [
    ['area', String(report.areaId)],
    ['slots', slotsOf(manifest, report.range)],
    ['chain', `id ${report.chainId}`],
    ['contract', `${report.contract} (compare it with the address that the operator published)`],
    ['head', `${report.head} of the area when it was read`],
    ['records', `${formatCount(report.records)} of the area on chain`],
    ['verified', `${formatCount(report.verifiedSlots)} of ${formatCount(report.slots)} slots, in them:`],
    ['  journal', `${formatCount(report.journalEntries)} commands replayed`],
    ['  trades', `${formatCount(report.trades)} with ${formatKwh(report.tradedWh)} kWh`],
    ['  exported', `${formatKwh(report.exportedWh)} kWh`],
    ['  imported', `${formatKwh(report.importedWh)} kWh`],
    ['  allocated', `${formatKwh(report.allocatedWh)} kWh`],
    [
      'closure',
      `${report.gateClosureLeadMs / 60_000} minutes before each slot (compare it with what the operator published)`,
    ],
    ...(report.receipts > 0
      ? [['receipts', `${formatCount(report.receipts)} held against the journals`] as [string, string]]
      : []),
    ...report.halts.map((halt): [string, string] => ['halt', formatHalt(halt)]),
    ...manifest.notes.map((note): [string, string] => ['note', note]),
    ['digest', `${report.digest} (SHA-256 of the JSON report)`],
  ];
  return [...rows.map(([name, value]) => `${name.padEnd(12)}${value}`), '', ...verdict(report, maxPrinted), ''].join(
    '\n',
  );
}

/** The report as a person signs it: every difference, every file that was read, and the lines for name and date. */
export function printSignable(report: SealedReport, manifest: EvidenceManifest): string {
  return [
    'Audit of the Ichien market',
    '',
    printReport(report, manifest, report.findings.length),
    'Read, with the SHA-256 of each file:',
    ...report.inputs.map(({ file, sha256 }) => `  ${sha256}  ${file}`),
    '',
    `I ran the verification with this result. Digest of the report: ${report.digest}`,
    '',
    'Name:      ______________________________',
    'Signature: ______________________________   Date: ____________________',
    '',
  ].join('\n');
}

function formatHalt(halt: Halt): string {
  const end = halt.isResumed ? 'to' : 'to the close,';
  const done = (['cancelled', 'reduced', 'expired', 'refused'] as const).map((what) => `${halt[what]} ${what}`);
  return `${formatSlot(halt.slot)}: ${formatInstant(halt.fromMs)} ${end} ${formatInstant(halt.untilMs)}; ${done.join(', ')}`;
}

function slotsOf({ slots }: EvidenceManifest, range: SlotRange | undefined): string {
  const shown = slots.filter(({ slot }) => range === undefined || (slot >= range.fromSlot && slot <= range.toSlot));
  const [first, last] = [shown[0], shown.at(-1)];
  return first === undefined || last === undefined ? 'none' : `${formatSlot(first.slot)} to ${formatSlot(last.slot)}`;
}

function verdict({ findings, findingCount }: VerificationReport, maxPrinted: number): string[] {
  if (findingCount === 0) return ['VERIFIED: the evidence is what was anchored.'];
  const printed = findings.slice(0, maxPrinted);
  const more = findingCount - printed.length;
  return [
    `NOT VERIFIED: ${formatCount(findingCount)} difference${findingCount === 1 ? '' : 's'}.`,
    ...printed.map((finding) => `- ${formatFinding(finding)}`),
    ...(more > 0 ? [`- and ${formatCount(more)} more; --json FILE writes them down.`] : []),
  ];
}

function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}
