import type { QueryClient } from '@tanstack/react-query';
import { begins, CONCERNS, type EventData } from './concerns.js';
import { Gathering } from './gathering.js';
import { hearTime, marketNowMs, type ServerTime, slotDurationMs } from './server-clock.js';
import { SESSION_KEY } from './session.js';
import { followed } from './session-state.js';

/** How the stream stands: `lost` since a time of the market (undefined if nothing was ever heard). */
export type Connection =
  | { readonly state: 'connecting' | 'live' }
  | { readonly state: 'lost'; readonly lastMs: number | undefined };

/** For whoever shows it. */
export const connection = followed<Connection>({ state: 'connecting' });

/** Figures that events concern are asked for again this long after the first of them, half of it more or less. */
const GATHER_MS = 2000;
/** What concerns everybody is asked for within this time more: browsers that heard it together do not ask together. */
const SPREAD_MS = 30_000;
/** The server says the time every ten seconds; after this long without a word the line is dead, whatever it says of itself. */
const SILENCE_MS = 25_000;
/** Between two attempts after a refusal (a lost line is taken up again by the browser itself). */
const RETRY_MS = 5000;

/**
 * Follows the server's events (docs/portal.md): figures on the page that they concern are asked for again, and the market's
 * clock runs. One line for the whole page; the browser takes a lost one up again with the last id that it saw.
 *
 * @returns ends it
 */
export function followStream(queries: QueryClient): () => void {
  const gathering = (spreadMs: () => number) =>
    new Gathering({
      waitMs: () => GATHER_MS * (0.5 + Math.random()) + Math.random() * spreadMs(),
      later: (call, waitMs) => {
        const timer = setTimeout(call, waitMs);
        return () => clearTimeout(timer);
      },
      isHidden: () => document.hidden,
      ask: (keys) =>
        void queries.invalidateQueries({ predicate: ({ queryKey }) => keys.some((key) => begins(queryKey, key)) }),
    });
  const atOnce = gathering(() => 0);
  // A demonstration's half hours pass in seconds, and each is to be seen.
  const spread = gathering(() => Math.min(SPREAD_MS, slotDurationMs() / 4));
  const look = () => {
    if (document.hidden) return;
    atOnce.shown();
    spread.shown();
  };
  let source: EventSource | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let heardAtMs = performance.now();

  const hear = () => {
    heardAtMs = performance.now();
    if (connection.get().state !== 'live') connection.set({ state: 'live' });
  };
  const lose = () => {
    if (connection.get().state !== 'lost') connection.set({ state: 'lost', lastMs: marketNowMs() });
  };
  const open = () => {
    clearTimeout(retry);
    source?.close();
    heardAtMs = performance.now();
    source = new EventSource('/api/stream');
    source.onerror = () => {
      lose();
      // A refusal closes it for good: ask who is signed in, which says what is the matter, and try again later.
      if (source?.readyState !== EventSource.CLOSED) return;
      void queries.invalidateQueries({ queryKey: SESSION_KEY });
      clearTimeout(retry);
      retry = setTimeout(open, RETRY_MS);
    };
    on('hello', (time: ServerTime) => hearTime(time));
    on('time', (time: ServerTime) => hearTime(time));
    on('reset', (time: ServerTime) => {
      hearTime(time);
      // Of everything; a server that began anew resets all browsers at once.
      spread.add([[]]);
    });
    on('ended', () => {
      source?.close();
      void queries.invalidateQueries({ queryKey: SESSION_KEY });
    });
    for (const [name, concernsOf] of Object.entries(CONCERNS)) {
      on(name, (data: EventData) => {
        const concerns = concernsOf(data);
        atOnce.add(concerns.atOnce ?? []);
        spread.add(concerns.spread ?? []);
      });
    }
  };
  const on = <Data>(name: string, act: (data: Data) => void) => {
    source?.addEventListener(name, (event: MessageEvent<string>) => {
      hear();
      act(JSON.parse(event.data) as Data);
    });
  };
  open();
  document.addEventListener('visibilitychange', look);
  const watch = setInterval(() => {
    if (performance.now() - heardAtMs < SILENCE_MS) return;
    lose();
    open();
  }, RETRY_MS);
  return () => {
    clearInterval(watch);
    clearTimeout(retry);
    document.removeEventListener('visibilitychange', look);
    atOnce.end();
    spread.end();
    source?.close();
    connection.set({ state: 'connecting' });
  };
}
