import { expect } from 'chai';
import { Interface } from 'ethers';
import { artifacts } from 'hardhat';
import { KWH_CERTIFICATE_ABI, SLOT_LEDGER_ABI } from '#ledger';

/** Every fragment of one kind, in full: names, types, what is indexed. */
function fragments(abi: ConstructorParameters<typeof Interface>[0]): string[] {
  return new Interface(abi).fragments.map((fragment) => fragment.format('full')).sort();
}

for (const [contract, known] of [
  ['SlotLedger', SLOT_LEDGER_ABI],
  ['KwhCertificate', KWH_CERTIFICATE_ABI],
] as const) {
  describe(`the ABI of ${contract}`, () => {
    it('says nothing that the compiled contract does not say', async () => {
      const { abi } = await artifacts.readArtifact(contract);
      expect(fragments(abi)).to.include.members(fragments(known));
    });

    it(`has every error of I${contract}, and every event but those of approvals and metadata`, async () => {
      const { abi } = await artifacts.readArtifact(`I${contract}`);
      const told = abi.filter(({ type, name }) => ['event', 'error'].includes(type) && !/^Approval|^URI/.test(name));
      expect(told.length).to.be.greaterThan(10);
      expect(fragments(known)).to.include.members(fragments(told));
    });
  });
}
