import { useState } from 'react';
import { Select } from '../controls/select.js';
import { useCloseProgress } from '../server/billing.js';
import { MonthStepper, useMonth } from '../staff/day-choice.js';
import { useStaffText } from '../staff/use-staff-text.js';
import { BankAnswer } from './bank-answer.js';
import { TransfersExecuted } from './transfers-executed.js';

/** What the bank did with the files of a month's close: the last one's, or another's. */
export function BankResults() {
  const { s } = useStaffText();
  const month = useMonth('last');
  const runs = useCloseProgress(month).data?.closes.map(({ run }) => run) ?? [];
  const [asked, setAsked] = useState('1');
  if (month === undefined) return null;
  const run = runs.includes(Number(asked)) ? Number(asked) : 1;
  return (
    <>
      <h2>{s('bank.results')}</h2>
      <MonthStepper month={month} />
      {runs.length > 1 && (
        <Select
          label={s('bank.run')}
          value={String(run)}
          options={runs
            .toSorted((a, b) => a - b)
            .map((each) => ({
              value: String(each),
              label: s(each === 1 ? 'close.firstRun' : 'close.again', { run: each }),
            }))}
          onChange={setAsked}
        />
      )}
      {runs.length === 0 ? (
        <p className="empty">{s('bank.notClosed')}</p>
      ) : (
        <>
          <BankAnswer key={`debit ${month} ${run}`} month={month} run={run} />
          <TransfersExecuted key={`transfer ${month} ${run}`} month={month} run={run} />
        </>
      )}
    </>
  );
}
