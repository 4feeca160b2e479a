import { expect } from 'chai';
import { Interface } from 'ethers';
import { artifacts } from 'hardhat';
import { SLOT_LEDGER_ABI } from '#ledger';

/** Every fragment of one kind, in full: names, types, what is indexed. */
function fragments(abi: ConstructorParameters<typeof Interface>[0]): string[] {
  return new Interface(abi).fragments.map((fragment) => fragment.format('full')).sort();
}

describe('SLOT_LEDGER_ABI', () => {
  it('says nothing that the compiled contract does not say', async () => {
    const { abi } = await artifacts.readArtifact('SlotLedger');
    expect(fragments(abi)).to.include.members(fragments(SLOT_LEDGER_ABI));
  });

  it('has every event and error of ISlotLedger', async () => {
    const { abi } = await artifacts.readArtifact('ISlotLedger');
    const told = abi.filter(({ type }) => type === 'event' || type === 'error');
    expect(told.length).to.be.greaterThan(10);
    expect(fragments(SLOT_LEDGER_ABI)).to.include.members(fragments(told));
  });
});
