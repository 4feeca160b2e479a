import { expect } from 'chai';
import { IchienError } from '#energy';

/** The code of the `IchienError` that a call throws, or `none` if it returns. Anything else that it throws passes on. */
export function codeOf(call: () => unknown): string {
  return errorOf(call)?.code ?? 'none';
}

/** Expects a call to throw an `IchienError` of a code. @returns it */
export function expectCode(code: string, call: () => unknown): IchienError {
  const error = errorOf(call);
  expect(error?.code ?? 'none').to.equal(code);
  return error!;
}

function errorOf(call: () => unknown): IchienError | undefined {
  try {
    call();
  } catch (error) {
    if (error instanceof IchienError) return error;
    throw error;
  }
  return undefined;
}
