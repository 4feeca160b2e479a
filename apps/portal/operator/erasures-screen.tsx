import { useInfiniteQuery } from '@tanstack/react-query';
import { dayOf, slotAt } from '#energy';
import { CORRECTION_DAYS } from '#joining';
import { Loaded } from '../controls/loaded.js';
import { MorePages } from '../controls/more-pages.js';
import { fullDayName } from '../format/times.js';
import { request } from '../server/request.js';
import { useMarketNow } from '../server/server-clock.js';
import { ConfirmedAction } from '../staff/confirmed-action.js';
import { StaffRefusal } from '../staff/staff-refusal.js';
import { useOperation } from '../staff/use-operation.js';
import { useStaffText } from '../staff/use-staff-text.js';

const KEY = ['joining', 'erasures'] as const;
const PAGE = 50;

/** A household that has left, and when its key is to be destroyed (apps/api/joining). */
interface Erasure {
  readonly participantId: string;
  readonly requestedAtMs: number;
  readonly dueAtMs: number;
}

/** Households that have left: when each is to be erased, and doing it once that day has come. */
// biome-ignore lint/style/noDefaultExport: React.lazy asks for one
export default function ErasuresScreen() {
  const { s } = useStaffText();
  const pages = useInfiniteQuery({
    queryKey: KEY,
    queryFn: ({ pageParam }) => request<Erasure[]>('GET', `/joining/erasures?limit=${PAGE}${pageParam}`),
    initialPageParam: '',
    getNextPageParam: (page) => {
      const last = page.length < PAGE ? undefined : page.at(-1);
      return last && `&after=${last.dueAtMs}.${encodeURIComponent(last.participantId)}`;
    },
  });
  return (
    <>
      <h1>{s('erasures.title')}</h1>
      <p className="note">{s('erasures.note', { days: CORRECTION_DAYS })}</p>
      <Loaded query={pages}>
        {(data) => (
          <section className="card">
            {data.pages[0]!.length === 0 && <p className="empty">{s('erasures.none')}</p>}
            <ul className="list">
              {data.pages.flat().map((erasure) => (
                <Household key={erasure.participantId} erasure={erasure} />
              ))}
            </ul>
            <MorePages pages={pages} />
          </section>
        )}
      </Loaded>
    </>
  );
}

function Household({ erasure: { participantId, requestedAtMs, dueAtMs } }: { readonly erasure: Erasure }) {
  const { s, language } = useStaffText();
  const nowMs = useMarketNow();
  const day = (ms: number) => fullDayName(dayOf(slotAt(ms)), language);
  const erase = useOperation<object>('POST', `/joining/erasures/${encodeURIComponent(participantId)}`, [
    KEY,
    ['operations'],
  ]);
  const isDue = nowMs !== undefined && nowMs > dueAtMs;
  return (
    <li className="person">
      <div className="row">
        <b>{participantId}</b>
        {isDue && <span className="chip bad">{s('erasures.due')}</span>}
      </div>
      <p className="note">{s('erasures.dates', { left: day(requestedAtMs), due: day(dueAtMs) })}</p>
      {isDue && (
        <ConfirmedAction
          label={s('erasures.erase')}
          sure={s('erasures.sure', { household: participantId })}
          go={s('erasures.erase')}
          kind="bad"
          busy={erase.isPending}
          onGo={() => erase.mutate({})}
        />
      )}
      <StaffRefusal error={erase.error} />
    </li>
  );
}
