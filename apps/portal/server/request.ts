/** A refusal as the API words it, or a network that did not answer (`status` 0, code `OFFLINE`). */
export class RequestError extends Error {
  override readonly name = 'RequestError';

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

const TIMEOUT_MS = 20_000;

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** Calls the API. @throws RequestError */
export async function request<Answer>(method: Method, path: string, body?: unknown): Promise<Answer> {
  const text = await requestText(method, path, body);
  return (text === '' ? undefined : JSON.parse(text)) as Answer;
}

/** As {@link request}, the answer unread: evidence is verified byte by byte. @throws RequestError */
export async function requestText(method: Method, path: string, body?: unknown): Promise<string> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(`/api${path}`, {
      method,
      credentials: 'same-origin',
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    text = await response.text();
  } catch (cause) {
    throw new RequestError(0, 'OFFLINE', cause instanceof Error ? cause.message : String(cause));
  }
  if (response.ok) return text;
  const { code, message } = refusalIn(text);
  throw new RequestError(response.status, code, message);
}

/** A proxy in front may answer with a page of its own. */
function refusalIn(text: string): { code: string; message: string } {
  try {
    const { code, message } = JSON.parse(text) as { code?: unknown; message?: unknown };
    if (typeof code === 'string' && typeof message === 'string') return { code, message };
  } catch {
    // Not ours.
  }
  return { code: 'INTERNAL', message: 'The server did not answer as expected.' };
}
