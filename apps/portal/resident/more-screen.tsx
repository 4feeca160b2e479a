import { useContext } from 'react';
import { LinkList } from '../shell/link-list.js';
import { PointContext } from '../shell/use-point.js';
import { useText } from '../shell/use-text.js';
import { MORE } from './resident-area.js';
import { useUnseenNotices } from './unseen-notices.js';

/** On a phone: the screens that do not fit at the bottom. */
// biome-ignore lint/style/noDefaultExport: React.lazy asks for one
export default function MoreScreen() {
  const { t } = useText();
  const unseen = useUnseenNotices(useContext(PointContext)?.pointId);
  return (
    <>
      <h1>{t('nav.menu')}</h1>
      <LinkList links={MORE.map((item) => (item.to === '/notices' ? { ...item, badge: unseen } : item))} />
    </>
  );
}
