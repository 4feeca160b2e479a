import { Action } from '../controls/action.js';
import { TextInput } from '../controls/text-input.js';
import { useStaffText } from '../staff/use-staff-text.js';
import { type DiscountDraft, discountOf, MAX_DISCOUNTS } from './billing-account-draft.js';

/** The discounts of a contract, one below the other, and the way to add one or take it out. */
export function Discounts(props: {
  readonly discounts: readonly DiscountDraft[];
  readonly isRefused: boolean;
  readonly onChange: (discounts: readonly DiscountDraft[]) => void;
}) {
  const { s } = useStaffText();
  const { discounts, isRefused, onChange } = props;
  const change = (index: number, part: Partial<DiscountDraft>) =>
    onChange(discounts.map((discount, place) => (place === index ? { ...discount, ...part } : discount)));
  return (
    <>
      {discounts.map((discount, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they have nothing else that stays
        <fieldset key={index} className="message">
          <legend>{s('accounts.discount', { number: index + 1 })}</legend>
          <TextInput
            label={s('accounts.discountName')}
            value={discount.labelJa}
            onChange={(labelJa) => change(index, { labelJa })}
          />
          <TextInput
            label={s('accounts.discountYen')}
            inputMode="numeric"
            value={discount.amount}
            onChange={(amount) => change(index, { amount })}
            error={isRefused && discountOf(discount) === undefined ? s('rules.wrong') : undefined}
          />
          <Action kind="plain" narrow onPress={() => onChange(discounts.filter((_, place) => place !== index))}>
            {s('accounts.discountRemove')}
          </Action>
        </fieldset>
      ))}
      {discounts.length < MAX_DISCOUNTS && (
        <p>
          <Action kind="plain" narrow onPress={() => onChange([...discounts, { labelJa: '', amount: '' }])}>
            {s('accounts.discountAdd')}
          </Action>
        </p>
      )}
    </>
  );
}
