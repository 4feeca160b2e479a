import { getDocumentProxy } from 'unpdf';

/** A piece of text and where it stands, points from the left and the bottom of the page. */
export interface Piece {
  readonly page: number;
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
  readonly size: number;
}

/** What a reader's program gets out of a PDF. */
export interface ReadPdf {
  readonly pieces: readonly Piece[];
  /** All text without spaces and line ends. */
  readonly text: string;
  readonly title: string;
  readonly language: string | undefined;
  readonly isTagged: boolean;
  /** Roles of the first page's structure, outside in. */
  readonly roles: ReadonlySet<string>;
}

interface Node {
  readonly role?: string;
  readonly children?: readonly Node[];
}

/** Reads text, places and structure. */
export async function readPdf(bytes: Uint8Array): Promise<ReadPdf> {
  const document = await getDocumentProxy(new Uint8Array(bytes), { verbosity: 0 });
  const pieces: Piece[] = [];
  const roles = new Set<string>();
  const collect = (node: Node) => {
    if (node.role !== undefined) roles.add(node.role);
    for (const child of node.children ?? []) collect(child);
  };
  for (let page = 1; page <= document.numPages; page++) {
    const sheet = await document.getPage(page);
    for (const item of (await sheet.getTextContent()).items) {
      if (!('str' in item) || item.str.trim() === '') continue;
      const [size, , , , left, bottom] = item.transform as number[];
      pieces.push({ page, text: item.str, left: left!, right: left! + item.width, bottom: bottom!, size: size! });
    }
    if (page === 1) collect((await sheet.getStructTree()) as Node);
  }
  const { info } = (await document.getMetadata()) as unknown as { info: { Title: string; Language?: string } };
  const marks = (await document.getMarkInfo()) as { Marked?: boolean } | null;
  return {
    pieces,
    text: pieces
      .map(({ text }) => text)
      .join('')
      .replace(/\s/g, ''),
    title: info.Title,
    language: info.Language,
    isTagged: marks?.Marked === true,
    roles,
  };
}
