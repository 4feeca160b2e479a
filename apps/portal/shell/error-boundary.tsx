import { Component, type ReactNode } from 'react';
import { Action } from '../controls/action.js';
import { useText } from './use-text.js';

/** Keeps a screen that fails from taking the whole portal with it. */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, { readonly failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
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
