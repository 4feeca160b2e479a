import { expect } from 'chai';
import { IchienError, isIchienError } from '#energy';
import {
  type EvidenceToVerify,
  formatFinding,
  type LedgerRecord,
  verifyChain,
  verifyEvidence,
  ZERO_HASH,
} from '#ledger';
import { anchoredRecords, anchoredSlot, CHAIN_ID, CONTRACT, evidenceOf, ledgerOf } from './sample-ledger.js';
import { corrected, FIRST_SLOT, sampleSlot } from './sample-market.js';

const SLOTS = [sampleSlot(FIRST_SLOT), corrected(sampleSlot(FIRST_SLOT + 1)), sampleSlot(FIRST_SLOT + 2)];
const RECORDS = anchoredRecords(SLOTS);
const { manifest, files } = evidenceOf(SLOTS);
const HONEST: EvidenceToVerify = { manifest, ledger: ledgerOf(RECORDS), readFile: async (file) => files.get(file)! };

async function sayings(given: Partial<EvidenceToVerify>): Promise<string[]> {
  const { findings } = await verifyEvidence({ ...HONEST, ...given });
  return findings.map(formatFinding);
}

async function expectThrown(given: Partial<EvidenceToVerify>, code: string, message: RegExp): Promise<void> {
  const error: unknown = await verifyEvidence({ ...HONEST, ...given }).catch((thrown: unknown) => thrown);
  if (!isIchienError(error)) throw new Error(`expected ${code}, got ${error}`);
  expect(error.code).to.equal(code);
  expect(error.message).to.match(message);
}

describe('verifyEvidence', () => {
  it('verifies honest slots and sums them up', async () => {
    const progress: string[] = [];
    const onProgress = (done: number, slots: number) => progress.push(`${done}/${slots}`);
    const { findings, ...report } = await verifyEvidence({ ...HONEST, onProgress });
    const anchored = SLOTS.map(anchoredSlot);
    const sum = (wh: (slot: (typeof anchored)[number]) => number) =>
      anchored.reduce((total, slot) => total + wh(slot), 0);
    expect(findings).to.deep.equal([]);
    expect(report).to.deep.equal({
      chainId: CHAIN_ID,
      contract: CONTRACT,
      areaId: 7,
      head: RECORDS.at(-1)!.recordHash,
      slots: 3,
      verifiedSlots: 3,
      journalEntries: SLOTS.reduce((total, { journal }) => total + journal.length, 0),
      trades: SLOTS.reduce((total, { trades }) => total + trades.length, 0),
      tradedWh: sum(({ closed }) => closed.tradedWh),
      exportedWh: sum(({ settled }) => settled.at(-1)!.exportedWh),
      importedWh: sum(({ settled }) => settled.at(-1)!.importedWh),
      allocatedWh: sum(({ settled }) => settled.at(-1)!.allocatedWh),
      records: 7,
      gateClosureLeadMs: 75 * 60_000,
      receipts: 0,
      halts: [],
      findingCount: 0,
    });
    expect(progress).to.deep.equal(['1/3', '2/3', '3/3']);
  });

  it('verifies the other slots beside a changed one', async () => {
    const { file } = manifest.slots[1]!;
    const readFile = async (name: string) => {
      const text = files.get(name)!;
      return name === file ? text.replace('"side":"sell"', '"side":"buy"') : text;
    };
    const report = await verifyEvidence({ ...HONEST, readFile });
    expect(report.verifiedSlots).to.equal(2);
    expect(report.findingCount).to.equal(report.findings.length);
    expect(new Set(report.findings.map(({ slot }) => slot))).to.deep.equal(new Set([FIRST_SLOT + 1]));
  });

  it('goes on past a file that is missing or broken, and names it', async () => {
    const readFile = async (file: string) => {
      if (file === manifest.slots[0]!.file) throw new IchienError('NO_FILE', 'There is no such file.', 'Get it.');
      return file === manifest.slots[1]!.file ? 'half a fi' : files.get(file)!;
    };
    const [missing, broken, ...others] = await sayings({ readFile });
    expect(missing).to.equal(
      '2026-11-21 12:00-12:30 JST (koma 25): 2026-11-21-koma-25.json: ' +
        'found There is no such file. Get it., expected evidence of this slot (manifest)',
    );
    expect(broken).to.include('2026-11-21-koma-26.json is not JSON');
    expect(others).to.deep.equal([]);
  });

  it('does not take a fault of its own for a finding', async () => {
    const readFile = async () => {
      throw new RangeError('fault');
    };
    const error: unknown = await verifyEvidence({ ...HONEST, readFile }).catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(RangeError);
  });

  it('finds the file of another slot', async () => {
    const [first, second] = manifest.slots;
    const readFile = async (file: string) => files.get(file === first!.file ? second!.file : file)!;
    expect(await sayings({ readFile })).to.deep.equal([
      '2026-11-21 12:00-12:30 JST (koma 25): 2026-11-21-koma-25.json: ' +
        'found area 7, 2026-11-21 12:30-13:00 JST (koma 26), ' +
        'expected area 7, 2026-11-21 12:00-12:30 JST (koma 25) (manifest)',
    ]);
  });

  it('finds an anchored slot that the manifest leaves out', async () => {
    const slots = [manifest.slots[0]!, manifest.slots[2]!];
    expect(await sayings({ manifest: { ...manifest, slots } })).to.deep.equal([
      '2026-11-21 12:30-13:00 JST (koma 26): the whole slot: found nothing, expected records (chain)',
    ]);
  });

  it('does not ask for slots before and after those of the manifest', async () => {
    expect(await sayings({ manifest: { ...manifest, slots: manifest.slots.slice(1, 2) } })).to.deep.equal([]);
  });

  it('asks for every anchored slot of a range that the reader names, and verifies no other', async () => {
    const shown = { ...manifest, slots: manifest.slots.slice(1, 2) };
    const range = { fromSlot: FIRST_SLOT, toSlot: FIRST_SLOT + 1 };
    expect(await sayings({ manifest: shown, range })).to.deep.equal([
      '2026-11-21 12:00-12:30 JST (koma 25): the whole slot: found nothing, expected records (chain)',
    ]);
    const report = await verifyEvidence({ ...HONEST, range });
    expect(report).to.include({ slots: 2, verifiedSlots: 2, findingCount: 0 });
    const later = { fromSlot: FIRST_SLOT + 100, toSlot: FIRST_SLOT + 200 };
    expect(await verifyEvidence({ ...HONEST, range: later })).to.include({ slots: 0, findingCount: 0 });
  });

  it('finds that another area was meant', async () => {
    expect(await sayings({ areaId: 7 })).to.deep.equal([]);
    expect(await sayings({ areaId: 8 })).to.deep.equal(['area: found 7, expected 8 (reader)']);
  });

  it('finds that another contract was meant', async () => {
    const contract = `0x${'11'.repeat(20)}`;
    expect(await sayings({ manifest: { ...manifest, contract } })).to.deep.equal([
      `contract: found ${contract}, expected ${CONTRACT} (reader)`,
    ]);
  });

  it('cannot verify on another chain, or where no contract is', async () => {
    await expectThrown({ manifest: { ...manifest, chainId: 1 } }, 'CHAIN_MISMATCH', /of chain 31337.*of chain 1\./);
    const ledger = { ...HONEST.ledger, hasContract: async () => false };
    await expectThrown({ ledger }, 'CONTRACT_MISSING', new RegExp(`No contract stands at ${CONTRACT} on chain 31337`));
  });
});

describe('verifyChain', () => {
  const head = RECORDS.at(-1)!.recordHash;

  function sayingsOf(records: readonly LedgerRecord[], end = head): string[] {
    return verifyChain(records, end).map(formatFinding);
  }

  it('finds nothing in an unbroken chain, nor in an area without records', () => {
    expect(sayingsOf(RECORDS)).to.deep.equal([]);
    expect(sayingsOf([], ZERO_HASH)).to.deep.equal([]);
  });

  it('finds nothing if records were anchored after the head was read', () => {
    expect(sayingsOf(RECORDS, RECORDS[4]!.recordHash)).to.deep.equal([]);
  });

  it('finds that the first record is not the area’s first', () => {
    expect(sayingsOf(RECORDS.slice(1))[0]).to.equal(
      `2026-11-21 12:30-13:00 JST (koma 26): record of closing in block 2, previousHead: ` +
        `found ${RECORDS[1]!.previousHead}, expected ${ZERO_HASH} (chain)`,
    );
  });

  it('finds that the node keeps the newest records back', () => {
    expect(sayingsOf(RECORDS.slice(0, -1))).to.deep.equal([
      `head of the area: found 6 records without it, expected ${head} (chain)`,
    ]);
  });

  it('finds that the node keeps a record in the middle back', () => {
    const items = verifyChain(RECORDS.toSpliced(4, 1), head).map(({ item }) => item);
    expect(items).to.deep.equal([
      'record of settlement 2 in block 6, previousHead',
      'record of settlement 2 in block 6, previousOfSlot',
      'record of settlement 2 in block 6, record of the slot before it',
    ]);
  });

  it('finds a record that does not have the hash of what it says', () => {
    const record = RECORDS[3]! as Extract<LedgerRecord, { phase: 'settled' }>;
    const forged = { ...record, record: { ...record.record, allocatedWh: record.record.allocatedWh + 1 } };
    expect(verifyChain(RECORDS.with(3, forged), head).map(({ item }) => item)).to.deep.equal([
      'record of settlement 1 in block 4, recordHash',
    ]);
  });

  it('finds a slot closed twice', () => {
    const [first] = SLOTS;
    const twice = anchoredRecords([{ ...first!, settlements: [] }, first!]);
    const [finding] = verifyChain(twice, twice.at(-1)!.recordHash);
    expect(finding).to.include({
      item: 'record of closing in block 2, record of the slot before it',
      found: 'closing',
    });
  });
});
