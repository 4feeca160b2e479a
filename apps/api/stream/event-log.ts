import { type Audience, eventText, type StreamEvent } from './stream-event.js';

/** Written when the first browser is told: in a busy hour most events are told to nobody. */
class LoggedEvent implements StreamEvent {
  #text: string | undefined;

  constructor(
    readonly number: number,
    readonly audience: Audience,
    private readonly run: string,
    private readonly name: string,
    private readonly data: unknown,
  ) {}

  get text(): string {
    this.#text ??= eventText(idOf(this.run, this.number), this.name, this.data);
    return this.#text;
  }
}

/** The last events of this run of the process, for browsers that come back. Bounded: what is older is told by a reset. */
export class EventLog {
  #events: StreamEvent[] = [];
  #last = 0;

  /**
   * @param run names this run of the process: ids of an earlier run mean nothing here
   * @param limit events kept at least; at most twice as many
   */
  constructor(
    private readonly run: string,
    private readonly limit: number,
  ) {}

  /** Id of the newest event. */
  get lastId(): string {
    return idOf(this.run, this.#last);
  }

  /** @param data never changed after this */
  append(audience: Audience, name: string, data: unknown): StreamEvent {
    this.#last += 1;
    const event = new LoggedEvent(this.#last, audience, this.run, name, data);
    this.#events.push(event);
    if (this.#events.length > 2 * this.limit) this.#events = this.#events.slice(-this.limit);
    return event;
  }

  /** What came after an event; undefined if that cannot be told without a gap. */
  after(lastEventId: string): readonly StreamEvent[] | undefined {
    const digits = /^(\w+)\/(\d{1,15})$/.exec(lastEventId);
    if (digits?.[1] !== this.run) return undefined;
    const number = Number(digits[2]);
    const first = this.#events[0]?.number ?? this.#last + 1;
    if (number > this.#last || number < first - 1) return undefined;
    return this.#events.slice(number - first + 1);
  }
}

function idOf(run: string, number: number): string {
  return `${run}/${number}`;
}
