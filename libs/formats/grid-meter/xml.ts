import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { IchienError, parseScaled, slotOf } from '#energy';
import { decodeText } from '../decode-text.js';
import { gridRefusal } from './error.js';

/** Largest XML that is read: a section of 10,000 supply points has about 4 MB. */
export const MAX_GRID_FILE_BYTES = 16 * 1024 * 1024;
/** The deepest path that we read has nine elements. */
const MAX_DEPTH = 16;

const parser = new XMLParser({
  processEntities: false,
  htmlEntities: false,
  ignoreAttributes: true,
  ignoreDeclaration: true,
  parseTagValue: false,
  maxNestedTags: MAX_DEPTH,
  // Groups (JPM) and records (JPMR) may stand once or many times; values (JP) once.
  isArray: (name) => name.startsWith('JPM'),
});

type Tree = { readonly [name: string]: unknown };

/** One element with child elements, which knows where it stands. */
export class GridElement {
  constructor(
    private readonly tree: Tree,
    private readonly file: string,
    private readonly path: string,
  ) {}

  /** Records `record` of the group `group` in their order; none if the group is absent. @throws IchienError GRID_XML_INVALID */
  records(group: string, record: string): GridElement[] {
    const path = this.path === '' ? group : `${this.path}/${group}`;
    const groups = this.#list(group, path);
    return groups
      .flatMap((each) => new GridElement(each, this.file, path).#list(record, `${path}/${record}`))
      .map((each, index) => new GridElement(each, this.file, `${path}/${record}[${index + 1}]`));
  }

  /** A value's text. @throws IchienError GRID_ELEMENT_MISSING */
  text(name: string): string {
    const text = this.optionalText(name);
    if (text === undefined) {
      throw gridRefusal('GRID_ELEMENT_MISSING', this.#place(name), 'it is absent.', 'Ask for the file again.');
    }
    return text;
  }

  optionalText(name: string): string | undefined {
    const value = Object.hasOwn(this.tree, name) ? this.tree[name] : undefined;
    if (value === undefined || value === '') return undefined;
    if (typeof value !== 'string') throw this.refusal(name, 'Give one plain value.');
    return value.trim();
  }

  /** A day written YYYYMMDD, as `YYYY-MM-DD`. @throws IchienError GRID_VALUE_INVALID, GRID_ELEMENT_MISSING */
  day(name: string): string {
    const match = /^(\d{4})(\d{2})(\d{2})$/.exec(this.text(name));
    const day = match === null ? '' : `${match[1]}-${match[2]}-${match[3]}`;
    try {
      slotOf(day);
    } catch {
      throw this.refusal(name, 'Write a day as YYYYMMDD.');
    }
    return day;
  }

  /** The slot of a day and the koma 01 to 48 of an element. @throws IchienError GRID_VALUE_INVALID, GRID_ELEMENT_MISSING */
  slot(day: string, name: string): number {
    const text = this.text(name);
    const koma = /^\d{1,2}$/.test(text) ? Number(text) : 0;
    if (koma < 1 || koma > 48) throw this.refusal(name, 'Give a time code from 01 to 48.');
    return slotOf(day, koma);
  }

  /** kWh as whole Wh. @throws IchienError GRID_VALUE_INVALID, GRID_ELEMENT_MISSING */
  kwh(name: string, maxWh: number): number {
    const scaled = parseScaled(this.text(name), 4);
    if (scaled === undefined || scaled < 0n || scaled % 10n !== 0n || scaled / 10n > BigInt(maxWh)) {
      throw this.refusal(name, `Give kWh with at most three decimals, from 0 to ${maxWh / 1000}.`);
    }
    return Number(scaled / 10n);
  }

  /** Digits of a fixed length. @throws IchienError GRID_VALUE_INVALID, GRID_ELEMENT_MISSING */
  code(name: string, length: number): string {
    const text = this.text(name);
    if (text.length !== length || !/^[0-9A-Z]+$/.test(text)) throw this.refusal(name, `Give ${length} digits.`);
    return text;
  }

  /** The error that refuses a value. */
  refusal(name: string, fix: string): IchienError {
    const value = this.tree[name];
    const shown = typeof value === 'string' ? `"${value.slice(0, 40)}"` : 'what stands here';
    return gridRefusal('GRID_VALUE_INVALID', this.#place(name), `${shown} is not right.`, fix);
  }

  #place(name: string) {
    return { file: this.file, element: this.path === '' ? name : `${this.path}/${name}` };
  }

  #list(name: string, path: string): Tree[] {
    const value = Object.hasOwn(this.tree, name) ? this.tree[name] : [];
    const list: unknown[] = Array.isArray(value) ? value : [value];
    return list.map((each) => {
      if (each === '') return {};
      if (typeof each === 'object' && each !== null && !Array.isArray(each)) return each as Tree;
      const place = { file: this.file, element: path };
      throw gridRefusal('GRID_XML_INVALID', place, 'it holds text where elements stand.', 'Ask for the file again.');
    });
  }
}

/**
 * The `JPTRM` of a business-protocol message (`SBD-MSG/JPMGRP/JPTRM`), which holds its data. No entity is ever expanded,
 * and a document with a DOCTYPE is refused.
 *
 * @throws IchienError GRID_FILE_TOO_LARGE, GRID_XML_INVALID, GRID_ELEMENT_MISSING
 */
export function readGridMessage(bytes: Uint8Array, file: string): GridElement {
  if (bytes.length > MAX_GRID_FILE_BYTES) {
    const what = `it has ${bytes.length} bytes.`;
    throw gridRefusal('GRID_FILE_TOO_LARGE', { file }, what, `Give at most ${MAX_GRID_FILE_BYTES}.`);
  }
  const text = decodeText(bytes);
  if (text === undefined) throw notXml(file, 'it is neither UTF-8 nor Shift_JIS.');
  if (/<!DOCTYPE/i.test(text)) throw notXml(file, 'it has a DOCTYPE.');
  let tree: Tree;
  try {
    const valid = XMLValidator.validate(text);
    if (valid !== true) throw notXml(file, `line ${valid.err.line}: ${valid.err.msg}`);
    tree = parser.parse(text);
  } catch (error) {
    if (error instanceof IchienError) throw error;
    throw notXml(file, error instanceof Error ? error.message.slice(0, 200) : 'it cannot be read.');
  }
  const data = childOf(childOf(childOf(tree, 'SBD-MSG'), 'JPMGRP'), 'JPTRM');
  if (data === undefined) {
    const place = { file, element: 'SBD-MSG/JPMGRP/JPTRM' };
    throw gridRefusal('GRID_ELEMENT_MISSING', place, 'it is absent, or there is more than one.', 'Give one message.');
  }
  return new GridElement(data, file, '');
}

function childOf(tree: Tree | undefined, name: string): Tree | undefined {
  let child = tree !== undefined && Object.hasOwn(tree, name) ? tree[name] : undefined;
  if (Array.isArray(child) && child.length === 1) [child] = child;
  return typeof child === 'object' && child !== null && !Array.isArray(child) ? (child as Tree) : undefined;
}

function notXml(file: string, what: string) {
  return gridRefusal('GRID_XML_INVALID', { file }, what, 'Ask for the file again.');
}
