import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Loaded } from '../controls/loaded.js';
import { MorePages } from '../controls/more-pages.js';
import { TextInput } from '../controls/text-input.js';
import { request } from '../server/request.js';
import { KeyLine, type KeyPlace, MakeKey, type ProgramKey } from '../staff/program-keys.js';
import { useStaffText } from '../staff/use-staff-text.js';

const PLACE: KeyPlace = { path: '/devices', queryKey: ['devices'] };
const PAGE = 50;

/** Devices that send the readings of a meter: their keys, shown once, and the end of them. */
// biome-ignore lint/style/noDefaultExport: React.lazy asks for one
export default function DevicesScreen() {
  const { s } = useStaffText();
  const [meterId, setMeterId] = useState('');
  return (
    <>
      <h1>{s('devices.title')}</h1>
      <p className="note">{s('devices.note')}</p>
      <div className="two">
        <MakeKey
          place={PLACE}
          title={s('devices.enrol')}
          hint={s('devices.hint')}
          more={{
            body: { meterId },
            fields: { meterId: s('devices.meter') },
            inputs: <TextInput label={s('devices.meter')} value={meterId} onChange={setMeterId} autoComplete="off" />,
          }}
        />
        <Devices />
      </div>
    </>
  );
}

function Devices() {
  const { s } = useStaffText();
  const [search, setSearch] = useState('');
  const meterId = search.trim();
  const pages = useInfiniteQuery({
    queryKey: [...PLACE.queryKey, meterId],
    queryFn: ({ pageParam }) => {
      const one = meterId === '' ? '' : `&meterId=${encodeURIComponent(meterId)}`;
      return request<ProgramKey[]>('GET', `${PLACE.path}?limit=${PAGE}&after=${pageParam}${one}`);
    },
    initialPageParam: '',
    getNextPageParam: (page) => (page.length < PAGE ? null : page.at(-1)!.keyId),
    placeholderData: keepPreviousData,
  });
  return (
    <section className="card">
      <TextInput label={s('devices.search')} value={search} onChange={setSearch} autoComplete="off" />
      <Loaded query={pages}>
        {(data) => (
          <>
            {data.pages[0]!.length === 0 && <p className="empty">{s('devices.none')}</p>}
            <ul className="list">
              {data.pages.flat().map((key) => (
                <KeyLine key={key.keyId} programKey={key} place={PLACE} />
              ))}
            </ul>
            <MorePages pages={pages} />
          </>
        )}
      </Loaded>
    </section>
  );
}
