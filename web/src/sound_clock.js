// SPDX-License-Identifier: MIT
/** @import { Anchor } from './audio.js' */

/**
 * Turns the time that a listener hears into seconds of sound, by the anchors that the worklet sends.
 *
 * @example
 * const clock = new SoundClock(48000);
 * clock.add({ time: 0.5, position: 0, stalled: false });
 * clock.at(1.5); // 1
 */
export class SoundClock {
  #rate;
  /** @type {Anchor[]} */
  #anchors = [];

  /** @param {number} rate samples a second of the clip */
  constructor(rate) {
    this.#rate = rate;
  }

  /** True when sound has begun. */
  get begun() {
    return this.#anchors.length > 0;
  }

  /** @param {Anchor} anchor */
  add(anchor) {
    this.#anchors.push(anchor);
    // The output lags behind by less than a second.
    while (this.#anchors.length > 2 && this.#anchors[1].time < anchor.time - 5) this.#anchors.shift();
  }

  /**
   * Seconds of sound played when the context's time `time` is heard; 0 before it begins.
   *
   * @param {number} time seconds of the context
   * @returns {number}
   */
  at(time) {
    const index = this.#anchors.findLastIndex((anchor) => anchor.time <= time);
    if (index < 0) return (this.#anchors[0]?.position ?? 0) / this.#rate;
    const { time: since, position, stalled } = this.#anchors[index];
    const now = position / this.#rate + (stalled ? 0 : time - since);
    const next = this.#anchors[index + 1];
    return next ? Math.min(now, next.position / this.#rate) : now;
  }
}
