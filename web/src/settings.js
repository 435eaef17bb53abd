// SPDX-License-Identifier: MIT
/** What any entry of a chain may carry beside its parameters: keyframes, region, times, second input. */
import { EtalonError } from './error.js';
import { sideMost } from './generated/formats.js';
/** @import { Client } from './client.js' */
/** @import { FilterDescriptor, ParamDescriptor } from './generated/filters.js' */

/** The method of clips and frames by which a chain finds them in the worker. */
export const inWorker = Symbol('inWorker');

/**
 * A second input as the page has it, and as the worker takes it.
 *
 * @typedef {{ kind: 'clip', clip: any, offset: number, nothing: boolean } | { kind: 'frame', frame: any }
 *   | { kind: 'pixels', width: number, height: number, data: Uint8Array | Uint8ClampedArray }} PackedInput
 */

/** @typedef {{ region?: number[], enable?: [number, number], input?: PackedInput }} PackedSettings */

const eases = /** @type {const} */ (['hold', 'linear']);
const curve = 2;

/** Names that no parameter of a filter has. */
export const settingNames = ['region', 'enable', 'input'];

/** @param {string} message */
const refuse = (message) => new EtalonError('ARGUMENT', message);

/** @param {unknown} value @returns {value is Record<string, unknown>} */
const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Checks what an entry carries and packs it.
 *
 * @param {FilterDescriptor} filter
 * @param {Record<string, unknown>} entry
 * @returns {PackedSettings}
 * @throws {EtalonError} ARGUMENT
 * @example
 * packSettings(filter, { region: { x: 10, y: 10, width: 100, height: 50 } }); // { region: [10, 10, 100, 50, 0] }
 */
export function packSettings(filter, { region, enable, input }) {
  /** @type {PackedSettings} */
  const packed = {};
  const what = `filter "${filter.name}"`;
  if (region !== undefined) packed.region = packRegion(region, what);
  if (enable !== undefined) packed.enable = packEnable(enable, what);
  if (filter.inputs === 2 || (input !== undefined && filter.secondModels.length > 0)) packed.input = packInput(input, what);
  else if (input !== undefined) throw refuse(`${what} has no second input`);
  return packed;
}

/** @param {unknown} region @param {string} what */
function packRegion(region, what) {
  if (!isObject(region)) throw refuse(`region of ${what} is { x, y, width, height, feather }`);
  const { x, y, width, height, feather = 0, ...rest } = region;
  const [unknown] = Object.keys(rest);
  if (unknown) throw refuse(`region of ${what} has no "${unknown}"; it has x, y, width, height, feather`);
  const sides = Object.entries({ x, y, width, height, feather });
  for (const [name, value] of sides) {
    const least = name === 'feather' ? 0 : name.length > 1 ? 1 : -sideMost;
    if (Number.isInteger(value) && Number(value) >= least && Number(value) <= sideMost) continue;
    throw refuse(`${name} of the region of ${what} is a whole number from ${least} to ${sideMost}, ${String(value)} was given`);
  }
  return sides.map(([, value]) => Number(value));
}

/** @param {unknown} enable @param {string} what @returns {[number, number]} */
function packEnable(enable, what) {
  if (!isObject(enable)) throw refuse(`enable of ${what} is { from, to } in seconds`);
  const { from = -Infinity, to = Infinity } = enable;
  if (typeof from !== 'number' || typeof to !== 'number' || !(from < to)) {
    throw refuse(`enable of ${what}: from (${String(from)} s) must be before to (${String(to)} s)`);
  }
  return [from, to];
}

/** @param {unknown} input @param {string} what @returns {PackedInput} */
function packInput(input, what) {
  const wanted = `the second input of ${what} is a Clip, { clip, offset, ends }, a Frame, ImageData or ImageBitmap`;
  if (!isObject(input)) throw refuse(`${wanted}; ${input === undefined ? 'none' : String(input)} was given`);
  if (isObject(input.clip) && inWorker in input.clip) {
    const { clip, offset = 0, ends = 'hold' } = input;
    if (typeof offset !== 'number' || !Number.isFinite(offset)) throw refuse(`offset of the second input of ${what} is a number of seconds`);
    if (ends !== 'hold' && ends !== 'nothing') throw refuse(`ends of the second input of ${what} is 'hold' or 'nothing'`);
    return { kind: 'clip', clip, offset, nothing: ends === 'nothing' };
  }
  if (inWorker in input) {
    return 'frames' in input ? { kind: 'clip', clip: input, offset: 0, nothing: false } : { kind: 'frame', frame: input };
  }
  const { width, height, data } = input;
  if (typeof ImageBitmap !== 'undefined' && input instanceof ImageBitmap) return { kind: 'pixels', ...pixelsOf(input) };
  if ((data instanceof Uint8ClampedArray || data instanceof Uint8Array) && data.length === Number(width) * Number(height) * 4) {
    return { kind: 'pixels', width: Number(width), height: Number(height), data };
  }
  throw refuse(wanted);
}

/** @param {ImageBitmap} bitmap */
function pixelsOf(bitmap) {
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext('2d');
  if (!context || !width) throw refuse('this ImageBitmap is closed');
  context.drawImage(bitmap, 0, 0);
  return { width, height, data: context.getImageData(0, 0, width, height).data };
}

/**
 * Checks keyframes and packs them: time, value, ease, x1, y1, x2, y2 of each.
 *
 * @param {string} what the parameter, for messages
 * @param {ParamDescriptor} param
 * @param {unknown[]} keys
 * @param {(value: unknown) => number} packValue
 * @returns {number[]}
 * @throws {EtalonError} ARGUMENT
 * @example
 * packKeys('sigma', param, [{ time: 0, value: 0, ease: 'linear' }, { time: 1, value: 5 }], Number);
 */
export function packKeys(what, param, keys, packValue) {
  if (param.fixed) throw refuse(`${what} takes no keyframes: it is one for the whole clip`);
  if (!keys.length) throw refuse(`${what} has no keyframe`);
  let before = -Infinity;
  return keys.flatMap((key) => {
    if (!isObject(key) || typeof key.time !== 'number' || !Number.isFinite(key.time)) {
      throw refuse(`keyframes of ${what} are { time: seconds, value, ease }`);
    }
    const { time, value, ease = param.choices ? 'hold' : 'linear' } = key;
    if (time <= before) throw refuse(`${what}: the keyframe at ${time} s is not behind the one at ${before} s`);
    before = time;
    return [time, packValue(value), ...packEase(what, param, ease)];
  });
}

/** @param {string} what @param {ParamDescriptor} param @param {unknown} ease */
function packEase(what, param, ease) {
  const named = eases.indexOf(/** @type {'hold'} */ (ease));
  if (param.choices && ease !== 'hold') throw refuse(`${what} is a choice, whose keyframes have the ease 'hold'`);
  if (named >= 0) return [named, 0, 0, 0, 0];
  const numbers = Array.isArray(ease) && ease.length === 4 && ease.every((number) => typeof number === 'number');
  const [x1, y1, x2, y2] = numbers ? ease : [NaN];
  if (x1 >= 0 && x1 <= 1 && x2 >= 0 && x2 <= 1 && Math.abs(y1) <= 100 && Math.abs(y2) <= 100) return [curve, x1, y1, x2, y2];
  throw refuse(`the ease of a keyframe of ${what} is 'hold', 'linear' or [x1, y1, x2, y2] with x1 and x2 in 0 to 1`);
}

/**
 * The chain with ids of the worker in place of clips and frames.
 *
 * @template {{ input?: PackedInput }} T
 * @param {T[]} chain
 * @param {Client} client
 * @returns {Promise<T[]>}
 * @throws {EtalonError} STATE when a clip or frame is closed; ARGUMENT when it is of another Etalon
 * @example
 * const args = { clip, chain: await sendable(packed, client) };
 */
export async function sendable(chain, client) {
  if (!chain.some(({ input }) => input)) return chain;
  return Promise.all(chain.map(async (entry) => {
    const { input } = entry;
    if (input?.kind === 'clip') return { ...entry, input: { ...input, clip: await input.clip[inWorker](client) } };
    if (input?.kind === 'frame') return { ...entry, input: { ...input, frame: await input.frame[inWorker](client) } };
    return entry;
  }));
}
