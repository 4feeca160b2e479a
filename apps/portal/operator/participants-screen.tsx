import { useState } from 'react';
import type { ParticipantLine } from '#operations';
import { Action } from '../controls/action.js';
import { Waiting } from '../controls/loaded.js';
import { TextInput } from '../controls/text-input.js';
import { moment } from '../format/times.js';
import { useParticipants } from '../server/operations.js';
import { useText } from '../shell/use-text.js';
import { WideTable } from '../staff/slot-table.js';
import { useStaffText } from '../staff/use-staff-text.js';
import { EndContract } from './end-contract.js';
import { MarketMakerForm } from './market-maker-form.js';

/** Households and their meters, found by a part of their ids. */
// biome-ignore lint/style/noDefaultExport: React.lazy asks for one
export default function ParticipantsScreen() {
  const { t } = useText();
  const { s } = useStaffText();
  const [search, setSearch] = useState('');
  const [ending, setEnding] = useState<ParticipantLine>();
  const pages = useParticipants(search.trim());
  const first = pages.data?.pages[0];
  const lines = pages.data?.pages.flatMap(({ participants }) => participants) ?? [];
  return (
    <>
      <h1>{t('nav.participants')}</h1>
      <p className="answer answer-words">{first !== undefined && s('participants.count', { count: first.total })}</p>
      <TextInput label={s('participants.search')} value={search} onChange={setSearch} />
      {ending !== undefined && (
        <EndContract key={ending.participantId} line={ending} onClose={() => setEnding(undefined)} />
      )}
      {first === undefined && !pages.isError && <Waiting />}
      {pages.isError && (
        <p className="message bad" role="alert">
          {t('app.failed')}
        </p>
      )}
      {first !== undefined && (
        <section className="card">
          {lines.length === 0 ? (
            <p className="empty">{s('participants.none')}</p>
          ) : (
            <Lines lines={lines} onEnd={setEnding} />
          )}
          {pages.hasNextPage && (
            <Action kind="plain" narrow busy={pages.isFetchingNextPage} onPress={() => void pages.fetchNextPage()}>
              {t('app.more')}
            </Action>
          )}
        </section>
      )}
      <MarketMakerForm />
    </>
  );
}

function Lines(props: { readonly lines: readonly ParticipantLine[]; readonly onEnd: (line: ParticipantLine) => void }) {
  const { lines, onEnd } = props;
  const { t } = useText();
  const { s } = useStaffText();
  return (
    <WideTable label={t('nav.participants')}>
      <thead>
        <tr>
          {(['id', 'meter', 'mode', 'lastReading', 'joined'] as const).map((head) => (
            <th key={head} scope="col" className="words">
              {s(`participants.${head}`)}
            </th>
          ))}
          <th scope="col" className="words">
            {s('participants.contract')}
          </th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <Line key={line.participantId} line={line} onEnd={() => onEnd(line)} />
        ))}
      </tbody>
    </WideTable>
  );
}

function Line({ line, onEnd }: { readonly line: ParticipantLine; readonly onEnd: () => void }) {
  const { t, language } = useText();
  const { s } = useStaffText();
  const { participantId, meterId, mode, automatic, fromMs, untilMs, endReason, lastReadingMs } = line;
  return (
    <tr className={line.isErased ? 'faint' : ''}>
      <th scope="row">{participantId}</th>
      <td className="words">{meterId}</td>
      <td className="words">
        {line.isMarketMaker ? s('participants.maker') : t(`settings.${mode}`)}{' '}
        {line.isErased && <span className="chip">{s('participants.erased')}</span>}
        {untilMs === null && !automatic && <span className="chip wait">{s('participants.paused')}</span>}
      </td>
      <td className="words">{lastReadingMs === null ? s('day.none') : moment(lastReadingMs, language)}</td>
      <td className="words">{moment(fromMs, language)}</td>
      <td className="words">
        {untilMs === null && !line.isMarketMaker && (
          <Action kind="plain" narrow onPress={onEnd}>
            {s('participants.end')}
          </Action>
        )}
        {untilMs !== null && (
          <span className="chip">{s('participants.until', { time: moment(untilMs, language) })}</span>
        )}
        {endReason !== null && <div className="note">{endReason}</div>}
      </td>
    </tr>
  );
}
