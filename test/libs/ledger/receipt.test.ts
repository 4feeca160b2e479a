import { expect } from 'chai';
import { JournalChain, type JournalReceipt, LadderBook } from '#auction';
import { closedTrees, falseReceipts, proveReceipt, type ReceiptProof, verifyReceipt } from '#ledger';
import { keccak256 } from '#merkle';
import { expectCode } from '../error-code.js';
import { sampleSlot } from './evidence/sample-market.js';

const slot = sampleSlot();
const { record } = closedTrees(slot);

/** What each sender was given when the command was taken. */
const receipts: readonly JournalReceipt[] = (() => {
  const book = new LadderBook(slot.rules);
  const chain = new JournalChain(slot.rules, keccak256);
  return slot.journal.map(({ command }) => {
    book.submit(command);
    return chain.commit(book.events);
  });
})();

describe('receipts of accepted commands', () => {
  it('each is proven to be in the anchored journal', () => {
    expect(receipts).to.have.length(slot.journal.length);
    for (const receipt of receipts) {
      const proof = JSON.parse(JSON.stringify(proveReceipt(slot, receipt.sequence)));
      expect(verifyReceipt(receipt, proof, record)).to.equal('PROVEN');
    }
    expect(falseReceipts(slot, receipts)).to.deep.equal([]);
  });

  const receipt = receipts[30]!;
  const proof = proveReceipt(slot, receipt.sequence);
  const verdict = (changed: Partial<ReceiptProof>) => verifyReceipt(receipt, { ...proof, ...changed }, record);

  it('a proof of another command, other events or another history is refused', () => {
    const { entry } = proof;
    const command = { ...entry.command, atMs: entry.command.atMs + 1 };
    expect(verdict({ entry: { ...entry, command } })).to.equal('RECEIPT_DIFFERS');
    expect(verdict({ entry: { ...entry, sequence: entry.sequence + 1 } })).to.equal('RECEIPT_DIFFERS');
    expect(verdict({ events: proof.events.slice(1) })).to.equal('RECEIPT_DIFFERS');
    expect(verdict({ chainHashBefore: receipts[28]!.chainHash })).to.equal('RECEIPT_DIFFERS');
    expect(verdict({ chainHashBefore: '0x' })).to.equal('RECEIPT_DIFFERS');
    expect(verifyReceipt(receipts[31]!, proof, record)).to.equal('RECEIPT_DIFFERS');
  });

  it('a command that the anchored journal has not, or elsewhere, is not proven', () => {
    const { inclusion } = proof;
    expect(verdict({ inclusion: { ...inclusion, index: inclusion.index + 1 } })).to.equal('RECEIPT_NOT_ANCHORED');
    expect(verdict({ inclusion: { ...inclusion, siblings: inclusion.siblings.slice(1) } })).to.equal(
      'RECEIPT_NOT_ANCHORED',
    );
    // The operator drops the command after the receipt was given, and anchors the rest.
    const dropped = { ...slot, journal: slot.journal.toSpliced(30, 1), trades: [] };
    expect(verifyReceipt(receipt, proof, closedTrees(dropped).record)).to.equal('RECEIPT_NOT_ANCHORED');
  });

  it('a history that was changed after the receipts were given makes them false from there on', () => {
    const [first, ...others] = slot.journal;
    const changed = { ...first!, command: { ...first!.command, atMs: first!.command.atMs - 1 } };
    expect(falseReceipts({ ...slot, journal: [changed, ...others] }, receipts)).to.deep.equal(receipts);
    const last = slot.journal.at(-1)!;
    const late = { ...last, command: { ...last.command, atMs: last.command.atMs + 1 } };
    expect(falseReceipts({ ...slot, journal: slot.journal.with(-1, late) }, receipts)).to.deep.equal(
      receipts.slice(-1),
    );
  });

  it('an unknown sequence has no proof', () => {
    expectCode('RECEIPT_UNKNOWN', () => proveReceipt(slot, 2));
  });
});
