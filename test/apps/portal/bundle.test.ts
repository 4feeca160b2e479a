import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { PORTAL_DIR } from './portal-world.js';

/** Most compressed script before the first view stands (issue 6, "Form"). */
const MAX_SCRIPT_BYTES = 200_000;
/** Most compressed style before it. */
const MAX_STYLE_BYTES = 20_000;

const assets = () => readdirSync(join(PORTAL_DIR, 'assets'));
const read = (name: string) => readFileSync(join(PORTAL_DIR, 'assets', name), 'utf8');
const zipped = (names: Iterable<string>) => [...names].reduce((sum, name) => sum + gzipSync(read(name)).length, 0);

/** A chunk and all that it imports at once. */
function withImports(name: string, found = new Set<string>()): Set<string> {
  if (found.has(name)) return found;
  found.add(name);
  for (const [, imported] of read(name).matchAll(/(?:from|import)\s*"\.\/([^"]+\.js)"/g)) withImports(imported!, found);
  return found;
}

/** What a resident's first view loads: the entry, and the area of the role. */
function firstView(): Set<string> {
  const html = readFileSync(join(PORTAL_DIR, 'index.html'), 'utf8');
  const entry = /src="\/assets\/([^"]+\.js)"/.exec(html)![1]!;
  const area = [...read(entry).matchAll(/resident-area-[\w-]+\.js/g)].map(([name]) => name);
  expect(area.length, 'the area of the resident is loaded by the entry').to.be.greaterThan(0);
  return area.reduce((found, name) => withImports(name, found), withImports(entry));
}

describe('the built portal', () => {
  before(() => {
    expect(existsSync(join(PORTAL_DIR, 'index.html')), 'npm run build makes dist/portal').to.equal(true);
  });

  it(`loads less than ${MAX_SCRIPT_BYTES / 1000} kB of compressed script for the first view`, () => {
    expect(zipped(firstView())).to.be.lessThan(MAX_SCRIPT_BYTES);
  });

  it('does not wait for the long list of font slices', () => {
    const html = readFileSync(join(PORTAL_DIR, 'index.html'), 'utf8');
    const styles = [...html.matchAll(/href="\/assets\/([^"]+\.css)"/g)].map(([, name]) => name!);
    expect(styles.length).to.be.greaterThan(0);
    expect(zipped(styles)).to.be.lessThan(MAX_STYLE_BYTES);
  });

  it('loads the proof only when somebody asks for one', () => {
    const first = firstView();
    const proof = assets().find((name) => name.startsWith('verify-own-trade') && name.endsWith('.js'))!;
    expect(first.has(proof)).to.equal(false);
  });

  it('has nothing inline and names no other host', () => {
    const html = readFileSync(join(PORTAL_DIR, 'index.html'), 'utf8');
    expect(html).not.to.match(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=/);
    expect(html).not.to.match(/(src|href)="(https?:)?\/\//);
    const styles = assets().filter((name) => name.endsWith('.css'));
    for (const name of styles) expect(read(name), name).not.to.match(/url\((?!\/assets\/|\.?\/?[\w-]+\.woff)/);
  });

  it('can be installed: manifest, icons, and a worker that leaves the API alone', () => {
    const manifest = JSON.parse(readFileSync(join(PORTAL_DIR, 'manifest.webmanifest'), 'utf8'));
    for (const { src } of manifest.icons) expect(existsSync(join(PORTAL_DIR, src)), src).to.equal(true);
    const worker = readFileSync(join(PORTAL_DIR, 'service-worker.js'), 'utf8');
    expect(worker).to.match(/startsWith\(["'`]\/api["'`]\)/);
  });
});
