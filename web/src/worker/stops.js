// SPDX-License-Identifier: MIT
/** @import { Control } from '../control.js' */

/**
 * For whom the engine's thread works: while it sleeps in a read no message reaches it, and only the words
 * that it shares with the page say that the request it reads for was aborted.
 */
export class Stops {
  #control;
  /** Requests that each signal belongs to. @type {WeakMap<AbortSignal, Set<number>>} */
  #requests = new WeakMap();
  /** @type {ReadonlySet<number>} */
  #current = new Set();

  /** @param {Control | undefined} control undefined: memory cannot be shared, and no read can be stopped */
  constructor(control) {
    this.#control = control;
  }

  /** @param {AbortSignal} signal @param {number} request */
  name(signal, request) {
    this.#requests.set(signal, new Set([request]));
  }

  /** A signal that aborts with others works for their requests. @param {AbortSignal} signal @param {AbortSignal[]} others */
  join(signal, others) {
    this.#requests.set(signal, new Set(others.flatMap((each) => [...this.workOf(each)])));
  }

  /** The engine works for the requests of a signal from now on. @param {AbortSignal} signal */
  enter(signal) {
    this.#current = this.workOf(signal);
  }

  /** What stands for the work of a signal. @param {AbortSignal} signal */
  workOf(signal) {
    return this.#requests.get(signal) ?? new Set();
  }

  /** What the engine works for. */
  get work() {
    return this.#current;
  }

  /** Whether the read in progress was stopped. @param {number} clip 0: none yet */
  stopped(clip) {
    return this.#control?.isStopped(this.#current, clip) ?? false;
  }
}
