import {
  Contract,
  Interface,
  type JsonRpcApiProvider,
  type Log,
  type LogDescription,
  type Result,
  toBeHex,
} from 'ethers';
import { assertSlot, IchienError } from '#energy';
import type { Hex } from '#merkle';
import type { ClosedRecord, LedgerPlace, SettledRecord } from '../records.js';
import { SLOT_LEDGER_ABI } from './abi.js';
import { type ChainErrorCode, nodeUnreachable } from './error.js';

/** A record as the chain has it. */
export type LedgerRecord = LedgerClosedRecord | LedgerSettledRecord;

export interface LedgerClosedRecord extends LedgerLink {
  readonly phase: 'closed';
  readonly record: ClosedRecord;
}

export interface LedgerSettledRecord extends LedgerLink {
  readonly phase: 'settled';
  readonly record: SettledRecord;
  /** Hash of the slot's record before this one. */
  readonly previousOfSlot: Hex;
}

/** A record's place in the area's chain of records, and where on the blockchain it stands. */
export interface LedgerLink {
  readonly recordHash: Hex;
  /** Hash of the area's record before this one. */
  readonly previousHead: Hex;
  readonly blockNumber: number;
  readonly blockHash: Hex;
  readonly transactionHash: Hex;
}

/** Which records to read. Give `fromBlock` (the ledger's own block, or later) on a chain with a long past. */
export interface RecordQuery {
  readonly areaId: number;
  readonly fromSlot: number;
  /** Inclusive. */
  readonly toSlot: number;
  /** Default: block 0. */
  readonly fromBlock?: number;
  /** Inclusive. Default: the newest block. */
  readonly toBlock?: number;
}

/** Blocks asked for at once: nodes bound the range of a log query. */
const BLOCKS_PER_QUERY = 10_000;
/** Most slots of one reading: a leap year. */
export const MAX_SLOTS_PER_QUERY = 366 * 48;

const slotLedger = new Interface(SLOT_LEDGER_ABI);
const RECORD_TOPICS = ['SlotClosed', 'SlotSettled'].map((name) => slotLedger.getEvent(name)!.topicHash);

/** Reads a `SlotLedger` through any EVM node. Every method throws IchienError NODE_UNREACHABLE if the node does not answer. */
export class SlotLedgerClient {
  private readonly contract: Contract;

  constructor(
    private readonly provider: JsonRpcApiProvider,
    readonly address: string,
  ) {
    this.contract = new Contract(address, slotLedger, provider);
  }

  /** Chain and contract, as the metering agent's signatures name them. */
  async place(): Promise<LedgerPlace> {
    const chainId = Number(await answered(this.provider.send('eth_chainId', [])));
    return { chainId, address: this.address };
  }

  /** False if no code stands at the address: the wrong chain, or the wrong address. */
  async hasContract(): Promise<boolean> {
    return (await answered(this.provider.getCode(this.address))) !== '0x';
  }

  /** Hash of the slot's latest record, zero for none. */
  async latest(areaId: number, slot: number): Promise<Hex> {
    return answered(this.contract.getFunction('latest')(areaId, slot));
  }

  /** Hash of the area's latest record, zero for none. @param block as of its end; default: the newest */
  async head(areaId: number, block?: number): Promise<Hex> {
    return answered(this.contract.getFunction('head')(areaId, { blockTag: block ?? 'latest' }));
  }

  /** Number of the newest block. */
  async newestBlock(): Promise<number> {
    return answered(this.provider.getBlockNumber());
  }

  /**
   * The area's records of a range of slots, in the order in which they were anchored.
   *
   * @throws IchienError SLOT_INVALID, RANGE_INVALID for a range turned around or above {@link MAX_SLOTS_PER_QUERY},
   * LOG_INVALID if a number passes 2^53-1
   */
  async records(query: RecordQuery): Promise<LedgerRecord[]> {
    assertSlotRange(query);
    const records = await this.recordsOfArea(query.areaId, query.fromBlock, query.toBlock);
    return records.filter(({ record }) => record.slot >= query.fromSlot && record.slot <= query.toSlot);
  }

  /**
   * Every record of an area, in the order in which they were anchored: the chain of records that {@link head} ends.
   *
   * @param toBlock inclusive; default: the newest block
   * @throws IchienError LOG_INVALID if a number passes 2^53-1
   */
  async recordsOfArea(areaId: number, fromBlock = 0, toBlock?: number): Promise<LedgerRecord[]> {
    const lastBlock = toBlock ?? (await answered(this.provider.getBlockNumber()));
    const records: LedgerRecord[] = [];
    for (let first = fromBlock; first <= lastBlock; first += BLOCKS_PER_QUERY) {
      const logs = await answered(
        this.provider.getLogs({
          address: this.address,
          topics: [RECORD_TOPICS, toBeHex(areaId, 32)],
          fromBlock: first,
          toBlock: Math.min(first + BLOCKS_PER_QUERY - 1, lastBlock),
        }),
      );
      for (const log of logs) records.push(toLedgerRecord(log));
    }
    return records;
  }
}

/** Hashes of the records that a transaction's logs tell of, in order. @internal */
export function recordHashesOf(logs: readonly Log[], ledgerAddress: string): Hex[] {
  return logs
    .filter((log) => log.address === ledgerAddress && RECORD_TOPICS.includes(log.topics[0]!))
    .map((log) => slotLedger.parseLog(log)!.args.recordHash);
}

/** The promise's value; its failure is the node's. @internal @throws IchienError NODE_UNREACHABLE */
export async function answered<T>(promise: Promise<T>): Promise<T> {
  try {
    return await promise;
  } catch (cause) {
    throw nodeUnreachable(cause);
  }
}

function toLedgerRecord(log: Log): LedgerRecord {
  const { name, args } = slotLedger.parseLog(log) as LogDescription;
  const link: LedgerLink = {
    recordHash: args.recordHash,
    previousHead: args.previousHead,
    blockNumber: log.blockNumber,
    blockHash: log.blockHash as Hex,
    transactionHash: log.transactionHash as Hex,
  };
  const record = plainRecord(args.record);
  return name === 'SlotClosed'
    ? { phase: 'closed', record: record as unknown as ClosedRecord, ...link }
    : {
        phase: 'settled',
        record: record as unknown as SettledRecord,
        previousOfSlot: args.previousOfSlot,
        ...link,
      };
}

/** ethers' tuple as a plain object, its bigints as numbers. */
function plainRecord(tuple: Result): Record<string, Hex | number> {
  const fields = Object.entries(tuple.toObject() as Record<string, Hex | bigint>);
  return Object.fromEntries(
    fields.map(([name, value]) => [name, typeof value === 'bigint' ? safeNumber(name, value) : value]),
  );
}

function safeNumber(name: string, value: bigint): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) {
    throw new IchienError<ChainErrorCode>(
      'LOG_INVALID',
      `A record on chain has ${name} ${value}.`,
      'It was not written by this software, which stays below 2^53: ask the operator.',
      { name, value },
    );
  }
  return Number(value);
}

function assertSlotRange({ fromSlot, toSlot }: RecordQuery): void {
  assertSlot(fromSlot);
  assertSlot(toSlot);
  const count = toSlot - fromSlot + 1;
  if (count < 1 || count > MAX_SLOTS_PER_QUERY) {
    throw new IchienError<ChainErrorCode>(
      'RANGE_INVALID',
      `Slots ${fromSlot} to ${toSlot} cannot be read at once.`,
      `Ask for 1 to ${MAX_SLOTS_PER_QUERY} slots.`,
      { fromSlot, toSlot },
    );
  }
}
