// SPDX-License-Identifier: MIT
/** @import { Sink } from './sinks.js' */

/** The line to a sink on the page's side: each promise settles with the page's answer. @typedef {{ write: (position: number, data: Uint8Array<ArrayBuffer>) => Promise<void>, end: (error?: unknown) => Promise<void> }} PageLine */

/**
 * @typedef {object} Target
 * @property {(position: number, data: Uint8Array<ArrayBuffer>) => Promise<void>} write
 * @property {() => Promise<void>} close
 * @property {(error: unknown) => Promise<void>} abort
 */

const chunkBytes = 2 ** 20;

/**
 * A sink whose writes are asynchronous: neighbouring bytes are gathered to 1 MiB, written one chunk at a time, in order.
 *
 * @implements {Sink}
 */
export class QueueSink {
  /** @type {unknown} */
  error = undefined;
  #target;
  #chunk = new Uint8Array(chunkBytes);
  #position = 0;
  #filled = 0;
  #queued = 0;
  /** Settles when all that is queued is written; never rejects. @type {Promise<void>} */
  #last = Promise.resolve();
  /** @type {() => void} */
  #wake = () => {};

  /**
   * @param {string} name
   * @param {boolean} appendOnly
   * @param {Target} target
   */
  constructor(name, appendOnly, target) {
    this.name = name;
    this.appendOnly = appendOnly;
    this.#target = target;
  }

  /** @param {number} position @param {Uint8Array} bytes */
  write(position, bytes) {
    if (position !== this.#position + this.#filled) {
      if (this.appendOnly) throw new Error(`a write at ${position} went back in a stream`);
      this.#flush();
      this.#position = position;
    }
    for (let done = 0; done < bytes.length; ) {
      const count = Math.min(bytes.length - done, chunkBytes - this.#filled);
      this.#chunk.set(bytes.subarray(done, done + count), this.#filled);
      this.#filled += count;
      done += count;
      if (this.#filled === chunkBytes) this.#flush();
    }
  }

  pending() {
    return this.#queued;
  }

  /** Resolves when one more chunk is written: the engine then looks at `pending()` again. */
  async drain() {
    if (!this.error && this.#queued) await new Promise((/** @type {(value: void) => void} */ resolve) => (this.#wake = resolve));
    if (this.error) throw this.error;
  }

  async finish() {
    this.#flush();
    await this.#last;
    if (this.error) throw this.error;
    try {
      await this.#target.close();
    } catch (error) {
      this.error = error;
      throw error;
    }
    return undefined;
  }

  /** @param {unknown} error */
  async abort(error) {
    this.#filled = 0;
    this.error ??= error;
    await this.#target.abort(error).catch(() => {});
  }

  #flush() {
    if (!this.#filled) return;
    const data = this.#chunk.slice(0, this.#filled);
    const position = this.#position;
    // The target may transfer `data`, which empties it.
    const size = this.#filled;
    this.#position += size;
    this.#filled = 0;
    this.#queued += size;
    this.#last = this.#last
      .then(() => (this.error ? undefined : this.#target.write(position, data)))
      .catch((error) => void (this.error ??= error))
      .then(() => {
        this.#queued -= size;
        this.#wake();
      });
  }
}
