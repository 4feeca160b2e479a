import { useState } from 'react';
import { decodeText } from '#formats/decode-text';
import { FileChoice } from '../controls/file-choice.js';
import { useStaffText } from './use-staff-text.js';

/** Largest file that is read: the API takes no larger one. */
const MAX_BYTES = 1024 * 1024;

/** A button that reads a text file here, in UTF-8 or as a Japanese spreadsheet writes it (Shift_JIS), and says if it is none. */
export function TextFileChoice(props: {
  readonly label: string;
  readonly words: string;
  readonly busy?: boolean;
  readonly onText: (text: string, fileName: string) => void;
}) {
  const { label, words, busy = false, onText } = props;
  const { s } = useStaffText();
  const [isUnreadable, setIsUnreadable] = useState(false);
  const read = async (file: File) => {
    const text = file.size > MAX_BYTES ? undefined : decodeText(new Uint8Array(await file.arrayBuffer()));
    setIsUnreadable(text === undefined);
    if (text !== undefined) onText(text, file.name);
  };
  return (
    <>
      <FileChoice label={label} words={words} busy={busy} onChoose={(file) => void read(file)} />
      <div role="status">{isUnreadable && <p className="message bad">{s('textFile.unreadable')}</p>}</div>
    </>
  );
}
