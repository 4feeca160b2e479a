import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** What one connection sends, one request after the answer to the last. */
export interface Sender {
  /** The next request, head and body, or undefined when there is none left. */
  readonly next: () => string | undefined;
}

/** What came of a load. */
export interface Load {
  readonly answers: number;
  readonly seconds: number;
  /** Milliseconds from the request's last byte out to the answer's last byte in, ascending. */
  readonly latenciesMs: Float64Array;
}

const HEAD_END = '\r\n\r\n';

/**
 * Loads a server on this machine, each sender on a kept connection of its own. Written on sockets: Node's own HTTP client costs
 * more than the servers that are to be measured, and shares the machine with them.
 *
 * @throws Error at the first answer that is not 200
 */
export async function load(port: number, senders: readonly Sender[]): Promise<Load> {
  const sockets = senders.map(() => connect({ host: '127.0.0.1', port, noDelay: true }));
  const latencies: number[] = [];
  try {
    await Promise.all(sockets.map((socket) => once(socket, 'connect')));
    await Promise.all(senders.map((sender, at) => converse(sockets[at]!, firstOf(sender), [])));
    const startedMs = performance.now();
    await Promise.all(senders.map((sender, at) => converse(sockets[at]!, sender, latencies)));
    const seconds = (performance.now() - startedMs) / 1000;
    return { answers: latencies.length, seconds, latenciesMs: Float64Array.from(latencies).sort() };
  } finally {
    for (const socket of sockets) socket.destroy();
  }
}

/**
 * The sender's first request alone. It is not counted: Node takes in one new connection in each turn of its event loop (libuv,
 * `uv__server_io`), and until a server has them all, its batches are small and the other connections wait.
 */
function firstOf({ next }: Sender): Sender {
  let sent = false;
  return {
    next: () => {
      if (sent) return undefined;
      sent = true;
      return next();
    },
  };
}

function converse(socket: Socket, { next }: Sender, latencies: number[]): Promise<void> {
  return new Promise((resolve, reject) => {
    let sentMs = 0;
    let received = '';
    const failed = () => reject(new Error('The server closed a connection.'));
    const send = () => {
      const request = next();
      if (request === undefined) {
        socket.off('data', take).off('close', failed).off('error', reject);
        resolve();
        return;
      }
      sentMs = performance.now();
      socket.write(request, 'latin1');
    };
    const take = (chunk: string) => {
      received += chunk;
      const headEnd = received.indexOf(HEAD_END);
      if (headEnd < 0) return;
      const length = /content-length: (\d+)/i.exec(received.slice(0, headEnd))?.[1];
      if (received.length < headEnd + HEAD_END.length + Number(length ?? 0)) return;
      if (!received.startsWith('HTTP/1.1 200 ')) {
        reject(new Error(received.slice(0, 500)));
        return;
      }
      latencies.push(performance.now() - sentMs);
      received = '';
      send();
    };
    socket.setEncoding('latin1');
    socket.on('data', take).on('close', failed).on('error', reject);
    send();
  });
}

/** A request with a JSON body as a browser sends it to its own origin. */
export function postJson(port: number, path: string, cookie: string, body: object): string {
  const text = JSON.stringify(body);
  return [
    `POST ${path} HTTP/1.1`,
    `host: 127.0.0.1:${port}`,
    `origin: http://127.0.0.1:${port}`,
    `cookie: ${cookie}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(text)}`,
    '',
    text,
  ].join('\r\n');
}

/** The latency that a share of the answers kept within. */
export function percentile(ascending: Float64Array, share: number): number {
  return ascending[Math.min(ascending.length - 1, Math.floor(ascending.length * share))] ?? 0;
}
