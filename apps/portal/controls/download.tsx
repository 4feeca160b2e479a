import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { requestFile } from '../server/request.js';
import { Action } from './action.js';
import { Refusal } from './refusal.js';

/**
 * Fetches a file of the API and hands it to the device. A link would show what the API refuses as a page of JSON; here it is said
 * in words beside the button, which tries again.
 */
export function Download(props: {
  /** Path below /api. */
  readonly path: string;
  /** What it is called on the device. */
  readonly name: string;
  readonly children: ReactNode;
  readonly narrow?: boolean;
}) {
  const { path, name, children, narrow = false } = props;
  const take = useMutation({ mutationFn: async () => handOver(await requestFile(path), name) });
  return (
    <>
      <Action kind="plain" narrow={narrow} busy={take.isPending} onPress={() => take.mutate()}>
        {children}
      </Action>
      <Refusal error={take.error} />
    </>
  );
}

function handOver(content: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
