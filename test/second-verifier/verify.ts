/**
 * A second verifier, written from docs/provenance.md (with docs/market-rules.md and docs/settlement.md for the two rules it
 * names) and from nothing else: it shares no line with `libs/` or `apps/`, hashes with another library and speaks JSON-RPC by
 * itself. As plain as can be; it says what is wrong, not where. `agreement.test.ts` holds it against `apps/auditor`.
 */
import { keccak_256 } from '@noble/hashes/sha3';

/** Evidence as text, and the reader's own node and contract. */
export interface Given {
  readonly readText: (file: string) => Promise<string>;
  readonly rpcUrl: string;
  /** Default: the manifest's, which proves only that the evidence fits some contract. */
  readonly contract?: string;
  /** The area that the reader means. Default: the manifest's. */
  readonly areaId?: number;
  /** Minutes from the published gate closure to the start of a slot. Default: 75. */
  readonly leadMinutes?: number;
}

type Fields = { readonly [name: string]: unknown };
interface Command {
  readonly type: string;
  readonly participantId?: string;
  readonly participant?: number;
  readonly orderId?: number;
  readonly side?: string;
  readonly priceSen?: number;
  readonly energyWh?: number;
  readonly atMs: number;
}
interface Entry {
  readonly sequence: number;
  readonly command: Command;
}
interface Trade {
  readonly sequence: number;
  readonly buyOrderId: number;
  readonly sellOrderId: number;
  readonly buyerId: string;
  readonly sellerId: string;
  readonly priceSen: number;
  readonly energyWh: number;
}
interface Reading {
  readonly pseudonym: string;
  readonly energyWh: number;
  readonly salt: string;
}
interface Allocation {
  readonly tradeSequence: number;
  readonly buyerId: string;
  readonly sellerId: string;
  readonly priceSen: number;
  readonly tradedWh: number;
  readonly allocatedWh: number;
  readonly salt: string;
  readonly claim: string;
}
type Issued<Item> = Item & { readonly leaf: string };
interface Settlement {
  readonly version: number;
  readonly exports: readonly Issued<Reading>[];
  readonly imports: readonly Issued<Reading>[];
  readonly allocations: readonly Issued<Allocation>[];
}
interface Rules {
  readonly minPriceSen: number;
  readonly maxPriceSen: number;
  readonly maxOrderWh: number;
  readonly maxOrdersPerParticipant: number;
}
interface Slot {
  readonly areaId: number;
  readonly slot: number;
  readonly rules: Issued<Rules>;
  readonly journal: readonly Issued<Entry>[];
  readonly trades: readonly Issued<Trade>[];
  readonly settlements: readonly Settlement[];
}

// Bytes, hashes and trees

const keccak = (...parts: readonly Uint8Array[]): Buffer => Buffer.from(keccak_256(Buffer.concat(parts)));
const hex = (digits: string): Buffer => Buffer.from(digits, 'hex');
const ascii = (value: string): Buffer => Buffer.from(value, 'latin1');
const text = (value = ''): Buffer => Buffer.concat([unsigned(value.length, 1), ascii(value)]);
const u8 = (value: number): Buffer => unsigned(value, 1);
const u32 = (value: number): Buffer => unsigned(value, 4);
const u64 = (value: number): Buffer => unsigned(value, 8);

function unsigned(value: number, bytes: number): Buffer {
  if (!Number.isSafeInteger(value) || value < 0) throw new Error(`${value} is no whole number`);
  const digits = value.toString(16).padStart(2 * bytes, '0');
  if (digits.length > 2 * bytes) throw new Error(`${value} does not fit ${bytes} bytes`);
  return hex(digits);
}

interface Node {
  readonly hash: Buffer;
  readonly wh: number;
}

const leafNode = (wh: number, ...data: readonly Uint8Array[]): Node => ({ hash: keccak(u8(0), u64(wh), ...data), wh });

function join(left: Node, right: Node): Node {
  return { hash: keccak(u8(1), left.hash, u64(left.wh), right.hash, u64(right.wh)), wh: left.wh + right.wh };
}

function treeOf(leaves: readonly Node[]): Node {
  if (leaves.length === 0) return { hash: Buffer.alloc(32), wh: 0 };
  if (leaves.length === 1) return leaves[0]!;
  let split = 1;
  while (2 * split < leaves.length) split *= 2;
  return join(treeOf(leaves.slice(0, split)), treeOf(leaves.slice(split)));
}

// Leaves

const TYPES: Readonly<Record<string, number>> = { place: 1, cancel: 2, close: 3, enrol: 12 };

function headerLeaf({ areaId, slot, rules }: Slot): Node {
  const { minPriceSen, maxPriceSen, maxOrderWh, maxOrdersPerParticipant } = rules;
  const limits = [minPriceSen, maxPriceSen, maxOrderWh, maxOrdersPerParticipant].map(u32);
  return leafNode(0, ascii('H'), u32(areaId), u64(slot), ...limits);
}

function journalLeaf({ sequence, command }: Entry): Node {
  const { type, participantId, participant = -1, orderId = -1, side = '', priceSen = -1, energyWh = -1 } = command;
  const head = [ascii('J'), u32(sequence), u64(command.atMs), u8(TYPES[type] ?? -1)];
  if (type === 'enrol') return leafNode(0, ...head, text(participantId));
  if (type === 'cancel') return leafNode(0, ...head, u32(participant), u32(orderId));
  if (type === 'close') return leafNode(0, ...head);
  const offer = [u32(participant), u8(['', 'buy', 'sell'].indexOf(side)), u32(priceSen), u32(energyWh)];
  return leafNode(0, ...head, ...offer, u8(0)); // No terms: orders with any are not in what this verifier knows.
}

function tradeLeaf({ sequence, buyOrderId, sellOrderId, buyerId, sellerId, priceSen, energyWh }: Trade): Node {
  const parties = [text(buyerId), text(sellerId)];
  return leafNode(energyWh, ascii('T'), u32(sequence), u32(buyOrderId), u32(sellOrderId), ...parties, u32(priceSen));
}

function readingLeaf(direction: 1 | 2, { pseudonym, energyWh, salt }: Reading): Node {
  return leafNode(energyWh, ascii('R'), u8(direction), hex(pseudonym), hex(salt));
}

function allocationLeaf({
  tradeSequence,
  claim,
  buyerId,
  sellerId,
  priceSen,
  tradedWh,
  allocatedWh,
  salt,
}: Allocation): Node {
  const terms = keccak(hex(buyerId), hex(sellerId), u32(priceSen), u32(tradedWh), hex(salt));
  return leafNode(allocatedWh, ascii('A'), u32(tradeSequence), hex(claim), terms);
}

// The rules of the market, and of allocation

interface Order {
  /** Place among those that were accepted, from 0. */
  readonly id: number;
  readonly owner: string;
  readonly side: string;
  readonly priceSen: number;
  left: number;
}

/** The trades that a journal leads to. */
function replay({ rules, journal }: Slot): Trade[] {
  const orders: Order[] = [];
  const names: string[] = [];
  const trades: Trade[] = [];
  let sequence = 0;
  let closed = false;
  for (const { sequence: given, command } of journal) {
    sequence += 1;
    if (given !== sequence) throw new Error(`the journal has ${given} where ${sequence} is due`);
    if (closed) throw new Error('a command stands after the close');
    sequence += 1; // Every command has one answer at least: enrolled, accepted, rejected, cancelled or the first to expire.
    if (command.type === 'close') closed = true;
    else if (command.type === 'enrol') enrol(command);
    else if (command.type === 'place') place(command);
    else cancel(command);
  }
  if (!closed) throw new Error('the journal does not end with the close');
  return trades;

  function enrol({ participantId = '' }: Command): void {
    if (!names.includes(participantId)) names.push(participantId);
  }

  function cancel({ orderId = -1, participant = -1 }: Command): void {
    const order = orders[orderId];
    if (order !== undefined && order.owner === names[participant]) order.left = 0;
  }

  function place(command: Command): void {
    const { participant = -1, side = '', priceSen = 0, energyWh = 0 } = command;
    const owner = names[participant];
    const isInBand = priceSen >= rules.minPriceSen && priceSen <= rules.maxPriceSen;
    if (!isInBand || energyWh < 1 || energyWh > rules.maxOrderWh || owner === undefined) return;
    if (orders.filter((order) => order.owner === owner).length >= rules.maxOrdersPerParticipant) return;
    const sign = side === 'buy' ? 1 : -1;
    const incoming: Order = { id: orders.length, owner, side, priceSen, left: energyWh };
    const meets = (order: Order) => sign * (priceSen - order.priceSen) >= 0;
    const others = orders.filter(
      (order) => order.left > 0 && order.side !== side && order.owner !== owner && meets(order),
    );
    // The better price first; sorting is stable, so at one price the order entered first.
    for (const resting of others.sort((a, b) => sign * (a.priceSen - b.priceSen))) {
      if (incoming.left === 0) break;
      const wh = Math.min(incoming.left, resting.left);
      incoming.left -= wh;
      resting.left -= wh;
      const [buy, sell] = side === 'buy' ? [incoming, resting] : [resting, incoming];
      sequence += 1;
      trades.push({
        sequence,
        buyOrderId: buy.id,
        sellOrderId: sell.id,
        buyerId: buy.owner,
        sellerId: sell.owner,
        priceSen: resting.priceSen,
        energyWh: wh,
      });
    }
    orders.push(incoming);
  }
}

/** The Wh that both meters bear out, trade by trade. */
function allocate(trades: readonly Trade[], exports: readonly Reading[], imports: readonly Reading[]): number[] {
  const exported = new Map(exports.map(({ pseudonym, energyWh }) => [pseudonym, energyWh]));
  const imported = new Map(imports.map(({ pseudonym, energyWh }) => [pseudonym, energyWh]));
  return trades.map(({ buyerId, sellerId, energyWh }) => {
    const wh = Math.min(energyWh, exported.get(sellerId) ?? 0, imported.get(buyerId) ?? 0);
    exported.set(sellerId, (exported.get(sellerId) ?? 0) - wh);
    imported.set(buyerId, (imported.get(buyerId) ?? 0) - wh);
    return wh;
  });
}

// The chain

const tag = (name: string): Buffer => keccak(ascii(name));
const word = (value: number): Buffer => unsigned(value, 32);
const CLOSED = '(uint32,uint64,bytes32,uint32,bytes32,uint32,uint64)';
const SETTLED = '(uint32,uint64,uint32,bytes32,uint32,uint32,uint64,uint64,bytes32,uint32,uint64,uint64)';
const CLOSED_TOPIC = tag(`SlotClosed(uint32,uint64,bytes32,bytes32,${CLOSED})`).toString('hex');
const SETTLED_TOPIC = tag(`SlotSettled(uint32,uint64,bytes32,bytes32,bytes32,${SETTLED})`).toString('hex');

interface Log {
  readonly topics: readonly string[];
  readonly data: string;
}

async function rpc(url: string, method: string, ...params: readonly unknown[]): Promise<unknown> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(10_000) });
  const answer = (await response.json()) as { result?: unknown; error?: { message: string } };
  if (answer.result === undefined) throw new Error(`the node: ${answer.error?.message ?? response.status}`);
  return answer.result;
}

/** Checks the area's chain of records and gives, by slot, the words of each record, its closing first. */
function chainOf(logs: readonly Log[], head: string, problem: (what: string) => void): Map<number, Buffer[]> {
  const slots = new Map<number, Buffer[]>();
  const latest = new Map<number, Buffer>();
  let previousHead: Buffer = Buffer.alloc(32);
  for (const { topics, data } of logs) {
    const isClosed = topics[0]!.slice(2) === CLOSED_TOPIC;
    const bytes = hex(data.slice(2));
    const links = bytes.subarray(32, isClosed ? 64 : 96);
    const record = bytes.subarray(32 + links.length);
    const slot = Number(BigInt(topics[2]!));
    const hash = keccak(tag(isClosed ? 'ichien/closed/v1' : 'ichien/settled/v1'), links, record);
    const before = slots.get(slot) ?? [];
    const expectedLinks = isClosed ? [previousHead] : [previousHead, latest.get(slot) ?? Buffer.alloc(32)];
    if (!hash.equals(bytes.subarray(0, 32)) || !links.equals(Buffer.concat(expectedLinks))) {
      problem(`a record of slot ${slot} does not follow from the one before`);
    }
    const version = isClosed ? 0 : Number(BigInt(`0x${record.subarray(64, 96).toString('hex')}`));
    if (version !== before.length) problem(`slot ${slot} has record ${version} where ${before.length} is due`);
    slots.set(slot, [...before, record]);
    latest.set(slot, hash);
    previousHead = hash;
  }
  if (`0x${previousHead.toString('hex')}` !== head) problem('the records do not end in the head of the area');
  return slots;
}

// Evidence

const ITEM_FIELDS = {
  rules: 'minPriceSen maxPriceSen maxOrderWh maxOrdersPerParticipant leaf',
  journal: 'sequence command leaf',
  trades: 'sequence buyOrderId sellOrderId buyerId sellerId priceSen energyWh leaf',
  readings: 'pseudonym energyWh salt leaf',
  allocations: 'tradeSequence buyerId sellerId priceSen tradedWh allocatedWh salt claim leaf',
  settlement: 'version exports imports allocations',
  enrol: 'type participantId atMs',
  place: 'type participant side priceSen energyWh atMs',
  cancel: 'type orderId participant atMs',
  close: 'type atMs',
  slot: 'format version areaId slot rules journal trades settlements',
  manifest: 'format version chainId contract deployedAtBlock areaId notes slots',
} as const;

function hasExactly(kind: keyof typeof ITEM_FIELDS, item: object): boolean {
  return Object.keys(item).sort().join() === ITEM_FIELDS[kind].split(' ').sort().join();
}

function verifySlot(
  slot: Slot & Fields,
  anchored: readonly Buffer[],
  leadMinutes: number,
  problem: (what: string) => void,
): void {
  const check = (what: string, holds: boolean) => holds || problem(`slot ${slot.slot}: ${what}`);
  const { rules, journal, trades, settlements } = slot;
  const isIssued = (node: Node, leaf: string) => node.hash.toString('hex', 0, 8) === leaf;
  const ascends = (keys: readonly (string | number)[]) => keys.every((key, at) => at === 0 || keys[at - 1]! < key);
  const list = <Item extends { leaf: string }>(
    kind: keyof typeof ITEM_FIELDS,
    items: readonly Item[],
    leaf: (item: Item) => Node,
    key: (item: Item) => string | number,
  ): Node[] => {
    const nodes = items.map(leaf);
    check(
      `${kind} fields`,
      items.every((item) => hasExactly(kind, item)),
    );
    check(
      `${kind} leaves`,
      nodes.every((node, at) => isIssued(node, items[at]!.leaf)),
    );
    check(`${kind} order`, ascends(items.map(key)));
    return nodes;
  };
  const compare = (what: string, words: readonly Buffer[], record: Buffer | undefined) =>
    check(what, record !== undefined && Buffer.concat(words).equals(record));

  check('fields', hasExactly('slot', slot) && slot.format === 'ichien-slot-evidence' && slot.version === 3);
  const header = headerLeaf(slot);
  check('rules', hasExactly('rules', rules) && isIssued(header, rules.leaf));
  check(
    'commands',
    journal.every(
      ({ command }) =>
        command.type in TYPES && hasExactly(command.type as 'enrol' | 'place' | 'cancel' | 'close', command),
    ),
  );
  const journalTree = treeOf([header, ...list('journal', journal, journalLeaf, ({ sequence }) => sequence)]);
  const tradeTree = treeOf(list('trades', trades, tradeLeaf, ({ sequence }) => sequence));
  const place = [word(slot.areaId), word(slot.slot)];
  const closing = [journalTree.hash, word(journal.length + 1), tradeTree.hash, word(trades.length), word(tradeTree.wh)];
  compare('closing', [...place, ...closing], anchored[0]);
  const replayed = replay(slot).map((trade) => tradeLeaf(trade).hash);
  check('replay', Buffer.concat(replayed).equals(Buffer.concat(trades.map((trade) => tradeLeaf(trade).hash))));

  const closureMs = (slot.slot * 30 - leadMinutes) * 60_000;
  const inTime = ({ type, atMs }: Command) => (type === 'close' ? atMs >= closureMs : atMs < closureMs);
  check(
    'gate closure',
    journal.every(({ command }) => inTime(command)),
  );
  check(
    'times ascend',
    journal.every(({ command }, at) => at === 0 || journal[at - 1]!.command.atMs <= command.atMs),
  );

  check('every settlement is shown', settlements.length === Math.max(0, anchored.length - 1));
  for (const [at, settlement] of settlements.entries()) {
    const { version, exports, imports, allocations } = settlement;
    check('settlement', hasExactly('settlement', settlement) && version === at + 1);
    const exportTree = treeOf(
      list(
        'readings',
        exports,
        (item) => readingLeaf(1, item),
        ({ pseudonym }) => pseudonym,
      ),
    );
    const importTree = treeOf(
      list(
        'readings',
        imports,
        (item) => readingLeaf(2, item),
        ({ pseudonym }) => pseudonym,
      ),
    );
    const tree = treeOf(list('allocations', allocations, allocationLeaf, ({ tradeSequence }) => tradeSequence));
    const tradedWh = allocations.reduce((sum, allocation) => sum + allocation.tradedWh, 0);
    const readings = [join(exportTree, importTree).hash, ...[exports.length, imports.length].map(word)];
    const totals = [word(exportTree.wh), word(importTree.wh)];
    const allocated = [tree.hash, word(allocations.length), word(tradedWh), word(tree.wh)];
    compare(`settlement ${version}`, [...place, word(version), ...readings, ...totals, ...allocated], anchored[at + 1]);

    const allocatedWh = allocate(trades, exports, imports);
    const isOfTrade = (allocation: Allocation | undefined, trade: Trade, wh: number) =>
      allocation?.tradeSequence === trade.sequence &&
      allocation.buyerId === trade.buyerId &&
      allocation.sellerId === trade.sellerId &&
      allocation.priceSen === trade.priceSen &&
      allocation.tradedWh === trade.energyWh &&
      allocation.allocatedWh === wh;
    const followsRule = trades.every((trade, index) => isOfTrade(allocations[index], trade, allocatedWh[index]!));
    check('allocation rule', allocations.length === trades.length && followsRule);
  }
}

/** Verifies evidence against a node. @returns what is wrong; nothing if it is what was anchored */
export async function verify({ readText, rpcUrl, contract, areaId, leadMinutes = 75 }: Given): Promise<string[]> {
  const problems: string[] = [];
  const problem = (what: string) => problems.push(what);
  const manifest = JSON.parse(await readText('manifest.json')) as {
    chainId: number;
    contract: string;
    deployedAtBlock: number;
    areaId: number;
    slots: { slot: number; file: string }[];
  };
  if (!hasExactly('manifest', manifest)) problem('manifest fields');
  const address = contract ?? manifest.contract;
  if (address.toLowerCase() !== manifest.contract.toLowerCase()) problem('the evidence is of another contract');
  if (areaId !== undefined && areaId !== manifest.areaId) problem('the evidence is of another area');
  if (Number(await rpc(rpcUrl, 'eth_chainId')) !== manifest.chainId) problem('the node is of another chain');

  const data = `0x${tag('head(uint32)').toString('hex', 0, 4)}${word(manifest.areaId).toString('hex')}`;
  const head = (await rpc(rpcUrl, 'eth_call', { to: address, data }, 'latest')) as string;
  const topics = [[`0x${CLOSED_TOPIC}`, `0x${SETTLED_TOPIC}`], `0x${word(manifest.areaId).toString('hex')}`];
  const fromBlock = `0x${manifest.deployedAtBlock.toString(16)}`;
  const logs = (await rpc(rpcUrl, 'eth_getLogs', { address, topics, fromBlock, toBlock: 'latest' })) as Log[];
  const anchored = chainOf(logs, head, problem);

  const shown = manifest.slots.map(({ slot }) => slot);
  for (const slot of anchored.keys()) {
    if (slot > shown[0]! && slot < shown.at(-1)! && !shown.includes(slot)) problem(`slot ${slot} is left out`);
  }
  for (const { slot, file } of manifest.slots) {
    try {
      const evidence = JSON.parse(await readText(file)) as Slot & Fields;
      if (evidence.slot !== slot || evidence.areaId !== manifest.areaId) problem(`${file} is of another slot`);
      verifySlot(evidence, anchored.get(slot) ?? [], leadMinutes, problem);
    } catch (cause) {
      problem(`${file}: ${(cause as Error).message}`);
    }
  }
  return problems;
}
