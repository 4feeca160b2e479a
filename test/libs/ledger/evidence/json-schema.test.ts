import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { evidenceJsonSchema, formatEvidenceBundle, formatManifest, formatSlotEvidence } from '#ledger';
import { residentText } from '../resident/sample-resident.js';
import { evidenceOf } from './sample-ledger.js';
import { corrected, FIRST_SLOT, sampleSlot } from './sample-market.js';

interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxItems?: number;
  readonly properties?: { readonly [name: string]: Schema };
  readonly required?: readonly string[];
  readonly additionalProperties?: false;
  readonly items?: Schema;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly $defs?: { readonly [name: string]: Schema };
}

const SCHEMA = evidenceJsonSchema() as Schema;

/** A small validator of the words that the schema uses; any other word is a failure of this test. */
function isValid(schema: Schema, value: unknown): boolean {
  const known =
    /^(\$ref|type|const|enum|pattern|minimum|maximum|min(Items|Length)|max(Items|Length)|properties|required|additionalProperties|items|oneOf|anyOf)$/;
  const unknown = Object.keys(schema).filter((word) => !known.test(word));
  if (unknown.length > 0) throw new Error(`this test does not know ${unknown}`);
  if (schema.$ref !== undefined) return isValid(SCHEMA.$defs![schema.$ref.slice('#/$defs/'.length)]!, value);
  const branches = schema.oneOf ?? schema.anyOf;
  if (branches !== undefined) return branches.filter((branch) => isValid(branch, value)).length === 1;
  if (schema.const !== undefined && schema.const !== value) return false;
  if (schema.enum !== undefined && !schema.enum.includes(value)) return false;
  switch (schema.type) {
    case 'integer':
    case 'number': {
      const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } = schema;
      return Number.isInteger(value) && (value as number) >= minimum && (value as number) <= maximum;
    }
    case 'string':
      return typeof value === 'string' && (schema.pattern === undefined || new RegExp(schema.pattern, 'u').test(value));
    case 'array':
      return Array.isArray(value) && value.every((item) => isValid(schema.items ?? {}, item));
    case 'object': {
      if (typeof value !== 'object' || value === null) return false;
      const { properties = {}, required = [], additionalProperties } = schema;
      const hasAll = required.every((name) => name in value);
      return (
        hasAll &&
        Object.entries(value).every(([name, inner]) => {
          const property = properties[name];
          return property === undefined ? additionalProperties !== false : isValid(property, inner);
        })
      );
    }
    default:
      throw new Error(`this test does not know the type ${schema.type}`);
  }
}

const { $defs: _, $schema: __, title: ___, ...TOP } = SCHEMA as Schema & { $schema: string; title: string };

describe('the JSON Schema of evidence', () => {
  it('is the committed one: after a change, npm run build && node dist/scripts/evidence-schema.js', () => {
    expect(JSON.parse(readFileSync('docs/evidence.schema.json', 'utf8'))).to.deep.equal(SCHEMA);
  });

  const items = corrected(sampleSlot(FIRST_SLOT));
  const { manifest } = evidenceOf([items]);
  const slot = formatSlotEvidence(items);
  const texts = {
    manifest: formatManifest(manifest),
    slot,
    bundle: formatEvidenceBundle(formatManifest(manifest), [slot]),
    resident: residentText({ neighbours: true }),
  };
  for (const [name, text] of Object.entries(texts)) {
    it(`accepts ${name}, and as nothing else`, () => {
      expect(isValid(TOP, JSON.parse(text))).to.equal(true);
      for (const other of Object.keys(texts)) {
        expect(isValid(SCHEMA.$defs![other]!, JSON.parse(text)), other).to.equal(other === name);
      }
    });

    it(`refuses ${name} with a field that is unknown, missing or of another kind`, () => {
      const json = JSON.parse(text);
      expect(isValid(TOP, { ...json, discount: 3 })).to.equal(false);
      const [field] = Object.keys(json).filter((key) => key !== 'format');
      const { [field!]: _gone, ...without } = json;
      expect(isValid(TOP, without)).to.equal(false);
      expect(isValid(TOP, { ...json, [field!]: {} })).to.equal(false);
    });
  }
});
