/** A typeset statement. The same statement always gives the same bytes. */
export interface StatementPdf {
  readonly bytes: Uint8Array;
  readonly pages: number;
  /** Characters that the font lacks and that are printed as 〓 (geta): somebody should look at them. Once each, in order. */
  readonly missingCharacters: readonly string[];
}
