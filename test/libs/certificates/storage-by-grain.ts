import type { Certificate, Charge } from '#certificates';

/** A thousandth of a Wh that can come out. */
interface Grain {
  readonly certificate: Certificate | undefined;
}

/** The rule of docs/certificates.md said slowly: a queue of single grains, and a count of grains released by certificate. */
export class StorageByGrain {
  #grains: Grain[] = [];
  readonly #releasedOf = new Map<string, number>();

  constructor(
    private readonly efficiencyPermille: number,
    private readonly capacityWh: number,
  ) {}

  charge({ chargedWh, certificates }: Pick<Charge, 'chargedWh' | 'certificates'>): void {
    let uncertifiedWh = chargedWh;
    for (const certificate of certificates) {
      for (let i = 0; i < certificate.energyWh * this.efficiencyPermille; i++) this.#grains.push({ certificate });
      uncertifiedWh -= certificate.energyWh;
    }
    for (let i = 0; i < uncertifiedWh * this.efficiencyPermille; i++) this.#grains.push({ certificate: undefined });
    const excess = this.#grains.length - this.capacityWh * 1000;
    if (excess > 0) this.#grains = this.#grains.slice(excess);
  }

  /** Certified Wh by certificate id: one whenever a certificate's thousandth grain comes out. */
  discharge(dischargedWh: number): Record<string, number> {
    const certifiedOf: Record<string, number> = {};
    const released = this.#grains.slice(0, dischargedWh * 1000);
    this.#grains = this.#grains.slice(dischargedWh * 1000);
    for (const { certificate } of released) {
      if (certificate === undefined) continue;
      const { id } = certificate;
      const count = (this.#releasedOf.get(id) ?? 0) + 1;
      this.#releasedOf.set(id, count);
      if (count % 1000 === 0) certifiedOf[id] = (certifiedOf[id] ?? 0) + 1;
    }
    return certifiedOf;
  }
}
