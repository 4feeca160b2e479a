/** Who hears an event: every role, staff only, or the accounts of some participants (and never anybody else). */
export type Audience = 'everybody' | 'staff' | { readonly participantIds: readonly string[] };

/** What happened, as it goes out. */
export interface StreamEvent {
  /** Counts up by one within a run of the process. */
  readonly number: number;
  readonly audience: Audience;
  /** The event in the wire format of server-sent events. */
  readonly text: string;
}

/** Who listens, as far as it decides what they hear. */
export interface Listener {
  readonly role: string;
  readonly participantIds: readonly string[];
}

/** True if the listener may hear the event. */
export function mayHear({ role, participantIds }: Listener, { audience }: StreamEvent): boolean {
  if (audience === 'everybody') return true;
  if (audience === 'staff') return role !== 'resident';
  return audience.participantIds.some((id) => participantIds.includes(id));
}

/**
 * One event in the wire format (WHATWG HTML, 9.2). JSON holds no line break, so nothing that a person typed can begin an
 * event of its own.
 */
export function eventText(id: string | undefined, name: string, data: unknown): string {
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}
