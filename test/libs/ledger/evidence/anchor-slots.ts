import { Contract } from 'ethers';
import {
  type AnchoredSlot,
  closedRecordPreimage,
  deploySlotLedger,
  type LedgerPlace,
  type LocalChain,
  recordHash,
  SLOT_LEDGER_ABI,
  type SlotItems,
  settledRecordPreimage,
  signReadings,
  ZERO_HASH,
} from '#ledger';
import { anchoredSlot } from './sample-ledger.js';

/** Deploys a ledger on a local chain. */
export async function deployLedger(chain: LocalChain): Promise<LedgerPlace> {
  const { admin, operator, meteringAgent } = chain;
  const address = await deploySlotLedger(admin, {
    admin: admin.address,
    operators: [operator.address],
    meteringAgents: [meteringAgent.address],
  });
  return { chainId: Number((await chain.provider.getNetwork()).chainId), address };
}

/** Anchors the slots on a new ledger as the operator would: all closings first, then every settlement. */
export function anchorSlots(chain: LocalChain, place: LedgerPlace, slots: readonly SlotItems[]): Promise<void> {
  return anchorRecords(chain, place, slots.map(anchoredSlot));
}

/** Anchors any records, as an operator may have made them up, in the same order. */
export async function anchorRecords(
  chain: LocalChain,
  place: LedgerPlace,
  slots: readonly Required<AnchoredSlot>[],
): Promise<void> {
  const ledger = new Contract(place.address, SLOT_LEDGER_ABI, chain.operator);
  const closed = slots.map((slot) => slot.closed);
  await (await ledger.getFunction('close')(closed)).wait();

  let head = ZERO_HASH;
  const priors = closed.map((record) => {
    const prior = closedRecordPreimage(record, head);
    head = recordHash(prior);
    return prior;
  });
  for (const [index, { settled }] of slots.entries()) {
    let prior = priors[index]!;
    for (const record of settled) {
      const meteringSignature = await signReadings(chain.meteringAgent, place, record);
      await (await ledger.getFunction('settle')([{ record, meteringSignature, prior }])).wait();
      prior = settledRecordPreimage(record, head, recordHash(prior));
      head = recordHash(prior);
    }
  }
}
