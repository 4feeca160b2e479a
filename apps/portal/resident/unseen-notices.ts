import { useEffect } from 'react';
import { useAnnouncements } from '../server/announcements.js';
import { useNotices } from '../server/resident.js';
import { usePreferences } from '../shell/preferences.js';

/** Instants of what a supply point's notices tell, announcements included; undefined until all are known. */
function useNoticeTimes(point: string | undefined): readonly number[] | undefined {
  const notices = useNotices(point).data?.notices;
  const announcements = useAnnouncements().data;
  if (notices === undefined || announcements === undefined) return undefined;
  // A pause is a state that one chose oneself, and is as old as the look at it: nothing new.
  return [...notices.filter(({ type }) => type !== 'paused'), ...announcements].map(({ atMs }) => atMs);
}

/** How many notices came since this device showed them last. */
export function useUnseenNotices(point: string | undefined): number {
  const times = useNoticeTimes(point) ?? [];
  const [{ noticesSeenMs }] = usePreferences();
  const seenMs = (point !== undefined && noticesSeenMs[point]) || 0;
  return times.filter((atMs) => atMs > seenMs).length;
}

/** Remembers on this device that a point's notices are being looked at. */
export function useNoticesSeen(point: string): void {
  const times = useNoticeTimes(point);
  const [{ noticesSeenMs }, change] = usePreferences();
  const newestMs = Math.max(0, ...(times ?? []));
  useEffect(() => {
    if (newestMs > (noticesSeenMs[point] ?? 0)) change({ noticesSeenMs: { ...noticesSeenMs, [point]: newestMs } });
  }, [point, newestMs, noticesSeenMs, change]);
}
