import { Label } from 'react-aria-components/Label';
import { Radio, RadioGroup } from 'react-aria-components/RadioGroup';

/** One of a few. `segments` lays them side by side. */
export function Choice<Value extends string>(props: {
  readonly label: string;
  readonly value: Value;
  readonly onChange: (value: Value) => void;
  readonly options: readonly { readonly value: Value; readonly label: string; readonly note?: string }[];
  readonly look?: 'cards' | 'segments';
  readonly labelHidden?: boolean;
}) {
  const { label, value, onChange, options, look = 'cards', labelHidden = false } = props;
  return (
    <RadioGroup className="field" value={value} onChange={(chosen) => onChange(chosen as Value)}>
      <Label className={labelHidden ? 'only-heard' : 'label'}>{label}</Label>
      <div className={look === 'cards' ? 'choices' : 'segments'}>
        {options.map((option) => (
          <Radio key={option.value} value={option.value} className={look === 'cards' ? 'choice' : 'segment'}>
            {look === 'cards' ? (
              <>
                <b>{option.label}</b>
                {option.note !== undefined && <span className="explained">{option.note}</span>}
              </>
            ) : (
              option.label
            )}
          </Radio>
        ))}
      </div>
    </RadioGroup>
  );
}
