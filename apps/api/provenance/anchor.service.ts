import { Inject, Injectable } from '@nestjs/common';
import { OutboxSender, type SenderStatus } from '#ledger';
import { Clock } from '../clock/clock.js';
import { API_CONFIG, type ApiConfig } from '../config.js';
import { TypeormOutboxStore } from './outbox.store.js';

/** How far the anchoring is. Without a chain (`connected` false) records wait in the outbox. */
export type AnchorStatus = SenderStatus & { readonly connected: boolean };

/** Drives the outbox sender: the only part of the product that talks to the chain. */
@Injectable()
export class AnchorService {
  readonly #sender: OutboxSender | undefined;
  #last: SenderStatus | undefined;

  constructor(
    private readonly store: TypeormOutboxStore,
    private readonly clock: Clock,
    @Inject(API_CONFIG) config: ApiConfig,
  ) {
    if (config.ledger === undefined) return;
    const { chain, confirmations, signReadings } = config.ledger;
    store.useSigner(signReadings);
    this.#sender = new OutboxSender(store, chain, { confirmations });
  }

  /** Does what can be done now: sends, looks for confirmations. What hinders it stands in the status. */
  async advance(): Promise<AnchorStatus> {
    if (this.#sender === undefined) return this.status();
    this.#last = await this.#sender.advance(this.clock.nowMs());
    return { ...this.#last, connected: true };
  }

  /** Counts as stored; the problem, if any, as the last call of {@link advance} left it. */
  async status(): Promise<AnchorStatus> {
    const counts = await this.store.counts();
    const stuck = this.#last?.stuck;
    return { ...counts, connected: this.#sender !== undefined, ...(stuck !== undefined && { stuck }) };
  }
}
