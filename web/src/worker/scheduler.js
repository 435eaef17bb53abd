// SPDX-License-Identifier: MIT
import { EtalonError } from '../error.js';
import { isNode } from './port.js';

/** What a step of a job returns; enum et_step. */
export const steps = Object.freeze({ DONE: 0, MORE: 1, FRAME: 2, WANT_WRITE: 3, WANT_DECODE: 4, WANT_FRAME: 5 });

/** Which job goes first: sound, then what somebody waits to see. Jobs of equal priority take turns. */
export const priorities = Object.freeze({ AUDIO: 0, SEEK: 1, THUMBNAIL: 2, BULK: 3 });

const turnMs = 8;

/**
 * No job starves: one that waited this many times as long as its last turn took has the next turn, whatever
 * its priority, so that each waiting job has about a tenth of the time. Sound is not made to wait for it.
 */
const patience = 9;
const leastWaitMs = 50;

/**
 * @typedef {object} Task
 * @property {number} priority
 * @property {() => number} step does a little work and returns one of `steps`; throws on failure
 * @property {() => Promise<void>} [drain] resolves when the sink has room
 * @property {() => void} [onTurn] called after each turn
 */

/**
 * @typedef {object} Entry
 * @property {Task} task
 * @property {AbortSignal} signal
 * @property {boolean} waiting for its sink
 * @property {number} since when it began to wait for a turn, milliseconds
 * @property {number} took milliseconds of its last turn
 * @property {(step: number) => void} resolve
 * @property {(error: unknown) => void} reject
 */

/**
 * The only loop over steps. A turn is at most 8 ms of one job; between turns the worker's event loop
 * runs, so that aborts, new requests and answers to writes come in.
 */
export class Scheduler {
  /** @type {Entry[]} */
  #entries = [];
  #posted = false;
  /** @type {() => void} */
  #post;
  #now;
  #enter;

  /**
   * @param {() => number} [now] a clock in milliseconds
   * @param {(signal: AbortSignal) => void} [enter] told before the steps of each turn for whom they are
   */
  constructor(now = () => performance.now(), enter = () => {}) {
    this.#now = now;
    this.#enter = enter;
    // Node.js hands a port up to 1000 messages before it looks at another: setImmediate is fair there.
    if (isNode) {
      this.#post = () => void setImmediate(() => this.#turn());
      return;
    }
    const { port1, port2 } = new MessageChannel();
    port2.onmessage = () => this.#turn();
    this.#post = () => port1.postMessage(null);
  }

  /**
   * Steps a task until it has a frame, wants one, or is done.
   *
   * @param {Task} task
   * @param {AbortSignal} signal
   * @returns {Promise<number>} neither steps.MORE nor steps.WANT_WRITE
   * @throws what `step` throws; the signal's reason
   */
  run(task, signal) {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const onAbort = () => this.#leave(entry, () => reject(signal.reason));
      const end = () => signal.removeEventListener('abort', onAbort);
      /** @type {Entry} */
      const entry = {
        task,
        signal,
        waiting: false,
        since: this.#now(),
        took: 0,
        resolve: (step) => (end(), resolve(step)),
        reject: (error) => (end(), reject(error)),
      };
      signal.addEventListener('abort', onAbort, { once: true });
      this.#entries.push(entry);
      this.#kick();
    });
  }

  #kick() {
    if (this.#posted || this.#entries.every(({ waiting }) => waiting)) return;
    this.#posted = true;
    this.#post();
  }

  #turn() {
    this.#posted = false;
    const ready = this.#entries.filter(({ waiting }) => !waiting);
    if (!ready.length) return;
    const entry = pick(ready, this.#now());
    // To the end of the queue: the next of the same priority has the next turn.
    this.#entries.splice(this.#entries.indexOf(entry), 1);
    this.#entries.push(entry);
    try {
      this.#step(entry);
    } catch (error) {
      this.#leave(entry, () => entry.reject(error));
    }
    this.#kick();
  }

  /** @param {Entry} entry */
  #step(entry) {
    const { task } = entry;
    const begun = this.#now();
    this.#enter(entry.signal);
    let step;
    do {
      step = task.step();
      entry.since = this.#now();
    } while (step === steps.MORE && entry.since < begun + turnMs);
    entry.took = entry.since - begun;
    task.onTurn?.();
    if (step === steps.MORE) return;
    if (step !== steps.WANT_WRITE) {
      this.#leave(entry, () => entry.resolve(step));
      return;
    }
    if (!task.drain) throw new EtalonError('STATE', 'a job without a sink waits for one');
    entry.waiting = true;
    task.drain().then(
      () => {
        entry.waiting = false;
        entry.since = this.#now();
        this.#kick();
      },
      (error) => this.#leave(entry, () => entry.reject(error)),
    );
  }

  /** Takes a task off, once. @param {Entry} entry @param {() => void} settle */
  #leave(entry, settle) {
    const index = this.#entries.indexOf(entry);
    if (index < 0) return;
    this.#entries.splice(index, 1);
    settle();
  }
}

/**
 * The entry whose turn it is: the first of the highest priority, unless another has waited too long.
 *
 * @param {Entry[]} ready in the order of their last turns
 * @param {number} now
 */
function pick(ready, now) {
  const first = ready.reduce((best, each) => (each.task.priority < best.task.priority ? each : best));
  if (first.task.priority === priorities.AUDIO) return first;
  const late = ready.find(({ since, took }) => now - since > Math.max(took * patience, leastWaitMs));
  return late ?? first;
}
