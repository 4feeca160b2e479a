import { Inject, Injectable, Logger } from '@nestjs/common';
import { Subject } from 'rxjs';
import { OutboxSender, type SenderStatus } from '#ledger';
import { Clock } from '../clock/clock.js';
import { API_CONFIG, type ApiConfig, DEFAULT_OUTBOX_LIMITS, type OutboxLimits } from '../config.js';
import { TypeormOutboxStore } from './outbox.store.js';

/** How far the anchoring is. Without a chain (`connected` false) records wait in the outbox. */
export type AnchorStatus = SenderStatus & {
  readonly connected: boolean;
  /** Too much waits, or for too long: `full` holds back corrections, `warning` nothing. Trading goes on in any case. */
  readonly alert?: { readonly level: 'warning' | 'full'; readonly message: string };
};

/** Drives the outbox sender: the only part of the product that talks to the chain. */
@Injectable()
export class AnchorService {
  /** How the anchoring stands, when it has changed. */
  readonly changed$ = new Subject<AnchorStatus>();
  readonly #logger = new Logger(AnchorService.name);
  readonly #limits: OutboxLimits;
  readonly #sender: OutboxSender | undefined;
  #last: SenderStatus | undefined;
  #loggedLevel: string | undefined;
  #shown: string | undefined;

  constructor(
    private readonly store: TypeormOutboxStore,
    private readonly clock: Clock,
    @Inject(API_CONFIG) config: ApiConfig,
  ) {
    this.#limits = config.outboxLimits ?? DEFAULT_OUTBOX_LIMITS;
    if (config.ledger === undefined) return;
    const { chain, signReadings, ...options } = config.ledger;
    store.signWith(signReadings);
    this.#sender = new OutboxSender(store, chain, options);
  }

  /** Does what can be done now: sends, looks for confirmations. What hinders it stands in the status. */
  async advance(): Promise<AnchorStatus> {
    if (this.#sender !== undefined) this.#last = await this.#sender.advance(this.clock.nowMs());
    const status = await this.status();
    this.#log(status.alert);
    const shown = JSON.stringify(status);
    if (shown !== this.#shown) this.changed$.next(status);
    this.#shown = shown;
    return status;
  }

  /** Counts as stored; the problem, if any, as the last call of {@link advance} left it. */
  async status(): Promise<AnchorStatus> {
    const counts = await this.store.counts();
    const stuck = this.#last?.stuck;
    const status: AnchorStatus = {
      ...counts,
      connected: this.#sender !== undefined,
      ...(stuck !== undefined && { stuck }),
    };
    const alert = this.#alertOf(status);
    return alert === undefined ? status : { ...status, alert };
  }

  /** True if so many records wait that no more should be made than trading needs. */
  async isFull(): Promise<boolean> {
    const { pending, sent } = await this.store.counts();
    return pending + sent >= this.#limits.maxRecords;
  }

  #alertOf({ pending, sent, stuck }: SenderStatus): AnchorStatus['alert'] {
    const { maxRecords, warnRecords, warnStuckMs } = this.#limits;
    const waiting = pending + sent;
    const reason = stuck === undefined ? '' : ` ${stuck.code}: ${stuck.message}`;
    if (waiting >= maxRecords) {
      const message = `${waiting} records wait to be confirmed, the limit is ${maxRecords}: corrections of settled slots wait.`;
      return { level: 'full', message: message + reason };
    }
    if (waiting >= warnRecords) {
      return { level: 'warning', message: `${waiting} records wait to be confirmed.${reason}` };
    }
    const stuckMs = stuck === undefined ? 0 : this.clock.nowMs() - stuck.sinceMs;
    if (stuckMs < warnStuckMs) return undefined;
    return { level: 'warning', message: `Nothing was anchored for ${Math.floor(stuckMs / 60_000)} minutes.${reason}` };
  }

  /** One line when the level changes: what an operator's alarm listens for. */
  #log(alert: AnchorStatus['alert']): void {
    if (alert?.level === this.#loggedLevel) return;
    if (alert?.level === 'full') this.#logger.error(alert.message);
    else if (alert !== undefined) this.#logger.warn(alert.message);
    else this.#logger.log('Anchoring has caught up.');
    this.#loggedLevel = alert?.level;
  }
}
