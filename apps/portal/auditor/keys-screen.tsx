import { useQuery } from '@tanstack/react-query';
import { Loaded } from '../controls/loaded.js';
import { request } from '../server/request.js';
import { KeyLine, type KeyPlace, MakeKey, type ProgramKey } from '../staff/program-keys.js';
import { useStaffText } from '../staff/use-staff-text.js';

const PLACE: KeyPlace = { path: '/account/keys', queryKey: ['programKeys'] };
/** Keys that are shown: an auditor has a handful of programs. */
const LIMIT = 200;

/** Keys with which the auditor's programs read evidence and the log, and change nothing. */
// biome-ignore lint/style/noDefaultExport: React.lazy asks for one
export default function KeysScreen() {
  const { s } = useStaffText();
  const keys = useQuery({
    queryKey: PLACE.queryKey,
    queryFn: () => request<ProgramKey[]>('GET', `${PLACE.path}?limit=${LIMIT}`),
  });
  return (
    <>
      <h1>{s('keys.title')}</h1>
      <p className="note">{s('keys.note')}</p>
      <div className="two">
        <MakeKey place={PLACE} title={s('keys.make')} hint={s('keys.hint')} />
        <section className="card">
          <Loaded query={keys}>
            {(list) =>
              list.length === 0 ? (
                <p className="empty">{s('keys.none')}</p>
              ) : (
                <ul className="list">
                  {list.map((key) => (
                    <KeyLine key={key.keyId} programKey={key} place={PLACE} />
                  ))}
                </ul>
              )
            }
          </Loaded>
        </section>
      </div>
    </>
  );
}
