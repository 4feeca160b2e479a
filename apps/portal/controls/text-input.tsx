import { FieldError } from 'react-aria-components/FieldError';
import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { Text } from 'react-aria-components/Text';
import { TextField } from 'react-aria-components/TextField';

/** A labelled line of text with its hint, and what is wrong with it. */
export function TextInput(props: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly type?: 'text' | 'email' | 'password' | 'url' | 'date';
  readonly autoComplete?: string;
  readonly inputMode?: 'decimal' | 'numeric' | 'email' | 'text';
  /** First day that a date may be. */
  readonly min?: string;
  readonly hint?: string;
  readonly error?: string | undefined;
}) {
  const { label, value, onChange, type = 'text', autoComplete, inputMode, min, hint, error } = props;
  return (
    <TextField
      className="field"
      value={value}
      onChange={onChange}
      type={type}
      isInvalid={error !== undefined}
      validationBehavior="aria"
      {...(autoComplete !== undefined && { autoComplete })}
      {...(inputMode !== undefined && { inputMode })}
    >
      <Label>{label}</Label>
      <Input maxLength={1000} min={min} />
      {hint !== undefined && (
        <Text slot="description" className="note">
          {hint}
        </Text>
      )}
      <FieldError className="error">{error}</FieldError>
    </TextField>
  );
}
