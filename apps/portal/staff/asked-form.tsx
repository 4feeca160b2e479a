import type { QueryKey } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { Action } from '../controls/action.js';
import { StaffRefusal } from './staff-refusal.js';
import { useOperation } from './use-operation.js';
import { useStaffText } from './use-staff-text.js';

/** An entry on its way: typed, looked through, entered once. */
export interface AskedEntry<Answer> {
  /** True once something wrong was to be looked through, until it is right: fields then say what is wrong with them. */
  readonly isRefused: boolean;
  readonly form: {
    readonly step: 'typing' | 'refused' | 'asking';
    setStep(step: 'typing' | 'refused' | 'asking'): void;
    readonly enter: ReturnType<typeof useOperation<object, Answer>>;
  };
  /** To be called with each change of a field: what was looked through is another now. */
  change(): void;
}

/** @param path where the entry is posted. @param concerns what it changes */
export function useAskedEntry<Answer = unknown>(path: string, concerns: readonly QueryKey[]): AskedEntry<Answer> {
  const [step, setStep] = useState<'typing' | 'refused' | 'asking'>('typing');
  const enter = useOperation<object, Answer>('POST', path, concerns);
  return {
    isRefused: step === 'refused',
    form: { step, setStep, enter },
    change: () => {
      enter.reset();
      if (step === 'asking') setStep('typing');
    },
  };
}

/** A form that says in words what will be entered before it is. */
export function AskedForm<Answer>(props: {
  readonly entry: AskedEntry<Answer>;
  readonly title: string;
  readonly note: string;
  /** The button that leads to the words, and the one that enters. */
  readonly check: string;
  readonly go: string;
  /** True if all fields are right. */
  readonly isWhole: boolean;
  readonly body: object;
  /** What will be entered. */
  readonly sure: ReactNode;
  /** What is wrong with the whole. */
  readonly wrong?: string | undefined;
  readonly done: (answer: Answer) => ReactNode;
  readonly children: ReactNode;
}) {
  const { title, isWhole } = props;
  const { step, setStep, enter } = props.entry.form;
  const { s } = useStaffText();
  const ask = (event: FormEvent) => {
    event.preventDefault();
    if (!enter.isPending) setStep(isWhole ? 'asking' : 'refused');
  };
  return (
    <form className="card" onSubmit={ask} noValidate>
      <h2>{title}</h2>
      <p className="note">{props.note}</p>
      {props.children}
      {step === 'asking' ? (
        <div className="message confirm" role="alertdialog" aria-label={title}>
          {props.sure}
          <Action
            narrow
            onPress={() => {
              setStep('typing');
              enter.mutate(props.body);
            }}
          >
            {props.go}
          </Action>{' '}
          <Action kind="plain" narrow onPress={() => setStep('typing')}>
            {s('day.cancel')}
          </Action>
        </div>
      ) : (
        <Action submit narrow busy={enter.isPending}>
          {props.check}
        </Action>
      )}
      <div role="status">
        {step === 'refused' && props.wrong !== undefined && <p className="message bad">{props.wrong}</p>}
        {enter.isSuccess && props.done(enter.data)}
        <StaffRefusal error={enter.error} />
      </div>
    </form>
  );
}
