// SPDX-License-Identifier: MIT
/** @import { Control } from '../control.js' */
/** @import { FromWorker } from '../protocol.js' */

const everyMs = 500;

/**
 * Tells the page that the engine makes progress: by words of shared memory, else by messages, at most two a
 * second, and before and after the engine waits for bytes.
 */
export class Pulse {
  #control;
  #post;
  #last = 0;

  /** @param {Control | undefined} control @param {(message: FromWorker) => void} post */
  constructor(control, post) {
    this.#control = control;
    this.#post = post;
  }

  /** The engine makes progress. */
  stamp() {
    if (this.#control) return this.#control.stamp();
    const now = performance.now();
    if (now - this.#last < everyMs) return undefined;
    this.#last = now;
    return this.#post({ event: 'pong' });
  }

  /**
   * Does what waits for bytes and computes nothing.
   *
   * @template T
   * @param {() => T} work
   * @returns {T}
   */
  outside(work) {
    this.#say(true);
    try {
      return work();
    } finally {
      this.#say(false);
    }
  }

  /** @param {boolean} on */
  #say(on) {
    if (this.#control) this.#control.setOutside(on);
    else this.#post({ event: 'outside', on });
  }
}
