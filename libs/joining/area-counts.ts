import type { ApplicationState } from './application-step.js';
import { type PostcodeArea, postcodeAreaOf, type ServiceArea } from './service-area.js';

/** Applications of one beginning of postcodes that are in one state. */
export interface ApplicationGroup {
  /** Enough digits to tell the parts of the area apart. */
  readonly postcode: string;
  readonly state: ApplicationState;
  readonly count: number;
}

/** Supply points that applied, and those of them that take part now. */
export interface AreaCount {
  readonly applications: number;
  readonly enrolled: number;
}

/** Where those who applied live. */
export interface AreaCounts {
  readonly areas: readonly (PostcodeArea & AreaCount)[];
  /** Outside of the service area. */
  readonly elsewhere: AreaCount;
}

/** Digits of a postcode that tell the parts of an area apart. */
export function prefixDigits({ postcodeAreas }: ServiceArea): number {
  return Math.max(...postcodeAreas.map(({ prefix }) => prefix.length));
}

/** Counts groups of applications by the parts of an area. */
export function countAreas(groups: readonly ApplicationGroup[], area: ServiceArea): AreaCounts {
  const countOf = (part: PostcodeArea | undefined): AreaCount => {
    const own = groups.filter(({ postcode }) => postcodeAreaOf(postcode, area) === part);
    const sum = (of: readonly ApplicationGroup[]) => of.reduce((total, { count }) => total + count, 0);
    return { applications: sum(own), enrolled: sum(own.filter(({ state }) => state === 'enrolled')) };
  };
  return {
    areas: area.postcodeAreas.map((part) => ({ ...part, ...countOf(part) })),
    elsewhere: countOf(undefined),
  };
}
