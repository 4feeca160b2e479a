import type { ManifestEntry } from '#formats';
import { Download } from '../controls/download.js';
import { Loaded } from '../controls/loaded.js';
import { fileSize, grouped } from '../format/figures.js';
import { moment } from '../format/times.js';
import { useMonthFiles } from '../server/billing.js';
import { MonthStepper, useMonth } from '../staff/day-choice.js';
import { useStaffText } from '../staff/use-staff-text.js';
import type { StaffKey } from '../text/staff-ja.js';

/** What files are for, by the beginning of their series. */
const KINDS: readonly (readonly [beginning: string, key: StaffKey])[] = [
  ['settlement_monthly', 'files.kind.monthly'],
  ['settlement_slot', 'files.kind.slot'],
  ['bg_position', 'files.kind.position'],
  ['zengin-debit', 'files.kind.debit'],
  ['zengin-transfer', 'files.kind.transfer'],
  ['pdf', 'files.kind.pdf'],
  ['control', 'files.kind.control'],
  ['occto-demand', 'files.kind.demandPlan'],
  ['occto-generation', 'files.kind.generationPlan'],
];

/** The files of a month as the manifest has them: for the retailer's own systems, its bank, its archive. */
// biome-ignore lint/style/noDefaultExport: React.lazy asks for one
export default function FilesScreen() {
  const { s } = useStaffText();
  const month = useMonth('last');
  const files = useMonthFiles(month);
  return (
    <>
      <h1>{s('files.title')}</h1>
      {month !== undefined && <MonthStepper month={month} />}
      <Loaded query={files}>
        {(entries) => (entries.length === 0 ? <p className="empty">{s('files.none')}</p> : <Files entries={entries} />)}
      </Loaded>
    </>
  );
}

function Files({ entries }: { readonly entries: readonly ManifestEntry[] }) {
  const { s } = useStaffText();
  const last = new Map(entries.map((entry) => [entry.series, entry]));
  const newest = [...last.values()];
  const earlier = entries.filter((entry) => last.get(entry.series) !== entry);
  return (
    <div className="appear">
      <p className="answer answer-words">{s('files.answer', { count: newest.length })}</p>
      <p className="note">{s('files.note')}</p>
      <section className="card">
        <FileList entries={newest} />
        {earlier.length > 0 && (
          <details>
            <summary>{s('files.earlier', { count: earlier.length })}</summary>
            <FileList entries={earlier} />
          </details>
        )}
      </section>
    </div>
  );
}

function FileList({ entries }: { readonly entries: readonly ManifestEntry[] }) {
  return (
    <ul className="list">
      {entries.map((entry) => (
        <li key={entry.file}>
          <FileLine entry={entry} />
        </li>
      ))}
    </ul>
  );
}

function FileLine({ entry }: { readonly entry: ManifestEntry }) {
  const { s, language } = useStaffText();
  const { file, series, version, movesMoney, bytes, sha256, control, madeAt, reason } = entry;
  const kind = KINDS.find(([beginning]) => series.startsWith(beginning))?.[1];
  return (
    <div className="file">
      <div>
        <p>
          {kind !== undefined && <b>{s(kind)} </b>}
          <span className="chip">{s('files.version', { version })}</span>{' '}
          {movesMoney && <span className="chip bad">{s('files.movesMoney')}</span>}
        </p>
        <p>
          <code>{file}</code>
        </p>
        <p className="note">
          {fileSize(bytes)} · {s('files.records', { count: grouped(BigInt(control.records)) })} ·{' '}
          {moment(Date.parse(madeAt), language)}
        </p>
        {reason !== undefined && (
          <p className="note" lang="ja">
            {s('close.because', { reason })}
          </p>
        )}
        <p className="note hash">
          SHA-256 <code>{sha256}</code>
        </p>
      </div>
      <div>
        <Download path={`/billing/files/${file}`} name={file} narrow>
          {s('files.take')}
          <span className="only-heard"> {file}</span>
        </Download>
      </div>
    </div>
  );
}
