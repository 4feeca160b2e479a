import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { JEPX_AREAS } from '#formats';

const SUMMARY_HEADER = `受渡日,時刻コード,システムプライス(円/kWh),${JEPX_AREAS.map((a) => `エリアプライス${a}(円/kWh)`).join()}`;

describe('npm run jepx', () => {
  const folder = mkdtempSync(join(tmpdir(), 'jepx-'));
  after(() => rmSync(folder, { recursive: true }));
  const file = (name: string, content: string | Uint8Array) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const komas = Array.from({ length: 48 }, (_, n) => n + 1);
  // Each slot clears at its own number in yen. A group of areas, which clears elsewhere, is no part of it.
  const rows = komas.flatMap((koma) => [
    `20250501,${koma},0.00,0.0,90.0,`,
    `20250501,${koma},${koma}.00,50.0,40.0,`,
    `20250501,${koma},0.00,90.0,90.0,0`,
  ]);
  const curves = ['電力受渡日,商品コード,入札価格(円/kWh),売入札量累積(MW),買入札量累積(MW),分断エリア連番', ...rows];
  const summary = [
    SUMMARY_HEADER,
    ...komas.map((koma) => `2025/05/01,${koma},${koma}.00,${Array(9).fill('1.00').join()}`),
  ];
  const curvesPath = file('curves.csv.gz', gzipSync(curves.join('\n')));
  const summaryPath = file('summary.csv', summary.join('\n'));

  it('counts the slots that are equal, in packed files and others', async () => {
    expect(await jepx(curvesPath, summaryPath)).to.deep.equal({
      code: 0,
      stdout: '48 of 48 slots equal\n',
      stderr: '',
    });
  });

  it('names the slots that differ with both prices, and those that are in one file only', async () => {
    const changed = file('changed.csv', summary.join('\n').replace(',2,2.00', ',2,2.01'));
    expect(await jepx(curvesPath, changed)).to.deep.include({
      code: 1,
      stdout: '2025-05-01 00:30-01:00 JST (koma 2): computed 2.00, published 2.01\n47 of 48 slots equal\n',
    });
    const { code, stdout } = await jepx(
      file('short.csv', curves.toSpliced(7, 3).join('\n')),
      file('shorter.csv', summary.toSpliced(48, 1).join('\n')),
    );
    expect([code, stdout.split('\n')]).to.deep.equal([
      1,
      [
        '2025-05-01 01:00-01:30 JST (koma 3): computed nothing (the slot is not in the file), published 3.00',
        '2025-05-01 23:30-24:00 JST (koma 48): computed 48.00, published nothing (the slot is not in the file)',
        '46 of 48 slots equal',
        '',
      ],
    ]);
  });

  it('exits with 2 and a message when a file cannot be read', async () => {
    const bad = file('bad.csv', curves.join('\n').replace('90.0', 'x'));
    for (const [paths, message] of [
      [[], ''],
      [[curvesPath, join(folder, 'absent.csv')], 'ENOENT'],
      [[bad, summaryPath], 'JEPX_VALUE_INVALID: bad.csv, row 2, column "買入札量累積(MW)"'],
      [[summaryPath, curvesPath], 'JEPX_HEADER_INVALID: summary.csv, row 1, column "電力受渡日"'],
      [[file('cut.csv.gz', gzipSync('text').subarray(0, 12)), summaryPath], 'unexpected end of file'],
    ] as const) {
      const { code, stderr } = await jepx(...paths);
      expect([code, stderr.includes(message)]).to.deep.equal([2, true], stderr);
    }
  }).timeout(10_000);
});

function jepx(...paths: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, ['dist/scripts/jepx.js', ...paths], (error, stdout, stderr) =>
      resolve({ code: (error?.code as number | undefined) ?? 0, stdout, stderr }),
    );
  });
}
