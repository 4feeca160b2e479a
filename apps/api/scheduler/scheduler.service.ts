import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { gateClosureMs, slotAt, slotStartMs } from '#energy';
import { InvitationsService } from '../accounts/invitations.service.js';
import { AgentsService } from '../agents/agents.service.js';
import { Clock } from '../clock/clock.js';
import { API_CONFIG, type ApiConfig } from '../config.js';
import { MarketService } from '../market/market.service.js';
import { MarketStore } from '../market/market-store.js';
import { AnchorService } from '../provenance/anchor.service.js';
import { AuditAnchorService } from '../provenance/audit-anchor.service.js';
import { SettlementService } from '../settlement/settlement.service.js';

/** How often the real clock is looked at. */
const TICK_MS = 1000;

/** Most half hours of an outage that are caught up with in a tick: two days. */
const MAX_GAP_A_TICK = 96;

/** What went wrong in the last tick, by step; the next tick tries again. */
export interface SchedulerProblem {
  readonly step: string;
  readonly message: string;
  readonly sinceMs: number;
}

/**
 * Leads every slot through its life by the injected clock: open, let the agents trade, close, settle, anchor.
 * Each step is idempotent and takes its state from the services, so a tick may come late, twice or after a crash.
 */
@Injectable()
export class SchedulerService implements OnApplicationShutdown {
  readonly #logger = new Logger(SchedulerService.name);
  readonly #problems = new Map<string, SchedulerProblem>();
  #timer: NodeJS.Timeout | undefined;
  #leading: Promise<void> | undefined;
  #anchoring: Promise<void> | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly market: MarketService,
    private readonly store: MarketStore,
    private readonly agents: AgentsService,
    private readonly settlement: SettlementService,
    private readonly anchor: AnchorService,
    private readonly auditAnchor: AuditAnchorService,
    private readonly invitations: InvitationsService,
    @Inject(API_CONFIG) private readonly config: ApiConfig,
  ) {}

  /** Looks every second from now on what is due. Market and anchoring go side by side: a node that stalls delays no gate closure. */
  start(): void {
    this.#timer ??= setInterval(() => {
      void this.#lead();
      void this.#anchor();
    }, TICK_MS);
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all([this.#leading, this.#anchoring]);
  }

  /** Steps that fail at present. */
  problems(): SchedulerProblem[] {
    return [...this.#problems.values()];
  }

  /**
   * Does everything that is due now; a call during another joins it. A step that fails does not keep
   * the others from running: a chain that is away must not stop the trading.
   */
  async tick(): Promise<void> {
    await this.#lead();
    await this.#anchor();
  }

  #lead(): Promise<void> {
    this.#leading ??= this.#leadSlots().finally(() => {
      this.#leading = undefined;
    });
    return this.#leading;
  }

  #anchor(): Promise<void> {
    this.#anchoring ??= this.#step('anchor', () => this.anchor.advance()).finally(() => {
      this.#anchoring = undefined;
    });
    return this.#anchoring;
  }

  async #leadSlots(): Promise<void> {
    await this.#step('close', () => this.#closeDue());
    await this.#step('open', () => this.#openDue());
    await this.#step('expire', () => this.#expireDue());
    await this.#step('agents', () => this.agents.act());
    await this.#step('settle', () => this.settlement.settleDue());
    await this.#step('letters', () => this.invitations.endLapsed());
    await this.#step('audit', () => this.auditAnchor.anchorDue());
  }

  async #openDue(): Promise<void> {
    const now = this.clock.nowMs();
    const { firstSlot, lastSlot } = this.config.programme;
    const first = Math.max(firstSlot, slotAt(now + this.config.gateClosureLeadMs) + 1);
    const last = Math.min(lastSlot, slotAt(now + this.config.openLeadMs));
    const open = new Set(this.market.openSlots());
    if (!open.has(first)) await this.#fillGap(firstSlot, Math.min(first, lastSlot + 1));
    for (let slot = first; slot <= last; slot++) {
      if (!open.has(slot)) await this.market.open(slot);
    }
    for (const slot of open) {
      const gatheredMs = slotStartMs(slot) - this.config.openLeadMs + this.config.gatherMs;
      // After gate closure nothing may trade any more, however late this comes.
      const isDue = gatheredMs <= now && now < gateClosureMs(slot, this.config.gateClosureLeadMs);
      if (isDue && this.market.phase(slot) === 'preOpen') await this.market.callAndOpen(slot);
    }
  }

  /**
   * Half hours of an outage that outlasted every open book: nobody can trade them any more, but they are metered and billed. They get
   * an empty book each, so that they settle like any other.
   */
  async #fillGap(from: number, before: number): Promise<void> {
    const newest = await this.store.newestOpened(before);
    if (newest === undefined) return;
    const start = Math.max(from, newest + 1);
    for (let slot = start; slot < Math.min(before, start + MAX_GAP_A_TICK); slot++) {
      await this.market.open(slot);
      await this.market.close(slot);
    }
  }

  async #expireDue(): Promise<void> {
    for (const slot of this.market.openSlots()) await this.market.expire(slot);
  }

  async #closeDue(): Promise<void> {
    const now = this.clock.nowMs();
    for (const slot of this.market.openSlots()) {
      if (gateClosureMs(slot, this.config.gateClosureLeadMs) <= now) await this.market.close(slot);
    }
  }

  async #step(step: string, work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
      this.#problems.delete(step);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const known = this.#problems.get(step);
      if (known?.message !== message) this.#logger.error(`${step}: ${message}`);
      this.#problems.set(step, { step, message, sinceMs: known?.sinceMs ?? this.clock.nowMs() });
    }
  }
}
