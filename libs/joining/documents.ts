/** Documents beside one another: whoever joins reads and agrees to all. */
export const MAX_DOCUMENT_NAMES = 20;
/** Longest text of a document. */
export const MAX_DOCUMENT_CHARACTERS = 40_000;
