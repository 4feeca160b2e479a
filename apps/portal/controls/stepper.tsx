import { Button } from 'react-aria-components/Button';
import { useText } from '../shell/use-text.js';

/** What is shown now, with the way to the one before and after. */
export function Stepper(props: {
  readonly shown: string;
  readonly onPrevious: () => void;
  readonly onNext: () => void;
  readonly isLast: boolean;
}) {
  const { t } = useText();
  return (
    <div className="stepper">
      <Button aria-label={t('graph.prev')} onPress={props.onPrevious}>
        ‹
      </Button>
      <b aria-live="polite">{props.shown}</b>
      <Button aria-label={t('graph.next')} onPress={props.onNext} isDisabled={props.isLast}>
        ›
      </Button>
    </div>
  );
}
