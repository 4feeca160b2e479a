import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import './style/tokens.css';
import './style/base.css';
import './style/parts.css';
import './style/controls.css';
import './style/lists.css';
import './style/charts.css';
import './style/shell.css';
import { Portal } from './portal.js';
import { applyPreferences } from './shell/preferences.js';

// 120 slices by unicode-range make a long style sheet: the first view does not wait for it.
void import('./style/fonts.css');

applyPreferences();
createRoot(document.getElementById('portal')!).render(
  <StrictMode>
    <Portal />
  </StrictMode>,
);

// In development Vite serves the files; a worker would keep old ones.
if (import.meta.env.PROD && 'serviceWorker' in navigator) {
  window.addEventListener('load', () => {
    // Without it the portal only cannot open offline.
    navigator.serviceWorker.register('/service-worker.js').catch(() => undefined);
  });
}
