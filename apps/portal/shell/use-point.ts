import { createContext, useContext } from 'react';
import type { NamedPoint } from '#resident';

/** The supply point that the screens are about. */
export const PointContext = createContext<NamedPoint | null>(null);

/** The supply point in view. Only below the resident's shell. */
export function usePoint(): NamedPoint {
  const point = useContext(PointContext);
  if (point === null) throw new Error('usePoint is used outside the resident area.');
  return point;
}
