import { type FormEvent, useState } from 'react';
import { useStaffText } from './use-staff-text.js';

/**
 * The fields of a form: what was typed, and beside each what is wrong with it once it was to be sent.
 *
 * @param wrongIn which fields are wrong
 * @param changed called with each change: what was answered before is about something else
 */
export function useDraft<Field extends string>(
  first: Readonly<Record<Field, string>>,
  wrongIn: (draft: Readonly<Record<Field, string>>) => Partial<Readonly<Record<NoInfer<Field>, boolean>>>,
  changed?: () => void,
) {
  const { s } = useStaffText();
  const [draft, setDraft] = useState(first);
  const [isRefused, setRefused] = useState(false);
  const wrong = wrongIn(draft);
  return {
    draft,
    input: (field: Field) => ({
      value: draft[field],
      onChange: (value: string) => {
        setDraft({ ...draft, [field]: value });
        changed?.();
      },
      error: isRefused && wrong[field] === true ? s('rules.wrong') : undefined,
    }),
    /** Sends if nothing is wrong. */
    submit: (send: () => void) => (event: FormEvent) => {
      event.preventDefault();
      const isWhole = !Object.values(wrong).includes(true);
      setRefused(!isWhole);
      if (isWhole) send();
    },
  };
}
