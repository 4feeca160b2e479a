/**
 * What a device was paid under: `FIT` within the feed-in tariff, `postFit` (卒FIT) after it, `nonFit` never in it.
 * FIT power needs other notes, and its value belongs to those who pay the levy (japan-market.md B9).
 */
export type SupportReceived = 'FIT' | 'postFit' | 'nonFit';

/** One solar device that exported in the slot. Days are JST, `YYYY-MM-DD`. */
export interface Device {
  /** As the settlement calls its owner; never shown. */
  readonly participantId: string;
  /** The name in the certificate. */
  readonly pseudonym: string;
  readonly support: SupportReceived;
  /** First day of operation, if known: some schemes ask for a plant's age. */
  readonly commissionedDay?: string;
  /** Who holds the environmental value by the purchase contract (B8). */
  readonly valueOwner: 'retailer' | 'producer';
  /** What of the slot's export came out of a battery, by its {@link StorageLedger}. Absent: nothing. */
  readonly storage?: {
    /** Certified parts, oldest lot first, as far as they were exported. */
    readonly parts: readonly { readonly certificate?: Certificate; readonly certifiedWh: number }[];
    readonly uncertifiedWh: number;
  };
}

/** One slot's settlement, and who and what stands behind it. A `SlotSettlement` of `#settlement` fits `settlement`. */
export interface IssueInput {
  /** JIS municipality code. */
  readonly areaId: number;
  readonly slot: number;
  /** Version of the settlement, from 1. */
  readonly version: number;
  /** JST day of issue, `YYYY-MM-DD`, not before the slot's own. */
  readonly issuedDay: string;
  readonly issuingBody: string;
  /** The name of the retailer, who buys what no neighbour bought. */
  readonly retailerId: string;
  readonly settlement: {
    readonly allocations: readonly {
      readonly tradeSequence: number;
      readonly buyerId: string;
      readonly sellerId: string;
      readonly allocatedWh: number;
    }[];
    readonly residuals: readonly { readonly participantId: string; readonly exportWh: number }[];
  };
  /** One for each participant that exported. */
  readonly devices: readonly Device[];
  /** Names owners; by default the settlement's id of the buyer. */
  readonly ownerOf?: (participantId: string) => string;
}

/** A granular certificate: some Wh of one device in one half hour, with what granular schemes ask for. */
export interface Certificate {
  /**
   * `AREA-SLOT-t3` for trade 3, `AREA-SLOT-r-PSEUDONYM` for unsold surplus, with `-s1`, `-s2` ... behind it for lots
   * that came out of a battery. The same in every version of the settlement: the newest version stands.
   */
  readonly id: string;
  readonly areaId: number;
  readonly country: 'JP';
  readonly slot: number;
  readonly version: number;
  /** First instant of the half hour, ISO with +09:00, and unix seconds. */
  readonly startsAt: string;
  readonly startsAtUnix: number;
  /** First instant after it. */
  readonly endsAt: string;
  readonly endsAtUnix: number;
  readonly energyWh: number;
  readonly energyCarrier: 'electricity';
  readonly source: 'solar';
  readonly device: string;
  readonly support: SupportReceived;
  readonly commissionedDay?: string;
  /** True: released by a battery that was charged with certified energy. Support, value and expiry are the charged ones. */
  readonly fromStorage: boolean;
  /** Id of the certificate that was charged. */
  readonly chargedId?: string;
  readonly cause: 'allocation' | 'residual';
  readonly owner: string;
  readonly valueOwner: 'retailer' | 'producer';
  readonly issuingBody: string;
  readonly issuedDay: string;
  /** Last day on which it may be used. */
  readonly expiresDay: string;
  /** Set by a {@link ValueRegister}. Absent: origin only, no environmental value (trap 0.4). */
  readonly value?: EnvironmentalValue;
}

/** What carries an environmental value: 非化石証書, J-クレジット, グリーン電力証書. */
export const VALUE_KINDS = ['nfc', 'jCredit', 'green'] as const;

/** One of {@link VALUE_KINDS}. */
export type ValueKind = (typeof VALUE_KINDS)[number];

/** An environmental value that was allocated to some Wh. */
export interface EnvironmentalValue {
  readonly kind: ValueKind;
  /** 再エネ指定: of renewable energy. False for nuclear and the like. */
  readonly isRenewable: boolean;
  /** Attributes of the plant are disclosed (トラッキング付き). */
  readonly isTracked: boolean;
  /** Bought from the generator itself, not by auction (相対). */
  readonly isBilateral: boolean;
  /** JST day from which it is allocated. */
  readonly allocatedDay: string;
}
