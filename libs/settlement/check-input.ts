import { IchienError, MAX_SLOT_ENERGY_WH } from '#energy';
import { checkCount } from './check-count.js';
import { checkGrants } from './check-grants.js';
import { checkRules } from './check-rules.js';
import { checkParticipantId, isWholeUpTo } from './check-values.js';
import type { SettlementErrorCode } from './error.js';
import { MAX_SETTLEMENT_PRICE_SEN, MAX_SLOT_READINGS, MAX_SLOT_TRADES } from './limits.js';
import type { Grant, SettlementReading, SettlementRules, SettlementTrade } from './types.js';

/** Refuses input that cannot be settled, naming the first item that is wrong. @throws IchienError SettlementErrorCode */
export function checkInput(
  trades: readonly SettlementTrade[],
  readings: readonly SettlementReading[],
  rules: SettlementRules,
  grants: readonly Grant[],
): void {
  checkCount('trades', trades.length, MAX_SLOT_TRADES);
  checkCount('readings', readings.length, MAX_SLOT_READINGS);
  checkRules(rules);
  checkTrades(trades);
  checkReadings(readings);
  checkGrants(grants);
}

function checkTrades(trades: readonly SettlementTrade[]): void {
  let previous = -1;
  for (const { sequence, buyerId, sellerId, priceSen, energyWh } of trades) {
    if (!isWholeUpTo(sequence, Number.MAX_SAFE_INTEGER)) {
      throw new IchienError<SettlementErrorCode>(
        'TRADE_SEQUENCE_INVALID',
        `${sequence} is not the sequence of a trade.`,
        'Give the whole number that the book gave the trade.',
        { sequence: String(sequence) },
      );
    }
    if (sequence <= previous) {
      throw new IchienError<SettlementErrorCode>(
        'TRADE_OUT_OF_ORDER',
        `Trade ${sequence} follows trade ${previous}.`,
        'Give each trade once, in strictly ascending sequence.',
        { sequence, previous },
      );
    }
    previous = sequence;
    const trade = () => `Trade ${sequence}`;
    checkParticipantId(trade, buyerId);
    checkParticipantId(trade, sellerId);
    if (buyerId === sellerId) {
      throw new IchienError<SettlementErrorCode>(
        'TRADE_WITH_ONESELF',
        `${trade()} has ${buyerId} on both sides.`,
        'A trade needs two participants.',
        { sequence, participantId: buyerId },
      );
    }
    if (!isWholeUpTo(energyWh, MAX_SLOT_ENERGY_WH) || energyWh === 0) {
      throw new IchienError<SettlementErrorCode>(
        'TRADE_ENERGY_INVALID',
        `${trade()} carries ${energyWh} Wh.`,
        `Give whole Wh from 1 to ${MAX_SLOT_ENERGY_WH}.`,
        { sequence, energyWh: String(energyWh) },
      );
    }
    if (!isWholeUpTo(priceSen, MAX_SETTLEMENT_PRICE_SEN)) {
      throw new IchienError<SettlementErrorCode>(
        'TRADE_PRICE_INVALID',
        `${trade()} has the price ${priceSen} sen/kWh.`,
        `Give whole sen from 0 to ${MAX_SETTLEMENT_PRICE_SEN}.`,
        { sequence, priceSen: String(priceSen) },
      );
    }
  }
}

function checkReadings(readings: readonly SettlementReading[]): void {
  const seen = new Set<string>();
  for (const { participantId, exportWh, importWh } of readings) {
    checkParticipantId('A reading', participantId);
    if (seen.has(participantId)) {
      throw new IchienError<SettlementErrorCode>(
        'READING_DUPLICATE',
        `${participantId} has more than one reading.`,
        'Give each participant one reading: the version that stands.',
        { participantId },
      );
    }
    seen.add(participantId);
    for (const [register, energyWh] of [
      ['export', exportWh],
      ['import', importWh],
    ] as const) {
      if (!isWholeUpTo(energyWh, MAX_SLOT_ENERGY_WH)) {
        throw new IchienError<SettlementErrorCode>(
          'READING_ENERGY_INVALID',
          `The ${register} of ${participantId} is ${energyWh} Wh.`,
          `Give whole Wh from 0 to ${MAX_SLOT_ENERGY_WH}.`,
          { participantId, register, energyWh: String(energyWh) },
        );
      }
    }
  }
}
