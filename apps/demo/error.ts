import { IchienError } from '#energy';

/** The closed set of what the demonstration refuses. */
export type DemoErrorCode = 'OPTION_INVALID' | 'DATA_IN_USE' | 'DATA_INVALID';

export function demoError(code: DemoErrorCode, what: string, fix: string): IchienError<DemoErrorCode> {
  return new IchienError(code, what, fix);
}
