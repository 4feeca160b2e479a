import { expect } from 'chai';
import { type IchienError, isIchienError } from '#energy';
import type { HouseholdErrorCode } from '#formats';

/** CSV bytes of rows of fields. */
export function csv(rows: readonly (readonly (string | number)[])[]): Uint8Array {
  return new TextEncoder().encode(rows.map((row) => `${row.join(',')}\n`).join(''));
}

/** A copy of `rows` with one field replaced; both count from 0. */
export function withField(
  rows: readonly (readonly (string | number)[])[],
  row: number,
  field: number,
  text: string,
): (string | number)[][] {
  return rows.map((fields, i) => fields.map((value, j) => (i === row && j === field ? text : value)));
}

/** A copy of `rows` without one. */
export function withoutRow<Row>(rows: readonly Row[], row: number): Row[] {
  return rows.filter((_, i) => i !== row);
}

/** A table of broken inputs: what is wrong, the input, the code, and the row and column that are named. */
export type Refusals<Input> = readonly (readonly [
  what: string,
  input: Input,
  code: HouseholdErrorCode,
  row?: number | undefined,
  column?: string,
])[];

/** One test a broken input: `read` refuses it with its code and place, and says in sentences what to do. */
export function itRefuses<Input>(read: (input: Input) => unknown, refusals: Refusals<Input>): void {
  for (const [what, input, code, row, column] of refusals) {
    it(`refuses ${what}`, () => {
      const error = refusalOf(() => read(input));
      expect(error.code).to.equal(code);
      expect(error.details.file).to.be.a('string');
      if (row !== undefined) expect(error.details.row).to.equal(row);
      if (column !== undefined) expect(error.details.column).to.equal(column);
      expect(error.message).to.match(/^\S.*\. \S.*\.$/s);
    });
  }
}

function refusalOf(read: () => unknown): IchienError {
  try {
    read();
  } catch (error) {
    if (isIchienError(error)) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

export function sum(values: Int32Array): number {
  return values.reduce((total, value) => total + value, 0);
}
