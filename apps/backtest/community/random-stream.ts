import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';

/**
 * Reproducible random numbers for one purpose of one seed. Streams with different keys are independent, so a
 * household can be made on its own, in any order, and stays the same when others are added.
 */
export class RandomStream {
  private readonly generator: ReturnType<typeof xoroshiro128plusFromState>;
  private spare: number | undefined;

  /** @param key whole numbers that name the stream: the seed, a purpose, an index */
  constructor(...key: readonly number[]) {
    const word = (salt: number) => key.reduce((hash, part) => mix(hash ^ mix(part)), mix(salt));
    this.generator = xoroshiro128plusFromState([word(1), word(2), word(3), word(4)]);
  }

  /** Uniform from `low` (included) to `high` (excluded). */
  between(low: number, high: number): number {
    return low + (high - low) * uniformFloat64(this.generator);
  }

  /** Standard normal (Box-Muller, two at a time). */
  normal(): number {
    if (this.spare !== undefined) {
      const value = this.spare;
      this.spare = undefined;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - this.between(0, 1)));
    const angle = this.between(0, 2 * Math.PI);
    this.spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  /** An index of `shares`, each as likely as its share; shares sum to 1. */
  pick(shares: readonly number[]): number {
    let left = this.between(0, 1);
    for (let i = 0; i < shares.length - 1; i++) {
      left -= shares[i]!;
      if (left < 0) return i;
    }
    return shares.length - 1;
  }
}

/** The finalizer of MurmurHash3, after a Weyl step so that 0 does not stay 0. */
function mix(value: number): number {
  let hash = (value + 0x9e3779b9) | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
