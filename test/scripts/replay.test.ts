import { spawn } from 'node:child_process';
import { expect } from 'chai';
import type { BookEvent } from '#auction';

const SELL = {
  type: 'place',
  orderId: 's1',
  participantId: 'solar',
  side: 'sell',
  priceSen: 1400,
  energyWh: 500,
} as const;
const BUY = { ...SELL, orderId: 'b1', participantId: 'home', side: 'buy', priceSen: 1800, energyWh: 300 } as const;

describe('npm run replay', () => {
  it('answers a session with the events of the market', async () => {
    const { events } = await replay(
      lines(SELL, BUY, { type: 'cancel', orderId: 's1', participantId: 'solar' }, { type: 'close' }),
    );
    expect(events).to.deep.equal([
      { type: 'accepted', sequence: 2, orderId: 's1' },
      { type: 'accepted', sequence: 4, orderId: 'b1' },
      {
        type: 'trade',
        sequence: 5,
        buyOrderId: 'b1',
        sellOrderId: 's1',
        buyerId: 'home',
        sellerId: 'solar',
        priceSen: 1400,
        energyWh: 300,
      },
      { type: 'cancelled', sequence: 7, orderId: 's1', remainingWh: 200 },
      { type: 'closed', sequence: 9 },
    ]);
  });

  it('understands every command and term of the market rules', async () => {
    const { events } = await replay(
      lines(
        { type: 'preOpen' },
        { ...SELL, origin: { sourceType: 'solar' } },
        { ...BUY, origin: { sourceType: 'solar', kind: 'soft', premiumSen: 100 } },
        { type: 'call' },
        { type: 'open' },
        { type: 'halt' },
        { type: 'reduce', orderId: 's1', participantId: 'solar', byWh: 50 },
        { type: 'resume' },
        { type: 'replace', orderId: 's1', participantId: 'solar', priceSen: 1500, energyWh: 100 },
        { ...BUY, orderId: 'b2', timeInForce: 'fillOrKill' },
        { ...BUY, orderId: 'b3', timeInForce: 'goodUntil', goodUntilMs: 10, priceSen: 1, minimumFillWh: 1 },
        { ...BUY, orderId: 'b4', timeInForce: 'goodUntil', goodUntilMs: 10, priceSen: 1 },
        { type: 'expire', atMs: 10 },
        { ...BUY, orderId: 'b5', timeInForce: 'goodUntil', goodUntilMs: 10 },
      ),
    );
    expect(events.map((event) => (event.type === 'rejected' ? event.code : event.type))).to.deep.equal([
      ...['preOpened', 'accepted', 'accepted', 'called', 'trade', 'opened', 'halted', 'reduced', 'resumed', 'replaced'],
      ...['accepted', 'expired', 'accepted', 'expired', 'accepted', 'expired', 'EXPIRY_PAST'],
    ]);
  });

  it('answers why two orders have not traded, without the book noticing', async () => {
    const ask = (buyOrderId: unknown, sellOrderId: unknown) => ({ type: 'whyNot', buyOrderId, sellOrderId });
    const dear = { ...SELL, orderId: 's2', participantId: 'ben', priceSen: 1900, energyWh: 100 };
    const { events } = await replay(
      lines(
        ...[SELL, dear, ask('b1', 's1'), BUY, ask('b1', 's1'), ask('b1', 's2'), ask('s1', 's2')],
        ...[ask(7, ['s1']), { ...ask('b1', 's1'), atMs: 1 }, { ...BUY, orderId: 'b2', priceSen: 1 }],
      ),
    );
    const reasons = (events as readonly object[]).flatMap((event) => ('reason' in event ? [event.reason] : []));
    const expected = ['ORDER_UNKNOWN', null, 'PRICE_NOT_MET', 'NOT_BUY_AND_SELL', 'ORDER_UNKNOWN'];
    expect(reasons).to.deep.equal(expected);
    expect(events[5]).to.deep.include({ ...ask('b1', 's1'), reason: null, message: 'They traded with each other.' });
    expect(events[9]).to.deep.include({
      type: 'rejected',
      code: 'COMMAND_INVALID',
      message: 'Line 9: "atMs" is no field of a whyNot command. Leave it out.',
    });
    expect(events[10]).to.include({ type: 'accepted', sequence: 11 });
  });

  it('takes atMs where it is given', async () => {
    const { events } = await replay(lines({ ...SELL, atMs: 1_700_000_000_000 }, { ...BUY, atMs: -1 }));
    expect(events.map((event) => event.type)).to.deep.equal(['accepted', 'rejected']);
  });

  it('answers a broken line with a rejection that names the line, and goes on', async () => {
    const broken = [
      '{"type":"place",',
      'null',
      '[]',
      '{"type":"amend","orderId":"s1"}',
      '{"type":"place","orderId":"s1","participantId":"solar","side":"sell","priceSen":1400}',
      JSON.stringify({ ...SELL, colour: 'green' }),
      JSON.stringify({ type: 'close', orderId: 's1' }),
      '{"__proto__":{"type":"close"}}',
      JSON.stringify({ ...SELL, type: 'constructor' }),
      JSON.stringify({ ...SELL, orderId: 'x'.repeat(70_000) }),
    ];
    const { events } = await replay(`${broken.join('\n')}\n${lines(SELL)}`);
    const fix =
      'Send type place, cancel, reduce, replace, preOpen, call, open, halt, resume, expire or close with its fields ' +
      'and atMs in unix milliseconds.';
    const rejected = [
      ['', 'COMMAND_INVALID', 'Line 1: "{\\"type\\":\\"place\\"," is not JSON. Write a command as one JSON object.'],
      ['', 'COMMAND_INVALID', `Line 2: command is null. ${fix}`],
      ['', 'COMMAND_INVALID', `Line 3: type is missing. ${fix}`],
      ['s1', 'COMMAND_INVALID', `Line 4: type is "amend". ${fix}`],
      ['s1', 'ENERGY_NOT_WHOLE', 'Line 5: energyWh is missing. Give whole Wh.'],
      ['s1', 'COMMAND_INVALID', 'Line 6: "colour" is no field of a place command. Leave it out.'],
      ['s1', 'COMMAND_INVALID', 'Line 7: "orderId" is no field of a close command. Leave it out.'],
      ['', 'COMMAND_INVALID', `Line 8: type is missing. ${fix}`],
      ['s1', 'COMMAND_INVALID', `Line 9: type is "constructor". ${fix}`],
      ['', 'COMMAND_INVALID', 'Line 10: The line is longer than 65536 bytes. Write one command a line.'],
    ].map(([orderId, code, message], n) => ({ type: 'rejected', sequence: 2 * (n + 1), orderId, code, message }));
    expect(events).to.deep.equal([...rejected, { type: 'accepted', sequence: 22, orderId: 's1' }]);
  });

  it('names the line of what the market refuses', async () => {
    const { events } = await replay(lines(SELL, SELL));
    expect(events[1]).to.deep.include({
      code: 'ORDER_DUPLICATE',
      message: 'Line 2: orderId is "s1". This book has accepted that id before: choose one that was never used in it.',
    });
  });

  it('knows no enrolment: whoever comes is enrolled, outside the sequence', async () => {
    const { events } = await replay(lines({ type: 'enrol', participantId: 'solar', orderId: 's1' }, SELL));
    expect(events[0]).to.include({ sequence: 2, orderId: 's1', code: 'COMMAND_INVALID' });
    expect((events[0] as { message: string }).message).to.match(/^Line 1: type is "enrol"\. Send type place/);
    expect(events[1]).to.deep.equal({ type: 'accepted', sequence: 4, orderId: 's1' });
  });

  it('reads files from anywhere: byte order mark, CRLF, blank lines, no newline at the end', async () => {
    const { events } = await replay(
      `\uFEFF${JSON.stringify(SELL)}\r\n\r\n   \n${JSON.stringify({ ...BUY, energyWh: 0 })}`,
    );
    expect(events).to.have.length(2);
    expect(events[0]).to.include({ type: 'accepted', orderId: 's1' });
    expect(events[1]).to.deep.include({ message: 'Line 4: energyWh is 0. Give at least 1 Wh.' });
  });

  it('prints nothing for nothing', async () => {
    expect((await replay('')).events).to.deep.equal([]);
  });

  it('loses no event when more is written than a pipe holds', async () => {
    const orders = Array.from({ length: 20_000 }, (_, n) => ({ ...SELL, orderId: `s${n}`, participantId: `p${n}` }));
    const { events } = await replay(lines(...orders, { type: 'close' }));
    expect(events).to.have.length(40_001);
    expect(events.at(-1)).to.deep.equal({ type: 'closed', sequence: 60_002 });
  });

  it('ends quietly when the reader of its events goes away', async () => {
    const orders = Array.from({ length: 20_000 }, (_, n) => ({ ...SELL, orderId: `s${n}`, participantId: `p${n}` }));
    const { exitCode, stderr } = await run(lines(...orders), (output) => output.destroy());
    expect([exitCode, stderr]).to.deep.equal([0, '']);
  });
});

function lines(...commands: readonly object[]): string {
  return commands.map((command) => `${JSON.stringify(command)}\n`).join('');
}

/** Runs the script to its end, which must be a good one. */
async function replay(input: string): Promise<{ events: BookEvent[] }> {
  let text = '';
  const { exitCode, stderr } = await run(input, (output) => {
    output.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
  });
  expect([exitCode, stderr]).to.deep.equal([0, '']);
  expect(text === '' || text.endsWith('\n')).to.equal(true);
  return {
    events: text
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as BookEvent),
  };
}

function run(
  input: string,
  read: (output: NodeJS.ReadableStream & { destroy(): void }) => void,
): Promise<{ exitCode: number | null; stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['dist/scripts/replay.js']);
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      stderr += chunk;
    });
    read(child.stdout);
    child.on('error', reject).on('close', (exitCode) => resolve({ exitCode, stderr }));
    child.stdin.on('error', () => {}); // the script may end before it has read everything
    child.stdin.end(input);
  });
}
