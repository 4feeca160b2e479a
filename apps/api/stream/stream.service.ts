import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { type BeforeApplicationShutdown, Inject, Injectable, Logger } from '@nestjs/common';
import type { CurrentAccount } from '../accounts/current-account.js';
import { SessionsService } from '../accounts/sessions.service.js';
import { Clock } from '../clock/clock.js';
import { API_CONFIG, type ApiConfig } from '../config.js';
import { apiError } from '../errors.js';
import { EventLog } from './event-log.js';
import { type Audience, eventText, mayHear, type StreamEvent } from './stream-event.js';

/** Browsers at a time; 1,000 are what an area needs. */
const MAX_STREAMS = 4000;
/** Tabs and devices of one account at a time. */
const MAX_STREAMS_PER_ACCOUNT = 12;
/** Events that a browser may have missed and still be told of. */
const KEPT_EVENTS = 20_000;
/** Events gather this long and go out together, so that a busy market costs a browser ten writes a second and no more. */
const GATHER_MS = 100;
/** How often a browser hears that it is still connected and what time it is, and its session is looked at. */
const BEAT_MS = 10_000;
/** A browser that leaves this much unread is cut off; it comes back and is told what it missed. */
const MAX_UNREAD_BYTES = 1024 * 1024;

interface Stream {
  account: CurrentAccount;
  readonly token: string;
  readonly response: ServerResponse;
}

/** Produces an event's data when it is sent: of many changes in a moment only the last is told. */
type Latest = () => unknown;

/**
 * Server-sent events: what happens in the market, told to everybody who may know it. A browser that comes back with the
 * id of the last event it saw is told what it missed; if that is no longer known, a `reset` says that it must ask anew.
 *
 * In memory: events are told of what is stored already, so nothing is lost with the process but the hint to look.
 */
@Injectable()
export class StreamService implements BeforeApplicationShutdown {
  readonly #logger = new Logger(StreamService.name);
  readonly #log = new EventLog(randomBytes(6).toString('hex'), KEPT_EVENTS);
  readonly #streams = new Set<Stream>();
  #gathered: StreamEvent[] = [];
  readonly #latest = new Map<string, { audience: Audience; name: string; data: Latest }>();
  #flushTimer: NodeJS.Timeout | undefined;
  #beatTimer: NodeJS.Timeout | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly sessions: SessionsService,
    @Inject(API_CONFIG) private readonly config: ApiConfig,
  ) {}

  /** Streams that are open. */
  get size(): number {
    return this.#streams.size;
  }

  /** Tells an event. */
  publish(audience: Audience, name: string, data: unknown): void {
    this.#gathered.push(this.#log.append(audience, name, data));
    this.#flushTimer ??= setTimeout(() => this.#flush(), GATHER_MS);
  }

  /** Tells how something stands by the time of sending; a further call for the same `key` before that replaces this one. */
  publishLatest(audience: Audience, name: string, key: string, data: Latest): void {
    this.#latest.set(`${name}/${key}`, { audience, name, data });
    this.#flushTimer ??= setTimeout(() => this.#flush(), GATHER_MS);
  }

  /**
   * Begins a stream on a response whose head has been written.
   *
   * @param token of the session: the stream ends with it
   * @param lastEventId what the browser saw last, if it was here before
   */
  open(account: CurrentAccount, token: string, lastEventId: string | undefined, response: ServerResponse): void {
    // What is gathered goes to the others first: this browser finds it in the log, and nothing twice.
    this.#flush();
    const missed = lastEventId === undefined ? [] : this.#log.after(lastEventId);
    const stream = { account, token, response };
    const greeting = missed === undefined ? 'reset' : 'hello';
    const heard = missed?.filter((event) => mayHear(account, event)) ?? [];
    response.write(
      `retry: 2000\n\n${heard.map(({ text }) => text).join('')}${eventText(this.#log.lastId, greeting, this.#time())}`,
    );
    this.#streams.add(stream);
    response.once('close', () => this.#streams.delete(stream));
    this.#beatTimer ??= setInterval(() => void this.beat(), BEAT_MS);
  }

  /** @throws IchienError STREAM_LIMIT_REACHED */
  assertRoom({ accountId }: CurrentAccount): void {
    let own = 0;
    for (const { account } of this.#streams) {
      if (account.accountId === accountId) own += 1;
    }
    if (this.#streams.size >= MAX_STREAMS || own >= MAX_STREAMS_PER_ACCOUNT) {
      throw apiError(
        'STREAM_LIMIT_REACHED',
        `${own} streams of this account are open, ${this.#streams.size} in all.`,
        'Close other windows, or ask for what you need now and then instead.',
      );
    }
  }

  /** Before the server closes: it waits for open answers, and a stream would never end by itself. */
  beforeApplicationShutdown(): void {
    clearTimeout(this.#flushTimer);
    clearInterval(this.#beatTimer);
    for (const { response } of this.#streams) response.end();
  }

  #time(): { nowMs: number; speed: number; demonstration: boolean } {
    return { nowMs: this.clock.nowMs(), speed: this.clock.speed, demonstration: this.config.demonstration === true };
  }

  #flush(): void {
    clearTimeout(this.#flushTimer);
    this.#flushTimer = undefined;
    for (const { audience, name, data } of this.#latest.values()) {
      const value = data();
      if (value !== undefined) this.#gathered.push(this.#log.append(audience, name, value));
    }
    this.#latest.clear();
    const events = this.#gathered;
    this.#gathered = [];
    const concerned = new Set(
      events.flatMap(({ audience }) => (typeof audience === 'string' ? [] : audience.participantIds)),
    );
    const textFor = (account: CurrentAccount) =>
      Buffer.from(
        events
          .filter((event) => mayHear(account, event))
          .map(({ text }) => text)
          .join(''),
      );
    // Most listeners hear the same, so it is put together once for each role.
    const shared = new Map<string, Buffer>();
    for (const stream of this.#streams) {
      const { account } = stream;
      if (account.participantIds.some((id) => concerned.has(id))) {
        this.#write(stream, textFor(account));
        continue;
      }
      let text = shared.get(account.role);
      if (text === undefined) {
        text = textFor(account);
        shared.set(account.role, text);
      }
      this.#write(stream, text);
    }
  }

  /** Ends the streams of sessions that have ended, and tells the others the time. */
  async beat(): Promise<void> {
    const text = Buffer.from(eventText(undefined, 'time', this.#time()));
    for (const stream of [...this.#streams]) {
      try {
        const session = await this.sessions.peek(stream.token);
        if (session?.complete !== true) {
          stream.response.end(eventText(undefined, 'ended', {}));
          continue;
        }
        stream.account = session.account;
        this.#write(stream, text);
      } catch (error) {
        this.#logger.error(`A session could not be looked at: ${error instanceof Error ? error.message : error}`);
      }
    }
  }

  #write({ response }: Stream, text: Buffer): void {
    if (text.length === 0) return;
    if (response.writableLength > MAX_UNREAD_BYTES) response.destroy();
    else response.write(text);
  }
}
