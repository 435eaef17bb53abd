// SPDX-License-Identifier: MIT
import { nameColor } from './color.js';
import { EtalonError } from './error.js';
import { formats } from './generated/formats.js';
import { nameResults } from './results.js';
import { inWorker } from './settings.js';
import { checkSize } from './size.js';
/** @import { Client } from './client.js' */
/** @import { FrameResults } from './generated/filters.js' */
/** @import { PackedFrame } from './protocol.js' */
/** @import { ColorSpace, SizeOptions } from './types.js' */

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
 * One decoded and filtered frame. It holds memory of the engine until `close()`.
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
    const target = bytesIn(destination);
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
   * @throws {EtalonError} STATE after close(); UNSUPPORTED without WebCodecs, or for a format that it lacks
   * @example
   * const video = frame.toVideoFrame();
   */
  toVideoFrame() {
    const { planes, buffer } = this.#open();
    if (typeof VideoFrame === 'undefined') throw new EtalonError('UNSUPPORTED', 'there is no VideoFrame here');
    const start = Math.min(...planes.map(({ offset }) => offset));
    const end = Math.max(...planes.map(({ offset, stride, rows }) => offset + stride * rows));
    const { matrix, primaries, transfer, fullRange } = this.colorSpace;
    const [across, down] = this.sampleAspect;
    try {
      return new VideoFrame(/** @type {any} */ (new Uint8Array(buffer, start, Math.min(end, buffer.byteLength) - start)), {
        format: /** @type {VideoPixelFormat} */ (this.format),
        codedWidth: this.width,
        codedHeight: this.height,
        displayWidth: Math.max(1, Math.round((this.width * across) / down)),
        displayHeight: this.height,
        timestamp: Math.round(this.timestamp * 1e6),
        ...(this.duration ? { duration: Math.round(this.duration * 1e6) } : {}),
        layout: planes.map(({ offset, stride }) => ({ offset: offset - start, stride })),
        colorSpace: /** @type {VideoColorSpaceInit} */ ({ matrix, primaries, transfer, fullRange }),
      });
    } catch (error) {
      throw new EtalonError('UNSUPPORTED', `this browser's VideoFrame does not take format ${this.format}`, { cause: error });
    }
  }

  /**
   * The frame as sRGB pixels, exactly as a view paints it.
   *
   * @param {SizeOptions} [size] default: the frame's size with square pixels
   * @returns {Promise<ImageData>}
   * @throws {EtalonError} STATE after close(); ARGUMENT; UNSUPPORTED where there is no ImageData (Node.js: use `clip.render()`)
   * @example
   * context.putImageData(await frame.toImageData({ width: 640 }), 0, 0);
   */
  async toImageData({ width, height } = {}) {
    const { frame } = this.#open();
    checkSize({ width, height });
    if (typeof ImageData === 'undefined') throw new EtalonError('UNSUPPORTED', 'there is no ImageData here: use clip.render()');
    const args = { frame, width, height };
    const picture = await this.#client.request('frame-render', args, { generation: this.#generation });
    return new ImageData(new Uint8ClampedArray(picture.buffer), picture.width, picture.height);
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

/** @param {ArrayBuffer | SharedArrayBuffer | ArrayBufferView} destination @returns {Uint8Array} */
function bytesIn(destination) {
  if (ArrayBuffer.isView(destination)) return new Uint8Array(destination.buffer, destination.byteOffset, destination.byteLength);
  const shared = typeof SharedArrayBuffer !== 'undefined' && destination instanceof SharedArrayBuffer;
  if (shared || destination instanceof ArrayBuffer) return new Uint8Array(destination);
  throw new EtalonError('ARGUMENT', `a destination is a buffer or a typed array, ${Object.prototype.toString.call(destination)} was given`);
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
