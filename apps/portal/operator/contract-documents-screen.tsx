import { DocumentText } from '../controls/document-text.js';
import { Loaded } from '../controls/loaded.js';
import { moment } from '../format/times.js';
import { type DocumentVersion, useDocumentVersions } from '../server/joining.js';
import { useStaffText } from '../staff/use-staff-text.js';
import { PublishDocument } from './publish-document.js';

/** What residents agree to: every version that was published, and the next one. */
// biome-ignore lint/style/noDefaultExport: React.lazy asks for one
export default function ContractDocumentsScreen() {
  const { s } = useStaffText();
  const versions = useDocumentVersions();
  return (
    <>
      <h1>{s('contracts.title')}</h1>
      <p className="note">{s('contracts.note')}</p>
      <Loaded query={versions}>
        {(all) => (
          <>
            {all.length === 0 && <p className="message">{s('contracts.none')}</p>}
            {newestOf(all).map((newest) => (
              <section key={newest.name} className="card">
                <h2>{newest.title}</h2>
                <p className="note">{newest.name}</p>
                {all
                  .filter(({ name }) => name === newest.name)
                  .map((version) => (
                    <Version key={version.sha256} document={version} isNewest={version === newest} />
                  ))}
              </section>
            ))}
            <PublishDocument newest={newestOf(all)} />
          </>
        )}
      </Loaded>
    </>
  );
}

/** The newest version of each document, of versions by name, the newest first. */
function newestOf(all: readonly DocumentVersion[]): DocumentVersion[] {
  return all.filter(({ name }, index) => all[index - 1]?.name !== name);
}

function Version({ document, isNewest }: { readonly document: DocumentVersion; readonly isNewest: boolean }) {
  const { s, language } = useStaffText();
  const { sha256, title, version, publishedAtMs, agreedCount } = document;
  return (
    <div className="record">
      <div className="row">
        <b>
          {s('contracts.version', { version })} {isNewest && <span className="chip good">{s('contracts.newest')}</span>}
        </b>
        <span className="chip">{s('contracts.agreed', { count: agreedCount })}</span>
      </div>
      <p className="note">
        {title} · {s('contracts.at', { time: moment(publishedAtMs, language) })}
      </p>
      <p className="note">
        {s('contracts.hash')} <code>{sha256}</code>
      </p>
      <DocumentText sha256={sha256} title={s('contracts.read')} />
    </div>
  );
}
