// SPDX-License-Identifier: MIT
/** What any entry of a chain may carry beside its parameters: region, times, second input. */
import { EtalonError } from './error.js';
import { regionParams } from './generated/filters.js';
import { areKeys, checkKeys, isObject, packKeys, packValue, show } from './values.js';
/** @import { PackedChain } from './chain.js' */
/** @import { Client } from './client.js' */
/** @import { FilterDescriptor } from './generated/filters.js' */

/** The method of clips and frames by which a chain finds them in the worker. */
export const inWorker = Symbol('inWorker');

/**
 * A second input as the page has it, and as the worker takes it; with a chain of its own where it has one.
 *
 * @typedef {({ kind: 'clip', clip: any, offset: number, nothing: boolean } | { kind: 'frame', frame: any }
 *   | { kind: 'pixels', width: number, height: number, data: Uint8Array | Uint8ClampedArray }) & { chain?: PackedChain }} PackedInput
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
 * @param {(chain: unknown) => PackedChain} packInner packs the chain of a second input
 * @returns {PackedSettings}
 * @throws {EtalonError} ARGUMENT
 * @example
 * packSettings(filter, { region: { x: 10, y: 10, width: 100, height: 50 } }, pack); // { region: [10, 10, 100, 50, 0] }
 */
export function packSettings(filter, { region, enable, input }, packInner) {
  /** @type {PackedSettings} */
  const packed = {};
  const what = `filter "${filter.name}"`;
  if (region !== undefined) Object.assign(packed, packRegion(region, what));
  if (enable !== undefined) packed.enable = packEnable(enable, what);
  if (filter.inputs === 2 || (input !== undefined && filter.secondModels.length > 0)) packed.input = packInput(input, `the second input of ${what}`, packInner);
  else if (input !== undefined) throw refuse(`${what} has no second input`);
  return packed;
}

/** @param {unknown} region @param {string} what @returns {PackedSettings} */
function packRegion(region, what) {
  const names = regionParams.map(({ key }) => key).join(', ');
  if (!isObject(region)) throw refuse(`region of ${what} is { ${names} }`);
  checkKeys(region, regionParams.map(({ key }) => key), `region of ${what}`);
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
  checkKeys(enable, ['from', 'to'], `enable of ${what}`);
  const { from = -Infinity, to = Infinity } = enable;
  if (typeof from !== 'number' || typeof to !== 'number' || !(from < to)) {
    throw refuse(`enable of ${what}: from (${String(from)} s) must be before to (${String(to)} s)`);
  }
  return [from, to];
}

/** @param {unknown} input @param {string} what @param {(chain: unknown) => PackedChain} packInner @returns {PackedInput} */
function packInput(input, what, packInner) {
  if (!isObject(input)) throw refuse(`${wanted(what)}; ${input === undefined ? 'none' : String(input)} was given`);
  if (inWorker in input && 'frames' in input) return { kind: 'clip', clip: input, offset: 0, nothing: false };
  if ('clip' in input) return { ...packClip(input, what), ...packOwn(input.chain, what, packInner) };
  if (!('picture' in input)) return packPicture(input, what);
  checkKeys(input, ['picture', 'chain'], what);
  return { ...packPicture(input.picture, what), ...packOwn(input.chain, what, packInner) };
}

/** @param {string} what */
const wanted = (what) => `${what} is a Clip, a Frame, ImageData, ImageBitmap, { width, height, data }, { clip, offset, ends, chain } or { picture, chain }`;

/** The chain of a second input. @param {unknown} chain @param {string} what @param {(chain: unknown) => PackedChain} packInner @returns {{ chain?: PackedChain }} */
function packOwn(chain, what, packInner) {
  try {
    return chain === undefined ? {} : { chain: packInner(chain) };
  } catch (error) {
    throw error instanceof EtalonError ? new EtalonError(error.code, `${what}: ${error.message}`, { cause: error }) : error;
  }
}

/** @param {Record<string, unknown>} input @param {string} what @returns {PackedInput} */
function packClip(input, what) {
  checkKeys(input, ['clip', 'offset', 'ends', 'chain'], what);
  const { clip, offset = 0, ends = 'hold' } = input;
  if (!isObject(clip) || !(inWorker in clip && 'frames' in clip)) throw refuse(`clip of ${what} is a Clip, ${show(clip)} was given`);
  if (typeof offset !== 'number' || !Number.isFinite(offset)) throw refuse(`offset of ${what} is a number of seconds`);
  if (ends !== 'hold' && ends !== 'nothing') throw refuse(`ends of ${what} is 'hold' or 'nothing'`);
  return { kind: 'clip', clip, offset, nothing: ends === 'nothing' };
}

/** @param {unknown} picture @param {string} what @returns {PackedInput} */
function packPicture(picture, what) {
  if (!isObject(picture)) throw refuse(`${wanted(what)}; ${show(picture)} was given`);
  if (inWorker in picture && !('frames' in picture)) return { kind: 'frame', frame: picture };
  if (typeof ImageBitmap !== 'undefined' && picture instanceof ImageBitmap) return { kind: 'pixels', ...pixelsOf(picture) };
  const { width, height, data } = picture;
  if (!((data instanceof Uint8ClampedArray || data instanceof Uint8Array) && data.length === Number(width) * Number(height) * 4)) throw refuse(wanted(what));
  const setting = ['offset', 'ends', 'chain'].find((name) => name in picture); // other keys are those of whoever made the pixels
  if (setting) throw refuse(`${what} as pixels has no "${setting}"; { picture, chain } has a chain`);
  return { kind: 'pixels', width: Number(width), height: Number(height), data };
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
  return Promise.all(chain.map(async (entry) => (entry.input ? { ...entry, input: await sendableInput(entry.input, client) } : entry)));
}

/** @param {PackedInput} input @param {Client} client @returns {Promise<PackedInput>} */
async function sendableInput(input, client) {
  const own = input.chain && { chain: await sendable(input.chain, client) };
  if (input.kind === 'clip') return { ...input, ...own, clip: await input.clip[inWorker](client) };
  if (input.kind === 'frame') return { ...input, ...own, frame: await input.frame[inWorker](client) };
  return { ...input, ...own };
}
