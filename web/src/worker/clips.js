// SPDX-License-Identifier: MIT
import { EtalonError } from '../error.js';
/** @import { Engine } from './engine.js' */
/** @import { Readers } from './readers.js' */
/** @import { PackedSource, Requests } from '../protocol.js' */

/**
 * An open clip. `turn` settles when the interactive decoder is free: single frames are made one after another.
 *
 * @typedef {object} OpenClip
 * @property {number} id
 * @property {number} reader
 * @property {Set<(reason: unknown) => void>} onClose called when the clip closes
 * @property {Set<Promise<unknown>>} work in progress
 * @property {Promise<unknown>} turn
 */

const noRotate = 1;

/** The open clips, with what works on them. */
export class Clips {
  #engine;
  #readers;
  /** @type {Map<number, OpenClip>} */
  #clips = new Map();

  /** @param {Engine} engine @param {Readers} readers */
  constructor(engine, readers) {
    this.#engine = engine;
    this.#readers = readers;
  }

  /** @param {{ source: PackedSource, rotate: boolean }} args @returns {Requests['open']['result']} */
  open({ source, rotate }) {
    const reader = this.#readers.open(source);
    try {
      const clip = this.#engine.call('clip_open', reader, this.#readers.get(reader).size, rotate ? 0 : noRotate);
      const info = this.#engine.json('clip_info', clip);
      this.#clips.set(clip, { id: clip, reader, onClose: new Set(), work: new Set(), turn: Promise.resolve() });
      return { clip, info };
    } catch (error) {
      const explained = this.#readers.explain(reader, error);
      this.#readers.close(reader);
      throw explained;
    }
  }

  /** @param {number} id @returns {OpenClip} */
  get(id) {
    const clip = this.#clips.get(id);
    if (!clip) throw new EtalonError('STATE', 'the clip is closed: open the file again');
    return clip;
  }

  /**
   * Does work on a clip; closing the clip aborts it, and waits for its end. A failed read explains a failure.
   *
   * @template T
   * @param {number} id
   * @param {AbortSignal[]} signals which abort it too
   * @param {(clip: OpenClip, signal: AbortSignal) => Promise<T>} work
   * @returns {Promise<T>}
   */
  async use(id, signals, work) {
    const clip = this.get(id);
    this.#readers.get(clip.reader).error = undefined;
    const either = new AbortController();
    const stop = (/** @type {unknown} */ reason) => either.abort(reason);
    for (const signal of signals) {
      if (signal.aborted) stop(signal.reason);
      signal.addEventListener('abort', () => stop(signal.reason), { once: true, signal: either.signal });
    }
    clip.onClose.add(stop);
    const promise = work(clip, either.signal).catch((error) => {
      throw this.#readers.explain(clip.reader, error);
    });
    clip.work.add(promise);
    try {
      return await promise;
    } finally {
      clip.work.delete(promise);
      clip.onClose.delete(stop);
      stop(undefined);
    }
  }

  /** Fails when a read failed and the engine took it for the end. @param {OpenClip} clip */
  checkReads(clip) {
    const error = this.#readers.explain(clip.reader);
    if (error) throw error;
  }

  /** @param {number} id */
  async close(id) {
    const clip = this.get(id);
    this.#clips.delete(id);
    const reason = new EtalonError('STATE', 'the clip was closed');
    for (const stop of [...clip.onClose]) stop(reason);
    await Promise.allSettled(clip.work);
    try {
      this.#engine.call('clip_close', id);
    } finally {
      this.#readers.close(clip.reader);
    }
  }

  async closeAll() {
    await Promise.allSettled([...this.#clips.keys()].map((id) => this.close(id)));
  }
}
