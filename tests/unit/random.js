// SPDX-License-Identifier: MIT

/**
 * A generator of numbers from 0 to below 1 that a seed fixes (mulberry32 of Tommy Ettinger, public domain).
 *
 * @param {number} seed
 * @returns {() => number}
 */
export function seeded(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Bytes that a seed fixes.
 *
 * @param {number} seed
 * @param {number} count
 */
export function seededBytes(seed, count) {
  const next = seeded(seed);
  return Uint8Array.from({ length: count }, () => next() * 256);
}
