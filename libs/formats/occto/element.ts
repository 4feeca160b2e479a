import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { IchienError } from '#energy';
import { type OcctoPlace, occtoRefusal } from './error.js';

/** Largest plan that is read: the real one of 2016 has 150 kB. */
export const MAX_OCCTO_FILE_BYTES = 16 * 1024 * 1024;
/** The deepest path has twelve elements. */
const MAX_DEPTH = 16;

/** One element of a message: a text, or elements in their order. */
export interface Element {
  readonly name: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly content: string | readonly Element[];
}

/** An element with a text or with elements inside. */
export function element(name: string, ...content: readonly (string | Element)[]): Element {
  return { name, content: typeof content[0] === 'string' ? content[0] : (content as Element[]) };
}

const parser = new XMLParser({
  preserveOrder: true,
  processEntities: false,
  htmlEntities: false,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  ignoreDeclaration: true,
  maxNestedTags: MAX_DEPTH,
});

/** Writes a message as XML in UTF-8 with CR LF, as the real file of 2016 is. Texts are plain: nothing needs to be escaped. */
export function printXml(root: Element): Uint8Array {
  const lines = ['<?xml version="1.0" encoding="UTF-8"?>'];
  print(root, '', lines);
  return new TextEncoder().encode(`${lines.join('\r\n')}\r\n`);
}

/** Reads a message. No entity is expanded, and a DOCTYPE is refused. @throws IchienError OCCTO_FILE_TOO_LARGE, OCCTO_XML_INVALID */
export function parseXml(bytes: Uint8Array, file: string): Element {
  if (bytes.length > MAX_OCCTO_FILE_BYTES) {
    const what = `it has ${bytes.length} bytes.`;
    throw occtoRefusal('OCCTO_FILE_TOO_LARGE', { file }, what, `Give at most ${MAX_OCCTO_FILE_BYTES}.`);
  }
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw notXml(file, 'it is not UTF-8.');
  }
  if (/<!DOCTYPE|<!\[CDATA\[|<!--/i.test(text)) throw notXml(file, 'it has a DOCTYPE, CDATA or a comment.');
  try {
    const valid = XMLValidator.validate(text);
    if (valid !== true) throw notXml(file, `line ${valid.err.line}: ${valid.err.msg}`);
    const roots: unknown = parser.parse(text);
    const [root, more] = Array.isArray(roots) ? roots.map(toElement) : [];
    if (root === undefined || more !== undefined) throw notXml(file, 'it has not one root.');
    return root;
  } catch (error) {
    if (error instanceof IchienError) throw error;
    throw notXml(file, error instanceof Error ? error.message.slice(0, 200) : 'it cannot be read.');
  }
}

/** The path at which two messages first differ, or undefined if they are the same. */
export function firstDifference(expected: Element, found: Element, path = expected.name): string | undefined {
  if (expected.name !== found.name) return path;
  const [left, right] = [expected.attributes ?? {}, found.attributes ?? {}];
  const names = Object.keys(left);
  if (names.length !== Object.keys(right).length || names.some((name) => left[name] !== right[name])) return path;
  if (typeof expected.content === 'string' || typeof found.content === 'string') {
    return expected.content === found.content ? undefined : path;
  }
  const length = Math.max(expected.content.length, found.content.length);
  for (let at = 0; at < length; at++) {
    const [ours, theirs] = [expected.content[at], found.content[at]];
    const inner = `${path}/${(theirs ?? ours)!.name}`;
    const place = ours === undefined || theirs === undefined ? inner : firstDifference(ours, theirs, inner);
    if (place !== undefined) return place;
  }
  return undefined;
}

/** Reads what stands in an element, and knows the place for errors. */
export class ElementReader {
  constructor(
    private readonly source: Element,
    readonly place: OcctoPlace,
  ) {}

  /** The records of a group in their order, each with its own place; none if the group is absent. */
  records(group: string, record: string): ElementReader[] {
    return this.#children(group)
      .flatMap((each) => new ElementReader(each, this.place).#children(record))
      .map((each, index) => new ElementReader(each, this.#placeOf(`${group}/${record}[${index + 1}]`)));
  }

  /** The only element of a path. @throws IchienError OCCTO_STRUCTURE_INVALID */
  only(...path: readonly string[]): ElementReader {
    const [name, ...rest] = path;
    if (name === undefined) return this;
    const [child, more] = this.#children(name);
    if (child === undefined || more !== undefined) throw this.#malformed(name, 'it stands there not once.');
    return new ElementReader(child, this.#placeOf(name)).only(...rest);
  }

  /** The text of the only element of a name. @throws IchienError OCCTO_STRUCTURE_INVALID */
  text(name: string): string {
    const { content } = this.only(name).source;
    if (typeof content === 'string') return content;
    if (content.length === 0) return '';
    throw this.#malformed(name, 'it has elements where a text stands.');
  }

  #children(name: string): Element[] {
    const { content } = this.source;
    return typeof content === 'string' ? [] : content.filter((each) => each.name === name);
  }

  #placeOf(name: string): OcctoPlace {
    const path = this.place.element;
    return { ...this.place, element: path === undefined ? name : `${path}/${name}` };
  }

  #malformed(name: string, what: string) {
    return occtoRefusal(
      'OCCTO_STRUCTURE_INVALID',
      this.#placeOf(name),
      what,
      'Give a plan of the layout that we know.',
    );
  }
}

function print({ name, attributes = {}, content }: Element, indent: string, lines: string[]): void {
  const open = [name, ...Object.entries(attributes).map(([key, value]) => `${key}="${value}"`)].join(' ');
  if (typeof content === 'string') {
    lines.push(`${indent}<${open}>${content}</${name}>`);
    return;
  }
  lines.push(`${indent}<${open}>`);
  for (const each of content) print(each, `${indent} `, lines);
  lines.push(`${indent}</${name}>`);
}

/** From the parser's form: `{ NAME: [...], ':@': attributes }`, texts being `{ '#text': ... }`. */
function toElement(node: Readonly<Record<string, unknown>>): Element {
  const name = Object.keys(node).find((key) => key !== ':@')!;
  const children = node[name] as Readonly<Record<string, unknown>>[];
  const attributes = node[':@'] as Readonly<Record<string, string>> | undefined;
  const onlyText = children.length === 1 && Object.hasOwn(children[0]!, '#text');
  const content = onlyText
    ? String(children[0]!['#text'])
    : children.filter((each) => !Object.hasOwn(each, '#text')).map(toElement);
  if (!onlyText && content.length !== children.length) throw new Error(`${name} mixes text and elements.`);
  return { name, content, ...(attributes === undefined ? {} : { attributes }) };
}

function notXml(file: string, what: string) {
  return occtoRefusal('OCCTO_XML_INVALID', { file }, what, 'Give the plan as it was made.');
}
