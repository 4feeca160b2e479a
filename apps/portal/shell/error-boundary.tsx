import { Component, type ReactNode } from 'react';
import { Action } from '../controls/action.js';
import { useText } from './use-text.js';

interface Props {
  /** Where it stands: elsewhere all is well again. */
  readonly place?: string;
  readonly children: ReactNode;
}

/** Keeps a screen that fails from taking the whole portal with it. */
export class ErrorBoundary extends Component<Props, { readonly failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override componentDidUpdate(before: Props) {
    if (this.state.failed && before.place !== this.props.place) this.setState({ failed: false });
  }

  override render() {
    return this.state.failed ? <Broken /> : this.props.children;
  }
}

function Broken() {
  const { t } = useText();
  return (
    <div className="empty" role="alert">
      <p>{t('app.broken')}</p>
      <Action kind="plain" onPress={() => window.location.reload()}>
        {t('app.reload')}
      </Action>
    </div>
  );
}
