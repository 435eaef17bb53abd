// SPDX-License-Identifier: MIT
/** What a frame can be made of beside a clip's: checked on the page, and packed for the worker. */
import { packChain } from './chain.js';
import { saidColors } from './color.js';
import { EtalonError } from './error.js';
import { formatNames, formats, packings, sideMost } from './generated/formats.js';
import { pixelsOf } from './settings.js';
import { isObject } from './values.js';
/** @import { PackedChain } from './chain.js' */
/** @import { PlaneLayout } from './frame.js' */
/** @import { ColorSpace } from './types.js' */

/** Memory with samples. @typedef {ArrayBuffer | SharedArrayBuffer | ArrayBufferView} Bytes */

/**
 * What a frame is beside its pixels; the names are those of `Frame`.
 *
 * @typedef {object} FrameFacts
 * @property {number} [timestamp] seconds, rounded to the nearest unit of `timeBase`; default 0
 * @property {number} [pts] in its place, in units of `timeBase`
 * @property {[number, number]} [timeBase] seconds of one unit, default [1, 1000000]
 * @property {number} [duration] seconds, rounded likewise; default 0: unknown
 * @property {number} [durationTicks] in its place, in units of `timeBase`
 * @property {[number, number]} [sampleAspect] width to height of a pixel, default [1, 1]
 * @property {Partial<ColorSpace>} [colorSpace] names or `cicp`; what it leaves out is guessed as for a clip that says nothing, and
 *   `guessed` in the frame's. Pixels of R, G and B are sRGB of full range
 * @property {boolean} [interlaced] default false
 * @property {boolean} [topFieldFirst] default: as `interlaced`
 */

/**
 * Pixels in memory: `ImageData`, or planes of any format. They are copied before the call returns.
 *
 * @typedef {object} RawPicture
 * @property {number} width pixels, 1 to 16384
 * @property {number} height
 * @property {string} [format] a name of `formats`, or NV12 (becomes I420), RGBA (default) or BGRA (become GBRA8), RGBX or BGRX (GBR8).
 *   Planes of odd sizes round up; samples deeper than 8 bits are 16-bit little-endian words
 * @property {Bytes} [data] the planes, tightly packed one after another unless `layout` says where and how far apart rows are
 * @property {PlaneLayout[]} [layout]
 * @property {{ data: Bytes, stride?: number }[]} [planes] in place of `data`, as `frame.plane()` gives them; `stride` in bytes
 */

/** Pixels from elsewhere. @typedef {VideoFrame | ImageBitmap | ImageData | (RawPicture & FrameFacts)} FrameSource */

/**
 * A source as the worker takes it: `facts` as core/api/api.h has them, `packing` an index of `packings`
 * or -1, and its planes, or a VideoFrame, which the worker closes; `upright` turns that as it is to be shown.
 *
 * @typedef {{ facts: number[], packing: number, planes?: { data: Uint8Array<ArrayBuffer>, stride: number }[],
 *   video?: VideoFrame, upright?: PackedChain }} PackedSource
 */

/** @param {string} message */
const refuse = (message) => new EtalonError('ARGUMENT', message);

/**
 * Checks what a frame is to be made of and packs it. A VideoFrame stays the caller's: the worker gets a clone.
 *
 * @param {unknown} source
 * @param {FrameFacts} [facts] they come before those of the source
 * @returns {{ source: PackedSource, transfer: Transferable[] }}
 * @throws {EtalonError} ARGUMENT; UNSUPPORTED for a VideoFrame whose format the browser does not name, or Etalon does not know
 * @example
 * const { source, transfer } = packSource({ width: 2, height: 1, data: new Uint8Array(8) });
 */
export function packSource(source, facts = {}) {
  if (typeof VideoFrame !== 'undefined' && source instanceof VideoFrame) return packVideo(source, facts);
  if (typeof ImageBitmap !== 'undefined' && source instanceof ImageBitmap) return packPicture({ ...pixelsOf(source), colorSpace: 'srgb' }, facts);
  if (isObject(source) && ('data' in source || 'planes' in source) && !('close' in source)) return packPicture(source, facts);
  throw refuse('a frame is made of a VideoFrame, an ImageData, an ImageBitmap or { format, width, height, data } or { ..., planes: [{ data, stride }] }; ' +
    `${Object.prototype.toString.call(source)} was given`);
}

/**
 * The bytes of a caller's memory, in place.
 *
 * @param {string} what it is, for the message
 * @param {unknown} memory
 * @returns {Uint8Array}
 * @throws {EtalonError} ARGUMENT where it is none
 * @example
 * bytesOf('a destination', destination).length;
 */
export function bytesOf(what, memory) {
  if (ArrayBuffer.isView(memory)) return new Uint8Array(memory.buffer, memory.byteOffset, memory.byteLength);
  const shared = typeof SharedArrayBuffer !== 'undefined' && memory instanceof SharedArrayBuffer;
  if (shared || memory instanceof ArrayBuffer) return new Uint8Array(memory);
  throw refuse(`${what} is a buffer or a typed array, ${Object.prototype.toString.call(memory)} was given`);
}

/** @param {Record<string, any>} picture @param {FrameFacts} facts */
function packPicture(picture, facts) {
  const { format = 'RGBA', width, height } = picture;
  for (const [name, value] of Object.entries({ width, height })) {
    if (Number.isInteger(value) && value >= 1 && value <= sideMost) continue;
    throw refuse(`${name} of a frame is a whole number from 1 to ${sideMost}, ${String(value)} was given`);
  }
  const { index, packing } = numberOf(format);
  const planes = cutPlanes(picture, format);
  const numbers = packFacts(index, width, height, merged(picture, facts));
  return { source: { facts: numbers, packing, planes }, transfer: planes.map(({ data }) => data.buffer) };
}

/** The engine's number of a format, and the packing that becomes it. @param {unknown} format */
function numberOf(format) {
  const packing = packings.findIndex(({ name }) => name === format);
  const index = formatNames.indexOf(packing < 0 ? String(format) : packings[packing].format);
  if (index >= 0) return { index: index + 1, packing };
  const known = new Set([...formatNames, ...packings.map(({ name }) => name)]);
  throw refuse(`format of a frame is one of ${[...known].join(', ')}; ${String(format)} was given`);
}

/** Bytes of the rows of each plane, and how many rows. @param {string} format @param {number} width @param {number} height */
function planeSizes(format, width, height) {
  const samples = (/** @type {number} */ side, /** @type {number} */ shift) => (side + (1 << shift) - 1) >> shift;
  if (format === 'NV12') return [{ row: width, rows: height }, { row: 2 * samples(width, 1), rows: samples(height, 1) }];
  if (packings.some(({ name }) => name === format)) return [{ row: 4 * width, rows: height }];
  const { planes, depth, chromaX, chromaY } = formats[format];
  return Array.from({ length: planes }, (_, plane) => {
    const [across, down] = plane === 1 || plane === 2 ? [chromaX, chromaY] : [0, 0];
    return { row: samples(width, across) * (depth > 8 ? 2 : 1), rows: samples(height, down) };
  });
}

/** Copies the planes of a picture out of the caller's memory. @param {Record<string, any>} picture @param {string} format */
function cutPlanes({ width, height, data, layout, planes }, format) {
  const sizes = planeSizes(format, width, height);
  const sum = sizes.reduce((bytes, { row, rows }) => bytes + row * rows, 0);
  const all = planes === undefined ? bytesOf('data of a frame', data) : undefined;
  if (all && layout === undefined && all.length !== sum) {
    throw refuse(`data of a frame of ${width} x ${height} ${format} has ${sum} bytes, ${all.length} were given: say where rows are by layout`);
  }
  for (const [name, list] of Object.entries({ layout, planes })) {
    if (list !== undefined && !(Array.isArray(list) && list.length === sizes.length)) throw refuse(`${name} of a frame of ${format} is a list of ${sizes.length}`);
  }
  let next = 0;
  return sizes.map(({ row, rows }, index) => {
    const bytes = all ?? bytesOf(`data of plane ${index}`, planes[index]?.data);
    const { offset = 0, stride = row } = all ? layout?.[index] ?? { offset: next } : { stride: planes[index].stride };
    next += row * rows;
    const end = offset + stride * (rows - 1) + row;
    if (!(Number.isInteger(offset) && Number.isInteger(stride) && offset >= 0 && stride >= row && end <= bytes.length)) {
      throw refuse(`plane ${index} of a frame of ${width} x ${height} ${format} takes bytes ${offset} to ${end} with a whole stride of at least ` +
        `${row}; its data has ${bytes.length}, the stride is ${stride}`);
    }
    return { data: /** @type {Uint8Array<ArrayBuffer>} */ (bytes.slice(offset, end)), stride };
  });
}

const factNames = /** @type {const} */ (['timestamp', 'pts', 'timeBase', 'duration', 'durationTicks', 'sampleAspect', 'colorSpace', 'interlaced', 'topFieldFirst']);

/** What a source says, where its caller does not say otherwise; an ImageData's are not its own properties. @param {Record<string, any>} own @param {FrameFacts} facts */
function merged(own, facts) {
  const all = Object.fromEntries(factNames.map((name) => [name, facts[name] ?? own[name]]));
  if (facts.timestamp !== undefined) all.pts = facts.pts;
  if (facts.duration !== undefined) all.durationTicks = facts.durationTicks;
  return all;
}

/**
 * The numbers of core/api/api.h, which the engine checks.
 *
 * @param {number} format
 * @param {number} width
 * @param {number} height
 * @param {Record<string, any>} facts
 * @returns {number[]}
 */
function packFacts(format, width, height, facts) {
  const { timestamp = 0, timeBase = [1, 1e6], duration = 0, sampleAspect = [1, 1], colorSpace, interlaced = false, topFieldFirst = interlaced } = facts;
  for (const [name, pair] of Object.entries({ timeBase, sampleAspect })) {
    if (Array.isArray(pair) && pair.length === 2 && pair.every(Number.isInteger)) continue;
    throw refuse(`${name} of a frame is two whole numbers, ${String(pair)} was given`);
  }
  const { pts = Math.round((timestamp * timeBase[1]) / timeBase[0]), durationTicks = Math.round((duration * timeBase[1]) / timeBase[0]) } = facts;
  for (const [name, value] of Object.entries({ timestamp, duration, pts, durationTicks })) {
    if (typeof value !== 'number' || !Number.isFinite(value)) throw refuse(`${name} of a frame is a number, ${String(value)} was given`);
  }
  return [format, width, height, ...saidColors(colorSpace), pts, durationTicks, ...timeBase, ...sampleAspect, Number(Boolean(interlaced)), Number(Boolean(topFieldFirst))];
}

/** @param {VideoFrame} video @param {FrameFacts} facts */
function packVideo(video, facts) {
  const { format, visibleRect, displayWidth, displayHeight, timestamp, duration, colorSpace } = video;
  if (!visibleRect) throw refuse('the VideoFrame is closed');
  if (format === null) throw new EtalonError('UNSUPPORTED', 'the browser does not say which format this VideoFrame has: draw it on a canvas and take its ImageData');
  if (![...formatNames, ...packings.map(({ name }) => name)].includes(format)) throw new EtalonError('UNSUPPORTED', `a VideoFrame of ${format} is not known`);
  const { width, height } = visibleRect;
  // Of newer browsers, which TypeScript's library does not know yet.
  const { rotation = 0, flip = false } = /** @type {any} */ (video);
  const [shownWidth, shownHeight] = rotation % 180 ? [displayHeight, displayWidth] : [displayWidth, displayHeight];
  const { index, packing } = numberOf(format);
  const own = { timestamp: timestamp / 1e6, duration: (duration ?? 0) / 1e6, sampleAspect: reduced(shownWidth * height, shownHeight * width), colorSpace };
  const numbers = packFacts(index, width, height, merged(own, facts));
  const clone = video.clone();
  /** @type {PackedSource} */
  const source = { facts: numbers, packing, video: clone };
  if (rotation || flip) source.upright = packChain([{ filter: 'rotate', turn: /** @type {'90'} */ (String(rotation)) }, ...(flip ? [/** @type {const} */ ({ filter: 'flip' })] : [])]);
  return { source, transfer: [clone] };
}

/** A ratio of the smallest whole numbers. @param {number} above @param {number} below @returns {[number, number]} */
function reduced(above, below) {
  let [a, b] = [above, below];
  while (b) [a, b] = [b, a % b];
  return [above / a, below / a];
}
