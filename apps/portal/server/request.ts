/** A refusal as the API words it, or a network that did not answer (`status` 0, code `OFFLINE`). */
export class RequestError extends Error {
  override readonly name = 'RequestError';

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    /** The values that were wrong, such as a file's `row`. */
    readonly details: Readonly<Record<string, string | number>> = {},
  ) {
    super(message);
  }
}

const TIMEOUT_MS = 20_000;
/** A month of a whole area as a file, on a slow line. */
const FILE_TIMEOUT_MS = 5 * 60_000;

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** Calls the API. @throws RequestError */
export async function request<Answer>(method: Method, path: string, body?: unknown): Promise<Answer> {
  const text = await requestText(method, path, body);
  return (text === '' ? undefined : JSON.parse(text)) as Answer;
}

/** As {@link request}, the answer unread: evidence is verified byte by byte. @throws RequestError */
export function requestText(method: Method, path: string, body?: unknown): Promise<string> {
  const json = body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  return answerOf(path, { method, ...json }, TIMEOUT_MS, (response) => response.text());
}

/** Fetches a file. @throws RequestError */
export function requestFile(path: string): Promise<Blob> {
  return answerOf(path, { method: 'GET' }, FILE_TIMEOUT_MS, (response) => response.blob());
}

/** Sends a file as it is. @throws RequestError */
export function sendFile<Answer>(path: string, file: Blob): Promise<Answer> {
  const sent = { method: 'POST', headers: { 'content-type': 'application/octet-stream' }, body: file };
  return answerOf(path, sent, FILE_TIMEOUT_MS, (response) => response.json() as Promise<Answer>);
}

async function answerOf<Content>(
  path: string,
  sent: RequestInit,
  timeoutMs: number,
  read: (response: Response) => Promise<Content>,
): Promise<Content> {
  let status: number;
  let refused: string;
  try {
    const response = await fetch(`/api${path}`, {
      ...sent,
      credentials: 'same-origin',
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (response.ok) return await read(response);
    status = response.status;
    refused = await response.text();
  } catch (cause) {
    throw new RequestError(0, 'OFFLINE', cause instanceof Error ? cause.message : String(cause));
  }
  const { code, message, details } = refusalIn(refused);
  throw new RequestError(status, code, message, details);
}

/** A proxy in front may answer with a page of its own. */
function refusalIn(text: string): Pick<RequestError, 'code' | 'message' | 'details'> {
  try {
    const { code, message, details } = JSON.parse(text) as Partial<RequestError>;
    if (typeof code === 'string' && typeof message === 'string') return { code, message, details: details ?? {} };
  } catch {
    // Not ours.
  }
  return { code: 'INTERNAL', message: 'The server did not answer as expected.', details: {} };
}
