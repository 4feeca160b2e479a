import { expect } from 'chai';
import { IchienError } from '#energy';
import { type LedgerRecord, type SlotItems, ZERO_HASH } from '#ledger';
import { MAX_FAILED_POLLS, type Watch, type WatchResult, watch } from '../../../apps/auditor/watch.js';
import { anchoredRecords, CHAIN_ID, CONTRACT, evidenceOf } from '../../libs/ledger/evidence/sample-ledger.js';
import { corrected, FIRST_SLOT, sampleSlot } from '../../libs/ledger/evidence/sample-market.js';

const SLOTS = [sampleSlot(FIRST_SLOT), sampleSlot(FIRST_SLOT + 1)];
const RECORDS = anchoredRecords(SLOTS);
const NAMES = ['2026-11-21 12:00-12:30 JST (koma 25)', '2026-11-21 12:30-13:00 JST (koma 26)'];
const closedOnly = (items: SlotItems): SlotItems => ({ ...items, settlements: [] });

/** What a watch sees: each record stands in a block of its own, so `blocks` records are on chain. */
interface Scene {
  blocks: number;
  shown: readonly SlotItems[];
}

/** Watches a scene that changes between the looks. @param script the scene of each look, from the first */
async function watchScenes(
  script: readonly Scene[],
  given: Partial<Watch> = {},
  records: readonly LedgerRecord[] = RECORDS,
): Promise<{ result: WatchResult; lines: string[][]; asked: [number, number | undefined][] }> {
  let look = 0;
  const lines: string[][] = script.map(() => []);
  const asked: [number, number | undefined][] = [];
  const upTo = (block: number) => records.filter(({ blockNumber }) => blockNumber <= block);
  const result = await watch({
    open: async () => {
      const { manifest, files } = evidenceOf(script[look]!.shown);
      return { manifest, readFile: async (file) => files.get(file)! };
    },
    ledgerOf: () => ({
      place: async () => ({ chainId: CHAIN_ID, address: CONTRACT }),
      hasContract: async () => true,
      newestBlock: async () => script[look]!.blocks,
      head: async (_areaId, block) => upTo(block ?? script[look]!.blocks).at(-1)?.recordHash ?? ZERO_HASH,
      recordsOfArea: async (_areaId, from, to) => {
        asked.push([from, to]);
        return upTo(to ?? script[look]!.blocks).filter(({ blockNumber }) => blockNumber >= from);
      },
    }),
    confirmations: 0,
    grace: 1,
    polls: script.length,
    pause: async () => {
      look += 1;
    },
    print: (line) => lines[look]!.push(line),
    ...given,
  });
  return { result, lines, asked };
}

describe('watching the chain', () => {
  it('verifies each slot as its records and its evidence appear, again when it is settled, and once each', async () => {
    const { result, lines, asked } = await watchScenes([
      { blocks: 1, shown: [closedOnly(SLOTS[0]!)] },
      { blocks: 1, shown: [closedOnly(SLOTS[0]!)] },
      { blocks: 2, shown: SLOTS.map(closedOnly) },
      { blocks: 4, shown: SLOTS },
      { blocks: 4, shown: SLOTS },
    ]);
    expect(lines).to.deep.equal([
      [`${NAMES[0]}: VERIFIED`],
      [],
      [`${NAMES[1]}: VERIFIED`],
      NAMES.map((name) => `${name}: VERIFIED`),
      [],
    ]);
    expect(result).to.deep.equal({ verified: 2, different: 0, waiting: 0 });
    expect(asked, 'no block is read twice').to.deep.equal([
      [1, 1],
      [2, 2],
      [3, 4],
    ]);
  });

  it('counts a record only below its confirmations', async () => {
    const scene = { blocks: 4, shown: SLOTS };
    const { result, lines } = await watchScenes([scene, { ...scene, blocks: 6 }], { confirmations: 2 });
    expect(lines[0]).to.deep.equal([]);
    expect(lines[1]).to.deep.equal(NAMES.map((name) => `${name}: VERIFIED`));
    expect(result).to.deep.equal({ verified: 2, different: 0, waiting: 0 });
  });

  it('lets evidence lag behind the chain for the grace, and no longer', async () => {
    const late = { blocks: 4, shown: SLOTS.slice(0, 1) };
    const inTime = await watchScenes([late, { blocks: 4, shown: SLOTS }]);
    expect(inTime.result).to.deep.equal({ verified: 2, different: 0, waiting: 0 });
    const waiting = await watchScenes([late]);
    expect(waiting.result).to.deep.equal({ verified: 1, different: 0, waiting: 1 });
    const tooLate = await watchScenes([late, late, late, { blocks: 4, shown: SLOTS }]);
    expect(tooLate.lines[1]).to.deep.equal([
      `DIFFERS: ${NAMES[1]}: the whole slot: found nothing, expected records (chain)`,
    ]);
    expect(tooLate.lines[2]).to.deep.equal([]);
    expect(tooLate.lines[3]).to.deep.equal([`${NAMES[1]}: VERIFIED`]);
    expect(tooLate.result, 'what was late stays said').to.deep.equal({ verified: 1, different: 1, waiting: 0 });
  });

  it('names what differs in a slot, once', async () => {
    const trades = SLOTS[0]!.trades.map((trade, at) => (at === 2 ? { ...trade, priceSen: trade.priceSen + 1 } : trade));
    const scene = { blocks: 4, shown: [{ ...SLOTS[0]!, trades }, SLOTS[1]!] };
    const { result, lines } = await watchScenes([scene, scene, scene]);
    expect(lines[1]!.join()).to.match(/DIFFERS: .*\(koma 25\): trade \d+, priceSen: found \d+, expected \d+ \(replay/);
    expect(lines[2]).to.deep.equal([]);
    expect(result).to.deep.equal({ verified: 1, different: 1, waiting: 0 });
  });

  it('finds a settlement that is shown and was never anchored', async () => {
    const scene = { blocks: 4, shown: [corrected(SLOTS[0]!), SLOTS[1]!] };
    const { result, lines } = await watchScenes([scene, scene]);
    expect(lines[1]!.join()).to.include('settlement 2: found a record, expected nothing (chain)');
    expect(result.different).to.equal(1);
  });

  it('finds at once that the records of a chain do not follow from each other', async () => {
    const scene = { blocks: 4, shown: SLOTS };
    const { lines, result } = await watchScenes([scene], {}, RECORDS.toSpliced(1, 1));
    expect(lines[0]!.join()).to.include('previousHead');
    expect(result.different).to.be.greaterThan(0);
  });

  it('goes on when a look fails, and gives up after a bounded number in a row', async () => {
    const scene = { blocks: 4, shown: SLOTS };
    let looks = 0;
    const open = async () => {
      looks += 1;
      throw new IchienError('FILE_UNREADABLE', 'It is not there.', 'Wait.');
    };
    const error: unknown = await watchScenes(Array(100).fill(scene), { open }).catch((thrown) => thrown);
    expect(error).to.be.instanceOf(IchienError);
    expect(looks).to.equal(MAX_FAILED_POLLS);

    const { manifest, files } = evidenceOf(SLOTS);
    looks = 0;
    const everyOther = async () => {
      looks += 1;
      if (looks % 2 === 0) throw new IchienError('FILE_UNREADABLE', 'It is not there.', 'Wait.');
      return { manifest, readFile: async (file: string) => files.get(file)! };
    };
    const patient = await watchScenes(Array(3 * MAX_FAILED_POLLS).fill(scene), { open: everyOther });
    expect(patient.result.verified).to.equal(2);

    looks = 0;
    const later = async () => {
      looks += 1;
      if (looks < 3) throw new IchienError('FILE_UNREADABLE', 'It is not there.', 'Wait.');
      return { manifest, readFile: async (file: string) => files.get(file)! };
    };
    const { lines, result } = await watchScenes([scene, scene, scene], { open: later });
    expect(lines[0]).to.deep.equal(['Cannot look (FILE_UNREADABLE): It is not there. Wait.']);
    expect(lines[1]).to.deep.equal([]);
    expect(result.verified).to.equal(2);
  });

  it('does not follow evidence to another contract', async () => {
    const { manifest, files } = evidenceOf(SLOTS);
    let looks = 0;
    const open = async () => {
      looks += 1;
      const contract = looks === 1 ? CONTRACT : `0x${'11'.repeat(20)}`;
      return { manifest: { ...manifest, contract }, readFile: async (file: string) => files.get(file)! };
    };
    const scene = { blocks: 4, shown: SLOTS };
    const { lines } = await watchScenes([scene, scene], { open });
    expect(lines[1]!.join()).to.include('EVIDENCE_MOVED');
  });
});
