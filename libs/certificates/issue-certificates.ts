import { assertEnergyWh, dayOf, komaOf, slotEndMs, slotStartMs } from '#energy';
import { assertDay } from './assert-day.js';
import { assertCount, assertText, certificateError } from './certificate-error.js';
import { expiryOf } from './expiry.js';
import { MAX_SLOT_CERTIFICATES, MAX_STORED_LOTS } from './limits.js';
import type { Certificate, Device, IssueInput } from './types.js';

/** The part of a certificate that depends on where its energy is from. */
type Origin = Pick<
  Certificate,
  'support' | 'commissionedDay' | 'valueOwner' | 'fromStorage' | 'chargedId' | 'value'
> & {
  readonly expiresDay: string;
};

/** Wh of one origin that were exported; without origin they are not certified. */
interface Source {
  readonly origin?: Origin;
  leftWh: number;
}

/** What of a device's export no certificate has drawn yet. */
interface Left {
  readonly pseudonym: string;
  readonly sources: readonly Source[];
}

/**
 * The certificates of a settled slot: one for each allocation with Wh, owned by the buyer, and one for each unsold surplus,
 * owned by the retailer. Only exported Wh are certified, so never what was self-consumed (TKY-16).
 *
 * A device's export is drawn in trade order and then for the surplus: production first, then what a battery released
 * certified (a certificate a lot), last what must not be certified. Sorted as the settlement's allocations and residuals.
 *
 * @throws IchienError a code of this library; SLOT_INVALID, DAY_INVALID, ENERGY_INVALID
 */
export function issueCertificates(input: IssueInput): Certificate[] {
  checkHead(input);
  const { settlement, retailerId, ownerOf = (id: string) => id } = input;
  const left = openDevices(input);
  const slot = slotFields(input);
  const certificates: Certificate[] = [];
  const seen = new Set<number>();

  const draw = (from: Left, wantedWh: number, name: string, cause: Certificate['cause'], owner: string) => {
    let missingWh = wantedWh;
    for (const [index, source] of from.sources.entries()) {
      const energyWh = Math.min(missingWh, source.leftWh);
      source.leftWh -= energyWh;
      missingWh -= energyWh;
      if (energyWh === 0 || source.origin === undefined) continue;
      const id = `${input.areaId}-${input.slot}-${name}${source.origin.fromStorage ? `-s${index}` : ''}`;
      certificates.push({ id, ...slot, ...source.origin, energyWh, device: from.pseudonym, cause, owner });
    }
  };

  for (const { tradeSequence, buyerId, sellerId, allocatedWh } of settlement.allocations) {
    if (seen.has(tradeSequence)) {
      throw certificateError(
        'ALLOCATION_DUPLICATE',
        `Trade ${tradeSequence} has two allocations.`,
        'Give one allocation a trade.',
        { tradeSequence },
      );
    }
    seen.add(tradeSequence);
    assertEnergyWh(allocatedWh);
    if (allocatedWh === 0) continue;
    const from = left.get(sellerId);
    if (from === undefined || leftWh(from) < allocatedWh) {
      throw certificateError(
        'CERTIFIED_ABOVE_EXPORT',
        `Trade ${tradeSequence} allocates ${allocatedWh} Wh, of which its seller exported ${from ? leftWh(from) : 0}.`,
        'Give the allocations and readings of one settlement.',
        { tradeSequence, allocatedWh },
      );
    }
    draw(from, allocatedWh, `t${tradeSequence}`, 'allocation', ownerOf(buyerId));
  }
  for (const from of left.values()) {
    draw(from, leftWh(from), `r-${from.pseudonym}`, 'residual', retailerId);
  }
  return certificates;
}

function leftWh({ sources }: Left): number {
  return sources.reduce((sum, source) => sum + source.leftWh, 0);
}

function checkHead({
  areaId,
  version,
  slot,
  issuedDay,
  issuingBody,
  retailerId,
  settlement,
  devices,
}: IssueInput): void {
  if (!Number.isInteger(areaId) || areaId < 0 || areaId > 0xffff_ffff) {
    throw certificateError('AREA_INVALID', `${areaId} is not an area.`, 'Give its JIS municipality code.');
  }
  if (!Number.isSafeInteger(version) || version < 1) {
    throw certificateError('VERSION_INVALID', `${version} is not a version.`, 'Count settlements from 1.');
  }
  assertDay(issuedDay);
  if (issuedDay < dayOf(slot)) {
    throw certificateError(
      'ISSUED_TOO_EARLY',
      `Energy of ${dayOf(slot)} cannot be certified on ${issuedDay}.`,
      'Issue after the slot was settled.',
      { issuedDay },
    );
  }
  assertText('issuing body', issuingBody);
  assertText('retailer', retailerId);
  assertCount('allocations', settlement.allocations.length, MAX_SLOT_CERTIFICATES);
  assertCount('residuals', settlement.residuals.length, MAX_SLOT_CERTIFICATES);
  assertCount('devices', devices.length, MAX_SLOT_CERTIFICATES);
}

/** What each device exported, apart by where it is from, in the order of the residuals. */
function openDevices({ settlement, devices, slot }: IssueInput): Map<string, Left> {
  const byParticipant = new Map<string, Device>();
  const pseudonyms = new Set<string>();
  for (const device of devices) {
    assertText('pseudonym', device.pseudonym);
    if (device.commissionedDay !== undefined) assertDay(device.commissionedDay);
    if (byParticipant.has(device.participantId) || pseudonyms.has(device.pseudonym)) {
      throw certificateError(
        'DEVICE_DUPLICATE',
        `Device ${device.pseudonym} or its owner stands twice.`,
        'Give one device a participant, each with its own pseudonym.',
        { pseudonym: device.pseudonym },
      );
    }
    byParticipant.set(device.participantId, device);
    pseudonyms.add(device.pseudonym);
  }
  const left = new Map<string, Left>();
  const seen = new Set<string>();
  for (const { participantId, exportWh } of settlement.residuals) {
    assertEnergyWh(exportWh);
    if (seen.has(participantId)) {
      throw certificateError('EXPORT_DUPLICATE', `${participantId} has two exports.`, 'Give one a participant.', {
        participantId,
      });
    }
    seen.add(participantId);
    if (exportWh > 0)
      left.set(
        participantId,
        openDevice(participantId, exportWh, expiryOf(dayOf(slot)), byParticipant.get(participantId)),
      );
  }
  return left;
}

function openDevice(participantId: string, exportWh: number, expiresDay: string, device: Device | undefined): Left {
  if (device === undefined) {
    throw certificateError(
      'DEVICE_UNKNOWN',
      `${participantId} exported, and no device is known.`,
      'Give the device: energy of unknown origin is not certified.',
      { participantId },
    );
  }
  const { pseudonym, support, commissionedDay, valueOwner, storage = { parts: [], uncertifiedWh: 0 } } = device;
  assertCount('parts', storage.parts.length, MAX_STORED_LOTS);
  assertEnergyWh(storage.uncertifiedWh);
  const released = storage.parts.map(releasedSource);
  const productionWh = exportWh - leftWh({ pseudonym, sources: released }) - storage.uncertifiedWh;
  if (productionWh < 0) {
    throw certificateError(
      'STORAGE_ABOVE_EXPORT',
      `The battery of ${pseudonym} released more than the ${exportWh} Wh that were exported.`,
      'Give only what was exported; what was used at home is not certified.',
      { exportWh, productionWh },
    );
  }
  const origin = { support, ...(commissionedDay !== undefined && { commissionedDay }), valueOwner, expiresDay };
  const production = { origin: { ...origin, fromStorage: false }, leftWh: productionWh };
  return { pseudonym, sources: [production, ...released, { leftWh: storage.uncertifiedWh }] };
}

/** A lot that a battery released keeps what it was charged with: support, owner of the value, value and expiry. */
function releasedSource({ certificate, certifiedWh }: NonNullable<Device['storage']>['parts'][number]): Source {
  assertEnergyWh(certifiedWh, certificate?.energyWh ?? 0);
  if (certificate === undefined) return { leftWh: 0 };
  const { support, commissionedDay, valueOwner, value, expiresDay, id } = certificate;
  const known = { ...(commissionedDay !== undefined && { commissionedDay }), ...(value !== undefined && { value }) };
  return {
    origin: { support, valueOwner, expiresDay, fromStorage: true, chargedId: id, ...known },
    leftWh: certifiedWh,
  };
}

/** What all certificates of a slot have in common. */
function slotFields({ areaId, slot, version, issuingBody, issuedDay }: IssueInput) {
  return {
    areaId,
    country: 'JP',
    slot,
    version,
    startsAt: isoOf(slot),
    startsAtUnix: slotStartMs(slot) / 1000,
    endsAt: isoOf(slot + 1),
    endsAtUnix: slotEndMs(slot) / 1000,
    energyCarrier: 'electricity',
    source: 'solar',
    issuingBody,
    issuedDay,
  } as const;
}

/** First instant of a slot, `2026-11-21T12:00:00+09:00`. */
function isoOf(slot: number): string {
  const halfHours = komaOf(slot) - 1;
  const hour = String(Math.floor(halfHours / 2)).padStart(2, '0');
  return `${dayOf(slot)}T${hour}:${halfHours % 2 === 0 ? '00' : '30'}:00+09:00`;
}
