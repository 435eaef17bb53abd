// SPDX-License-Identifier: MIT
import { chooseBuild, checkOptions, mostMemory, usualLoadTimeout, usualReadTimeout, usualStepTimeout } from './build.js';
import { packChain } from './chain.js';
import { Client, clientOf } from './client.js';
import { Clip } from './clip.js';
import { packCurve } from './curve.js';
import { checkChoice, EtalonError } from './error.js';
import { Frame } from './frame.js';
import { filters } from './generated/filters.js';
import { isFast, shapeOf } from './plan.js';
import { inWorker, sendable } from './settings.js';
import { span } from './span.js';
import { FrameTransform } from './transform.js';
import { View } from './view.js';
/** @import { BuildChoice } from './build.js' */
/** @import { Platform } from './platform/platform.js' */
/** @import { FrameSource } from './frame_source.js' */
/** @import { Chain } from './generated/filters.js' */
/** @import { ViewOptions } from './view.js' */
/** @import { Preview } from './playback.js' */
/** @import { Capabilities, EngineOptions, FrameOptions, OpenOptions, Source, Plan, ColorSpace } from './types.js' */

/** Starts of the threads before giving up, see Client. */
const mostTries = 3;

/** Seconds that the first of them may take; each further one may take twice as long, as the machine may be busy. */
const firstStart = 6;

/**
 * The engine. index.js and node.js export it with their platform.
 *
 * @example
 * const etalon = await Etalon.create({ threads: 4 });
 * etalon.capabilities().why;
 * await etalon.close();
 */
export class Etalon {
  /** @internal @type {Platform | undefined} */
  static platform;
  #client;
  #platform;
  #choice;
  #describe;
  /** Those that are open. @type {Set<Clip>} */
  #clips = new Set();

  /**
   * @protected
   * @param {Platform} platform
   * @param {Client} client
   * @param {BuildChoice} choice
   * @param {Record<string, any>} describe
   */
  constructor(platform, client, choice, describe) {
    this.#platform = platform;
    this.#client = client;
    this.#choice = choice;
    this.#describe = describe;
  }

  /**
   * Starts the engine in a worker: the build with threads where it can run, else the one without.
   *
   * @param {EngineOptions} [options]
   * @returns {Promise<Etalon>}
   * @throws {EtalonError} ARGUMENT; IO when a file of the engine cannot be loaded; UNSUPPORTED without
   *   WebAssembly SIMD; MEMORY
   * @example
   * const etalon = await Etalon.create();
   */
  static async create(options = {}) {
    const { platform } = this;
    if (!platform) throw new EtalonError('STATE', 'import Etalon from "etalon"');
    checkOptions(options);
    let choice = chooseBuild(platform, options);
    for (let tries = 0; ; tries++) {
      const client = new Client(platform, { ...setup(platform, options, choice), threadsStart: firstStart * 2 ** tries });
      try {
        const { describe } = await client.start();
        return new this(platform, client, choice, describe);
      } catch (error) {
        if (client.threadsBlocked && tries + 1 < mostTries) continue;
        // Asked for 'auto', a build with threads that cannot start is no reason to fail; `why` says it.
        if (choice.build === 'single' || typeof options.threads === 'number') throw error;
        choice = { ...choice, build: 'single', threads: 0, why: `the build with threads did not start: ${/** @type {Error} */ (error).message}` };
      }
    }
  }

  /**
   * Opens a file. Nothing is copied: Blobs, files, handles, buffers and `{ size, read }` are read in place, a
   * URL by ranges, a stream as far as it is needed. Where memory cannot be shared (a page that is not
   * cross-origin isolated), streams and `{ size, read }` are copied aside first.
   *
   * @param {Source} source
   * @param {OpenOptions} [options]
   * @returns {Promise<Clip>}
   * @throws {EtalonError} ARGUMENT; DATA when it is no media file; UNSUPPORTED without a video track that
   *   can be decoded; RANGE_UNSUPPORTED; IO; STATE after close(); the signal's reason on abort
   * @example
   * const clip = await etalon.open(input.files[0]);
   */
  async open(source, options = {}) {
    const { rotate = true, signal } = options;
    signal?.throwIfAborted();
    if (this.#client.closed) throw new EtalonError('STATE', 'this Etalon is closed: call Etalon.create() again');
    const client = this.#client;
    const platform = this.#platform;
    const prepared = await span('open', () => platform.prepareSource(source, { ...options, readTimeout: client.readTimeout }));
    try {
      const opened = await client.request('open', { source: prepared.source, rotate }, { signal });
      const clip = Clip.make({ client, platform, prepared, rotate, opened, onClose: (closed) => this.#clips.delete(closed) });
      this.#clips.add(clip);
      return clip;
    } catch (error) {
      await prepared.release?.();
      throw named(error, source);
    }
  }

  /**
   * A view that paints on a canvas.
   *
   * @param {HTMLCanvasElement | OffscreenCanvas} canvas
   * @param {{ clip: Clip, chain?: Chain } & ViewOptions} options
   * @returns {View}
   * @throws {EtalonError} ARGUMENT when the canvas gives no 2D context, there is no clip, or for a chain that cannot be
   * @example
   * await etalon.view(canvas, { clip, chain }).show(0);
   */
  view(canvas, options) {
    const { clip, chain = [], ...more } = options ?? {};
    if (!(clip instanceof Clip)) throw new EtalonError('ARGUMENT', `a view needs a clip: view(canvas, { clip }); ${String(clip)} was given`);
    return span('view', () => View.make(canvas, clip, chain, more));
  }

  /**
   * Filters one frame, which stays the caller's. Filters that read neighbours in time get the frame itself in their place, and
   * of several frames made of one this is the first.
   *
   * @template {'Frame' | 'VideoFrame'} [Output='Frame']
   * @param {Frame} frame of this Etalon: of a clip, or made by `Frame.from()`
   * @param {FrameOptions & { output?: Output }} [options] output: default 'Frame'. As a VideoFrame GBR8 and GBRA8 become RGBX and RGBA
   * @returns {Promise<Output extends 'VideoFrame' ? VideoFrame : Frame>} which the caller closes
   * @throws {EtalonError} ARGUMENT, UNSUPPORTED, MEMORY, STATE, CRASHED; the signal's reason on abort
   * @example
   * const sharp = await etalon.apply(frame, { chain: [{ filter: 'unsharp' }] });
   */
  async apply(frame, options = {}) {
    if (!(frame instanceof Frame)) throw new EtalonError('ARGUMENT', 'apply() takes a Frame: Frame.from() makes one of other pixels');
    const { chain, signal, output = 'Frame' } = options;
    const packed = span('apply', () => packChain(chain));
    const video = isVideo(output);
    const client = this.#client;
    const sent = await sendable(packed, client);
    const made = await client.request('apply', { frame: frame[inWorker](client), chain: sent, video }, { signal, generation: client.generation });
    return /** @type {any} */ ('video' in made ? made.video : Frame.make(client, made));
  }

  /**
   * A stream that filters frames from anywhere: of a camera (MediaStreamTrackProcessor), a decoder, a canvas, `clip.frames()`,
   * or planes. `{ readable, writable }` for `pipeThrough()`. Frames go in in the order of their times, and come out as `clip.frames()`
   * gives those of a clip: filters that read frames behind one hold it back until they have come or the stream closes; field
   * rate deinterlacing makes two of each; a frame of another size or format begins anew.
   *
   * VideoFrames and Frames that go in are closed. What comes out is the reader's to close; of Frames at most eight may be open at a
   * time. No frame is computed before it is read. Cancelling, aborting and failing free everything.
   *
   * @template {'Frame' | 'VideoFrame'} [Output='VideoFrame']
   * @param {FrameOptions & { output?: Output }} [options] output: what comes out, default 'VideoFrame'; GBR8 and GBRA8 as RGBX and RGBA
   * @returns {TransformStream<FrameSource | Frame, Output extends 'Frame' ? Frame : VideoFrame>}
   * @throws {EtalonError} ARGUMENT; UNSUPPORTED where there is no VideoFrame (Node.js: take `output: 'Frame'`). The stream fails as
   *   `apply()` does, and with ARGUMENT for a time before that of the last frame
   * @example
   * const { readable } = new MediaStreamTrackProcessor({ track });
   * await readable.pipeThrough(etalon.transform({ chain })).pipeTo(new MediaStreamTrackGenerator({ kind: 'video' }).writable);
   */
  transform({ chain, signal, output } = {}) {
    const packed = span('transform', () => packChain(chain));
    const video = isVideo(output ?? 'VideoFrame');
    return /** @type {any} */ (new FrameTransform(this.#client, packed, { video, signal }));
  }

  /**
   * What this engine can do here, and why it is the build that it is.
   *
   * @returns {Capabilities}
   * @example
   * const { build, why } = etalon.capabilities();
   */
  capabilities() {
    const { build, threads, simd, isolated, why } = this.#choice;
    const { codecs, decoders, audioDecoders, encoders, demuxers: containers } = this.#describe;
    return { threads, simd, isolated, build, why, codecs, decoders, audioDecoders, encoders, containers, filters: filters.map(({ name }) => name) };
  }

  /**
   * How a chain would run on frames of a shape, without a clip; `clip.plan()` takes a clip's own.
   *
   * @param {Chain} chain
   * @param {{ format: string, width: number, height: number, colorSpace?: ColorSpace }} shape default
   *   colours: BT.709, limited range
   * @param {{ preview?: Preview }} [options] as for `clip.plan()`
   * @returns {Promise<Plan>}
   * @throws {EtalonError} ARGUMENT or UNSUPPORTED where a job with this chain would fail so; STATE
   * @example
   * await etalon.plan([{ filter: 'scale', width: 640 }], { format: 'I420', width: 1920, height: 1080 });
   */
  async plan(chain, shape, options) {
    const packed = packChain(chain);
    const numbers = shapeOf(shape);
    const fast = isFast(options);
    const sent = await sendable(packed, this.#client);
    return /** @type {Promise<Plan>} */ (this.#client.request('plan', { chain: sent, shape: numbers, fast }));
  }

  /**
   * The values of a curve between its points, as a filter applies it: for x from 0 to 1 evenly. For controls that draw it.
   *
   * @param {string} filter
   * @param {string} key of a parameter whose descriptor is a `curve`
   * @param {readonly number[]} points x and y in turn, as the parameter takes them
   * @param {{ samples?: number }} [options] how many, 2 to 65536, default 257
   * @returns {Promise<Float64Array<ArrayBuffer>>}
   * @throws {EtalonError} ARGUMENT where the parameter could not be set so; STATE after close()
   * @example
   * await etalon.curve('curves', 'master', [0, 0, 0.5, 0.7, 1, 1], { samples: 3 }); // [0, 0.7, 1]
   */
  async curve(filter, key, points, { samples = 257 } = {}) {
    return this.#client.request('curve', packCurve(filter, key, points, samples));
  }

  /**
   * What the engine holds: all zero when everything is closed, but `framesDecoded`, which counts since the
   * engine was created, and `heapBytes`, what is in use of its memory. For tests and leak hunts.
   *
   * @returns {Promise<Record<'clips' | 'jobs' | 'chains' | 'frames' | 'framesAlive' | 'buffers' | 'threadsLeased'
   *   | 'framesDecoded' | 'heapBytes', number>>}
   * @throws {EtalonError} STATE after close()
   * @example
   * (await etalon.counters()).frames; // 0
   */
  async counters() {
    return /** @type {any} */ (await this.#client.request('counters', {}));
  }

  /**
   * Ends the engine and closes its clips. What is pending rejects with STATE.
   *
   * @returns {Promise<void>}
   * @example
   * await etalon.close();
   */
  async close() {
    const clips = [...this.#clips];
    for (const clip of clips) clip.close();
    await this.#client.close();
    await Promise.all(clips.map(({ closing }) => closing));
  }

  /** @internal For Frame.from(). */
  [clientOf]() {
    return this.#client;
  }

  /** `await using etalon = ...` closes it, where the engine knows `using`. */
  [Symbol.asyncDispose]() {
    return this.close();
  }
}

/** @param {Platform} platform @param {EngineOptions} options @param {BuildChoice} choice */
function setup(platform, options, { build, threads, simd, isolated }) {
  const { wasmURL, workerURL, cacheBytes, memory } = options;
  const { readTimeout = usualReadTimeout, stepTimeout = usualStepTimeout, loadTimeout = usualLoadTimeout } = options;
  const worker = workerURL === undefined ? undefined : platform.resolve(workerURL);
  return {
    build,
    threads,
    simd,
    cacheBytes: cacheBytes ?? (build === 'threads' ? 256 : 96) * 2 ** 20,
    memoryMax: memory?.max ?? mostMemory,
    wasmURL: platform.wasmURL(build, wasmURL),
    scriptURL: platform.scriptURL(worker),
    readTimeout,
    stepTimeout,
    loadTimeout,
    shared: isolated,
    workerURL: worker,
  };
}

/** Whether VideoFrames are to come out. @param {string} output */
function isVideo(output) {
  checkChoice('output', output, ['Frame', 'VideoFrame']);
  if (output === 'VideoFrame' && typeof VideoFrame === 'undefined') throw new EtalonError('UNSUPPORTED', "there is no VideoFrame here: take output: 'Frame'");
  return output === 'VideoFrame';
}

/**
 * Puts the name of what was opened before the message of an error, where it has one that is not there yet.
 *
 * @param {unknown} error
 * @param {any} source
 */
function named(error, source) {
  const name = String(typeof source === 'string' ? source : (source?.href ?? source?.name ?? '')).split(/[/\\]/).pop();
  if (!(error instanceof EtalonError) || !name || error.message.includes(name)) return error;
  return new EtalonError(error.code, `${name}: ${error.message}`, { cause: error.cause });
}
