// SPDX-License-Identifier: MIT
import { packChain } from './chain.js';
import { isFast, shapeOf } from './plan.js';
import { EtalonError } from './error.js';
import { packExport, nameResult } from './export.js';
import { Frame } from './frame.js';
import { FrameStream } from './frames.js';
import { nameAudio, nameRendered, nameVideo } from './info.js';
import { packOutput } from './output.js';
import { streamSamples } from './samples.js';
import { inWorker, sendable } from './settings.js';
import { checkSize } from './size.js';
import { span } from './span.js';
import { thumbnails, thumbnailTimes } from './thumbnails.js';
/** @import { PackedChain } from './chain.js' */
/** @import { Client } from './client.js' */
/** @import { Chain } from './generated/filters.js' */
/** @import { Platform } from './platform/platform.js' */
/** @import { Requests } from './protocol.js' */
/** @import { Prepared } from './platform/platform.js' */
/** @import { Preview } from './playback.js' */
/** @import { AudioInfo, ExportOptions, ExportResult, FrameOptions, Moment, RangeOptions, Rendered, SampleOptions, Samples, SizeOptions, Thumbnail, ThumbnailOptions, VideoInfo, Plan } from './types.js' */

/** A clip's id, and the worker that knows it. @typedef {{ client: Client, clip: number, generation: number }} ClipLine */

/**
 * What a clip is made of; `onClose` is called by its close().
 *
 * @typedef {{ client: Client, platform: Platform, prepared: Prepared, rotate: boolean, opened: Requests['open']['result'], onClose: (clip: Clip) => void }} ClipParts
 */

/**
 * An open video file. Made by `etalon.open()`.
 *
 * @example
 * for await (const frame of clip.frames({ from: 10, to: 12, chain })) frame.close();
 * const { output } = await clip.export({ chain });
 */
export class Clip {
  #client;
  #platform;
  #prepared;
  #rotate;
  #generation;
  /** The id in the worker of `#generation`, or its promise while the source is opened again. @type {number | Promise<number>} */
  #id;
  #onClose;
  /** What close() began; settles when nothing is held any more, and never rejects. @type {Promise<unknown> | undefined} */
  #closing;

  /**
   * @private
   * @param {ClipParts} parts
   */
  constructor({ client, platform, prepared, rotate, opened, onClose }) {
    this.#onClose = onClose;
    this.#client = client;
    this.#platform = platform;
    this.#prepared = prepared;
    this.#rotate = rotate;
    this.#generation = client.generation;
    this.#id = opened.clip;
    const { info } = opened;
    /** FFmpeg's name of the container: "mov,mp4,m4a,3gp,3g2,mj2". @type {string} */
    this.container = info.container;
    /** Seconds; 0 when unknown. @type {number} */
    this.duration = info.duration;
    /** The video track. @type {VideoInfo} */
    this.video = nameVideo(info.video);
    /** The audio track; null when there is none. @type {AudioInfo | null} */
    this.audio = info.audio ? nameAudio(info.audio) : null;
  }

  /** @internal @param {ClipParts} parts */
  static make(parts) {
    return new Clip(parts);
  }

  /**
   * One frame: exactly the frame that is shown at a time. Before the first frame it is the first;
   * `frameAt(frame.timestamp)` is that frame again. The caller closes it.
   *
   * @param {Moment} moment seconds, or `{ pts }`
   * @param {FrameOptions} [options]
   * @returns {Promise<Frame>}
   * @throws {EtalonError} ARGUMENT, STATE, DATA, IO, MEMORY, CRASHED; the signal's reason on abort
   * @example
   * const frame = await clip.frameAt(12.5, { chain: [{ filter: 'gaussian_blur', sigma: 2 }] });
   */
  async frameAt(moment, { chain, signal } = {}) {
    const args = span('frameAt', () => ({ pts: this.#ticks(moment), chain: packChain(chain) }));
    const { clip, chain: sent, generation } = await this.#ready(args.chain);
    return Frame.make(this.#client, await this.#client.request('frame-at', { ...args, clip, chain: sent }, { signal, generation }));
  }

  /**
   * All frames of a range in order. At most eight may be open at a time: close each one. `break` stops
   * the decoder.
   *
   * @param {RangeOptions & FrameOptions} [options]
   * @returns {FrameStream} an async iterator
   * @throws {EtalonError} as frameAt()
   * @example
   * for await (const frame of clip.frames({ from: 10, to: 12 })) frame.close();
   */
  frames({ from, to, chain, signal } = {}) {
    const args = span('frames', () => ({ ...this.#range(from, to), chain: packChain(chain) }));
    return new FrameStream(this.#client, async () => this.#withClip(args), signal);
  }

  /**
   * The sound, decoded, in blocks of at most 8192 samples, from a decoder of its own. Integer samples of b bits
   * are divided by 2^(b-1), exactly; what the container marks as padding is cut off. A gap in the sound is a
   * jump of `position`. Containers whose clock does not count samples (Matroska, MPEG-TS) place a range that
   * does not begin at the start to their nearest tick. `break` stops the decoder.
   *
   * @param {SampleOptions} [options]
   * @returns {AsyncGenerator<Samples, void, void>}
   * @throws {EtalonError} as frameAt(); ARGUMENT when there is no such track; UNSUPPORTED when this build has no decoder for it
   * @example
   * for await (const { planes: [left, right], timestamp } of clip.samples({ from: 10, to: 12 })) meter(left, right);
   */
  samples({ track, from = -Infinity, to = Infinity, stereo = false, signal } = {}) {
    const args = span('samples', () => {
      checkRange(from, to);
      if (track !== undefined && !(Number.isInteger(track) && track >= 0)) {
        throw new EtalonError('ARGUMENT', `track is a whole number from 0 up, ${String(track)} was given`);
      }
      return { track: track ?? -1, from, to, stereo };
    });
    return streamSamples(this.#client, async () => ({ clip: (await this.#ready()).clip, ...args }), signal);
  }

  /**
   * The picture at a time as RGBA, exactly what a view paints at that size.
   *
   * @param {Moment} moment seconds, or `{ pts }`
   * @param {FrameOptions & SizeOptions} [options] with one of width and height, the other follows the aspect
   * @returns {Promise<Rendered>}
   * @throws {EtalonError} as frameAt()
   * @example
   * const { data, width, height } = await clip.render(12.5, { width: 1280 });
   */
  async render(moment, { chain, width, height, signal } = {}) {
    const args = span('render', () => {
      checkSize({ width, height });
      return { pts: this.#ticks(moment), chain: packChain(chain), width, height };
    });
    const { clip, chain: sent, generation } = await this.#ready(args.chain);
    const picture = await this.#client.request('render', { ...args, clip, chain: sent }, { signal, generation });
    return span('render.result', () => nameRendered(picture));
  }

  /**
   * Small pictures for a timeline: key frames near the times, which cost one decoded frame each. They
   * come before exports and after anything that somebody waits to see. `break` stops the decoder.
   *
   * @param {ThumbnailOptions} options `times` or `count`, and a size as render() takes it
   * @returns {AsyncGenerator<Thumbnail, void, undefined>}
   * @throws {EtalonError} as frameAt()
   * @example
   * for await (const { data, width, height, timestamp } of clip.thumbnails({ count: 12, width: 160 })) draw(data, width, height);
   */
  thumbnails(options) {
    const { chain, width, height, signal } = options ?? {};
    const args = span('thumbnails', () => {
      checkSize({ width, height });
      const times = thumbnailTimes(options ?? {}, this.video).map((time) => this.#round(time));
      return { times, chain: packChain(chain) };
    });
    return thumbnails(this.#client, async () => this.#withClip(args), { width, height, signal });
  }

  /**
   * How a chain would run on this clip: its stages, what was left out, and the bytes that move.
   *
   * @param {Chain} chain
   * @param {{ preview?: Preview }} [options] 'exact' (default), or 'fast': as a view that plays runs it at full size
   * @returns {Promise<Plan>}
   * @throws {EtalonError} ARGUMENT or UNSUPPORTED where a job with this chain would fail so; STATE
   * @example
   * const { stages, removed } = await clip.plan([{ filter: 'adjust' }]);
   */
  async plan(chain, options) {
    const packed = packChain(chain);
    const fast = isFast(options);
    const { chain: sent, generation } = await this.#ready(packed);
    return /** @type {Promise<Plan>} */ (this.#client.request('plan', { chain: sent, shape: shapeOf(this.video), fast }, { generation }));
  }

  /**
   * Decodes, filters, encodes H.264 and writes an MP4. `from` and `to` cut at the exact frame.
   *
   * @param {ExportOptions} [options]
   * @returns {Promise<ExportResult>}
   * @throws {EtalonError} as frameAt(); IO when a write fails; UNSUPPORTED with `strict` where pixels
   *   would be converted. An abort or failure leaves no broken file where the output can take it back, and aborts a stream.
   * @example
   * const { output } = await clip.export({ chain, video: { quality: 20 }, onProgress: ({ progress }) => show(progress) });
   */
  async export(options = {}) {
    const { from, to, chain, output, signal, onProgress } = options;
    const args = span('export', () => ({
      ...packExport(options),
      ...this.#range(from, to),
      chain: packChain(chain),
      open: packOutput(output, this.#platform),
    }));
    const { open, ...rest } = args;
    const opened = await open();
    try {
      const sink = opened.packed;
      signal?.throwIfAborted();
      const { clip, chain: sent, generation } = await this.#ready(args.chain);
      const result = await this.#client.request('export', { ...rest, clip, chain: sent, sink }, { signal, onProgress, sink: opened.page, generation });
      return nameResult({ ...result, output: (await opened.finish()) ?? result.output }, () => opened.discard());
    } catch (error) {
      await opened.discard(error).catch(() => {});
      throw error;
    }
  }

  /**
   * Closes the file. Work in progress on it rejects with STATE; frames stay valid until they are closed.
   *
   * @example
   * clip.close();
   */
  close() {
    if (this.#closing) return;
    this.#closing = this.#closeInWorker()
      .catch(() => {})
      .then(() => this.#prepared.release?.())
      .catch(() => {});
    this.#onClose(this);
  }

  /** `using clip = ...` closes it, where the engine knows `using`. */
  [Symbol.dispose]() {
    this.close();
  }

  /** @internal Resolves when close() is done. */
  get closing() {
    return this.#closing;
  }

  /** @internal The clip in the running worker. @returns {Promise<ClipLine>} */
  async connect() {
    return { client: this.#client, ...(await this.#ready()) };
  }

  /** @internal Where the audio worklet's file is; undefined where there are none. */
  get soundURL() {
    return this.#platform.soundURL?.();
  }

  /** @internal The tick nearest to a time. @param {Moment} moment */
  ticks(moment) {
    return this.#ticks(moment);
  }

  /** @internal The clip's id, for a chain that reads it. @param {Client} client */
  async [inWorker](client) {
    if (client !== this.#client) throw new EtalonError('ARGUMENT', 'the clip of a second input is of another Etalon');
    return (await this.#ready()).clip;
  }

  /** Closes the clip where the worker still has it. */
  async #closeInWorker() {
    const generation = this.#generation;
    const clip = typeof this.#id === 'number' ? this.#id : await this.#id;
    if (generation === this.#client.generation) await this.#client.request('close-clip', { clip }, { generation });
  }

  /** @template {{ chain: PackedChain }} T @param {T} args */
  async #withClip(args) {
    const { clip, chain } = await this.#ready(args.chain);
    return { ...args, clip, chain };
  }

  /**
   * The clip's id in the running worker, and a chain with the ids of its second inputs; after a crash the
   * source is opened again.
   *
   * @param {PackedChain} [chain]
   */
  async #ready(chain = []) {
    if (this.#closing) throw new EtalonError('STATE', 'the clip is closed: open the file again');
    if (!this.#client.ready) await this.#client.start();
    const { generation } = this.#client;
    if (generation !== this.#generation) {
      this.#generation = generation;
      const args = { source: this.#prepared.source, rotate: this.#rotate };
      this.#id = this.#client.request('open', args, { generation }).then(
        ({ clip }) => (this.#id = clip),
        (error) => {
          this.#generation = 0;
          throw error;
        },
      );
    }
    const clip = typeof this.#id === 'number' ? this.#id : await this.#id;
    return { clip, generation, chain: chain.some(({ input }) => input) ? await sendable(chain, this.#client) : chain };
  }

  /** In ticks; the engine rounds them, since filters may make frames between them. @param {Moment} moment */
  #ticks(moment) {
    if (typeof moment === 'object' && moment !== null && Number.isInteger(moment.pts)) return moment.pts;
    if (typeof moment === 'number' && Number.isFinite(moment)) return this.#scale(moment);
    throw new EtalonError('ARGUMENT', `a time is a number of seconds or { pts: whole number }, ${String(moment)} was given`);
  }

  /** @param {number} [from] @param {number} [to] */
  #range(from = -Infinity, to = Infinity) {
    checkRange(from, to);
    return { from: this.#scale(from), to: this.#scale(to) };
  }

  /** The nearest tick. @param {number} seconds */
  #round(seconds) {
    return Math.round(this.#scale(seconds));
  }

  /** @param {number} seconds */
  #scale(seconds) {
    const [numerator, denominator] = this.video.timeBase;
    return (seconds * denominator) / numerator;
  }
}

/** @param {number} from @param {number} to */
function checkRange(from, to) {
  for (const [name, value] of Object.entries({ from, to })) {
    if (typeof value === 'number' && !Number.isNaN(value)) continue;
    throw new EtalonError('ARGUMENT', `${name} is a number of seconds, ${String(value)} was given`);
  }
  if (from >= to) throw new EtalonError('ARGUMENT', `from (${from} s) must be before to (${to} s)`);
}
