import type { QueryClient, QueryKey } from '@tanstack/react-query';
import { hearTime, marketNowMs, type ServerTime } from './server-clock.js';
import { SESSION_KEY } from './session.js';
import { followed } from './session-state.js';

/** How the stream stands: `lost` since a time of the market (undefined if nothing was ever heard). */
export type Connection =
  | { readonly state: 'connecting' | 'live' }
  | { readonly state: 'lost'; readonly lastMs: number | undefined };

/** For whoever shows it. */
export const connection = followed<Connection>({ state: 'connecting' });

/** Figures that events concern are asked for again this long after the first of them: a busy market asks no faster. */
const GATHER_MS = 2000;
/** The server says the time every ten seconds; after this long without a word the line is dead, whatever it says of itself. */
const SILENCE_MS = 25_000;
/** Between two attempts after a refusal (a lost line is taken up again by the browser itself). */
const RETRY_MS = 5000;

/** Beginnings of the query keys whose figures an event changes. `*` stands for any part. */
const CONCERNS: Readonly<Record<string, (data: EventData) => readonly QueryKey[]>> = {
  book: ({ slot, phase }) => [
    ['book', slot],
    ['operations', 'slots'],
    ['operations', 'slot', slot],
    // A gate has closed, or somebody halted the book: what is next, and what is wrong, is another.
    ...(phase === 'closed' || phase === 'halted' ? [['operations', 'overview']] : []),
    ...(phase === 'closed' || phase === 'halted' ? [['resident', '*', 'market']] : []),
  ],
  trade: () => [['resident', '*', 'market']],
  ownTrade: ({ participantId }) => [
    ['resident', participantId, 'trades'],
    ['resident', participantId, 'home'],
  ],
  settled: ({ slot }) => [
    ['resident'],
    ['operations', 'slots'],
    ['operations', 'slot', slot],
    ['operations', 'overview'],
    ['operations', 'month'],
    ['billing', 'readiness'],
  ],
  readings: () => [
    ['operations', 'overview'],
    ['operations', 'slots'],
  ],
  anchoring: () => [
    ['operations', 'overview'],
    ['operations', 'slots'],
    ['operations', 'slot'],
    ['billing', 'readiness'],
  ],
  announced: () => [['announcements']],
};

interface EventData {
  readonly slot?: number;
  readonly phase?: string;
  readonly participantId?: string;
}

/**
 * Follows the server's events (docs/portal.md): figures on the page that they concern are asked for again, and the market's
 * clock runs. One line for the whole page; the browser takes a lost one up again with the last id that it saw.
 *
 * @returns ends it
 */
export function followStream(queries: QueryClient): () => void {
  const concerned = new Map<string, QueryKey>();
  let source: EventSource | undefined;
  let gathering: ReturnType<typeof setTimeout> | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let heardAtMs = performance.now();

  const refresh = () => {
    gathering = undefined;
    const keys = [...concerned.values()];
    concerned.clear();
    void queries.invalidateQueries({ predicate: ({ queryKey }) => keys.some((key) => begins(queryKey, key)) });
  };
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
      void queries.invalidateQueries();
    });
    on('ended', () => {
      source?.close();
      void queries.invalidateQueries({ queryKey: SESSION_KEY });
    });
    for (const [name, keysOf] of Object.entries(CONCERNS)) {
      on(name, (data: EventData) => {
        for (const key of keysOf(data)) concerned.set(JSON.stringify(key), key);
        gathering ??= setTimeout(refresh, GATHER_MS);
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
  const watch = setInterval(() => {
    if (performance.now() - heardAtMs < SILENCE_MS) return;
    lose();
    open();
  }, RETRY_MS);
  return () => {
    clearInterval(watch);
    clearTimeout(retry);
    clearTimeout(gathering);
    source?.close();
    connection.set({ state: 'connecting' });
  };
}

function begins(key: QueryKey, beginning: QueryKey): boolean {
  return beginning.every((part, index) => part === '*' || part === key[index]);
}
