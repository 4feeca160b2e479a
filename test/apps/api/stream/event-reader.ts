import { get, type IncomingMessage } from 'node:http';

/** An event as a browser's EventSource would give it. */
export interface ReceivedEvent {
  readonly id: string | undefined;
  readonly name: string;
  readonly data: any;
}

/** A browser's end of `/api/stream`, over a real socket. */
export class EventReader {
  readonly events: ReceivedEvent[] = [];
  /** As EventSource keeps it: of the last whole event that bore one. */
  lastId: string | undefined;
  #rest = '';
  #waiting: (() => void)[] = [];
  #ended = false;

  private constructor(
    readonly status: number,
    private readonly response: IncomingMessage,
  ) {
    response.setEncoding('utf8');
    response.on('data', (chunk: string) => this.#take(chunk));
    response.on('close', () => {
      this.#ended = true;
      this.#wake();
    });
    response.on('error', () => undefined);
  }

  /** Connects; `lastId` as a browser that comes back sends it. */
  static open(port: number, headers: Readonly<Record<string, string>>, lastId?: string): Promise<EventReader> {
    return new Promise((resolve, reject) => {
      const all = { ...headers, ...(lastId !== undefined && { 'last-event-id': lastId }) };
      get({ host: '127.0.0.1', port, path: '/api/stream', headers: all, agent: false }, (response) =>
        resolve(new EventReader(response.statusCode!, response)),
      ).once('error', reject);
    });
  }

  /** Waits until an event has come for which `wanted` is true. @throws Error if the stream ends before */
  async until(wanted: (event: ReceivedEvent) => boolean): Promise<ReceivedEvent> {
    for (;;) {
      const found = this.events.find(wanted);
      if (found !== undefined) return found;
      if (this.#ended) throw new Error('The stream has ended.');
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  /** Waits for the server to end the stream. */
  async ended(): Promise<void> {
    while (!this.#ended) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** Events of a name so far. */
  named(name: string): ReceivedEvent[] {
    return this.events.filter((event) => event.name === name);
  }

  /** Leaves what comes in the socket unread. */
  pause(): void {
    this.response.pause();
  }

  /** Pulls the plug. */
  cut(): void {
    this.response.destroy();
  }

  #take(chunk: string): void {
    const texts = (this.#rest + chunk).split('\n\n');
    this.#rest = texts.pop()!;
    for (const text of texts) {
      const fields = new Map(
        text.split('\n').map((line) => [line.split(': ', 1)[0]!, line.slice(line.indexOf(': ') + 2)]),
      );
      const id = fields.get('id');
      if (id !== undefined) this.lastId = id;
      const name = fields.get('event');
      if (name !== undefined) this.events.push({ id, name, data: JSON.parse(fields.get('data')!) });
    }
    this.#wake();
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }
}
