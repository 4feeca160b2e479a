import { type FormEvent, useState } from 'react';
import { Action } from '../controls/action.js';
import { Loaded } from '../controls/loaded.js';
import { TextInput } from '../controls/text-input.js';
import { moment } from '../format/times.js';
import { ANNOUNCEMENTS_KEY, useAnnouncements } from '../server/announcements.js';
import { ConfirmedAction } from './confirmed-action.js';
import { StaffRefusal } from './staff-refusal.js';
import { useOperation } from './use-operation.js';
import { useStaffText } from './use-staff-text.js';

/** Notices to everybody: what is shown now, and a new one. */
// biome-ignore lint/style/noDefaultExport: React.lazy asks for one
export default function AnnouncementsScreen() {
  const { s, language } = useStaffText();
  const all = useAnnouncements();
  const withdraw = useOperation<string>('DELETE', (id) => `/announcements/${id}`, [ANNOUNCEMENTS_KEY]);
  return (
    <>
      <h1>{s('announcements.title')}</h1>
      <NewAnnouncement />
      <Loaded query={all}>
        {(shown) =>
          shown.length === 0 ? (
            <p className="empty">{s('announcements.none')}</p>
          ) : (
            shown.map(({ announcementId, title, text, atMs }) => (
              <section key={announcementId} className="card">
                <h2>{title}</h2>
                <p className="lines">{text}</p>
                <p className="note">{moment(atMs, language)}</p>
                <ConfirmedAction
                  label={s('announcements.withdraw')}
                  sure={s('announcements.withdrawSure')}
                  go={s('announcements.withdraw')}
                  kind="bad"
                  busy={withdraw.isPending}
                  onGo={() => withdraw.mutate(announcementId)}
                />
              </section>
            ))
          )
        }
      </Loaded>
    </>
  );
}

function NewAnnouncement() {
  const { s } = useStaffText();
  const [title, setTitle] = useState('');
  const [text, setText] = useState('');
  const [tried, setTried] = useState(false);
  const publish = useOperation<{ title: string; text: string }>('POST', '/announcements', [ANNOUNCEMENTS_KEY]);
  const isReady = title.trim() !== '' && text.trim() !== '';
  const go = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!isReady || publish.isPending) return;
    publish.mutate(
      { title, text },
      {
        onSuccess: () => {
          setTitle('');
          setText('');
          setTried(false);
        },
      },
    );
  };
  return (
    <form className="card" onSubmit={go} noValidate>
      <TextInput label={s('announcements.heading')} value={title} onChange={setTitle} />
      <div className="field">
        <label htmlFor="announcement-text">{s('announcements.text')}</label>
        <textarea
          id="announcement-text"
          rows={4}
          maxLength={2000}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </div>
      <p className="note">{s('announcements.sure')}</p>
      <div role="status">
        {tried && !isReady && <p className="message bad">{s('announcements.needed')}</p>}
        {publish.isSuccess && title === '' && <p className="message good">{s('announcements.published')}</p>}
        <StaffRefusal error={publish.error} />
      </div>
      <Action submit narrow busy={publish.isPending}>
        {s('announcements.publish')}
      </Action>
    </form>
  );
}
