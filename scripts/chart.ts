import { writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { parseArgs } from 'node:util';
import { SLOTS_PER_DAY } from '#energy';

const HELP = `Draws the mean day of a backtest as an SVG picture.

npm run chart -- [--database out/backtest/ichien.sqlite] [--out docs/images/mean-day.svg]
`;

/** One koma, as the mean of all days. */
interface Koma {
  readonly exportedWh: number;
  readonly importedWh: number;
  readonly allocatedWh: number;
  /** Mean of the trades by energy; null where nothing was traded. */
  readonly priceSen: number | null;
}

const WIDTH = 960;
const HEIGHT = 430;
const LEFT = 64;
const RIGHT = 64;
const TOP = 70;
const BOTTOM = 46;
const PLOT_WIDTH = WIDTH - LEFT - RIGHT;
const PLOT_HEIGHT = HEIGHT - TOP - BOTTOM;
/** Top of the price scale, sen/kWh. */
const MAX_PRICE_SEN = 3000;
/** Colours of the portal's art direction: one meaning each. */
const SUN = '#e8a317';
const LEAF = '#1f7a5c';
const GREY = '#8b97a0';
const INK = '#2b3035';

function meanDay(database: string): Koma[] {
  const db = new DatabaseSync(database, { readOnly: true });
  const rows = db
    .prepare(
      `SELECT (s.slot + 18) % 48 AS koma, AVG(s.exportedWh) AS exportedWh, AVG(s.importedWh) AS importedWh,
              AVG(s.allocatedWh) AS allocatedWh, SUM(t.value) / SUM(t.wh) AS priceSen
       FROM settlement s
       LEFT JOIN (SELECT slot, SUM(priceSen * energyWh) AS value, SUM(energyWh) AS wh FROM trade GROUP BY slot) t
         ON t.slot = s.slot
       GROUP BY koma ORDER BY koma`,
    )
    .all();
  db.close();
  return rows as unknown as Koma[];
}

function draw(day: readonly Koma[]): string {
  const topKwh = Math.ceil(Math.max(...day.flatMap((koma) => [koma.exportedWh, koma.importedWh])) / 20_000) * 20;
  const x = (koma: number) => LEFT + (koma / SLOTS_PER_DAY) * PLOT_WIDTH;
  const y = (part: number) => TOP + (1 - part) * PLOT_HEIGHT;
  const bar = (koma: number, wh: number, from: number, to: number, fill: string) => {
    const height = (wh / 1000 / topKwh) * PLOT_HEIGHT;
    const step = PLOT_WIDTH / SLOTS_PER_DAY;
    return `<rect x="${(x(koma) + from * step).toFixed(1)}" y="${(TOP + PLOT_HEIGHT - height).toFixed(1)}" width="${((to - from) * step).toFixed(1)}" height="${height.toFixed(1)}" fill="${fill}"/>`;
  };
  const text = (at: number, height: number, words: string, anchor = 'middle', fill = INK) =>
    `<text x="${at.toFixed(0)}" y="${height.toFixed(0)}" text-anchor="${anchor}" fill="${fill}">${words}</text>`;

  const bars = day.flatMap(({ exportedWh, importedWh, allocatedWh }, koma) => [
    bar(koma, exportedWh, 0.08, 0.48, SUN),
    bar(koma, importedWh, 0.52, 0.92, GREY),
    bar(koma, allocatedWh, 0.52, 0.92, LEAF),
  ]);
  const price = day.flatMap(({ priceSen }, koma) =>
    priceSen === null ? [] : [`${x(koma + 0.5).toFixed(1)},${y(priceSen / MAX_PRICE_SEN).toFixed(1)}`],
  );
  const grid = [0, 0.25, 0.5, 0.75, 1].flatMap((part) => [
    `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(part)}" y2="${y(part)}" stroke="#e4e2dc"/>`,
    text(LEFT - 8, y(part) + 4, String(Math.round(topKwh * part)), 'end'),
    text(WIDTH - RIGHT + 8, y(part) + 4, ((MAX_PRICE_SEN / 100) * part).toFixed(1), 'start'),
  ]);
  const hours = [0, 6, 12, 18, 24].map((hour) => text(x(hour * 2), HEIGHT - 18, `${hour}:00`));
  const legend = [
    [SUN, 'delivered to the grid'],
    [GREY, 'taken from the grid'],
    [LEAF, 'of it from neighbours'],
  ].map(
    ([fill, words], index) =>
      `<rect x="${LEFT + index * 190}" y="22" width="12" height="12" fill="${fill}"/>${text(LEFT + 18 + index * 190, 33, words!, 'start')}`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="'BIZ UDPGothic', sans-serif" font-size="13">
<title>Mean day: energy delivered, taken and traded in each half hour, and the mean price</title>
<rect width="${WIDTH}" height="${HEIGHT}" fill="#faf9f5"/>
${[...grid, ...bars].join('\n')}
<polyline points="${price.join(' ')}" fill="none" stroke="#1f5f9c" stroke-width="2.5"/>
${[...hours, ...legend].join('\n')}
<line x1="${LEFT + 570}" x2="${LEFT + 594}" y1="28" y2="28" stroke="#1f5f9c" stroke-width="2.5"/>
${text(LEFT + 600, 33, 'mean price of the trades', 'start')}
${text(LEFT - 8, 56, 'kWh per half hour', 'start')}
${text(WIDTH - RIGHT + 8, 56, 'yen/kWh', 'end')}
</svg>
`;
}

const { values } = parseArgs({
  options: {
    database: { type: 'string', default: 'out/backtest/ichien.sqlite' },
    out: { type: 'string', default: 'docs/images/mean-day.svg' },
    help: { type: 'boolean', short: 'h' },
  },
});
if (values.help) console.log(HELP);
else writeFileSync(values.out, draw(meanDay(values.database)));
