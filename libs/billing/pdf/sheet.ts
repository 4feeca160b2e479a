import PDFDocument from 'pdfkit';
import { breakLines } from './break-lines.js';
import { type Fonts, loadFonts, widthIn } from './fonts.js';
import { printable } from './printable.js';
import { COLOURS, LEFT, PAGE, RIGHT } from './theme.js';
import type { StatementPdf } from './types.js';

/** How a text is set. */
export interface TextStyle {
  readonly size?: number;
  readonly bold?: boolean;
  readonly colour?: string;
  readonly align?: 'left' | 'right';
}

/** What the reader's program shows, and when the document counts as made. */
export interface SheetInfo {
  readonly title: string;
  readonly author: string;
  /** JST day, `YYYY-MM-DD`. */
  readonly day: string;
  /** Stands at the foot of every page, before the page number; cut after one line. */
  readonly foot: string;
}

type Structure = PDFKit.PDFStructureElement;

/** A document that is written from top to bottom. Text is tagged (PDF/UA's structure), ornament is marked as such. */
export class Sheet {
  /** Top of what comes next, points from the top of the page. */
  y: number = PAGE.margin;
  readonly #document: PDFKit.PDFDocument;
  readonly #fonts: Fonts = loadFonts();
  readonly #missing = new Set<string>();
  readonly #root: Structure;
  readonly #info: SheetInfo;
  #parent: Structure;
  #onNewPage: (() => void) | undefined;

  constructor(info: SheetInfo) {
    const date = new Date(`${info.day}T00:00:00+09:00`);
    this.#info = info;
    this.#document = new PDFDocument({
      size: 'A4',
      margin: 0,
      bufferPages: true,
      pdfVersion: '1.7',
      lang: 'ja',
      tagged: true,
      displayTitle: true,
      font: '', // none by default: those registered below
      info: { Title: info.title, Author: info.author, Producer: 'Ichien', Creator: 'Ichien', CreationDate: date },
    });
    this.#document.registerFont('regular', this.#fonts.regular.font as unknown as string);
    this.#document.registerFont('bold', this.#fonts.bold.font as unknown as string);
    this.#root = this.#document.struct('Document');
    this.#document.addStructure(this.#root);
    this.#parent = this.#root;
  }

  /** Width of a text in points. */
  widthOf(text: string, { size = 9, bold = false }: TextStyle = {}): number {
    return this.#width(this.#printable(text), size, bold);
  }

  /** Writes one line whose top is at `y`. Alone it is a paragraph of the structure. */
  write(text: string, x: number, y: number, style: TextStyle = {}, tag = 'P'): void {
    this.#tagged(tag, () => this.#draw(this.#printable(text), x, y, style));
  }

  /** Writes a text into `width`: shrunk down to `minSize`, then broken. @returns the height that it took */
  fit(text: string, x: number, y: number, width: number, style: TextStyle & { minSize: number }, tag = 'P'): number {
    const wanted = style.size ?? 9;
    const full = this.widthOf(text, { ...style, size: wanted });
    const size = Math.max(style.minSize, Math.min(wanted, (wanted * width) / full));
    const lines = this.lines(text, width, { ...style, size });
    this.#tagged(tag, () => {
      for (const [index, line] of lines.entries()) this.#draw(line, x, y + index * size * 1.45, { ...style, size });
    });
    return Math.max(1, lines.length) * size * 1.45;
  }

  /** A text broken to `width`. */
  lines(text: string, width: number, style: TextStyle = {}): string[] {
    const { size = 9, bold = false } = style;
    // 0.01 point of grace: a text that was shrunk to the width must not break.
    return breakLines(this.#printable(text), width + 0.01, (part) => this.#width(part, size, bold));
  }

  /** A paragraph at the current height, over as many pages as it needs. */
  paragraph(text: string, x: number, width: number, style: TextStyle = {}): void {
    const leading = (style.size ?? 9) * 1.6;
    for (const line of this.lines(text, width, style)) {
      this.need(leading);
      this.write(line, x, this.y, style);
      this.y += leading;
    }
  }

  /** Puts all that `content` writes under one element of the structure, such as `Table`, `TR`. */
  group(tag: string, content: () => void): void {
    const before = this.#parent;
    this.#parent = this.#document.struct(tag);
    before.add(this.#parent);
    content();
    this.#parent = before;
  }

  /** Ornament: lines, bars, boxes. `content` draws with the document itself. */
  ornament(content: (document: PDFKit.PDFDocument) => void): void {
    this.#document.markContent('Artifact', { type: 'Layout' });
    this.#document.save();
    content(this.#document);
    this.#document.restore();
    this.#document.endMarkedContent();
  }

  /** A thin line across the text. */
  rule(y: number, colour: string = COLOURS.line, width = 0.6): void {
    this.ornament((document) => document.moveTo(LEFT, y).lineTo(RIGHT, y).lineWidth(width).stroke(colour));
  }

  /** Begins a page unless `height` more points fit on this one. */
  need(height: number): void {
    if (this.y + height <= PAGE.height - PAGE.bottom) return;
    this.#document.addPage();
    this.y = PAGE.margin;
    this.#onNewPage?.();
  }

  /** Repeats `head` on every page that begins while `content` writes, such as the head of a table. */
  repeating(head: () => void, content: () => void): void {
    this.#onNewPage = head;
    head();
    content();
    this.#onNewPage = undefined;
  }

  /** Numbers the pages and ends the document. */
  async finish(): Promise<StatementPdf> {
    const document = this.#document;
    const { count } = document.bufferedPageRange();
    const foot = { size: 7, colour: COLOURS.quiet } as const;
    const [first = '', ...more] = this.lines(this.#info.foot, RIGHT - LEFT - 60, foot);
    for (let page = 0; page < count; page++) {
      document.switchToPage(page);
      document.markContent('Artifact', { type: 'Pagination' });
      const y = PAGE.height - 40;
      this.#draw(more.length > 0 ? `${first} …` : first, LEFT, y, foot);
      this.#draw(`${page + 1} / ${count}`, RIGHT, y, { ...foot, align: 'right' });
      document.endMarkedContent();
    }
    const chunks: Buffer[] = [];
    document.on('data', (chunk: Buffer) => chunks.push(chunk));
    const ended = new Promise<void>((resolve, reject) => document.once('end', resolve).once('error', reject));
    this.#root.end();
    document.end();
    await ended;
    return { bytes: Buffer.concat(chunks), pages: count, missingCharacters: [...this.#missing] };
  }

  #tagged(tag: string, draw: () => void): void {
    const element = this.#document.struct(tag);
    this.#parent.add(element);
    element.add(this.#document.markStructureContent(tag));
    draw();
    this.#document.endMarkedContent();
    element.end();
  }

  #draw(text: string, x: number, y: number, { size = 9, bold = false, colour, align }: TextStyle): void {
    const left = align === 'right' ? x - this.#width(text, size, bold) : x;
    this.#document.font(bold ? 'bold' : 'regular').fontSize(size);
    this.#document.fillColor(colour ?? COLOURS.ink).text(text, left, y, { lineBreak: false });
  }

  #width(text: string, size: number, bold: boolean): number {
    return widthIn(bold ? this.#fonts.bold : this.#fonts.regular, text, size);
  }

  #printable(text: string): string {
    return printable(text, this.#fonts.regular.font, this.#missing);
  }
}
