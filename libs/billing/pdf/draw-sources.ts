import type { Statement } from '../types.js';
import { exactKwh } from './figures.js';
import type { Sheet } from './sheet.js';
import { COLOURS, LEFT, RIGHT } from './theme.js';

/** Where the used energy came from, as one bar with words: neighbours and pool in one colour, the retailer in another. */
export function drawSources(sheet: Sheet, { lines, superseded, meteredWh }: Statement): void {
  if (meteredWh === 0) return;
  let nearWh = 0;
  let retailWh = 0;
  for (const { code, energyWh } of lines) {
    if (code === 'tradedSupply' || code === 'poolSupply') nearWh += energyWh;
    if (code === 'residualSupply') retailWh += energyWh;
  }
  for (const { energyWh } of superseded) retailWh += energyWh;
  const percent = Number((BigInt(nearWh) * 100n) / BigInt(meteredWh));
  sheet.need(56);
  const top = sheet.y;
  sheet.write('使った電気のうち、ご近所からの割合', LEFT, top, { size: 8.5, colour: COLOURS.quiet });
  sheet.write(`${percent}％`, RIGHT, top - 2, { size: 11, bold: true, colour: COLOURS.leaf, align: 'right' });
  const width = RIGHT - LEFT;
  const nearWidth = (width * nearWh) / meteredWh;
  sheet.ornament((document) => {
    document.rect(LEFT, top + 15, width, 7).fill(COLOURS.grey);
    if (nearWidth > 0) document.rect(LEFT, top + 15, nearWidth, 7).fill(COLOURS.leaf);
  });
  sheet.write(`ご近所 ${exactKwh(nearWh)} kWh`, LEFT, top + 26, { size: 7.5, colour: COLOURS.leaf });
  sheet.write(`電力会社 ${exactKwh(retailWh)} kWh`, RIGHT, top + 26, {
    size: 7.5,
    colour: COLOURS.quiet,
    align: 'right',
  });
  sheet.y = top + 43;
}
