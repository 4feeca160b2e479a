import { IchienError } from '#energy';

/** The code of the `IchienError` that a call throws, or `none` if it returns. Anything else that it throws passes on. */
export function codeOf(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    if (error instanceof IchienError) return error.code;
    throw error;
  }
  return 'none';
}
