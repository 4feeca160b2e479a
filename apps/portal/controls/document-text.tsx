import { useState } from 'react';
import { useDocument } from '../server/joining.js';
import { Loaded } from './loaded.js';

/** One version of a contract document behind its title; its text is fetched when it is opened. */
export function DocumentText({ sha256, title }: { readonly sha256: string; readonly title: string }) {
  const [isOpen, setIsOpen] = useState(false);
  const document = useDocument(sha256, isOpen);
  return (
    <details onToggle={({ currentTarget }) => setIsOpen(currentTarget.open)}>
      <summary>{title}</summary>
      {isOpen && <Loaded query={document}>{({ text }) => <p className="prose">{text}</p>}</Loaded>}
    </details>
  );
}
