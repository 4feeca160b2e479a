import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type Certificate, type Device, issueCertificates } from '#certificates';
import { dayOf, slotAt } from '#energy';
import { isSmallGroup } from '#operations';
import { API_CONFIG, type ApiConfig } from '../config.js';
import { Database } from '../database/database.js';
import { apiError } from '../errors.js';
import { TradeRow } from '../market/market.entities.js';
import { latestReadings } from '../metering/latest-readings.js';
import { ParticipantsService } from '../participants/participants.service.js';
import { AllocationRow, Settlement } from '../settlement/settlement.entities.js';

/**
 * Every device until a register of devices stands. The programme admits post-FIT and never-certified sellers (SET-12), for whom
 * the same words may be used; FIT power, which needs other notes, is not admitted.
 */
const PROGRAMME_DEVICE = { support: 'postFit', valueOwner: 'retailer' } as const satisfies Partial<Device>;

/** What is assumed and not known; part of every answer. */
const NOTES: readonly string[] = [
  'Support is given as postFit for every device: the programme admits no FIT power (SET-12), and there is no register of devices yet.',
  'No certificate has an environmental value yet: they show origin and allow no claim.',
];

/** A slot's certificates as queries show them. */
export interface CertificatesView {
  readonly areaId: number;
  readonly slot: number;
  /** The settlement that they follow from. */
  readonly version: number;
  readonly notes: readonly string[];
  /** Of all certificates of the slot; null: withheld, too few households stand behind them. */
  readonly sums: {
    readonly households: number;
    readonly allocatedWh: number | null;
    readonly surplusWh: number | null;
  };
  /** Those that the caller may see. */
  readonly certificates: readonly Certificate[];
}

/** Derives certificates from stored settlements: the same ones at any time (docs/certificates.md). */
@Injectable()
export class CertificatesService {
  constructor(
    private readonly database: Database,
    private readonly participants: ParticipantsService,
    @Inject(API_CONFIG) private readonly config: ApiConfig,
  ) {}

  /**
   * The certificates of a slot's newest settlement, everybody under their pseudonym.
   *
   * @param shownTo only what these participants bought, sold or sent out, and sums of enough households; undefined: all. A
   * buyer knows the pseudonym of whom it bought from, and must not learn from it what that meter sent out in all.
   * @throws IchienError SETTLEMENT_UNKNOWN
   */
  async ofSlot(slot: number, shownTo: readonly string[] | undefined): Promise<CertificatesView> {
    const { households, certificates, ...view } = await this.database.read((manager) => this.#derive(manager, slot));
    const wh = (cause: Certificate['cause']) =>
      certificates.reduce((sum, each) => sum + (each.cause === cause ? each.energyWh : 0), 0);
    const isWithheld = shownTo !== undefined && isSmallGroup(households);
    const pseudonyms = this.participants.pseudonymsOf(slot);
    const own = shownTo === undefined ? undefined : new Set(shownTo.flatMap((id) => pseudonyms.find(id) ?? []));
    return {
      ...view,
      sums: {
        households,
        allocatedWh: isWithheld ? null : wh('allocation'),
        surplusWh: isWithheld ? null : wh('residual'),
      },
      certificates: certificates.filter(({ owner, device }) => own === undefined || own.has(owner) || own.has(device)),
    };
  }

  async #derive(manager: EntityManager, slot: number) {
    const { areaId } = this.config;
    const settled = await manager.findOne(Settlement, { where: { areaId, slot }, order: { version: 'DESC' } });
    if (settled === null) {
      throw apiError(
        'SETTLEMENT_UNKNOWN',
        `Slot ${slot} has not been settled.`,
        'Ask again after its readings are in.',
        {
          slot,
        },
      );
    }
    const { version, settledAtMs, readingCut } = settled;
    const trades = await manager.find(TradeRow, { where: { areaId, slot } });
    const tradeOf = new Map(trades.map((trade) => [trade.sequence, trade]));
    const rows = await manager.find(AllocationRow, {
      where: { areaId, slot, version },
      order: { tradeSequence: 'ASC' },
    });
    const allocations = rows.map(({ tradeSequence, allocatedWh }) => {
      const { buyerPseudonym, sellerPseudonym } = tradeOf.get(tradeSequence)!;
      return { tradeSequence, allocatedWh, buyerId: buyerPseudonym, sellerId: sellerPseudonym };
    });
    const pseudonyms = this.participants.pseudonymsOf(slot);
    const residuals = (await latestReadings(manager, slot, readingCut))
      .map(({ meterId, exportWh }) => {
        return { participantId: pseudonyms.of(this.participants.ofReading(meterId, slot).participantId), exportWh };
      })
      .sort((a, b) => (a.participantId < b.participantId ? -1 : 1));
    const certificates = issueCertificates({
      areaId,
      slot,
      version,
      issuedDay: dayOf(slotAt(settledAtMs)),
      issuingBody: 'Ichien',
      retailerId: 'retailer',
      settlement: { allocations, residuals },
      devices: residuals.map(({ participantId }) => {
        return { participantId, pseudonym: participantId, ...PROGRAMME_DEVICE };
      }),
    });
    return { areaId, slot, version, notes: NOTES, households: residuals.length, certificates };
  }
}
