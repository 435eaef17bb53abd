// SPDX-License-Identifier: MIT
/** What a parameter of a filter, or a number of a region, can be set to: a number, a choice, a list, keyframes of them. */
import { EtalonError } from './error.js';
/** @import { ParamDescriptor } from './generated/filters.js' */

const eases = /** @type {const} */ (['hold', 'linear']);
const curve = 2;

/** @param {string} message */
const refuse = (message) => new EtalonError('ARGUMENT', message);

/**
 * Whether a value is an object, and no list.
 *
 * @param {unknown} value
 * @returns {value is Record<string, unknown>}
 * @example
 * isObject([]); // false
 */
export const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Whether a value stands for keyframes: numbers and choices are no lists, and lists have no objects.
 *
 * @param {ParamDescriptor} param
 * @param {unknown} value
 * @returns {value is unknown[]}
 * @example
 * areKeys(sigma, [{ time: 0, value: 0 }, { time: 1, value: 5 }]); // true
 */
export const areKeys = (param, value) => Array.isArray(value) && (param.type !== 'list' || isObject(value[0]));

/**
 * A value as messages show it.
 *
 * @param {unknown} value
 * @returns {string}
 * @example
 * show('red'); // '"red"'
 */
export function show(value) {
  if (typeof value === 'string') return `"${value}"`;
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'an object';
  return String(value);
}

/**
 * Refuses what is not known of an object: it would be left out without a word.
 *
 * @param {Record<string, unknown>} given
 * @param {readonly string[]} known
 * @param {string} what the object, for messages
 * @throws {EtalonError} ARGUMENT
 * @example
 * checkKeys(enable, ['from', 'to'], 'enable of filter "adjust"');
 */
export function checkKeys(given, known, what) {
  const unknown = Object.keys(given).find((name) => !known.includes(name));
  if (unknown !== undefined) throw refuse(`${what} has no "${unknown}"; it has ${known.join(', ')}`);
}

/**
 * Checks a number, or a choice, whose index it gives.
 *
 * @param {string} what the parameter, for messages
 * @param {ParamDescriptor} param
 * @param {unknown} value
 * @returns {number}
 * @throws {EtalonError} ARGUMENT
 * @example
 * packValue('sigma of filter "gaussian_blur"', param, 2); // 2
 */
export function packValue(what, param, value) {
  if (param.choices) {
    const index = param.choices.indexOf(String(value));
    if (index < 0) throw refuse(`${what} is one of ${param.choices.join(', ')}; ${show(value)} was given`);
    return index;
  }
  if (typeof value !== 'number' || Number.isNaN(value)) throw refuse(`${what} is a number, ${show(value)} was given`);
  if (value < param.min || value > param.max) throw refuse(`${what}: ${value} is outside ${param.min} to ${param.max}`);
  if (param.type === 'int' && !Number.isInteger(value)) throw refuse(`${what} is a whole number, ${value} was given`);
  return value;
}

/**
 * Checks a list of numbers.
 *
 * @param {string} what
 * @param {ParamDescriptor} param
 * @param {unknown} value
 * @returns {number[]}
 * @throws {EtalonError} ARGUMENT
 * @example
 * packList('weights of filter "temporal_blend"', param, [1, 2, 1]);
 */
export function packList(what, param, value) {
  const { fewest = 0, most = Infinity, min, max } = param;
  const numbers = Array.isArray(value) || ArrayBuffer.isView(value) ? Array.from(/** @type {ArrayLike<unknown>} */ (value)) : undefined;
  if (!numbers || numbers.length < fewest || numbers.length > most) {
    throw refuse(`${what} is a list of ${fewest} to ${most} numbers, ${numbers ? `${numbers.length} were` : `${show(value)} was`} given`);
  }
  for (const number of numbers) {
    if (typeof number !== 'number' || !(number >= min && number <= max)) throw refuse(`${what}: ${show(number)} is not a number from ${min} to ${max}`);
  }
  return /** @type {number[]} */ (numbers);
}

/**
 * Checks keyframes and packs them: time, value, ease, x1, y1, x2, y2 of each; of a list, whose values count
 * for nothing there, the numbers of each behind them all.
 *
 * @param {string} what
 * @param {ParamDescriptor} param
 * @param {unknown[]} keys
 * @returns {number[]}
 * @throws {EtalonError} ARGUMENT
 * @example
 * packKeys('sigma', param, [{ time: 0, value: 0, ease: 'linear' }, { time: 1, value: 5 }]);
 */
export function packKeys(what, param, keys) {
  if (param.fixed) throw refuse(`${what} takes no keyframes: it is one for the whole clip`);
  if (!keys.length) throw refuse(`${what} has no keyframe`);
  /** @type {number[][]} */
  const lists = [];
  let before = -Infinity;
  const packed = keys.flatMap((key) => {
    if (!isObject(key) || typeof key.time !== 'number' || !Number.isFinite(key.time)) {
      throw refuse(`keyframes of ${what} are { time: seconds, value, ease }`);
    }
    checkKeys(key, ['time', 'value', 'ease'], `a keyframe of ${what}`);
    const { time, value, ease = param.choices ? 'hold' : 'linear' } = key;
    if (time <= before) throw refuse(`${what}: the keyframe at ${time} s is not behind the one at ${before} s`);
    before = time;
    const name = `${what} at ${time} s`;
    if (param.type === 'list') lists.push(packList(name, param, value));
    return [time, param.type === 'list' ? 0 : packValue(name, param, value), ...packEase(what, param, ease)];
  });
  const other = lists.find(({ length }) => length !== lists[0]?.length);
  if (other) throw refuse(`keyframes of ${what} are lists of as many numbers each; one has ${lists[0]?.length}, another ${other.length}`);
  return [...packed, ...lists.flat()];
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
