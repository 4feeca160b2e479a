import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { LEDGER_LINES } from '#billing';
import { CATALOGUE, LANGUAGES, textOf } from '../../../apps/portal/text/catalogue.js';
import { ja } from '../../../apps/portal/text/ja.js';
import { STAFF_CATALOGUE } from '../../../apps/portal/text/staff-catalogue.js';
import { staffJa } from '../../../apps/portal/text/staff-ja.js';

/** Japanese that is no text: a language named in itself. */
const ALLOWED = /日本語/g;

/** Everybody's texts and the staff's, by language. */
const catalogues: readonly Readonly<Record<string, Readonly<Record<string, string>>>>[] = [CATALOGUE, STAFF_CATALOGUE];
const keys = [...Object.keys(ja), ...Object.keys(staffJa)];

/** Sources of the portal, without comments, apart from its catalogue and its calendar. */
function sources(): { path: string; text: string }[] {
  return readdirSync('apps/portal', { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/.test(path) && !/^text\/|^format\/times/.test(path))
    .map((path) => {
      const text = readFileSync(join('apps/portal', path), 'utf8');
      return { path, text: text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '') };
    });
}

describe('the texts of the portal', () => {
  it('are there in every language, with the same values to fill in', () => {
    const places = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([place]) => place).sort();
    expect(new Set(keys).size).to.equal(keys.length);
    for (const catalogue of catalogues) {
      const first = catalogue.ja!;
      for (const language of LANGUAGES) {
        expect(Object.keys(catalogue[language]!).sort()).to.deep.equal(Object.keys(first).sort());
        for (const [key, text] of Object.entries(catalogue[language]!)) {
          expect(text, `${language} ${key}`).not.to.equal('');
          expect(places(text), `${language} ${key}`).to.deep.equal(places(first[key]!));
        }
      }
    }
  });

  it('stand nowhere else', () => {
    for (const { path, text } of sources()) {
      expect(text.replace(ALLOWED, '').match(/[\u3040-\u30ff\u4e00-\u9fff]+/g), path).to.equal(null);
    }
  });

  it('are all used', () => {
    const all = sources()
      .map(({ text }) => text)
      .join('\n');
    const used = (key: string) => all.includes(`'${key}'`) || templates.some((template) => template.test(key));
    const templates = [...all.matchAll(/`([a-z]+\.[\w.]*\$\{[^`]*?\}\w*)`/gi)].map(
      ([, template]) => new RegExp(`^${template!.replace(/\./g, '\\.').replace(/\$\{.*?\}/g, '\\w+')}$`),
    );
    expect(keys.filter((key) => !used(key))).to.deep.equal([]);
  });

  it('name the lines of a bill as the bill itself does', () => {
    for (const [line, { labelJa }] of Object.entries(LEDGER_LINES)) {
      expect(CATALOGUE.ja[`line.${line}` as keyof typeof CATALOGUE.ja], line).to.equal(labelJa);
    }
  });

  it('are filled in; a value that is missing is seen', () => {
    expect(textOf('ja', 'app.until', { time: '18:30' })).to.equal('18:30 まで');
    expect(textOf('en', 'app.until')).to.equal('until {time}');
  });
});
