import {
  type Certificate,
  type Device,
  type EnvironmentalValue,
  type IssueInput,
  issueCertificates,
} from '#certificates';
import { slotOf } from '#energy';
import { settleSlot } from '#settlement';
import { exampleReadings, exampleRules, exampleTrades } from '../settlement/example-slot.js';

export const NOON = slotOf('2026-05-18', 25);

export function device(participantId: string, change: Partial<Device> = {}): Device {
  return { participantId, pseudonym: `p-${participantId}`, support: 'postFit', valueOwner: 'retailer', ...change };
}

/** The worked example of docs/settlement.md, to be certified. */
export const exampleInput: IssueInput = {
  areaId: 13112,
  slot: NOON,
  version: 1,
  issuedDay: '2026-05-19',
  issuingBody: 'Ichien',
  retailerId: 'retailer',
  settlement: settleSlot(exampleTrades, exampleReadings, exampleRules),
  devices: [device('sato', { commissionedDay: '2013-04-01' }), device('doi', { support: 'nonFit' })],
};

export function exampleCertificate(change: Partial<Certificate> = {}): Certificate {
  return { ...issueCertificates(exampleInput)[0]!, ...change };
}

export const nfc: EnvironmentalValue = {
  kind: 'nfc',
  isRenewable: true,
  isTracked: true,
  isBilateral: false,
  allocatedDay: '2026-09-01',
};
