import { IchienError } from '#energy';

/** Reads a stream to its end as UTF-8 text. @throws IchienError INPUT_TOO_LARGE, INPUT_NOT_UTF8 */
export async function readStream(source: AsyncIterable<Buffer>, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of source) {
    bytes += chunk.length;
    if (bytes > maxBytes) {
      throw new IchienError(
        'INPUT_TOO_LARGE',
        `The input is larger than ${maxBytes} bytes.`,
        'Give one slot at a time.',
      );
    }
    chunks.push(chunk);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    throw new IchienError('INPUT_NOT_UTF8', 'The input is not UTF-8.', 'Save it as UTF-8.');
  }
}
