import { expect } from 'chai';
import fc from 'fast-check';
import { type Discharge, StorageLedger } from '#certificates';
import { codeOf } from '../error-code.js';
import { exampleCertificate, NOON } from './example-certificates.js';
import { StorageByGrain } from './storage-by-grain.js';

const lot = (id: string, energyWh: number, slot = NOON) => exampleCertificate({ id, energyWh, slot });
const battery = (efficiencyPermille = 900, capacityWh = 10_000) =>
  new StorageLedger({ device: 'battery', efficiencyPermille, capacityWh });

describe('StorageLedger', () => {
  it('releases what was charged first, after losses, and points to it', () => {
    const ledger = battery();
    ledger.charge({ chargeId: 'c1', slot: NOON, chargedWh: 1500, certificates: [lot('a', 1000)] });
    ledger.charge({ chargeId: 'c2', slot: NOON + 1, chargedWh: 500, certificates: [lot('b', 500, NOON + 1)] });
    expect(ledger.content).to.deep.equal({ certifiedWh: 1350, uncertifiedWh: 450 });
    const brief = ({ certifiedWh, uncertifiedWh, parts }: Discharge) => [
      certifiedWh,
      uncertifiedWh,
      parts.map((part) => `${part.chargeId} ${part.certificate?.id ?? '-'} ${part.certifiedWh} ${part.takenMilliWh}`),
    ];
    const discharge = (dischargeId: string, dischargedWh: number) =>
      brief(ledger.discharge({ dischargeId, slot: NOON + 2, dischargedWh }));
    expect(discharge('d1', 800)).to.deep.equal([800, 0, ['c1 a 800 800000']]);
    expect(discharge('d2', 600)).to.deep.equal([150, 450, ['c1 a 100 100000', 'c1 - 0 450000', 'c2 b 50 50000']]);
    expect(discharge('d3', 1000)).to.deep.equal([400, 600, ['c2 b 400 400000']]);
    expect(discharge('d4', 10)).to.deep.equal([0, 10, []]);
  });

  it('gains nothing by small steps: 100 Wh at 85.5 % in 1-Wh lots, or out 1 Wh at a time', () => {
    const small = battery(855);
    for (let i = 0; i < 100; i++) {
      small.charge({ chargeId: `c${i}`, slot: NOON, chargedWh: 1, certificates: [lot(`a${i}`, 1)] });
    }
    expect(small.discharge({ dischargeId: 'd', slot: NOON, dischargedWh: 100 }).certifiedWh).to.equal(0);
    const slow = battery(855);
    slow.charge({ chargeId: 'c', slot: NOON, chargedWh: 100, certificates: [lot('a', 100)] });
    let certifiedWh = 0;
    for (let i = 0; i < 100; i++) {
      certifiedWh += slow.discharge({ dischargeId: `d${i}`, slot: NOON, dischargedWh: 1 }).certifiedWh;
    }
    expect(certifiedWh).to.equal(85);
  });

  it('never lets grid energy out green', () => {
    const ledger = battery(1000);
    ledger.charge({ chargeId: 'grid', slot: NOON, chargedWh: 5000, certificates: [] });
    const { certifiedWh, uncertifiedWh } = ledger.discharge({ dischargeId: 'd', slot: NOON, dischargedWh: 5000 });
    expect([certifiedWh, uncertifiedWh]).to.deep.equal([0, 5000]);
  });

  it('lapses what is above the capacity, oldest first', () => {
    const ledger = battery(1000, 1000);
    ledger.charge({ chargeId: 'c1', slot: NOON, chargedWh: 800, certificates: [lot('a', 800)] });
    ledger.charge({ chargeId: 'c2', slot: NOON, chargedWh: 700, certificates: [] });
    expect(ledger.content).to.deep.equal({ certifiedWh: 300, uncertifiedWh: 700 });
  });

  const step = fc.record({
    isCharge: fc.boolean(),
    energyWh: fc.integer({ min: 0, max: 2000 }),
    certified: fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 3 }),
  });
  const steps = fc.array(step, { minLength: 1, maxLength: 40 });

  it('conserves, keeps the order, and releases of each certificate at most its Wh x efficiency', () => {
    let released = 0;
    fc.assert(
      fc.property(
        steps,
        fc.integer({ min: 1, max: 1000 }),
        fc.integer({ min: 1, max: 4000 }),
        (steps, permille, capacityWh) => {
          const ledger = battery(permille, capacityWh);
          const chargedOf = new Map<string, number>();
          const certifiedOf = new Map<string, number>();
          const order: string[] = [];
          let takenMilliWh = 0;
          let chargedWh = 0;
          for (const [index, { isCharge, energyWh, certified }] of steps.entries()) {
            const slot = NOON + index;
            if (isCharge) {
              const certificates = certified.map((wh, place) => lot(`${index}-${place}`, wh, slot));
              for (const { id, energyWh } of certificates) chargedOf.set(id, energyWh);
              const sumWh = Math.max(
                energyWh,
                certified.reduce((sum, wh) => sum + wh, 0),
              );
              ledger.charge({ chargeId: `${index}`, slot, chargedWh: sumWh, certificates });
              chargedWh += sumWh;
            } else {
              const out = ledger.discharge({ dischargeId: `${index}`, slot, dischargedWh: energyWh });
              expect(out.certifiedWh + out.uncertifiedWh).to.equal(energyWh);
              expect(out.parts.reduce((sum, part) => sum + part.certifiedWh, 0)).to.equal(out.certifiedWh);
              expect(out.uncertifiedWh).to.be.at.least(0);
              for (const part of out.parts) {
                takenMilliWh += part.takenMilliWh;
                order.push(part.chargeId.padStart(3, '0'));
                const { certificate } = part;
                if (certificate === undefined) expect(part.certifiedWh).to.equal(0);
                else certifiedOf.set(certificate.id, (certifiedOf.get(certificate.id) ?? 0) + part.certifiedWh);
              }
              released += out.certifiedWh;
            }
            const { certifiedWh, uncertifiedWh } = ledger.content;
            expect(certifiedWh + uncertifiedWh).to.be.at.most(capacityWh);
          }
          for (const [id, certifiedWh] of certifiedOf) {
            expect(certifiedWh * 1000).to.be.at.most(chargedOf.get(id)! * permille);
          }
          expect(order).to.deep.equal(order.toSorted());
          expect(takenMilliWh).to.be.at.most(chargedWh * permille);
        },
      ),
      { seed: 20261121, numRuns: 300 },
    );
    expect(released).to.be.greaterThan(1000);
  });

  it('agrees with a battery of single grains', () => {
    let lapsed = 0;
    const small = fc.record({
      isCharge: fc.boolean(),
      energyWh: fc.integer({ min: 0, max: 8 }),
      certified: fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 2 }),
    });
    const property = fc.property(
      fc.array(small, { minLength: 1, maxLength: 16 }),
      fc.integer({ min: 300, max: 1000 }),
      fc.integer({ min: 3, max: 20 }),
      (steps, permille, capacityWh) => {
        const ledger = battery(permille, capacityWh);
        const slow = new StorageByGrain(permille, capacityWh);
        for (const [index, { isCharge, energyWh, certified }] of steps.entries()) {
          if (isCharge) {
            const certificates = certified.map((wh, place) => lot(`${index}-${place}`, wh));
            const chargedWh = energyWh + certified.reduce((sum, wh) => sum + wh, 0);
            ledger.charge({ chargeId: `${index}`, slot: NOON, chargedWh, certificates });
            slow.charge({ chargedWh, certificates });
            const { certifiedWh, uncertifiedWh } = ledger.content;
            if (certifiedWh + uncertifiedWh === capacityWh) lapsed += 1;
          } else {
            const { parts } = ledger.discharge({ dischargeId: `${index}`, slot: NOON, dischargedWh: energyWh });
            const certifiedOf: Record<string, number> = {};
            for (const { certificate, certifiedWh } of parts) {
              if (certifiedWh > 0) certifiedOf[certificate!.id] = certifiedWh;
            }
            expect(certifiedOf).to.deep.equal(slow.discharge(energyWh));
          }
        }
      },
    );
    fc.assert(property, { seed: 20261121, numRuns: 150 });
    expect(lapsed).to.be.greaterThan(50);
  });

  it('refuses what it cannot record, and stays as it was', () => {
    const ledger = battery();
    const charge = { chargeId: 'c1', slot: NOON, chargedWh: 500, certificates: [lot('a', 400)] };
    ledger.charge(charge);
    const before = ledger.content;
    const refused: [code: string, change: Partial<typeof charge>][] = [
      ['RECORD_ID_INVALID', {}],
      ['TEXT_INVALID', { chargeId: '' }],
      ['RECORD_OUT_OF_ORDER', { chargeId: 'c2', slot: NOON - 1, certificates: [] }],
      ['CERTIFICATE_NOT_CHARGEABLE', { chargeId: 'c2' }],
      ['CERTIFICATE_NOT_CHARGEABLE', { chargeId: 'c2', certificates: [lot('b', 1), lot('b', 1)] }],
      ['CERTIFICATE_NOT_CHARGEABLE', { chargeId: 'c2', certificates: [lot('b', 1, NOON - 1)] }],
      ['CHARGED_ABOVE_METER', { chargeId: 'c2', certificates: [lot('b', 501)] }],
      ['ENERGY_INVALID', { chargeId: 'c2', chargedWh: 0.5 }],
      ['SLOT_INVALID', { chargeId: 'c2', slot: -1 }],
    ];
    for (const [code, change] of refused) {
      expect(
        codeOf(() => ledger.charge({ ...charge, ...change })),
        JSON.stringify(change),
      ).to.equal(code);
    }
    expect(codeOf(() => ledger.discharge({ dischargeId: 'c1', slot: NOON, dischargedWh: 1 }))).to.equal(
      'RECORD_ID_INVALID',
    );
    expect(ledger.content).to.deep.equal(before);
    expect(codeOf(() => battery(1001))).to.equal('EFFICIENCY_INVALID');
    expect(codeOf(() => battery(0))).to.equal('EFFICIENCY_INVALID');
    expect(codeOf(() => battery(900, 0))).to.equal('CAPACITY_INVALID');
  });
});
