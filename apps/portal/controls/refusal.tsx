import { type FieldNames, refusalOf } from '../server/refusal-of.js';
import { useText } from '../shell/use-text.js';

/** Says why something did not work, and what to do; nothing while it did. */
export function Refusal({ error, fields }: { readonly error: Error | null; readonly fields?: FieldNames }) {
  const { language } = useText();
  if (error === null) return null;
  return (
    <p className="message bad" role="alert">
      {refusalOf(error, language, fields)}
    </p>
  );
}
