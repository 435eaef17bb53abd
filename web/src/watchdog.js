// SPDX-License-Identifier: MIT

const tickMs = 1000;

/** Off in a debug build, where a breakpoint stops the engine for long; set by web/vite.config.js. */
const watching = typeof __ETALON_DEBUG__ === 'undefined' || !__ETALON_DEBUG__;

/**
 * Tells a worker that computes for ever from one that works, waits, or sleeps with its page. Only ticks of
 * the page's own timer that came on time count, so neither a page in the background nor a computer that
 * slept gives a false alarm.
 *
 * @example
 * const dog = new Watchdog(10_000, { look: () => beats, ping: () => worker.postMessage('ping'), onHang: () => worker.terminate() });
 * dog.watch(true);
 */
export class Watchdog {
  #limitMs;
  #periodMs;
  #line;
  /** @type {any} */
  #timer;
  #last = 0;
  #seen = NaN;
  #quietMs = 0;

  /**
   * @param {number} limitMs how long a worker may give no sign of life; Infinity: for ever
   * @param {{ look: () => number, ping: () => void, onHang: () => void }} line `look` gives a number that
   *   changes while the worker lives, NaN while it waits for bytes; `ping` makes an idle worker change it
   */
  constructor(limitMs, line) {
    this.#limitMs = limitMs;
    this.#periodMs = Math.min(tickMs, limitMs / 4);
    this.#line = line;
  }

  /** Watches from now on, or not any more. @param {boolean} on */
  watch(on) {
    if (on === (this.#timer !== undefined) || !watching || this.#limitMs === Infinity) return;
    if (!on) {
      clearInterval(this.#timer);
      this.#timer = undefined;
      return;
    }
    this.#start();
    this.#timer = setInterval(() => this.#tick(), this.#periodMs);
    this.#timer.unref?.();
  }

  #start() {
    this.#last = performance.now();
    this.#quietMs = 0;
    this.#seen = NaN;
    this.#line.ping();
  }

  #tick() {
    const now = performance.now();
    const passed = now - this.#last;
    // A late tick says nothing about the worker, which may have slept as well.
    if (passed > 1.5 * this.#periodMs + 50) return this.#start();
    const seen = this.#line.look();
    this.#quietMs = seen === this.#seen ? this.#quietMs + passed : 0;
    this.#last = now;
    this.#seen = seen;
    if (this.#quietMs >= this.#limitMs) this.#line.onHang();
    else this.#line.ping();
  }
}
