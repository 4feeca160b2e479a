import type { FieldNames } from '../server/refusal-of.js';
import { RequestError } from '../server/request.js';
import { staffRefusalOf } from './staff-refusal-of.js';
import { useStaffText } from './use-staff-text.js';

/** Says to staff why something did not work; the API's own words stand behind it, for whoever is asked. Nothing while it did. */
export function StaffRefusal({ error, fields }: { readonly error: Error | null; readonly fields?: FieldNames }) {
  const { s, language } = useStaffText();
  if (error === null) return null;
  return (
    <div className="message bad" role="alert">
      <p>{staffRefusalOf(error, language, fields)}</p>
      {error instanceof RequestError && error.status > 0 && (
        <details>
          <summary>{s('overview.detail')}</summary>
          <p lang="en">{error.message}</p>
        </details>
      )}
    </div>
  );
}
