import { apiError } from '../errors.js';

/** The bytes of a request that is a file. @throws IchienError BODY_INVALID */
export function fileBody(body: unknown): Uint8Array {
  if (body instanceof Uint8Array && body.length > 0) return body;
  throw apiError('BODY_INVALID', 'The request holds no file.', 'Send its bytes as application/octet-stream.');
}
