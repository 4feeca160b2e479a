import { expect } from 'chai';
import { EventLog } from '#api/stream/event-log.js';

describe('EventLog', () => {
  const logOf = (events: number, limit: number) => {
    const log = new EventLog('run', limit);
    for (let n = 1; n <= events; n++) log.append('everybody', 'n', n);
    return log;
  };
  const numbers = (log: EventLog, lastId: string) => log.after(lastId)?.map(({ number }) => number);

  it('tells what came after an event, in order', () => {
    const log = logOf(5, 10);
    expect(numbers(log, 'run/2')).to.deep.equal([3, 4, 5]);
    expect(numbers(log, 'run/5')).to.deep.equal([]);
    expect(numbers(log, 'run/0')).to.deep.equal([1, 2, 3, 4, 5]);
  });

  it('keeps at least the limit, at most twice as many, and owns to a gap', () => {
    for (const events of [10, 19, 20, 21, 57, 1000]) {
      const log = logOf(events, 10);
      let oldest = events;
      while (oldest > 0 && numbers(log, `run/${oldest - 1}`) !== undefined) oldest -= 1;
      expect(events - oldest, `${events} events`).to.be.within(Math.min(events, 10), 20);
      expect(numbers(log, `run/${oldest}`)).to.have.length(events - oldest);
    }
  });

  it('does not know ids of another run, of the future, or of nothing', () => {
    const log = logOf(5, 10);
    for (const id of [
      'other/3',
      'run/6',
      'run/-1',
      'run/',
      'run',
      '',
      'run/3/4x',
      'run/99999999999999999999',
      'run/٣',
    ]) {
      expect(numbers(log, id), id).to.equal(undefined);
    }
  });

  it('knows the beginning of an empty log', () => {
    expect(numbers(logOf(0, 10), 'run/0')).to.deep.equal([]);
  });
});
