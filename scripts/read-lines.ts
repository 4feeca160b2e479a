const NEWLINE = 0x0a;

/**
 * Splits a byte stream into lines, a batch for every chunk that arrives, in memory bounded by one line and one chunk.
 *
 * @param maxBytes longest line; a longer one is read past and stands as undefined in its place
 */
export async function* readLines(
  source: AsyncIterable<Buffer>,
  maxBytes: number,
): AsyncGenerator<readonly (string | undefined)[]> {
  let pending: Buffer[] = [];
  let pendingBytes = 0;
  const keep = (piece: Buffer) => {
    pendingBytes += piece.length;
    if (pendingBytes > maxBytes) pending = [];
    else pending.push(piece);
  };
  const finish = () => {
    const line = pendingBytes > maxBytes ? undefined : Buffer.concat(pending).toString('utf8');
    pending = [];
    pendingBytes = 0;
    return line;
  };

  for await (const chunk of source) {
    const lines: (string | undefined)[] = [];
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      keep(chunk.subarray(start, end));
      lines.push(finish());
      start = end + 1;
    }
    keep(chunk.subarray(start));
    yield lines;
  }
  if (pendingBytes > 0) yield [finish()];
}
