import type { QueryKey } from '@tanstack/react-query';

/** What a {@link Gathering} needs of its surroundings. */
export interface GatheringPorts {
  /** How long to gather, ms; asked for at the first event of each gathering. */
  readonly waitMs: () => number;
  /** Calls back after a time. @returns prevents it */
  readonly later: (call: () => void, waitMs: number) => () => void;
  /** Whether nobody looks at the page. */
  readonly isHidden: () => boolean;
  /** Asks for figures again. */
  readonly ask: (keys: readonly QueryKey[]) => void;
}

/**
 * Figures that events concern: asked for again together, some time after the first of the events, so that a busy market asks no
 * faster than a quiet one. A page that nobody looks at asks when it is looked at again.
 */
export class Gathering {
  readonly #keys = new Map<string, QueryKey>();
  #cancel: (() => void) | undefined;

  constructor(private readonly ports: GatheringPorts) {}

  add(keys: readonly QueryKey[]): void {
    for (const key of keys) this.#keys.set(JSON.stringify(key), key);
    if (this.#keys.size > 0) this.#cancel ??= this.ports.later(() => this.#refresh(), this.ports.waitMs());
  }

  /** The page is looked at again. */
  shown(): void {
    this.add([]);
  }

  end(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #refresh(): void {
    this.#cancel = undefined;
    if (this.ports.isHidden()) return;
    const keys = [...this.#keys.values()];
    this.#keys.clear();
    this.ports.ask(keys);
  }
}
