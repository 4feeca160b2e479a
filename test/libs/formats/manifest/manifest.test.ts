import { expect } from 'chai';
import fc from 'fast-check';
import {
  decideIssue,
  formatManifestFile,
  type IssueRequest,
  type ManifestEntry,
  parseManifestFile,
  sha256,
  verifyFile,
  versionedName,
} from '#formats';
import { codeOf, expectCode } from '../../error-code.js';

const bytesOf = (text: string) => new TextEncoder().encode(text);

function request(content: string, changes: Partial<IssueRequest> = {}): IssueRequest {
  return {
    series: 'settlement-monthly/2026-07',
    printed: { bytes: bytesOf(content), control: { records: 2, sums: { amountYen: 2n ** 60n, meteredWh: -5n } } },
    fileOf: (version) => versionedName('settlement_monthly_202607.csv', version),
    movesMoney: false,
    madeFrom: ['statement/42/v1'],
    madeAtMs: Date.UTC(2026, 7, 3, 1, 2, 3, 4),
    ...changes,
  };
}

const reissue = { reason: 'corrected reading of 2026-07-14', earlier: 'delivered' } as const;

/** The entries after each request was decided. */
function issue(...requests: readonly IssueRequest[]): ManifestEntry[] {
  const entries: ManifestEntry[] = [];
  for (const each of requests) {
    const { decision, entry } = decideIssue(entries, each);
    if (decision === 'make') entries.push(entry);
  }
  return entries;
}

describe('the manifest', () => {
  it('lists what was made, each entry after the one before', () => {
    const [first, second] = issue(request('one'), request('two', { reissue }));
    expect(first).to.deep.equal({
      series: 'settlement-monthly/2026-07',
      file: 'settlement_monthly_202607.csv',
      version: 1,
      movesMoney: false,
      bytes: 3,
      sha256: '7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed',
      control: { records: 2, sums: { amountYen: '1152921504606846976', meteredWh: '-5' } },
      madeAt: '2026-08-03T01:02:03.004Z',
      madeFrom: ['statement/42/v1'],
      previous: '0'.repeat(64),
    });
    expect(second).to.include({ file: 'settlement_monthly_202607.v2.csv', version: 2, ...reissue });
    const line = formatManifestFile([first!]).split('\n')[1]!.trim();
    expect(second!.previous).to.equal(sha256(line));
  });

  it('makes nothing twice, and nothing new without a reason', () => {
    const entries = issue(request('one'));
    expect(decideIssue(entries, request('one'))).to.deep.equal({ decision: 'already_made', entry: entries[0] });
    expect(decideIssue(entries, request('one', { reissue })).decision).to.equal('already_made');
    expectCode('MANIFEST_REASON_MISSING', () => decideIssue(entries, request('two')));
    expect(decideIssue(entries, request('two', { series: 'another' })).entry.version).to.equal(1);
    const back = issue(request('one'), request('two', { reissue }), request('one', { reissue }));
    expect(back.map(({ version }) => version)).to.deep.equal([1, 2, 3]);
  });

  it('lets no bank file be made again while the earlier one is with the bank', () => {
    const entries = issue(request('one', { movesMoney: true }));
    const again = (earlier: 'not_sent' | 'withdrawn' | 'delivered') =>
      codeOf(() => decideIssue(entries, request('two', { movesMoney: true, reissue: { reason: 'r', earlier } })));
    expect(again('delivered')).to.equal('MANIFEST_MONEY_TWICE');
    expect(again('withdrawn')).to.equal('none');
    expect(again('not_sent')).to.equal('none');
    expectCode('MANIFEST_MONEY_TWICE', () => decideIssue(entries, request('one', { movesMoney: true, series: 'x' })));
    expect(decideIssue(entries, request('one', { series: 'x' })).decision).to.equal('make');
  });

  it('any manifest comes back as it was, and any changed, dropped or swapped entry is seen', () => {
    const step = fc.record({ series: fc.constantFrom('a', 'b', 'c'), content: fc.string({ maxLength: 3 }) });
    fc.assert(
      fc.property(fc.array(step, { minLength: 3, maxLength: 12 }), fc.nat(), (steps, pick) => {
        const fileOf = (series: string) => (version: number) => versionedName(`${series}.txt`, version);
        const entries = issue(
          ...steps.map(({ series, content }) => request(content, { series, fileOf: fileOf(series), reissue })),
        );
        const text = formatManifestFile(entries);
        expect(parseManifestFile(text)).to.deep.equal(entries);
        if (entries.length < 2) return;
        const at = pick % (entries.length - 1);
        const lines = text.split('\n');
        const dropped = lines.toSpliced(at + 1, 1).join('\n');
        expect(codeOf(() => parseManifestFile(dropped))).to.equal('MANIFEST_INVALID');
        const changed = text.replace(entries[at]!.sha256, sha256('other'));
        if (changed !== text) expect(codeOf(() => parseManifestFile(changed))).to.equal('MANIFEST_INVALID');
      }),
      { seed: 55, numRuns: 60 },
    );
    expect(parseManifestFile(formatManifestFile([]))).to.deep.equal([]);
  });

  it('any single byte of a file that is changed is seen', () => {
    const [entry] = issue(request('one two'));
    const content = bytesOf('one two');
    expect(codeOf(() => verifyFile(entry!, content))).to.equal('none');
    for (let at = 0; at < content.length; at++) {
      const changed = Uint8Array.from(content);
      changed[at]! ^= 1;
      expectCode('MANIFEST_FILE_DIFFERS', () => verifyFile(entry!, changed));
    }
    expectCode('MANIFEST_FILE_DIFFERS', () => verifyFile(entry!, bytesOf('one two ')));
  });

  it('refuses what it did not write', () => {
    const [entry] = issue(request('one'));
    const text = formatManifestFile([entry!]);
    for (const wrong of [
      '',
      '{}',
      text.trim(),
      text.replace('"version":1', '"version": 1'),
      text.replace('"bytes":3', '"bytes":3,"more":1'),
      text.replace('"bytes":3', '"bytes":3.5'),
      text.replace('settlement_monthly_202607.csv', '../passwd'),
      text.replace('"-5"', '"-05"'),
      text.replace('04Z', '0Z'),
      text.replace('"version":1,"movesMoney"', '"version":2,"movesMoney"'),
    ]) {
      expectCode('MANIFEST_INVALID', () => parseManifestFile(wrong));
    }
    expectCode('MANIFEST_TOO_LARGE', () => parseManifestFile(' '.repeat(33_554_433)));
    for (const changes of [{ previous: '1'.repeat(64) }, { reason: 'r', earlier: 'delivered' as const }]) {
      expectCode('MANIFEST_INVALID', () => formatManifestFile([{ ...entry!, ...changes }]));
    }
    const twice = [entry!, { ...issue(request('one', { series: 'x' }))[0]! }];
    expectCode('MANIFEST_INVALID', () => formatManifestFile(twice));
  });
});
