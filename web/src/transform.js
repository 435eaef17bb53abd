// SPDX-License-Identifier: MIT
import { EtalonError } from './error.js';
import { Frame } from './frame.js';
import { packSource } from './frame_source.js';
import { inWorker, sendable } from './settings.js';
/** @import { PackedChain } from './chain.js' */
/** @import { Client } from './client.js' */
/** @import { PackedFrame, PackedVideo, Requests } from './protocol.js' */

const mostOutstanding = 8;

/** What `transform-next` takes beside the job. @typedef {Pick<Requests['transform-next']['args'], 'source' | 'finish'>} Give */

/**
 * What `etalon.transform()` gives: frames that are written to `writable` come out of `readable` filtered. Not a
 * TransformStream of the browser's, which does not tell everywhere that its reader went away.
 *
 * A write is done when all that it made was read: no frame is computed ahead.
 */
export class FrameTransform {
  #client;
  #chain;
  #video;
  #generation = 0;
  /** @type {Promise<number> | undefined} */
  #job;
  /** Frames written whose turn has not come. @type {Set<any>} */
  #waiting = new Set();
  /** Frames handed out and not closed. */
  #outstanding = 0;
  /** The reader waits for a frame. */
  #wanted = false;
  #ended = false;
  /** Stops requests under way. */
  #stop = new AbortController();
  #wake = () => {};
  /** @type {ReadableStreamDefaultController<any> | undefined} */
  #reader;
  /** @type {WritableStreamDefaultController | undefined} */
  #writer;

  /**
   * @internal
   * @param {Client} client
   * @param {PackedChain} chain
   * @param {{ video: boolean, signal?: AbortSignal }} options video: VideoFrames come out
   */
  constructor(client, chain, { video, signal }) {
    this.#client = client;
    this.#chain = chain;
    this.#video = video;
    this.readable = new ReadableStream({
      start: (controller) => void (this.#reader = controller),
      pull: () => {
        this.#wanted = true;
        this.#wake();
      },
      cancel: (reason) => this.#end(reason),
    }, { highWaterMark: 0 });
    this.writable = new WritableStream({
      start: (controller) => {
        this.#writer = controller;
        // The stream's own abort() waits for the write under way, which may wait for the reader.
        controller.signal.addEventListener('abort', () => void this.#end(controller.signal.reason));
      },
      write: (chunk) => this.#write(chunk),
      close: () => this.#finish(),
      abort: (reason) => this.#end(reason),
    }, { highWaterMark: 1, size: (chunk) => this.#waiting.add(chunk) && 1 });
    if (signal?.aborted) void this.#end(signal.reason);
    signal?.addEventListener('abort', () => void this.#end(signal.reason), { once: true, signal: this.#stop.signal });
  }

  /** @param {any} chunk */
  async #write(chunk) {
    this.#waiting.delete(chunk);
    try {
      await this.#open();
      await this.#emitAll(this.#give(chunk));
    } catch (error) {
      close(chunk);
      await this.#end(error);
      throw error;
    }
  }

  /** What filters held back comes out, and the readable side ends. */
  async #finish() {
    try {
      if (this.#job) await this.#emitAll(this.#next({ finish: true }));
      if (this.#ended) return;
      this.#ended = true;
      this.#stop.abort();
      await this.#closeJob();
      this.#reader?.close();
    } catch (error) {
      await this.#end(error);
      throw error;
    }
  }

  /** Ends both sides and the job; what is under way fails with the reason. @param {unknown} reason */
  async #end(reason) {
    if (this.#ended) return;
    this.#ended = true;
    const why = reason ?? new EtalonError('ABORTED', 'the stream was cancelled');
    this.#stop.abort(why);
    for (const chunk of this.#waiting) close(chunk);
    this.#waiting.clear();
    this.#reader?.error(why);
    // A stream that is aborted ends by itself; Node.js 20 would trip over this.
    if (!this.#writer?.signal.aborted) this.#writer?.error(why);
    this.#wake();
    await this.#closeJob();
  }

  /** Makes the job with the first frame: a stream that gets none costs nothing. */
  async #open() {
    this.#job ??= sendable(this.#chain, this.#client).then((chain) => {
      this.#generation = this.#client.generation;
      return this.#client.request('transform-open', { chain }, this.#options());
    });
    await this.#job;
  }

  async #closeJob() {
    const job = await this.#job?.catch(() => undefined);
    if (job === undefined || this.#client.closed) return;
    await this.#client.request('transform-close', { job }, { generation: this.#generation }).catch(() => {});
  }

  /** Hands a frame over and closes it; the first that comes of it. @param {any} chunk */
  async #give(chunk) {
    try {
      if (chunk instanceof Frame) return await this.#next({ source: { frame: chunk[inWorker](this.#client) } });
      const { source, transfer } = packSource(chunk);
      try {
        return await this.#next({ source }, transfer);
      } finally {
        source.video?.close(); // where it was not handed over
      }
    } finally {
      close(chunk);
    }
  }

  /** @param {Give} give @param {Transferable[]} [transfer] */
  async #next(give, transfer) {
    const job = await /** @type {Promise<number>} */ (this.#job);
    return this.#client.request('transform-next', { job, ...give, video: this.#video }, { ...this.#options(), transfer });
  }

  /** Hands out frames until none is ready. @param {Promise<PackedFrame | PackedVideo | null>} first */
  async #emitAll(first) {
    for (let packed = await first; packed; packed = await this.#next({})) {
      await this.#emit(packed);
      if (this.#ended) return;
    }
  }

  /** Hands a frame out when the reader waits for it, and not too many are open. @param {PackedFrame | PackedVideo} packed */
  async #emit(packed) {
    const frame = 'video' in packed ? packed.video : Frame.make(this.#client, packed, () => this.#release());
    if (!this.#video) this.#outstanding++;
    while (!this.#ended && !(this.#wanted && this.#outstanding <= mostOutstanding)) {
      await new Promise((/** @type {(value: void) => void} */ resolve) => (this.#wake = resolve));
    }
    if (this.#ended) return frame.close();
    this.#wanted = false;
    this.#reader?.enqueue(frame);
  }

  #release() {
    this.#outstanding--;
    this.#wake();
  }

  #options() {
    return { signal: this.#stop.signal, generation: this.#generation };
  }
}

/** Closes a frame that was written, of whatever kind. @param {any} chunk */
function close(chunk) {
  if (chunk instanceof Frame || (typeof VideoFrame !== 'undefined' && chunk instanceof VideoFrame)) chunk.close();
}
