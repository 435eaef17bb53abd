// SPDX-License-Identifier: MIT
/** A ring of stereo samples in shared memory: the engine's worker writes, the audio worklet reads, nobody waits. */

/** Words before the samples: written, read, ended. Counts are of samples, modulo 2^32. */
const headWords = 4;

/** Samples of room: a second ahead, a block of 8192, and what the worklet has not told of yet. @param {number} rate Hz */
const capacityAt = (rate) => Math.ceil(rate * 1.25) + 3 * 8192;

/**
 * Memory for a ring.
 *
 * @param {number} rate samples a second
 * @returns {SharedArrayBuffer}
 * @example
 * const ring = soundRing(makeSoundRing(48000));
 */
export const makeSoundRing = (rate) => new SharedArrayBuffer(4 * (headWords + 2 * capacityAt(rate)));

/**
 * @typedef {object} SoundRing
 * @property {() => number} available samples that can be read
 * @property {(left: Float32Array, right: Float32Array) => void} write as many as the caller knows to be free
 * @property {(index: number) => number} left the sample `index` behind the place of reading
 * @property {(index: number) => number} right
 * @property {(count: number) => void} read moves the place of reading on
 * @property {() => void} end no more is written
 * @property {() => boolean} ended
 */

/**
 * One side of a ring.
 *
 * @param {SharedArrayBuffer} memory
 * @returns {SoundRing}
 * @example
 * soundRing(memory).write(left, right);
 */
export function soundRing(memory) {
  const head = new Int32Array(memory, 0, headWords);
  const capacity = (memory.byteLength / 4 - headWords) / 2;
  const sides = [0, 1].map((side) => new Float32Array(memory, 4 * (headWords + side * capacity), capacity));
  // Each side counts on for itself: the words in memory wrap around.
  let written = 0;
  let taken = 0;
  const at = (/** @type {number} */ side, /** @type {number} */ index) => sides[side][(taken + index) % capacity];
  return {
    available: () => (Atomics.load(head, 0) - (taken | 0)) | 0,
    write(left, right) {
      [left, right].forEach((samples, side) => {
        const place = written % capacity;
        const first = Math.min(samples.length, capacity - place);
        sides[side].set(samples.subarray(0, first), place);
        sides[side].set(samples.subarray(first), 0);
      });
      written += left.length;
      Atomics.store(head, 0, written | 0);
    },
    left: (index) => at(0, index),
    right: (index) => at(1, index),
    read(count) {
      taken += count;
      Atomics.store(head, 1, taken | 0);
    },
    end: () => void Atomics.store(head, 2, 1),
    ended: () => Atomics.load(head, 2) === 1,
  };
}
