const WIDTH = 30;
/** Milliseconds between two drawings. */
const REDRAW_MS = 200;

/**
 * A progress bar with the time left, on standard error: redrawn on a terminal, a line for each tenth elsewhere.
 *
 * @param nowMs wall-clock time
 */
export class ProgressBar {
  readonly #startMs: number;
  #drawnMs = 0;
  #tenth = 0;

  constructor(
    private readonly label: string,
    private readonly nowMs: () => number = Date.now,
    private readonly out: NodeJS.WriteStream = process.stderr,
  ) {
    this.#startMs = nowMs();
  }

  /** Shows that `done` of `total` are done. */
  show(done: number, total: number): void {
    const now = this.nowMs();
    const part = done / total;
    const leftSeconds = Math.ceil(((now - this.#startMs) * (1 / part - 1)) / 1000);
    const text = `${this.label} ${String(Math.floor(part * 100)).padStart(3)} %, ${time(leftSeconds)} left`;
    if (this.out.isTTY) {
      if (now - this.#drawnMs < REDRAW_MS && done < total) return;
      this.#drawnMs = now;
      const filled = Math.round(part * WIDTH);
      this.out.write(`\r[${'#'.repeat(filled)}${'.'.repeat(WIDTH - filled)}] ${text}   ${done === total ? '\n' : ''}`);
    } else if (Math.floor(part * 10) > this.#tenth) {
      this.#tenth = Math.floor(part * 10);
      this.out.write(`${text}\n`);
    }
  }
}

function time(seconds: number): string {
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
