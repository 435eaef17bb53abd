// SPDX-License-Identifier: MIT
import { decodedOf } from './pictures.js';
import { copyInto, placeOf } from './planes.js';
import { priorities, steps } from './scheduler.js';
/** @import { PackedDecoded } from '../protocol.js' */
/** @import { Clips, OpenClip } from './clips.js' */
/** @import { Engine } from './engine.js' */
/** @import { Jobs } from './jobs.js' */
/** @import { Place, Plane } from './planes.js' */
/** @import { Scheduler } from './scheduler.js' */

/** @typedef {{ engine: Engine, scheduler: Scheduler, clips: Clips, jobs: Jobs, clip: OpenClip, from: number }} Parts */

/** A frame, before it is said who decoded it. @typedef {Omit<PackedDecoded, 'decoder' | 'why'>} Decoded */

/** Packets and frames that are with the browser at a time. */
const mostInFlight = 4;
/** No frame for this long, though it is fed: the decoder stalls. Its first one may take longer, milliseconds. */
const stallMs = 1000;
const firstMs = 3000;
/** Packets that a decoder may take before it gives a frame: more than any reordering. */
const mostSilent = 40;

/** The browser's VideoDecoder as a source of frames in the engine's memory. */
export class BrowserDecoder {
  #parts;
  #job;
  /** @type {VideoDecoderConfig} */
  #config;
  /** @type {VideoDecoder | undefined} */
  #decoder;
  /** Frames that are ready. @type {Decoded[]} */
  #frames = [];
  /** The last frame at or before the start, until a later one comes; undefined once that has happened. @type {Decoded | null | undefined} */
  #held = null;
  /** Durations and key flags of packets that are decoded, by their pts. @type {Map<number, { duration: number, key: number }>} */
  #packets = new Map();
  #copying = 0;
  /** Copies are made one after another. @type {Promise<unknown>} */
  #copies = Promise.resolve();
  /** Grows when what is under way is not wanted any more. */
  #round = 0;
  #silent = 0;
  #fed = 0;
  #ended = false;
  #flushed = false;
  #closed = false;
  /** @type {Error | undefined} */
  #error;
  #wake = () => {};

  /** @param {Parts} parts @param {number} job of packets, which this object closes */
  constructor(parts, job) {
    this.#parts = parts;
    this.#job = job;
    const { engine } = parts;
    const [name, extra, size] = engine.doubles('job_packets_codec', job, 3);
    const codec = engine.heap.string(name);
    this.#config = { codec };
    // avcC and hvcC begin with 1; Annex B and the other codecs carry all in their packets.
    if (size > 6 && /^(avc|hvc|hev)/.test(codec) && engine.heap.lend(extra, 1)[0] === 1) {
      this.#config.description = engine.heap.copyOut(extra, size);
    }
  }

  /**
   * Reads the packet of the key frame at which it begins.
   *
   * @param {AbortSignal} signal
   * @returns {Promise<number>} its pts
   * @throws {Error} where the browser does not take the codec
   */
  async begin(signal) {
    const { supported } = await VideoDecoder.isConfigSupported(this.#config);
    if (!supported) throw new Error(`${this.#config.codec} is not supported`);
    if ((await this.#read(signal)) !== steps.WANT_DECODE) throw new Error('there is no packet');
    return this.#parts.engine.doubles('job_packet', this.#job, 8)[2];
  }

  /**
   * Decodes that key frame and none behind it; `jump(-Infinity)` begins again. Only now is known what the browser's frames
   * have to look like, and it may be quick with them.
   *
   * @param {number} like a frame of our own decoder's
   * @param {AbortSignal} signal
   * @returns {Promise<number>} the frame, which the caller closes
   */
  async first(like, signal) {
    this.#parts.engine.call('job_packets_like', this.#job, like);
    this.#start();
    this.#chunk();
    this.#held = undefined;
    this.#ended = true;
    this.#flush();
    const decoded = await this.#next(firstMs, signal);
    if (!decoded) throw new Error('it gives no frame');
    return decoded.frame;
  }

  /**
   * The next frame, which the caller closes; null at the end.
   *
   * @param {AbortSignal} signal
   * @returns {Promise<Decoded | null>}
   */
  async next(signal) {
    return this.#next(this.#fed > mostInFlight ? stallMs : firstMs, signal);
  }

  /** @param {number} patience @param {AbortSignal} signal */
  async #next(patience, signal) {
    const end = performance.now() + patience;
    for (;;) {
      signal.throwIfAborted();
      if (this.#error) throw this.#error;
      const frame = this.#frames.shift();
      if (frame) return frame;
      if (this.#flushed && !this.#copying) return this.#last();
      await this.#feed(signal);
      if (!this.#frames.length && !this.#error && !(this.#flushed && !this.#copying)) await this.#progress(end, signal);
    }
  }

  /** The frame that was held back, where no later one came. */
  #last() {
    const last = this.#held ?? null;
    this.#held = undefined;
    return last;
  }

  /** Waits for anything to happen. @param {number} end @param {AbortSignal} signal @returns {Promise<void>} */
  #progress(end, signal) {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => done(() => reject(new Error('it gave no frame for too long'))), Math.max(0, end - performance.now()));
      const onAbort = () => done(() => reject(signal.reason));
      const done = (/** @type {() => void} */ settle) => {
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
        this.#wake = () => {};
        settle();
      };
      signal.addEventListener('abort', onAbort, { once: true });
      this.#wake = () => done(resolve);
    });
  }

  #start() {
    const round = this.#round;
    const current = (/** @type {() => void} */ work) => round === this.#round && work();
    this.#decoder = new VideoDecoder({
      output: (frame) => {
        if (round !== this.#round || this.#closed) frame.close();
        else this.#copy(frame, round);
      },
      error: (error) => current(() => this.#fail(error)),
    });
    this.#decoder.ondequeue = () => this.#wake();
    this.#decoder.configure(this.#config);
  }

  /** @param {Error} error */
  #fail(error) {
    this.#error ??= error;
    this.#wake();
  }

  /** Feeds packets as far as the limit allows. @param {AbortSignal} signal */
  async #feed(signal) {
    const round = this.#round;
    while (!this.#ended && !this.#error && this.#inFlight() < mostInFlight) {
      const step = await this.#read(signal);
      if (round !== this.#round || this.#closed) return;
      if (step === steps.WANT_DECODE) {
        this.#chunk();
        continue;
      }
      this.#ended = true;
      this.#flush();
    }
  }

  #inFlight() {
    return (this.#decoder?.decodeQueueSize ?? 0) + this.#copying + this.#frames.length;
  }

  /** @param {AbortSignal} signal */
  #read(signal) {
    const { jobs, scheduler } = this.#parts;
    return scheduler.run({ priority: priorities.SEEK, step: () => jobs.step(this.#job) }, signal);
  }

  /** Hands the packet that waits to the decoder. */
  #chunk() {
    const { engine } = this.#parts;
    const [pointer, size, pts, duration, key] = engine.doubles('job_packet', this.#job, 8);
    if (++this.#silent > mostSilent) throw new Error(`it gave no frame for ${mostSilent} packets`);
    this.#fed++;
    this.#packets.set(pts, { duration, key });
    // The times are opaque to a decoder, which gives them back: ours are exact in any unit.
    this.#decoder?.decode(new EncodedVideoChunk({ type: key ? 'key' : 'delta', timestamp: pts, data: /** @type {any} */ (engine.heap.lend(pointer, size)) }));
  }

  #flush() {
    const round = this.#round;
    const current = (/** @type {() => void} */ work) => round === this.#round && !this.#closed && work();
    this.#decoder?.flush().then(
      () => current(() => {
        this.#flushed = true;
        this.#wake();
      }),
      (error) => current(() => this.#fail(error)),
    );
  }

  /** Copies a frame into one of the engine's and gives it back at once. @param {VideoFrame} video @param {number} round */
  #copy(video, round) {
    this.#copying++;
    this.#copies = this.#copies
      .then(() => (round === this.#round && !this.#closed ? this.#take(video, round) : undefined))
      .catch((error) => void (round === this.#round && this.#fail(error)))
      .finally(() => {
        video.close();
        this.#copying--;
        this.#wake();
      });
  }

  /** @param {VideoFrame} video @param {number} round */
  async #take(video, round) {
    const { engine } = this.#parts;
    const { timestamp: pts } = video;
    const { duration = 0, key = 0 } = this.#packets.get(pts) ?? {};
    for (const each of [...this.#packets.keys()]) if (each <= pts) this.#packets.delete(each);
    const frame = engine.call('job_packets_frame', this.#job, pts, duration, key);
    try {
      const place = placeOf(engine, frame);
      const rect = video.visibleRect;
      const paired = video.format === 'NV12' && place.format === 'I420';
      if (video.format !== place.format && !paired) throw new Error(`its frames are ${video.format ?? 'of no known format'}, ours ${place.format}`);
      if (rect?.width !== place.width || rect.height !== place.height) {
        throw new Error(`its frames are ${rect?.width} x ${rect?.height}, ours ${place.width} x ${place.height}`);
      }
      await copyInto(engine, paired ? this.#paired(place) : place.planes, video);
      if (paired) engine.call('job_packets_split', this.#job, frame);
    } catch (error) {
      engine.call('frame_close', frame);
      throw error;
    }
    this.#silent = 0;
    if (round !== this.#round || this.#closed) engine.call('frame_close', frame);
    else this.#queue(decodedOf(engine, frame));
  }

  /** Where the planes of NV12 go: chroma aside, since hardware decoders interleave it. @param {Place} place @returns {Plane[]} */
  #paired({ planes: [luma, chroma] }) {
    const [offset, stride] = this.#parts.engine.doubles('job_packets_pairs', this.#job, 2);
    return [luma, { offset, stride, width: stride, rows: chroma.rows }];
  }

  /** Until the frame shown at the start is known, the newest is held back. @param {Decoded} decoded */
  #queue(decoded) {
    if (this.#held !== undefined && decoded.pts <= this.#parts.from) {
      if (this.#held) this.#parts.engine.call('frame_close', this.#held.frame);
      this.#held = decoded;
      return;
    }
    if (this.#held) this.#frames.push(this.#held);
    this.#held = undefined;
    this.#frames.push(decoded);
  }

  /**
   * Goes on at the first key frame at or after a time; before all times: where it began.
   *
   * @param {number} pts
   * @returns {boolean} false: there is none
   */
  jump(pts) {
    const { engine, from } = this.#parts;
    if (engine.call('job_packets_jump', this.#job, pts === -Infinity ? from : pts, Number(pts === -Infinity)) === 0) return false;
    this.#round++;
    this.#drop();
    this.#held = pts === -Infinity ? null : undefined;
    this.#ended = this.#flushed = false;
    this.#silent = this.#fed = 0;
    this.#shut();
    this.#start();
    return true;
  }

  /** Lets the frames go that were not taken. */
  #drop() {
    const { engine } = this.#parts;
    for (const { frame } of [...this.#frames.splice(0), ...(this.#held ? [this.#held] : [])]) engine.call('frame_close', frame);
    this.#held = null;
    this.#packets.clear();
  }

  #shut() {
    if (this.#decoder && this.#decoder.state !== 'closed') this.#decoder.close();
  }

  /** Frees the decoder; resolves when no frame is being copied any more. */
  async close() {
    if (this.#closed) return;
    this.#closed = true;
    this.#shut();
    this.#wake();
    await this.#copies;
    this.#drop();
    this.#parts.engine.call('job_close', this.#job);
  }
}
