import { useQuery } from '@tanstack/react-query';
import { request } from './request.js';

/** A notice to everybody (apps/api/announcements). */
export interface Announcement {
  readonly announcementId: string;
  readonly atMs: number;
  readonly title: string;
  readonly text: string;
}

export const ANNOUNCEMENTS_KEY = ['announcements'] as const;

export function useAnnouncements() {
  return useQuery({ queryKey: ANNOUNCEMENTS_KEY, queryFn: () => request<Announcement[]>('GET', '/announcements') });
}
