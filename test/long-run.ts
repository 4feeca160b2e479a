/** Most rounds of a long test: some days. */
const MAX_RUNS = 1_000_000_000;
/** How often a long test says how far it is. */
const STEPS = 20;

/** How many rounds an environment variable asks for. @throws Error if it says no whole number from 1 */
export function runsAsked(variable: string, usual: number): number {
  const text = process.env[variable];
  if (text === undefined) return usual;
  const runs = Number(text);
  if (!Number.isSafeInteger(runs) || runs < 1 || runs > MAX_RUNS) {
    throw new Error(`${variable}=${text}: give a whole number from 1 to ${MAX_RUNS}.`);
  }
  return runs;
}

/**
 * Prints how far a long test is, each twentieth of the way, with the seconds since it began.
 *
 * @returns takes what has been done since it was last called
 */
export function progressOf(what: string, total: number): (done: number) => void {
  const startMs = performance.now();
  let [sum, printed] = [0, 0];
  return (done) => {
    sum += done;
    const step = Math.floor((sum / total) * STEPS);
    if (step === printed) return;
    printed = step;
    console.log(
      `      ${Math.min(sum, total)} of ${total} ${what}, ${((performance.now() - startMs) / 1000).toFixed(0)} s`,
    );
  };
}
