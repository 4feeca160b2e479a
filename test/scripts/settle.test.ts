import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { settleSlot } from '#settlement';
import { exampleReadings, exampleRules, exampleTrades } from '../libs/settlement/example-slot.js';

const example = { trades: exampleTrades, readings: exampleReadings, rules: exampleRules };

describe('npm run -s settle', () => {
  it('settles the file of docs/settlement.md as settleSlot does', async () => {
    const [, file] = /```json\n([^`]+)```/.exec(readFileSync('docs/settlement.md', 'utf8'))!;
    expect(JSON.parse(file!)).to.deep.equal(example);
    const { code, stdout, stderr } = await settle(file!);
    expect([code, stderr]).to.deep.equal([0, '']);
    expect(JSON.parse(stdout)).to.deep.equal(settleSlot(exampleTrades, exampleReadings, exampleRules));
  });

  it('gives the difference to earlier postings', async () => {
    const previous = settleSlot(exampleTrades, exampleReadings, exampleRules).postings;
    const doi = { participantId: 'doi', exportWh: 420, importWh: 0 };
    const readings = [...exampleReadings.slice(0, 3), doi];
    const { stdout } = await settle(JSON.stringify({ ...example, readings, previous }));
    expect(JSON.parse(stdout).difference).to.deep.equal([
      { account: 'participant:doi', line: 'residualSale', energyWh: 120, amountMillisen: 102_000, cause: 'reading' },
      { account: 'retailer', line: 'residualSale', energyWh: 120, amountMillisen: -102_000, cause: 'slot' },
    ]);
  });

  const [first, second] = exampleTrades;
  const refusals: [what: string, input: string, line: RegExp][] = [
    ['an empty input', '', /^FILE_INVALID: Unexpected end of JSON input/],
    ['what is no JSON', '{"trades": [}', /^FILE_INVALID: Unexpected token '}'/],
    ['a list that is cut off', '{"trades": [', /^FILE_INVALID: /],
    ['a missing list', JSON.stringify({ ...example, readings: undefined }), /^FILE_INVALID: At readings: /],
    ['an unknown field', JSON.stringify({ ...example, trade: [] }), /^FILE_INVALID: At the top: .*"trade"/],
    [
      'a price that is text',
      JSON.stringify({ ...example, trades: [first, { ...second, priceSen: '15' }] }),
      /^FILE_INVALID: At trades\[1\]\.priceSen: /,
    ],
    [
      'an unknown policy',
      JSON.stringify({ ...example, rules: { ...exampleRules, deviationPolicy: { name: 'none' } } }),
      /^FILE_INVALID: At rules\.deviationPolicy\.name: /,
    ],
    [
      'a trade of half a Wh',
      JSON.stringify({ ...example, trades: [first, { ...second, energyWh: 0.5 }] }),
      /^TRADE_ENERGY_INVALID: Trade 5 carries 0\.5 Wh/,
    ],
    [
      'two readings of one meter',
      JSON.stringify({ ...example, readings: [...exampleReadings, exampleReadings[0]] }),
      /^READING_DUPLICATE: sato has more than one reading/,
    ],
    ['text that is not UTF-8', '\xff', /^INPUT_NOT_UTF8: /],
  ];
  for (const [what, input, line] of refusals) {
    it(`refuses ${what} with one line and nothing else`, async () => {
      const { code, stdout, stderr } = await settle(Buffer.from(input, 'latin1'));
      expect([code, stdout]).to.deep.equal([1, '']);
      expect(stderr).to.match(line);
      expect(stderr.trimEnd().split('\n')).to.have.length(1);
    });
  }
});

function settle(input: string | Buffer): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, ['dist/scripts/settle.js'], (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }),
    );
    child.stdin!.end(input);
  });
}
