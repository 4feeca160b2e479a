import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { backtestError } from './error.js';

/** Marks a folder as ours, so that nothing else is ever deleted. */
const MARK = '.ichien-backtest';

/** Where a run leaves what it made. */
export interface OutputFolder {
  readonly database: string;
  /** Key of the database's secrets. */
  readonly secretsKey: string;
  readonly chainState: string;
  readonly evidence: string;
  /** How its retailer bills, for `npm run close-month`. */
  readonly billing: string;
}

/** Makes an empty output folder, in place of an earlier run's. @throws IchienError OUTPUT_IN_USE if it holds anything else */
export function prepareOutput(folder: string): OutputFolder {
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    if (!existsSync(join(folder, MARK))) {
      throw backtestError('OUTPUT_IN_USE', `${folder} holds other files.`, 'Name an empty or new folder with --out.');
    }
    rmSync(folder, { recursive: true });
  }
  const evidence = join(folder, 'evidence');
  mkdirSync(evidence, { recursive: true });
  writeFileSync(join(folder, MARK), '');
  return {
    database: join(folder, 'ichien.sqlite'),
    secretsKey: join(folder, 'secrets.key'),
    chainState: join(folder, 'chain.json'),
    evidence,
    billing: join(folder, 'billing.json'),
  };
}
