/**
 * An acknowledged order must survive a power cut, so every commit reaches the disk: in WAL mode, `FULL` syncs the log at each
 * commit, where `NORMAL` would do so at checkpoints only.
 */
export const DURABLE = 'PRAGMA synchronous = FULL';

/** For rows that follow from others: they are on the disk with the next commit that is, or at a checkpoint. */
export const NOT_SYNCED = 'PRAGMA synchronous = NORMAL';

/** How long a connection waits for the other one to end its transaction: a fault, as all work is queued (`Database`). */
export const WAIT_MS = 5000;
