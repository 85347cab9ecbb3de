/** The first digits of π behind its point: the same numbers at every run, and no choice of ours. */
const seed = [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344] as const;

/**
 * Whole numbers from 0 to 2³² − 1 that look random, the same ones each time: xoshiro128** of D. Blackman and
 * S. Vigna, "Scrambled linear pseudorandom number generators", ACM TOMS 47 (2021).
 */
export class RandomNumbers {
  readonly #state = Int32Array.from(seed);

  next(): number {
    const state = this.#state as Int32Array & { 0: number; 1: number; 2: number; 3: number };
    const scrambled = Math.imul(rotate(Math.imul(state[1], 5), 7), 9);
    const shifted = state[1] << 9;
    state[2] ^= state[0];
    state[3] ^= state[1];
    state[1] ^= state[2];
    state[0] ^= state[3];
    state[2] ^= shifted;
    state[3] = rotate(state[3], 11);
    return scrambled >>> 0;
  }

  /** From 0 to `bound` − 1; for a bound up to 2²¹ none is likelier than another by more than one in 2000. */
  below(bound: number): number {
    return Math.floor((this.next() * bound) / 2 ** 32);
  }
}

function rotate(bits: number, by: number): number {
  return (bits << by) | (bits >>> (32 - by));
}
