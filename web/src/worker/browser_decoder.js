// SPDX-License-Identifier: MIT
import { formatNames } from '../generated/formats.js';
import { decodedOf } from './pictures.js';
import { priorities, steps } from './scheduler.js';
/** @import { PackedDecoded } from '../protocol.js' */
/** @import { OpenClip } from './clips.js' */
/** @import { Engine } from './engine.js' */
/** @import { Jobs } from './jobs.js' */
/** @import { Scheduler } from './scheduler.js' */

/** @typedef {{ engine: Engine, scheduler: Scheduler, jobs: Jobs, clip: OpenClip, from: number, exact: boolean }} Parts */
/** Where a plane is, in bytes. @typedef {{ offset: number, stride: number, width: number, rows: number }} Plane */
/** Where a frame of the engine is. @typedef {{ frame: number, format: string, width: number, height: number, planes: Plane[] }} Place */

/** A frame, before it is said who decoded it. @typedef {Omit<PackedDecoded, 'decoder' | 'why'>} Decoded */

/** Packets and frames that are with the browser at a time. */
const mostInFlight = 4;
/** No frame for this long, though it is fed: the decoder stalls. Its first one may take longer, milliseconds. */
const stallMs = 1000;
const firstMs = 3000;
/** Packets that a decoder may take before it gives a frame: more than any reordering. */
const mostSilent = 40;
/** A decoder whose first frame is further from ours than this is not one of the codec: dB. */
const leastPsnr = 50;

/**
 * Opens the browser's decoder for a clip, after it has decoded the first key frame and given what ours gives:
 * the very same samples, or, unless `exact`, nearly.
 *
 * @param {Parts} parts
 * @param {AbortSignal} signal
 * @returns {Promise<{ browser: BrowserDecoder | undefined, why: string }>}
 */
export async function openBrowserDecoder(parts, signal) {
  const { engine, clip, from, exact } = parts;
  if (typeof VideoDecoder === 'undefined') return { browser: undefined, why: 'this browser has no VideoDecoder here' };
  let browser;
  try {
    const job = engine.call('job_packets', clip.id, from);
    browser = new BrowserDecoder(parts, job);
    const likeness = await browser.probe(signal);
    if (likeness < (exact ? Infinity : leastPsnr)) {
      await browser.close();
      return { browser: undefined, why: `the browser's decoder gives other samples than ours (${likeness.toFixed(1)} dB)` };
    }
    return { browser, why: likeness === Infinity ? 'the browser\'s decoder gave the very samples of ours' : `the browser's decoder gave nearly ours (${likeness.toFixed(1)} dB)` };
  } catch (error) {
    await browser?.close();
    signal.throwIfAborted();
    return { browser: undefined, why: `the browser's decoder cannot be used: ${/** @type {Error} */ (error).message}` };
  }
}

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
   * Decodes the key frame at which it begins. Returns the PSNR against our decoder's, Infinity where every sample is
   * the same, and begins again.
   *
   * @param {AbortSignal} signal
   */
  async probe(signal) {
    const { supported } = await VideoDecoder.isConfigSupported(this.#config);
    if (!supported) throw new Error(`${this.#config.codec} is not supported`);
    const { engine, jobs, clip } = this.#parts;
    if ((await this.#read(signal)) !== steps.WANT_DECODE) throw new Error('there is no packet');
    const [, , pts] = engine.doubles('job_packet', this.#job, 8);
    const stream = jobs.openPlay({ clip: clip.id, chain: [], from: pts });
    try {
      const ours = await jobs.nextOf(stream, signal, (job) => engine.call('job_take_frame', job));
      if (!ours) throw new Error('our own decoder gives no frame');
      try {
        // Only now is known what the browser's frames have to look like, and it may be quick with them.
        engine.call('job_packets_like', this.#job, ours);
        this.#start();
        this.#chunk();
        this.#held = undefined;
        this.#ended = true;
        this.#flush();
        const frame = await this.#next(firstMs, signal);
        if (!frame) throw new Error('it gives no frame');
        try {
          return this.#likeness(placeOf(engine, ours), placeOf(engine, frame.frame));
        } finally {
          engine.call('frame_close', frame.frame);
        }
      } finally {
        engine.call('frame_close', ours);
      }
    } finally {
      await jobs.closeStream(stream);
      this.#held = null;
      if (!this.#closed && !this.#error) this.jump(-Infinity);
    }
  }

  /** @param {Place} ours @param {Place} theirs */
  #likeness(ours, theirs) {
    const { heap } = this.#parts.engine;
    let sum = 0;
    let count = 0;
    ours.planes.forEach(({ offset, stride, width, rows }, index) => {
      const other = theirs.planes[index];
      for (let row = 0; row < rows; row++) {
        const a = heap.lend(offset + row * stride, width);
        const b = heap.lend(other.offset + row * other.stride, width);
        for (let x = 0; x < width; x++) sum += (a[x] - b[x]) ** 2;
      }
      count += width * rows;
    });
    return sum === 0 ? Infinity : 10 * Math.log10((255 * 255 * count) / sum);
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
    if (pts !== -Infinity) this.#held = undefined;
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
    if (this.#held) this.#held = null;
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

/** @param {Engine} engine @param {number} frame @returns {Place} */
function placeOf(engine, frame) {
  const info = engine.doubles('frame_info', frame, 40);
  const planes = Array.from({ length: info[3] }, (_, index) => {
    const [offset, stride, width, rows] = info.subarray(20 + 4 * index, 24 + 4 * index);
    return { offset, stride, width, rows };
  });
  return { frame, format: formatNames[info[0] - 1], width: info[1], height: info[2], planes };
}

/**
 * Copies straight into shared memory. Memory of one thread may grow, which takes buffers away from a copy that is under
 * way: there it goes by a buffer of its own.
 *
 * @param {Engine} engine
 * @param {Plane[]} planes
 * @param {VideoFrame} video
 */
async function copyInto({ heap }, planes, video) {
  if (heap.shared) {
    const start = Math.min(...planes.map(({ offset }) => offset));
    const size = Math.max(...planes.map(({ offset, stride, rows }) => offset + stride * rows)) - start;
    await video.copyTo(heap.lend(start, size), { layout: planes.map(({ offset, stride }) => ({ offset: offset - start, stride })) });
    return;
  }
  let size = 0;
  const layout = planes.map(({ stride, rows }) => ({ offset: (size += stride * rows) - stride * rows, stride }));
  const own = new Uint8Array(size);
  await video.copyTo(own, { layout });
  planes.forEach(({ offset, stride, rows }, index) => heap.write(offset, own.subarray(layout[index].offset, layout[index].offset + stride * rows)));
}
