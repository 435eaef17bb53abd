// SPDX-License-Identifier: MIT
/** What any entry of a chain may carry beside its parameters: region, times, second input. */
import { EtalonError } from './error.js';
import { regionParams } from './generated/filters.js';
import { areKeys, isObject, packKeys, packValue } from './values.js';
/** @import { Client } from './client.js' */
/** @import { FilterDescriptor } from './generated/filters.js' */

/** The method of clips and frames by which a chain finds them in the worker. */
export const inWorker = Symbol('inWorker');

/**
 * A second input as the page has it, and as the worker takes it.
 *
 * @typedef {{ kind: 'clip', clip: any, offset: number, nothing: boolean } | { kind: 'frame', frame: any }
 *   | { kind: 'pixels', width: number, height: number, data: Uint8Array | Uint8ClampedArray }} PackedInput
 */

/**
 * With the numbers of a region in the order of `regionParams`, and by number the keyframes of those that move.
 *
 * @typedef {{ region?: number[], regionKeys?: [number, number[]][], enable?: [number, number], input?: PackedInput }} PackedSettings
 */

/** Names that no parameter of a filter has. */
export const settingNames = ['region', 'enable', 'input'];

/** @param {string} message */
const refuse = (message) => new EtalonError('ARGUMENT', message);

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
  if (region !== undefined) Object.assign(packed, packRegion(region, what));
  if (enable !== undefined) packed.enable = packEnable(enable, what);
  if (filter.inputs === 2 || (input !== undefined && filter.secondModels.length > 0)) packed.input = packInput(input, what);
  else if (input !== undefined) throw refuse(`${what} has no second input`);
  return packed;
}

/** @param {unknown} region @param {string} what @returns {PackedSettings} */
function packRegion(region, what) {
  const names = regionParams.map(({ key }) => key).join(', ');
  if (!isObject(region)) throw refuse(`region of ${what} is { ${names} }`);
  const unknown = Object.keys(region).find((name) => !regionParams.some(({ key }) => key === name));
  if (unknown) throw refuse(`region of ${what} has no "${unknown}"; it has ${names}`);
  const { feather = 0 } = region;
  /** @type {Record<string, unknown>} */
  const given = { ...region, feather };
  /** @type {[number, number[]][]} */
  const regionKeys = [];
  const numbers = regionParams.map((param, index) => {
    const value = given[param.key];
    const name = `${param.key} of the region of ${what}`;
    if (!areKeys(param, value)) return packValue(name, param, value);
    const keys = packKeys(name, param, value);
    regionKeys.push([index, keys]);
    return keys[1];
  });
  return { region: numbers, ...(regionKeys.length && { regionKeys }) };
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

/**
 * The pixels of a picture of the browser's, as a 2D canvas gives them: sRGB, not multiplied by alpha.
 *
 * @param {ImageBitmap} bitmap
 * @returns {{ width: number, height: number, data: Uint8ClampedArray }}
 * @throws {EtalonError} ARGUMENT when it is closed
 * @example
 * const { data } = pixelsOf(await createImageBitmap(blob));
 */
export function pixelsOf(bitmap) {
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext('2d');
  if (!context || !width) throw refuse('this ImageBitmap is closed');
  context.drawImage(bitmap, 0, 0);
  return { width, height, data: context.getImageData(0, 0, width, height).data };
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
