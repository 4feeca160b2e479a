import { Link } from 'react-router';
import type { Notice } from '#resident';
import { Loaded } from '../controls/loaded.js';
import { signedYenExact } from '../format/figures.js';
import { moment, slotName } from '../format/times.js';
import { useAnnouncements } from '../server/announcements.js';
import { useNotices } from '../server/resident.js';
import { usePoint } from '../shell/use-point.js';
import { useText } from '../shell/use-text.js';
import { useNoticesSeen } from './unseen-notices.js';

/** F21: what happened that was not expected, and whether there is anything to do. */
// biome-ignore lint/style/noDefaultExport: React.lazy asks for one
export default function NoticesScreen() {
  const { t } = useText();
  const { pointId } = usePoint();
  const notices = useNotices(pointId);
  useNoticesSeen(pointId);
  return (
    <>
      <h1>{t('notices.title')}</h1>
      <Loaded query={notices}>
        {({ notices: all }) => (
          <div className="appear">
            <p className="answer answer-words">
              {all.length === 0 ? t('notices.none') : t('notices.count', { count: all.length })}
            </p>
            <Announcements />
            {all.map((notice) => (
              <section key={`${notice.type}.${notice.atMs}.${'slot' in notice ? notice.slot : ''}`} className="card">
                <Words notice={notice} />
              </section>
            ))}
          </div>
        )}
      </Loaded>
    </>
  );
}

/** What operator and ward tell everybody. */
function Announcements() {
  const { language } = useText();
  const shown = useAnnouncements().data ?? [];
  return shown.map(({ announcementId, title, text, atMs }) => (
    <section key={announcementId} className="card">
      <h2>{title}</h2>
      <p className="lines">{text}</p>
      <p className="note">{moment(atMs, language)}</p>
    </section>
  ));
}

function Words({ notice }: { readonly notice: Notice }) {
  const { t, language } = useText();
  switch (notice.type) {
    case 'corrected':
      return (
        <>
          <h2>{t('notices.corrected')}</h2>
          <p>
            {t('notices.correctedText', {
              slot: slotName(notice.slot, language),
              amount: `${signedYenExact(notice.amountMillisen)} ${t('app.yen')}`,
              version: notice.version,
            })}
          </p>
          <p className="note">{moment(notice.atMs, language)}</p>
        </>
      );
    case 'readingsMissing':
      return (
        <>
          <h2>{t('notices.missing')}</h2>
          <p>{t('notices.missingText', { slot: slotName(notice.fromSlot, language), slots: notice.slots })}</p>
        </>
      );
    case 'paused':
      return (
        <>
          <h2>{t('notices.paused')}</h2>
          <p>{t('notices.pausedText')}</p>
          <Link to="/settings">{t('notices.toSettings')}</Link>
        </>
      );
  }
}
