import { type BeforeApplicationShutdown, Injectable, type OnModuleInit } from '@nestjs/common';
import { MarketService, type StoredBatch } from '../market/market.service.js';
import { MeteringService } from '../metering/metering.service.js';
import { AnchorService } from '../provenance/anchor.service.js';
import { SettlementService } from '../settlement/settlement.service.js';
import { StreamService } from './stream.service.js';

/** Price levels of each side that a `book` event shows. */
const BOOK_LEVELS = 5;
/** Of a book's changes only the last within this time is told. */
const GATHER_MS = 100;

/**
 * Tells the stream what the services have stored. To everybody: `trade`, `book` (of an open slot, as the
 * database has it), `settled`. To the two of a trade: `ownTrade`. To staff: `readings`, `anchoring`.
 */
@Injectable()
export class StreamFeed implements OnModuleInit, BeforeApplicationShutdown {
  /** Slots whose book has changed since it was last told. */
  readonly #changedBooks = new Set<number>();
  #bookTimer: NodeJS.Timeout | undefined;
  /** The time to tell came while the books in memory were ahead of the database. */
  #booksAreDue = false;

  constructor(
    private readonly stream: StreamService,
    private readonly market: MarketService,
    private readonly metering: MeteringService,
    private readonly settlement: SettlementService,
    private readonly anchor: AnchorService,
  ) {}

  onModuleInit(): void {
    this.market.stored$.subscribe((batch) => this.#tellBatch(batch));
    this.metering.stored$.subscribe((readings) => {
      for (const slot of new Set(readings.map(({ slot }) => slot))) {
        this.stream.publishLatest('staff', 'readings', String(slot), () => ({ slot }));
      }
    });
    this.settlement.settled$.subscribe((settled) => this.stream.publish('everybody', 'settled', settled));
    this.anchor.changed$.subscribe(({ pending, sent, confirmed, stuck }) => {
      this.stream.publishLatest('staff', 'anchoring', '', () => ({ pending, sent, confirmed, stuck: stuck?.code }));
    });
  }

  beforeApplicationShutdown(): void {
    clearTimeout(this.#bookTimer);
  }

  #tellBatch({ slots, trades }: StoredBatch): void {
    for (const { slot, sequence, priceSen, energyWh, buyerId, sellerId } of trades) {
      this.stream.publish('everybody', 'trade', { slot, sequence, priceSen, energyWh });
      const bought = { participantId: buyerId, slot, sequence, side: 'buy', priceSen, energyWh };
      this.stream.publish({ participantIds: [buyerId] }, 'ownTrade', bought);
      const sold = { ...bought, participantId: sellerId, side: 'sell' };
      this.stream.publish({ participantIds: [sellerId] }, 'ownTrade', sold);
    }
    for (const slot of slots) this.#changedBooks.add(slot);
    // Between two batches: what is in memory now is what is stored.
    if (this.#booksAreDue) this.#tellBooks();
    else this.#bookTimer ??= setTimeout(() => this.#tellBooksSoon(), GATHER_MS);
  }

  #tellBooksSoon(): void {
    this.#bookTimer = undefined;
    if (!this.market.isStoring) {
      this.#tellBooks();
      return;
    }
    this.#booksAreDue = true;
    // Should the batch fail, nobody else would come back to it.
    this.#bookTimer = setTimeout(() => this.#tellBooksSoon(), GATHER_MS);
  }

  #tellBooks(): void {
    clearTimeout(this.#bookTimer);
    this.#bookTimer = undefined;
    this.#booksAreDue = false;
    for (const slot of this.#changedBooks) {
      this.stream.publish(
        'everybody',
        'book',
        this.market.openBookView(slot, BOOK_LEVELS) ?? { slot, phase: 'closed' },
      );
    }
    this.#changedBooks.clear();
  }
}
