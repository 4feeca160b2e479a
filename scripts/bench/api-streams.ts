/**
 * Browsers that listen to `/api/stream`, in a process of their own: says `ready` when all are connected, waits on standard input
 * for the longest wait in milliseconds, and then says how many trades they were told.
 */
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';

/** What the browsers heard. */
export interface StreamCount {
  readonly clients: number;
  /** Trades that the browser that heard most was told, and that the one that heard fewest was. */
  readonly most: number;
  readonly fewest: number;
}

const TRADE = 'event: trade\n';
/** Nothing more is expected when all have heard the same for this long. */
const SETTLED_MS = 1000;
const LOOK_MS = 100;

const [, , port, clients, cookies] = process.argv;
const heard = new Int32Array(Number(clients));

async function listen(at: number, cookie: string): Promise<void> {
  const request = get({ host: '127.0.0.1', port, path: '/api/stream', headers: { cookie }, agent: false });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  if (response.statusCode !== 200) throw new Error(`A stream was refused: ${response.statusCode}.`);
  response.setEncoding('latin1');
  let rest = '';
  response.on('data', (chunk: string) => {
    const text = rest + chunk;
    let from = text.indexOf(TRADE);
    let end = 0;
    for (; from >= 0; from = text.indexOf(TRADE, end)) {
      heard[at]! += 1;
      end = from + TRADE.length;
    }
    rest = text.slice(Math.max(end, text.length - TRADE.length + 1));
  });
}

const jar = cookies!.split(' ');
for (let at = 0; at < heard.length; at += 50) {
  await Promise.all(
    Array.from({ length: Math.min(50, heard.length - at) }, (_, next) =>
      listen(at + next, jar[(at + next) % jar.length]!),
    ),
  );
}
console.log('ready');
const input = createInterface({ input: process.stdin });
const [line] = (await once(input, 'line')) as [string];
let quietMs = 0;
let last = -1;
for (let waitedMs = 0; waitedMs < Number(line) && quietMs < SETTLED_MS; waitedMs += LOOK_MS) {
  await setTimeout(LOOK_MS);
  const sum = heard.reduce((total, count) => total + count, 0);
  quietMs = sum === last ? quietMs + LOOK_MS : 0;
  last = sum;
}
const count: StreamCount = { clients: heard.length, most: Math.max(...heard), fewest: Math.min(...heard) };
console.log(JSON.stringify(count));
await once(process.stdin, 'end');
process.exit(0);
