import { expect } from 'chai';
import { BatchQueue } from '#api/market/batch-queue.js';

describe('the queue of batches', () => {
  /** A queue that notes what it stores, and fails where it is told to. */
  const makeQueue = (failing: readonly number[] = []) => {
    const batches: number[][] = [];
    const discarded: number[] = [];
    const queue = new BatchQueue<number[]>({
      none: () => [],
      prepare: async () => undefined,
      store: async (changes) => {
        batches.push(changes);
        if (failing.includes(batches.length)) throw new Error('disk full');
        return () => undefined;
      },
      discard: (_, jobs) => discarded.push(jobs),
    });
    const add = (job: number) =>
      queue
        .do((changes) => {
          changes.push(job);
          return job;
        })
        .catch((error: { code: string }) => error.code);
    return { queue, batches, discarded, add };
  };
  const jobsOf = (count: number) => Array.from({ length: count }, (_, job) => job);

  it('stores a crowd by halves, in order, and answers everybody', async () => {
    const { batches, add } = makeQueue();
    expect(await Promise.all(jobsOf(1000).map(add))).to.deep.equal(jobsOf(1000));
    expect(batches.map(({ length }) => length)).to.deep.equal([500, 250, 128, 122]);
    expect(batches.flat()).to.deep.equal(jobsOf(1000));
  });

  it('refuses the batch that could not be stored, and no other', async () => {
    const { discarded, add } = makeQueue([2]);
    const outcomes = await Promise.all(jobsOf(300).map(add));
    expect(outcomes.slice(0, 150)).to.deep.equal(jobsOf(150));
    expect(new Set(outcomes.slice(150, 278))).to.deep.equal(new Set(['STORE_FAILED']));
    expect(outcomes.slice(278)).to.deep.equal(jobsOf(300).slice(278));
    expect(discarded).to.deep.equal([128]);
  });

  it('refuses what is too much at once, and takes orders again when it has caught up', async () => {
    const { add } = makeQueue();
    const outcomes = await Promise.all(jobsOf(20_001).map(add));
    expect(outcomes.at(-1)).to.equal('QUEUE_FULL');
    expect(outcomes.slice(0, -1)).to.deep.equal(jobsOf(20_000));
    expect(await add(7)).to.equal(7);
  });
});
