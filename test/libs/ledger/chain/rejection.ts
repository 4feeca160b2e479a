import { IchienError } from '#energy';

/** The code of the `IchienError` that a promise is rejected with, or `none`. Any other reason passes on. */
export async function rejection(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof IchienError) return error.code;
    throw error;
  }
  return 'none';
}
