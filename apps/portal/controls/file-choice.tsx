import { useRef } from 'react';
import { Action } from './action.js';

/** A button that asks for a file and hands it on as soon as it is chosen. The same file may be chosen again. */
export function FileChoice(props: {
  /** What the file is, for those who hear the page. */
  readonly label: string;
  readonly words: string;
  readonly busy: boolean;
  readonly onChoose: (file: File) => void;
}) {
  const { label, words, busy, onChoose } = props;
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={label}
        onChange={({ target }) => {
          const [chosen] = target.files ?? [];
          target.value = '';
          if (chosen !== undefined) onChoose(chosen);
        }}
      />
      <Action kind="plain" narrow busy={busy} onPress={() => input.current?.click()}>
        {words}
      </Action>
    </>
  );
}

/** A file's name as the API takes it: letters that it does not know become underscores. */
export function plainFileName({ name }: Pick<File, 'name'>): string {
  const plain = name
    .normalize('NFKC')
    .replace(/[^A-Za-z0-9._-]+/g, '_')
    .replace(/^\.+/, '')
    .slice(-100);
  return /^[A-Za-z0-9_-]/.test(plain) ? plain : 'file';
}
