import { expect } from 'chai';
import { Contract, Wallet } from 'ethers';
import {
  type CertificateChange,
  certificateId,
  claimKeyOf,
  claimOf,
  claimSecret,
  closedRecordPreimage,
  closedTrees,
  KwhCertificateClient,
  proveAllocation,
  SLOT_LEDGER_ABI,
  type SlotItems,
  settledRecordPreimage,
  settledTrees,
  slotKeyOf,
  ZERO_HASH,
} from '#ledger';
import { type Hex, toHex } from '#merkle';
import { rejection } from '../libs/ledger/chain/rejection.js';
import { AREA_ID, corrected, FIRST_SLOT, sampleSlot } from '../libs/ledger/evidence/sample-market.js';
import { countersign, deployOnHardhat, type HardhatLedger } from '../libs/ledger/hardhat-ledger.js';

const HOUSEHOLDS = 12;
const SCHOOL = '第三小学校';

describe('KwhCertificate.sol and libs/ledger', () => {
  const items = sampleSlot(FIRST_SLOT, { households: HOUSEHOLDS, commands: 60 });
  const allocations = items.settlements[0]!.allocations;
  /** Trades that got something, the largest first. */
  const borneOut = allocations
    .filter(({ allocatedWh }) => allocatedWh > 0)
    .sort((a, b) => b.allocatedWh - a.allocatedWh);
  const someone = `0x${'b0'.repeat(20)}`;
  let ledger: HardhatLedger;
  let certificates: KwhCertificateClient;
  let slotLedger: Contract;
  let head: Hex;

  before(async () => {
    ledger = await deployOnHardhat();
    slotLedger = new Contract(ledger.place.address, SLOT_LEDGER_ABI, ledger.operator);
    certificates = await KwhCertificateClient.ofLedger(ledger.provider, ledger.place.address);
    const { record } = closedTrees(items);
    await slotLedger.getFunction('close')([record]);
    head = await settle(items, 0, closedRecordPreimage(record, ZERO_HASH));
  });

  after(() => ledger.close());

  /** Anchors one settlement of the slot. @returns its preimage */
  async function settle(slot: SlotItems, at: number, prior: Hex): Promise<Hex> {
    const { record } = settledTrees(slot, slot.settlements[at]!);
    const before = await ledger.client.latest(slot.areaId, slot.slot);
    const settlement = { record, meteringSignature: await countersign(ledger, record), prior };
    await slotLedger.getFunction('settle')([settlement]);
    return settledRecordPreimage(record, before, before);
  }

  /** The account and the secret that a buyer has: nothing but its household key is needed. */
  async function buyerOf(tradeSequence: number): Promise<{ account: Wallet; secret: Uint8Array }> {
    const { claim } = allocations.find((allocation) => allocation.tradeSequence === tradeSequence)!;
    for (let index = 1; index <= HOUSEHOLDS; index++) {
      const householdKey = new Uint8Array(32).fill(index);
      const account = new Wallet(toHex(claimKeyOf(householdKey)), ledger.provider);
      const secret = claimSecret(slotKeyOf(householdKey, AREA_ID, FIRST_SLOT), tradeSequence);
      if (claimOf(account.address, secret) !== claim) continue;
      await ledger.rpc('hardhat_setBalance', account.address, `0x${(10n ** 18n).toString(16)}`);
      return { account, secret };
    }
    throw new Error(`nobody can claim trade ${tradeSequence}`);
  }

  const proofOf = (tradeSequence: number, secret: Uint8Array, slot = items, settled = head) =>
    proveAllocation(slot, slot.settlements.at(-1)!, settled, tradeSequence, secret);

  it('every allocation that has Wh is taken by its buyer, and the whole is what was allocated', async () => {
    const snapshot = await ledger.rpc('evm_snapshot');
    for (const { tradeSequence, allocatedWh } of borneOut) {
      const { account, secret } = await buyerOf(tradeSequence);
      const heldBefore = await certificates.balanceWh(account.address, items);
      await certificates.take(account, [proofOf(tradeSequence, secret)], account.address);
      expect(await certificates.balanceWh(account.address, items)).to.equal(heldBefore + allocatedWh);
      expect(await certificates.isTaken(items, tradeSequence)).to.equal(true);
    }
    expect(borneOut.length).to.be.greaterThan(5);
    expect(await certificates.mintedWh(items)).to.equal(
      borneOut.reduce((sum, { allocatedWh }) => sum + allocatedWh, 0),
    );
    await ledger.rpc('evm_revert', snapshot);
  });

  it('all of a household are taken in one transaction', async () => {
    const snapshot = await ledger.rpc('evm_snapshot');
    const { buyerId } = borneOut.find(
      ({ buyerId }) => borneOut.filter((allocation) => allocation.buyerId === buyerId).length > 1,
    )!;
    const own = borneOut.filter((allocation) => allocation.buyerId === buyerId);
    const buyers = await Promise.all(own.map(({ tradeSequence }) => buyerOf(tradeSequence)));
    const proofs = own.map(({ tradeSequence }, at) => proofOf(tradeSequence, buyers[at]!.secret));
    await certificates.take(buyers[0]!.account, proofs, someone);
    expect(await certificates.balanceWh(someone, items)).to.equal(
      own.reduce((sum, { allocatedWh }) => sum + allocatedWh, 0),
    );
    await ledger.rpc('evm_revert', snapshot);
  });

  it('what is seen of a taking on its way does not let another account take', async () => {
    const { tradeSequence } = borneOut[0]!;
    const { secret } = await buyerOf(tradeSequence);
    const seen = proofOf(tradeSequence, secret);
    expect(await reasonOf(certificates.take(ledger.operator, [seen], ledger.operator.address))).to.equal(
      'AllocationNotProven',
    );
  });

  it('the log alone gives every balance and total', async () => {
    const snapshot = await ledger.rpc('evm_snapshot');
    const fromBlock = await ledger.provider.getBlockNumber();
    const [first, second] = borneOut as [(typeof borneOut)[0], (typeof borneOut)[0]];
    const buyer = await buyerOf(first.tradeSequence);
    const other = await buyerOf(second.tradeSequence);
    await certificates.take(buyer.account, [proofOf(first.tradeSequence, buyer.secret)], buyer.account.address);
    await certificates.take(other.account, [proofOf(second.tradeSequence, other.secret)], someone);
    await certificates.transfer(buyer.account, someone, items, 5);
    await certificates.retire(buyer.account, items, 3, SCHOOL);

    const changes = await certificates.changes(fromBlock);
    expect(changes.map(({ type }) => type)).to.deep.equal(['taken', 'taken', 'transferred', 'retired']);
    expect(changes[0]).to.deep.include({ tradeSequence: first.tradeSequence, recordHash: await latest() });
    expect(changes[3]).to.deep.include({ slot: FIRST_SLOT, areaId: AREA_ID, wh: 3, beneficiary: SCHOOL });
    const balances = balancesOf(changes);
    for (const account of [buyer.account.address, other.account.address, someone]) {
      expect(balances.get(account.toLowerCase()) ?? 0).to.equal(await certificates.balanceWh(account, items));
    }
    expect(await certificates.retiredWh(items)).to.equal(3);
    await ledger.rpc('evm_revert', snapshot);
  });

  it('a correction supersedes what was not taken', async () => {
    const snapshot = await ledger.rpc('evm_snapshot');
    const { tradeSequence } = borneOut.at(-1)!;
    const { account, secret } = await buyerOf(tradeSequence);
    const later = corrected(items);
    const settled = await settle(later, 1, head);
    expect(await reasonOf(certificates.take(account, [proofOf(tradeSequence, secret)], someone))).to.equal(
      'RecordNotLatest',
    );
    const latestItems = later.settlements[1]!.allocations;
    const kept = latestItems.find((allocation) => allocation.allocatedWh > 0)!.tradeSequence;
    const buyer = await buyerOf(kept);
    await certificates.take(buyer.account, [proofOf(kept, buyer.secret, later, settled)], someone);
    expect(await certificates.mintedWh(items)).to.be.greaterThan(0);
    await ledger.rpc('evm_revert', snapshot);
  });

  it('refusals and limits have codes', async () => {
    const { tradeSequence } = borneOut[0]!;
    const { account, secret } = await buyerOf(tradeSequence);
    expect(await reasonOf(certificates.retire(account, items, 1, SCHOOL))).to.equal('ERC1155InsufficientBalance');
    expect(await reasonOf(certificates.transfer(account, someone, items, 1))).to.equal('ERC1155InsufficientBalance');
    expect(await rejection(certificates.take(account, [], someone))).to.equal('RANGE_INVALID');
    const proof = proofOf(tradeSequence, secret);
    expect(await rejection(certificates.take(account, Array(49).fill(proof), someone))).to.equal('RANGE_INVALID');
    expect(() => proofOf(9_999, secret)).to.throw(/no allocation of trade 9999/);
  });

  it('number certificates alike', async () => {
    const contract = new Contract(
      certificates.address,
      ['function idOf(uint32, uint64) pure returns (uint256)'],
      ledger.provider,
    );
    for (const place of [items, { areaId: 2 ** 32 - 1, slot: Number.MAX_SAFE_INTEGER }]) {
      expect(await contract.getFunction('idOf')(place.areaId, place.slot)).to.equal(certificateId(place));
    }
  });

  const latest = () => ledger.client.latest(AREA_ID, FIRST_SLOT);
});

/** The contract's own error by which a call is refused. */
async function reasonOf(call: Promise<unknown>): Promise<unknown> {
  try {
    await call;
  } catch (error) {
    const { code, details } = error as { code: string; details: { reason: string } };
    return code === 'CERTIFICATE_REFUSED' ? details.reason : code;
  }
  return 'none';
}

function balancesOf(changes: readonly CertificateChange[]): Map<string, number> {
  const balances = new Map<string, number>();
  const add = (account: string, wh: number) => {
    balances.set(account.toLowerCase(), (balances.get(account.toLowerCase()) ?? 0) + wh);
  };
  for (const change of changes) {
    if (change.type === 'taken') add(change.to, change.wh);
    if (change.type === 'retired') add(change.holder, -change.wh);
    if (change.type !== 'transferred') continue;
    add(change.from, -change.wh);
    add(change.to, change.wh);
  }
  return balances;
}
