import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { DEFAULT_BOOK_RULES, LadderBook, NaiveBook } from '#auction';
import { NamedBook, type NamedCommand, type NamedEvent, type WhyNotAnswer } from './commands.js';

interface Example {
  readonly rule: string;
  readonly lines: readonly string[];
}

/** Each bold sentence of the page and the block below it. */
function examplesOf(page: string): Example[] {
  return [...page.matchAll(/^\*\*(.+?)\*\*.*?^```ndjson\n(.*?)^```$/gms)].map(([, rule, block]) => ({
    rule: rule!,
    lines: block!.trimEnd().split('\n'),
  }));
}

describe('docs/market-rules.md', () => {
  const page = readFileSync('docs/market-rules.md', 'utf8');
  const examples = examplesOf(page);

  it('has an example for every rule', () => {
    expect(examples.length).to.equal(page.match(/^\*\*/gm)?.length);
    expect(examples.length).to.equal(page.match(/^```ndjson$/gm)?.length);
  });

  for (const { rule, lines } of examples) {
    it(rule, () => {
      for (const Book of [LadderBook, NaiveBook]) {
        const book = new NamedBook(new Book(DEFAULT_BOOK_RULES));
        let events: readonly (NamedEvent | WhyNotAnswer)[] = [];
        for (const line of lines) {
          const content = JSON.parse(line.slice(2));
          if (line.startsWith('> ')) {
            expect(events, `left out of the page before ${line}`).to.deep.equal([]);
            events =
              content.type === 'whyNot'
                ? [book.whyNot(content)]
                : book.apply({ atMs: book.nowMs, ...content } as NamedCommand);
          } else {
            expect(line).to.match(/^< /);
            expect(events[0], line).to.deep.include(content);
            events = events.slice(1);
          }
        }
        expect(events, 'left out at the end').to.deep.equal([]);
      }
    });
  }
});
