import { formatResidentEvidence, proveTrade, type SlotItems, slotKeyOf, type TradeToProve } from '#ledger';
import type { JsonRpc } from '../../../../libs/ledger/browser/index.js';
import { anchoredRecords, CHAIN_ID, CONTRACT } from '../evidence/sample-ledger.js';
import { AREA_ID, corrected, FIRST_SLOT, sampleSlot } from '../evidence/sample-market.js';

/** A slot, corrected once, on a ledger between others. */
export const ITEMS = corrected(sampleSlot(FIRST_SLOT + 1));
export const RECORDS = anchoredRecords([sampleSlot(FIRST_SLOT), ITEMS]);
export const PLACE = { chainId: CHAIN_ID, address: CONTRACT };
export const TRADE = ITEMS.trades[4]!;

/** The slot's records, in order. */
export function recordsOf(slot: number, records = RECORDS) {
  return records.filter(({ record }) => record.slot === slot);
}

/** What the buyer of {@link TRADE} is handed. */
export function residentText(given: Partial<TradeToProve> = {}): string {
  return formatResidentEvidence(
    proveTrade({
      place: PLACE,
      items: ITEMS,
      records: recordsOf(ITEMS.slot),
      tradeSequence: TRADE.sequence,
      direction: 'import',
      ...given,
    }),
  );
}

/** The slot while it is closed only. */
export const CLOSED_ITEMS: SlotItems = { ...ITEMS, settlements: [] };

/** A node that holds the slot's latest record. */
export function nodeOf(latest: string = recordsOf(ITEMS.slot).at(-1)!.recordHash, chainId = CHAIN_ID): JsonRpc {
  return async (calls) => calls.map(({ method }) => (method === 'eth_chainId' ? `0x${chainId.toString(16)}` : latest));
}

/** The slot key of the household with a pseudonym; the sample's households have keys of one repeated byte. */
export function slotKeyOfPseudonym(pseudonym: string, pseudonymOf: (key: Uint8Array) => string): Uint8Array {
  for (let byte = 1; byte < 100; byte++) {
    const key = slotKeyOf(new Uint8Array(32).fill(byte), AREA_ID, ITEMS.slot);
    if (pseudonymOf(key) === pseudonym) return key;
  }
  throw new Error(`${pseudonym} is nobody's`);
}
