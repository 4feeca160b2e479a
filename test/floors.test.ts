import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';

/** Each folder's floor; a file imports from its own folder or from a lower floor (docs/architecture.md). */
const FLOORS: Readonly<Record<string, number>> = {
  'libs/energy': 0,
  'libs/auction': 1,
  'libs/merkle': 1,
  'libs/metering': 2,
  'libs/settlement': 2,
  'libs/bidding': 2,
  'libs/forecast': 2,
  'libs/tariff': 2,
  'libs/certificates': 2,
  'libs/joining': 2,
  'libs/ledger': 3,
  'libs/formats': 3,
  'libs/reports': 3,
  'libs/billing': 3,
  'libs/resident': 3,
  'libs/operations': 3,
  'apps/api': 4,
  'apps/auditor': 5,
  'apps/backtest': 5,
  'apps/portal': 5,
  'apps/demo': 6,
  scripts: 6,
};

/** What a library may not contain: frameworks, and sources of anything that is not in its arguments. */
const FORBIDDEN_IN_LIBRARIES: readonly { readonly what: string; readonly pattern: RegExp }[] = [
  { what: 'NestJS', pattern: /from '@nestjs\// },
  { what: 'TypeORM', pattern: /from 'typeorm'/ },
  { what: 'a clock', pattern: /\bDate\.now\b|\bnew Date\(\)|\bperformance\.now\b|\bprocess\.hrtime\b/ },
  {
    what: 'randomness',
    pattern: /\bMath\.random\b|\brandomBytes\b|\brandomUUID\b|\bgetRandomValues\b|\brandomInt\b|createRandom\(/,
  },
  { what: 'the environment', pattern: /\bprocess\.env\b/ },
];

/** Only the ledger may know ethers, and the auditor nothing of the operator's own code. */
const ONLY_IN: readonly { readonly pattern: RegExp; readonly folders: readonly string[] }[] = [
  { pattern: /from 'ethers'/, folders: ['libs/ledger'] },
  { pattern: /from 'pdfkit'/, folders: ['libs/billing'] },
  { pattern: /'#api\//, folders: ['apps/api', 'apps/backtest', 'apps/demo', 'scripts'] },
];

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

function folderOf(path: string): string | undefined {
  return Object.keys(FLOORS).find((folder) => path === folder || path.startsWith(`${folder}/`));
}

/** The folder that an import leads to, or undefined for a package of npm or Node. */
function importedFolder(from: string, specifier: string): string | undefined {
  if (specifier.startsWith('.')) return folderOf(join(from, '..', specifier));
  if (specifier.startsWith('#api/')) return 'apps/api';
  if (specifier.startsWith('#backtest/')) return 'apps/backtest';
  if (specifier.startsWith('#')) return folderOf(`libs/${specifier.slice(1)}`);
  return undefined;
}

/** What is wrong with a file's imports and words; exported shape kept small so that the test of the test is easy. */
function offences(path: string, text: string): string[] {
  const folder = folderOf(path);
  if (folder === undefined) return [`${path} stands in no folder of the house`];
  const found: string[] = [];
  for (const [, specifier] of text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)) {
    const target = importedFolder(path, specifier!);
    if (target === undefined || target === folder) continue;
    if (FLOORS[target]! >= FLOORS[folder]!)
      found.push(`${path} imports ${specifier} from ${target}, which is not below it`);
  }
  if (folder.startsWith('libs/')) {
    for (const { what, pattern } of FORBIDDEN_IN_LIBRARIES) {
      if (pattern.test(text)) found.push(`${path} uses ${what}`);
    }
  }
  for (const { pattern, folders } of ONLY_IN) {
    if (pattern.test(text) && !folders.includes(folder)) found.push(`${path} must not match ${pattern}`);
  }
  return found;
}

describe('the floors of the house', () => {
  it('every file imports downwards only, and libraries are pure', () => {
    const paths = ['libs', 'apps', 'scripts'].flatMap(sources);
    expect(paths.length).to.be.greaterThan(50);
    expect(paths.flatMap((path) => offences(path, readFileSync(path, 'utf8')))).to.deep.equal([]);
  });

  it('an offence of each kind is seen', () => {
    const seen = (path: string, text: string) => offences(path, text).length > 0;
    expect(seen('libs/energy/a.ts', "import { x } from '#auction';")).to.equal(true);
    expect(seen('libs/auction/a.ts', "import { x } from '#merkle';")).to.equal(true);
    expect(seen('libs/auction/a.ts', "export * from '../settlement/b.js';")).to.equal(true);
    expect(seen('apps/auditor/a.ts', "const x = await import('#api/config.js');")).to.equal(true);
    expect(seen('libs/merkle/a.ts', "import { Injectable } from '@nestjs/common';")).to.equal(true);
    expect(seen('libs/forecast/a.ts', 'const now = Date.now();')).to.equal(true);
    expect(seen('libs/bidding/a.ts', 'const roll = Math.random();')).to.equal(true);
    expect(seen('libs/ledger/a.ts', 'const url = process.env.URL;')).to.equal(true);
    expect(seen('apps/api/a.ts', "import { Wallet } from 'ethers';")).to.equal(true);
    expect(seen('elsewhere/a.ts', '')).to.equal(true);
  });

  it('an import of a lower floor is fine', () => {
    expect(offences('libs/settlement/a.ts', "import { x } from '#energy';\nimport y from 'node:fs';")).to.deep.equal(
      [],
    );
  });
});
