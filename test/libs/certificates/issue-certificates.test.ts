import { expect } from 'chai';
import fc from 'fast-check';
import { type IssueInput, issueCertificates, ValueRegister } from '#certificates';
import { settleSlot } from '#settlement';
import { codeOf } from '../error-code.js';
import { readings, rules, trades } from '../settlement/arbitrary-slot.js';
import { device, exampleCertificate, exampleInput, NOON, nfc } from './example-certificates.js';

const brief = (input: IssueInput) =>
  issueCertificates(input).map(({ id, energyWh, owner }) => `${id} ${energyWh} ${owner}`);

describe('issueCertificates', () => {
  it('certifies each allocation for its buyer and each unsold surplus for the retailer', () => {
    expect(brief(exampleInput)).to.deep.equal([
      `13112-${NOON}-t3 500 baba`,
      `13112-${NOON}-t5 500 chiba`,
      `13112-${NOON}-r-p-doi 300 retailer`,
    ]);
  });

  it('has the fields that granular schemes ask for', () => {
    expect(issueCertificates({ ...exampleInput, ownerOf: (id) => `o-${id}` })[0]).to.deep.equal({
      id: `13112-${NOON}-t3`,
      areaId: 13112,
      country: 'JP',
      slot: NOON,
      version: 1,
      startsAt: '2026-05-18T12:00:00+09:00',
      startsAtUnix: Date.parse('2026-05-18T12:00:00+09:00') / 1000,
      endsAt: '2026-05-18T12:30:00+09:00',
      endsAtUnix: Date.parse('2026-05-18T12:30:00+09:00') / 1000,
      energyWh: 500,
      energyCarrier: 'electricity',
      source: 'solar',
      device: 'p-sato',
      support: 'postFit',
      commissionedDay: '2013-04-01',
      fromStorage: false,
      cause: 'allocation',
      owner: 'o-baba',
      valueOwner: 'retailer',
      issuingBody: 'Ichien',
      issuedDay: '2026-05-19',
      expiresDay: '2027-06-30',
    });
  });

  it('ends the last half hour of a day at midnight of the next', () => {
    const [certificate] = issueCertificates({ ...exampleInput, slot: NOON + 23 });
    expect([certificate!.startsAt, certificate!.endsAt]).to.deep.equal([
      '2026-05-18T23:30:00+09:00',
      '2026-05-19T00:00:00+09:00',
    ]);
  });

  it('certifies every exported Wh once and nothing else, whatever was traded', () => {
    let certified = 0;
    fc.assert(
      fc.property(trades, readings, rules, (trades, readings, rules) => {
        const settlement = settleSlot(trades, readings, rules);
        const devices = readings.map(({ participantId }) => device(participantId));
        const certificates = issueCertificates({ ...exampleInput, settlement, devices });
        for (const { participantId, exportWh, poolSaleWh, residualSaleWh } of settlement.residuals) {
          const ofDevice = certificates.filter((certificate) => certificate.device === `p-${participantId}`);
          const sum = (cause?: string) =>
            ofDevice
              .filter((one) => cause === undefined || one.cause === cause)
              .reduce((wh, one) => wh + one.energyWh, 0);
          expect(sum()).to.equal(exportWh);
          // The pool moves money, not origin (docs/decisions/0014).
          expect(sum('residual')).to.equal(poolSaleWh + residualSaleWh);
        }
        expect(new Set(certificates.map(({ id }) => id)).size).to.equal(certificates.length);
        expect(certificates.every(({ energyWh }) => energyWh > 0)).to.equal(true);
        certified += certificates.length;
      }),
      { seed: 20261121, numRuns: 200 },
    );
    expect(certified).to.be.greaterThan(500);
  });

  it('draws production first, then released lots with what they were charged with, and never what is uncertified', () => {
    const charged = exampleCertificate({
      id: 'x',
      support: 'FIT',
      expiresDay: '2026-06-30',
      energyWh: 300,
      value: nfc,
    });
    const storage = { parts: [{ certificate: charged, certifiedWh: 200 }, { certifiedWh: 0 }], uncertifiedWh: 150 };
    const input = { ...exampleInput, devices: [device('sato', { storage }), device('doi')] };
    const certificates = issueCertificates(input);
    // sato exported 1,000: 650 produced, 200 released certified, 150 not; 500 to baba, 500 to chiba.
    expect(brief(input)).to.deep.equal([
      `13112-${NOON}-t3 500 baba`,
      `13112-${NOON}-t5 150 chiba`,
      `13112-${NOON}-t5-s1 200 chiba`,
      `13112-${NOON}-r-p-doi 300 retailer`,
    ]);
    expect(certificates[2]).to.include({ support: 'FIT', expiresDay: '2026-06-30', chargedId: 'x', fromStorage: true });
    expect(certificates[2]!.value).to.equal(nfc);
  });

  it('refuses what does not fit together', () => {
    const { settlement } = exampleInput;
    const storage = { parts: [], uncertifiedWh: 1001 };
    const grown = { certificate: exampleCertificate({ energyWh: 10 }), certifiedWh: 11 };
    const refused: [code: string, change: Partial<IssueInput>][] = [
      ['DEVICE_UNKNOWN', { devices: [device('sato')] }],
      ['DEVICE_DUPLICATE', { devices: [device('sato'), device('sato', { pseudonym: 'other' })] }],
      ['DEVICE_DUPLICATE', { devices: [device('sato'), device('doi', { pseudonym: 'p-sato' })] }],
      ['STORAGE_ABOVE_EXPORT', { devices: [device('sato', { storage }), device('doi')] }],
      [
        'ENERGY_INVALID',
        { devices: [device('sato', { storage: { parts: [grown], uncertifiedWh: 0 } }), device('doi')] },
      ],
      [
        'CERTIFIED_ABOVE_EXPORT',
        { settlement: { ...settlement, residuals: [{ participantId: 'sato', exportWh: 999 }] } },
      ],
      ['CERTIFIED_ABOVE_EXPORT', { settlement: { ...settlement, residuals: [] } }],
      [
        'EXPORT_DUPLICATE',
        { settlement: { ...settlement, residuals: [...settlement.residuals, ...settlement.residuals] } },
      ],
      [
        'ALLOCATION_DUPLICATE',
        { settlement: { ...settlement, allocations: [settlement.allocations[0]!, settlement.allocations[0]!] } },
      ],
      ['ISSUED_TOO_EARLY', { issuedDay: '2026-05-17' }],
      ['DAY_INVALID', { issuedDay: '2026-5-19' }],
      ['AREA_INVALID', { areaId: 0.5 }],
      ['VERSION_INVALID', { version: 0 }],
      ['TEXT_INVALID', { issuingBody: '' }],
    ];
    for (const [code, change] of refused) {
      expect(
        codeOf(() => issueCertificates({ ...exampleInput, ...change })),
        JSON.stringify(change),
      ).to.equal(code);
    }
  });
});

describe('ValueRegister', () => {
  it('gives a certificate one value and no second, of whatever kind', () => {
    const register = new ValueRegister();
    const certificate = exampleCertificate();
    expect(register.allocate(certificate, nfc).value).to.equal(nfc);
    expect(register.of(certificate.id)).to.equal(nfc);
    for (const kind of ['nfc', 'jCredit', 'green'] as const) {
      expect(codeOf(() => register.allocate(certificate, { ...nfc, kind }))).to.equal('VALUE_TAKEN');
      // A corrected settlement issues under the same id: no way around.
      expect(codeOf(() => register.allocate({ ...certificate, version: 2 }, { ...nfc, kind }))).to.equal('VALUE_TAKEN');
    }
    expect(codeOf(() => new ValueRegister().allocate({ ...certificate, value: nfc }, nfc))).to.equal('VALUE_TAKEN');
  });

  it('refuses what exported solar energy cannot have, and keeps no trace of it', () => {
    const register = new ValueRegister();
    const certificate = exampleCertificate();
    const refused = [
      { ...nfc, kind: 'jCredit' },
      { ...nfc, kind: 'green' },
      { ...nfc, isRenewable: false },
      { ...nfc, allocatedDay: '2026-05-18' },
      { ...nfc, allocatedDay: '2027-07-01' },
    ] as const;
    for (const value of refused) {
      expect(codeOf(() => register.allocate(certificate, value))).to.equal('VALUE_NOT_POSSIBLE');
    }
    const released = exampleCertificate({ fromStorage: true });
    expect(codeOf(() => register.allocate(released, nfc))).to.equal('VALUE_NOT_POSSIBLE');
    expect(register.of(certificate.id)).to.equal(undefined);
  });
});
