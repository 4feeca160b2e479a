import { createContext, useContext } from 'react';
import type { SupplyPoint } from '#resident';

/** The supply point that the screens are about. */
export const PointContext = createContext<SupplyPoint | null>(null);

/** The supply point in view. Only below the resident's shell. */
export function usePoint(): SupplyPoint {
  const point = useContext(PointContext);
  if (point === null) throw new Error('usePoint is used outside the resident area.');
  return point;
}
