import { useSyncExternalStore } from 'react';

/** A value that components follow. */
export interface Followed<Value> {
  get(): Value;
  set(value: Value): void;
  subscribe(listener: () => void): () => void;
}

/** Makes a {@link Followed}. */
export function followed<Value>(initial: Value): Followed<Value> {
  let current = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => current,
    set(value) {
      if (Object.is(value, current)) return;
      current = value;
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** The value, and its changes. */
export function useFollowed<Value>(source: Followed<Value>): Value {
  return useSyncExternalStore(source.subscribe, source.get);
}

/** True when the server said that nobody is signed in any more. */
export const sessionEnded = followed(false);
