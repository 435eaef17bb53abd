// SPDX-License-Identifier: MIT

/** How long the page is left alone after the work, in times of what it took. */
const rest = 4;

/**
 * Does work for the newest of many values: at most once a picture of the screen, and for at most a fifth of the page's time.
 * @template T
 */
export class Pace {
  #work;
  /** @type {T | undefined} */
  #newest;
  #waiting = false;
  /** Milliseconds at which there is time again. */
  #free = 0;

  /**
   * @param {(value: T) => void} work
   * @example const pace = new Pace(draw);
   */
  constructor(work) {
    this.#work = work;
  }

  /**
   * Wishes for the work with a value, in place of those that still wait.
   * @param {T} value
   * @example view.onShown = (shown) => pace.wish(shown);
   */
  wish(value) {
    this.#newest = value;
    if (this.#waiting) return;
    this.#waiting = true;
    setTimeout(() => requestAnimationFrame(() => {
      this.#waiting = false;
      const begun = performance.now();
      this.#work(/** @type {T} */ (this.#newest));
      const end = performance.now();
      this.#free = end + rest * (end - begun);
    }), Math.max(0, this.#free - performance.now()));
  }
}
