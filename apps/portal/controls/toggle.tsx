import { Switch } from 'react-aria-components/Switch';

/** On or off. */
export function Toggle(props: {
  readonly label: string;
  readonly on: boolean;
  readonly onChange: (on: boolean) => void;
}) {
  return (
    <Switch className="switch" isSelected={props.on} onChange={props.onChange}>
      <b>{props.label}</b>
      <span className="track" />
    </Switch>
  );
}
