// SPDX-License-Identifier: MIT
import { Frame } from './frame.js';
/** @import { Client } from './client.js' */
/** @import { PackedFrame, Requests } from './protocol.js' */

const mostOutstanding = 8;
const ahead = 2;

/**
 * The async iterator of `clip.frames()`. It decodes two frames ahead and waits while eight frames are
 * not closed. `return()`, which `for await` calls on `break`, frees the decoder.
 *
 * @implements {AsyncIterableIterator<Frame>}
 */
export class FrameStream {
  #client;
  #open;
  #signal;
  #generation = 0;
  /** @type {Promise<number> | undefined} */
  #job;
  /** @type {Promise<PackedFrame | null>[]} */
  #pulls = [];
  /** Frames asked for, or handed out and not closed. */
  #outstanding = 0;
  #ended = false;
  /** @type {Promise<unknown>} */
  #turn = Promise.resolve();
  /** @type {() => void} */
  #wake = () => {};

  /**
   * @internal
   * @param {Client} client
   * @param {() => Promise<Requests['frames-open']['args']>} open arguments, once the clip is ready
   * @param {AbortSignal} [signal]
   */
  constructor(client, open, signal) {
    this.#client = client;
    this.#open = open;
    this.#signal = signal;
  }

  /** @returns {this} */
  [Symbol.asyncIterator]() {
    return this;
  }

  /**
   * The next frame; waits while eight are not closed.
   *
   * @returns {Promise<IteratorResult<Frame, undefined>>}
   */
  next() {
    const result = this.#turn.then(() => this.#next());
    this.#turn = result.catch(() => {});
    return result;
  }

  /**
   * Stops decoding; later `next()` give `done`. Frames handed out stay valid until they are closed.
   *
   * @returns {Promise<IteratorResult<Frame, undefined>>}
   */
  async return() {
    await this.#end();
    return { done: true, value: undefined };
  }

  /** @returns {Promise<IteratorResult<Frame, undefined>>} */
  async #next() {
    if (this.#ended) return { done: true, value: undefined };
    try {
      this.#signal?.throwIfAborted();
      if (!this.#job) {
        const args = await this.#open();
        if (this.#ended) return { done: true, value: undefined };
        this.#generation = this.#client.generation;
        this.#job = this.#client.request('frames-open', args, this.#options());
      }
      const job = await this.#job;
      this.#pull(job);
      while (!this.#pulls.length && !this.#ended) {
        await this.#slot();
        this.#pull(job);
      }
      const packed = await this.#pulls.shift();
      if (packed && !this.#ended) {
        const frame = Frame.make(this.#client, packed, () => this.#release());
        this.#pull(job);
        return { done: false, value: frame };
      }
      if (packed) this.#drop(packed);
    } catch (error) {
      await this.#end();
      throw error;
    }
    await this.#end();
    return { done: true, value: undefined };
  }

  /** Asks for frames as far as the limits allow. @param {number} job */
  #pull(job) {
    while (!this.#ended && this.#pulls.length < ahead && this.#outstanding < mostOutstanding) {
      this.#outstanding++;
      const pull = this.#client.request('frames-next', { job }, this.#options());
      pull.catch(() => {});
      this.#pulls.push(pull);
    }
  }

  /** Resolves when a frame is closed, the stream ends, or the signal aborts. @returns {Promise<void>} */
  #slot() {
    return new Promise((resolve, reject) => {
      const onAbort = () => reject(this.#signal?.reason);
      this.#signal?.addEventListener('abort', onAbort, { once: true });
      this.#wake = () => {
        this.#signal?.removeEventListener('abort', onAbort);
        resolve();
      };
    });
  }

  #release() {
    this.#outstanding--;
    this.#wake();
  }

  async #end() {
    if (this.#ended) return;
    this.#ended = true;
    this.#wake();
    const job = this.#job && (await this.#job.catch(() => undefined));
    const pulls = this.#pulls.splice(0);
    if (job === undefined || this.#client.closed) return;
    const closed = this.#client.request('frames-close', { job }, { generation: this.#generation });
    await Promise.allSettled([closed, ...pulls.map((pull) => pull.then((packed) => packed && this.#drop(packed)))]);
  }

  /** @param {PackedFrame} packed */
  #drop(packed) {
    Frame.make(this.#client, packed).close();
  }

  #options() {
    return { signal: this.#signal, generation: this.#generation };
  }
}
