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

  /** @param {{ source: PackedSource, rotate: boolean }} args @param {AbortSignal} signal @returns {Promise<Requests['open']['result']>} */
  async open({ source, rotate }, signal) {
    const reader = await this.#readers.open(source);
    try {
      this.enter(signal);
      const { size } = this.#readers.get(reader);
      const clip = this.#engine.call('clip_open', reader, Number.isFinite(size) ? size : -1, rotate ? 0 : noRotate);
      this.#readers.get(reader).clip = clip;
      const info = this.#engine.json('clip_info', clip);
      this.#clips.set(clip, { id: clip, reader, onClose: new Set(), work: new Set(), turn: Promise.resolve() });
      return { clip, info };
    } catch (error) {
      const explained = this.#readers.explain(signal, error);
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
   * What is read outside a turn of the scheduler is read for a signal from now on: to be called before each call of the
   * engine that may read, wherever something was awaited before it.
   *
   * @param {AbortSignal} signal
   */
  enter(signal) {
    this.#readers.stops.enter(signal);
  }

  /**
   * Does work on a clip, and reads for it; closing the clip aborts it, and waits for its end. A failed read explains a failure.
   *
   * @template T
   * @param {number} id
   * @param {AbortSignal[]} signals which abort it too
   * @param {(clip: OpenClip, signal: AbortSignal) => Promise<T>} work
   * @param {number[]} [others] clips that the work reads as well, as second inputs
   * @returns {Promise<T>}
   */
  use(id, signals, work, others = []) {
    return this.useAll([id, ...others], signals, ([clip], signal) => work(clip, signal));
  }

  /**
   * The same with any number of clips, or none.
   *
   * @template T
   * @param {number[]} ids
   * @param {AbortSignal[]} signals
   * @param {(clips: OpenClip[], signal: AbortSignal) => Promise<T>} work
   * @returns {Promise<T>}
   */
  async useAll(ids, signals, work) {
    const list = ids.map((id) => this.get(id));
    const clips = new Set(list);
    const either = new AbortController();
    const stop = (/** @type {unknown} */ reason) => either.abort(reason);
    for (const signal of signals) {
      if (signal.aborted) stop(signal.reason);
      signal.addEventListener('abort', () => stop(signal.reason), { once: true, signal: either.signal });
    }
    this.#readers.stops.join(either.signal, signals);
    for (const each of clips) each.onClose.add(stop);
    this.enter(either.signal);
    const promise = work(list, either.signal).catch((error) => {
      throw this.#readers.explain(either.signal, error);
    });
    for (const each of clips) each.work.add(promise);
    try {
      return await promise;
    } finally {
      for (const each of clips) {
        each.work.delete(promise);
        each.onClose.delete(stop);
      }
      stop(undefined);
    }
  }

  /** Fails when a read failed and the engine took it for the end. @param {AbortSignal} signal of the work */
  checkReads(signal) {
    const error = this.#readers.explain(signal);
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
