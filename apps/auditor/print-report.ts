import { formatKwh, formatSlot } from '#energy';
import { type EvidenceManifest, formatFinding, type VerificationReport } from '#ledger';

/** Most differences printed; the JSON report has more. */
const MAX_PRINTED = 100;

/** The report for people. */
export function printReport(report: VerificationReport, { slots, notes }: EvidenceManifest): string {
  const rows: [name: string, value: string][] = [
    ['area', String(report.areaId)],
    ['slots', `${formatSlot(slots[0]!.slot)} to ${formatSlot(slots.at(-1)!.slot)}`],
    ['chain', `id ${report.chainId}`],
    ['contract', `${report.contract} (compare it with the address that the operator published)`],
    ['records', `${formatCount(report.records)} of the area on chain`],
    ['verified', `${formatCount(report.verifiedSlots)} of ${formatCount(report.slots)} slots, in them:`],
    ['  journal', `${formatCount(report.journalEntries)} commands replayed`],
    ['  trades', `${formatCount(report.trades)} with ${formatKwh(report.tradedWh)} kWh`],
    ['  exported', `${formatKwh(report.exportedWh)} kWh`],
    ['  imported', `${formatKwh(report.importedWh)} kWh`],
    ['  allocated', `${formatKwh(report.allocatedWh)} kWh`],
    ...notes.map((note): [string, string] => ['note', note]),
  ];
  return [...rows.map(([name, value]) => `${name.padEnd(12)}${value}`), '', ...verdict(report), ''].join('\n');
}

function verdict({ findings, findingCount }: VerificationReport): string[] {
  if (findingCount === 0) return ['VERIFIED: the evidence is what was anchored.'];
  const printed = findings.slice(0, MAX_PRINTED);
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
