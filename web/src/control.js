// SPDX-License-Identifier: MIT
/**
 * Words that the page and the engine's thread share where memory can be shared. The thread sleeps in a
 * read until the bell rings: the bytes came, or the page stopped the request, the clip or the whole
 * engine. The page sees by the beat whether the thread makes progress.
 */

const words = { BELL: 0, BEAT: 1, OUTSIDE: 2, CLOSING: 3, REQUESTS: 4, CLIPS: 68, COUNT: 132 };
/** Ids that were stopped lately, by their remainder: an id stays until another takes its place. */
const remembered = 64;

/**
 * Both ends of the shared words.
 *
 * @example
 * const control = new Control();
 * worker.postMessage({ control: control.buffer });
 */
export class Control {
  #words;

  /** @param {SharedArrayBuffer} [buffer] of the other side; left out: new */
  constructor(buffer = new SharedArrayBuffer(words.COUNT * 4)) {
    this.buffer = buffer;
    this.#words = new Int32Array(buffer);
  }

  /** Wakes the engine's thread, which then looks at what it waits for. */
  ring() {
    Atomics.add(this.#words, words.BELL, 1);
    Atomics.notify(this.#words, words.BELL);
  }

  /** Ends the reads of a request. @param {number} id */
  stopRequest(id) {
    Atomics.store(this.#words, words.REQUESTS + (id % remembered), id);
    this.ring();
  }

  /** Ends the reads of a clip. @param {number} id */
  stopClip(id) {
    Atomics.store(this.#words, words.CLIPS + (id % remembered), id);
    this.ring();
  }

  /** Ends all reads, for good. */
  stopAll() {
    Atomics.store(this.#words, words.CLOSING, 1);
    this.ring();
  }

  /** A number that changes while the engine's thread makes progress. */
  get beat() {
    return Atomics.load(this.#words, words.BEAT);
  }

  /** True while the engine's thread waits for bytes to come or go. */
  get outside() {
    return Atomics.load(this.#words, words.OUTSIDE) !== 0;
  }

  /** Says that the engine's thread makes progress. */
  stamp() {
    Atomics.add(this.#words, words.BEAT, 1);
  }

  /** Says that what follows is waiting, not computing; or that it is over. @param {boolean} on */
  setOutside(on) {
    Atomics.store(this.#words, words.OUTSIDE, Number(on));
    this.stamp();
  }

  /**
   * Whether what reads was stopped.
   *
   * @param {Iterable<number>} requests
   * @param {number} clip 0: none yet
   */
  isStopped(requests, clip) {
    if (Atomics.load(this.#words, words.CLOSING)) return true;
    if (clip && Atomics.load(this.#words, words.CLIPS + (clip % remembered)) === clip) return true;
    for (const id of requests) {
      if (Atomics.load(this.#words, words.REQUESTS + (id % remembered)) === id) return true;
    }
    return false;
  }

  /**
   * Sleeps until `ready()`, looking again whenever the bell rings. Only for the engine's thread.
   *
   * @param {number} timeoutMs
   * @param {() => boolean} ready may throw
   * @returns {boolean} false: the time is up
   */
  waitFor(timeoutMs, ready) {
    const end = performance.now() + timeoutMs;
    for (;;) {
      const bell = Atomics.load(this.#words, words.BELL);
      if (ready()) return true;
      const left = end - performance.now();
      if (left <= 0) return false;
      Atomics.wait(this.#words, words.BELL, bell, left);
    }
  }
}
