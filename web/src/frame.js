// SPDX-License-Identifier: MIT
import { clientOf } from './client.js';
import { nameColor } from './color.js';
import { EtalonError } from './error.js';
import { bytesOf, packSource } from './frame_source.js';
import { formats } from './generated/formats.js';
import { nameRendered } from './info.js';
import { nameResults } from './results.js';
import { inWorker } from './settings.js';
import { checkSize } from './size.js';
import { span } from './span.js';
import { videoFrameOf } from './video_frame.js';
/** @import { Client } from './client.js' */
/** @import { Etalon } from './etalon.js' */
/** @import { FrameFacts, FrameSource } from './frame_source.js' */
/** @import { FrameResults } from './generated/filters.js' */
/** @import { PackedFrame } from './protocol.js' */
/** @import { ColorSpace, Rendered, SizeOptions } from './types.js' */

/**
 * Pixels of one plane. With threads they are the engine's own memory; after `close()` of the frame they
 * must not be used.
 *
 * @typedef {object} Plane
 * @property {Uint8Array} data bytes, `rows` rows that begin `stride` bytes apart
 * @property {Uint8Array | Uint16Array} samples the same memory as samples: 16-bit words above 8 bits
 * @property {number} stride bytes from one row to the next
 * @property {number} width bytes of a row that hold pixels
 * @property {number} rows
 */

/** As WebCodecs has it. @typedef {{ offset: number, stride: number }} PlaneLayout */

/**
 * One frame, decoded or made of pixels by `Frame.from()`, and filtered. It holds memory of the engine until `close()`.
 *
 * @example
 * const frame = await clip.frameAt(12.5);
 * const { data, stride, width, rows } = frame.plane(0);
 * frame.close();
 */
export class Frame {
  #client;
  #generation;
  #onClose;
  /** @type {PackedFrame | undefined} */
  #packed;

  /**
   * @private
   * @param {Client} client
   * @param {PackedFrame} packed
   * @param {() => void} [onClose]
   */
  constructor(client, packed, onClose = () => {}) {
    this.#client = client;
    this.#generation = client.generation;
    this.#packed = packed;
    this.#onClose = onClose;
    const [seconds, ticks] = packed.timeBase;
    const [across, down] = packed.sampleAspect;
    /** Pixel format, WebCodecs' names ("I420", "I420P10"); planar RGB is "GBR8", planes G, B, R. */
    this.format = packed.format;
    /** Pixels. */
    this.width = packed.width;
    /** Pixels. */
    this.height = packed.height;
    /** Presentation time in units of `timeBase`; exact. */
    this.pts = packed.pts;
    /** Seconds of one unit of `pts`, as [numerator, denominator]. */
    this.timeBase = packed.timeBase;
    /** Presentation time in seconds. */
    this.timestamp = (packed.pts * seconds) / ticks;
    /** Seconds; 0 when unknown. */
    this.duration = (packed.duration * seconds) / ticks;
    /** Duration in units of `timeBase`; 0 when unknown. */
    this.durationTicks = packed.duration;
    /** Width to height of a pixel; [1, 1] when unknown. @type {[number, number]} */
    this.sampleAspect = across && down ? packed.sampleAspect : [1, 1];
    /** True when decoding can start at this frame. */
    this.key = packed.key;
    /** True when the frame holds two fields of different times. */
    this.interlaced = packed.interlaced;
    /** True when the field of rows 0, 2, 4 ... is the earlier one. */
    this.topFieldFirst = packed.topFieldFirst;
    /** @type {ColorSpace} */
    this.colorSpace = nameColor(packed.color);
    /**
     * True when the stream gives this frame other colours than `clip.video.colorSpace` says, before any filter: they
     * change in the middle of the clip. Its own are read by filters and views; an export refuses it.
     */
    this.colorChanged = packed.colorChanged;
    /** Number of planes. */
    this.planes = packed.planes.length;
    /**
     * What the chain's analyses found, by filter; a second entry of the same filter is under its name and `_2`.
     * @type {FrameResults}
     */
    this.results = nameResults(packed.results);
  }

  /**
   * A frame of pixels that come from elsewhere: a camera, a canvas, another decoder, a test. They are copied; the
   * source stays the caller's, to close as well. A VideoFrame is turned as it is to be shown.
   *
   * @param {FrameSource} source in Node.js planes, or `{ width, height, data }` of RGBA
   * @param {FrameFacts & { etalon: Etalon, signal?: AbortSignal }} options whose engine holds it; times and colours come before those of
   *   the source
   * @returns {Promise<Frame>} which the caller closes
   * @throws {EtalonError} ARGUMENT; UNSUPPORTED for a VideoFrame whose format the browser does not name; MEMORY; STATE;
   *   the signal's reason on abort
   * @example
   * const frame = await Frame.from({ format: 'I420', width: 640, height: 360, data: bytes, timestamp: 1.5 }, { etalon });
   */
  static async from(source, options) {
    const { etalon, signal, ...facts } = options ?? {};
    const client = /** @type {any} */ (etalon)?.[clientOf]?.();
    if (!client) throw new EtalonError('ARGUMENT', 'Frame.from(source, { etalon }) needs the Etalon that is to hold the frame');
    const args = span('frame-from', () => packSource(source, facts));
    try {
      return Frame.make(client, await client.request('frame-from', { source: args.source }, { signal, transfer: args.transfer }));
    } finally {
      args.source.video?.close(); // where it was not handed over
    }
  }

  /** @internal @param {Client} client @param {PackedFrame} packed @param {() => void} [onClose] */
  static make(client, packed, onClose) {
    return new Frame(client, packed, onClose);
  }

  /** @internal The frame's id, for a chain that shows it. @param {Client} client */
  [inWorker](client) {
    const { frame } = this.#open();
    if (client !== this.#client) throw new EtalonError('ARGUMENT', 'the frame is of another Etalon');
    if (client.generation !== this.#generation) throw new EtalonError('STATE', 'the engine crashed or was closed: the frame is gone');
    return frame;
  }

  /** True after `close()`. */
  get closed() {
    return this.#packed === undefined;
  }

  /**
   * One plane, in place.
   *
   * @param {number} index 0 to `planes` - 1
   * @returns {Plane}
   * @throws {EtalonError} STATE after close(); ARGUMENT when there is no such plane
   * @example
   * const luma = frame.plane(0).samples;
   */
  plane(index) {
    const { buffer, planes } = this.#open();
    const plane = planes[index];
    if (!plane) throw new EtalonError('ARGUMENT', `plane ${index} is outside 0 to ${planes.length - 1}`);
    const { offset, stride, width, rows } = plane;
    const bytes = stride * (rows - 1) + width;
    const data = new Uint8Array(buffer, offset, bytes);
    const samples = formats[this.format].depth > 8 ? new Uint16Array(buffer, offset, bytes / 2) : data;
    return { data, samples, stride, width, rows };
  }

  /**
   * Bytes that `copyTo()` writes by default: all planes without padding.
   *
   * @returns {number}
   * @example
   * const bytes = new Uint8Array(frame.allocationSize());
   */
  allocationSize() {
    return this.#open().planes.reduce((sum, { width, rows }) => sum + width * rows, 0);
  }

  /**
   * Copies the planes, tightly packed one after another unless `layout` says where and how far apart
   * rows go. The copy is done when the call returns.
   *
   * @param {ArrayBuffer | SharedArrayBuffer | ArrayBufferView} destination
   * @param {{ layout?: PlaneLayout[] }} [options]
   * @returns {Promise<PlaneLayout[]>} where each plane went
   * @throws {EtalonError} STATE after close(); ARGUMENT when the destination is too small or no memory
   * @example
   * await frame.copyTo(bytes);
   */
  async copyTo(destination, { layout } = {}) {
    return this.copyToSync(destination, layout);
  }

  /**
   * `copyTo()` without the promise.
   *
   * @param {ArrayBuffer | SharedArrayBuffer | ArrayBufferView} destination
   * @param {PlaneLayout[]} [layout]
   * @returns {PlaneLayout[]}
   * @throws {EtalonError} as copyTo()
   * @example
   * frame.copyToSync(bytes);
   * hash.update(bytes);
   */
  copyToSync(destination, layout) {
    const { planes } = this.#open();
    const target = bytesOf('a destination', destination);
    let next = 0;
    const places = planes.map(({ width, rows }, index) => {
      const place = layout?.[index] ?? { offset: next, stride: width };
      next += width * rows;
      const end = place.offset + place.stride * (rows - 1) + width;
      const whole = Number.isInteger(place.offset) && Number.isInteger(place.stride);
      if (!whole || place.offset < 0 || place.stride < width || end > target.length) {
        throw new EtalonError('ARGUMENT', `plane ${index} needs bytes ${place.offset} to ${end} with a whole stride of at ` +
          `least ${width}; the destination has ${target.length}, the stride is ${place.stride}`);
      }
      return { offset: place.offset, stride: place.stride };
    });
    places.forEach((place, index) => copyRows(this.plane(index), target, place));
    return places;
  }

  /**
   * A WebCodecs `VideoFrame` with a copy of the pixels. The caller closes both.
   *
   * @returns {VideoFrame}
   * @throws {EtalonError} STATE after close(); UNSUPPORTED without WebCodecs, or for a format that it lacks: of GBR8 and
   *   GBRA8 `etalon.apply(frame, { output: 'VideoFrame' })` makes RGBX and RGBA
   * @example
   * const video = frame.toVideoFrame();
   */
  toVideoFrame() {
    return videoFrameOf(this.#open());
  }

  /**
   * The frame as RGBA, exactly as a view paints it. Of GBRA8 in its own size these are its very pixels where it is sRGB.
   *
   * @param {SizeOptions} [size] default: the frame's size with square pixels
   * @returns {Promise<Rendered>}
   * @throws {EtalonError} STATE after close(); ARGUMENT
   * @example
   * const { data } = await frame.render({ width: 640 });
   */
  async render({ width, height } = {}) {
    const { frame } = this.#open();
    checkSize({ width, height });
    return nameRendered(await this.#client.request('frame-render', { frame, width, height }, { generation: this.#generation }));
  }

  /**
   * What `render()` gives, as a canvas takes it.
   *
   * @param {SizeOptions} [size]
   * @returns {Promise<ImageData>}
   * @throws {EtalonError} as render(); UNSUPPORTED where there is no ImageData (Node.js: use `render()`)
   * @example
   * context.putImageData(await frame.toImageData({ width: 640 }), 0, 0);
   */
  async toImageData(size) {
    this.#open();
    checkSize(size ?? {});
    if (typeof ImageData === 'undefined') throw new EtalonError('UNSUPPORTED', 'there is no ImageData here: use frame.render()');
    const { data, width, height } = await this.render(size);
    return new ImageData(data, width, height);
  }

  /**
   * Gives the memory back. Closing twice does nothing.
   *
   * @example
   * frame.close();
   */
  close() {
    if (!this.#packed) return;
    const { frame, buffer } = this.#packed;
    this.#packed = undefined;
    if (buffer instanceof ArrayBuffer) {
      this.#client.notify({ notice: 'frame-close', frame, buffer }, this.#generation, [buffer]);
    } else {
      this.#client.notify({ notice: 'frame-close', frame }, this.#generation);
    }
    this.#onClose();
  }

  /** `using frame = ...` closes it, where the engine knows `using`. */
  [Symbol.dispose]() {
    this.close();
  }

  /** @returns {PackedFrame} */
  #open() {
    if (!this.#packed) throw new EtalonError('STATE', `the frame at ${this.timestamp} s is closed`);
    return this.#packed;
  }
}

/** @param {Plane} plane @param {Uint8Array} target @param {PlaneLayout} place */
function copyRows({ data, stride, width, rows }, target, place) {
  if (stride === width && place.stride === width) {
    target.set(data, place.offset);
    return;
  }
  for (let row = 0; row < rows; row++) {
    const from = row * stride;
    target.set(data.subarray(from, from + width), place.offset + row * place.stride);
  }
}
