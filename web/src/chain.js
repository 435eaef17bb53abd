// SPDX-License-Identifier: MIT
import { EtalonError } from './error.js';
import { filters } from './generated/filters.js';
import { packKeys, packSettings, settingNames } from './settings.js';
/** @import { Chain, FilterDescriptor, ParamDescriptor } from './generated/filters.js' */

/** @import { PackedSettings } from './settings.js' */

/**
 * A filter as it crosses to the engine: its index, a number for each parameter, and by parameter the
 * numbers of lists, the texts and the keyframes (see packKeys()).
 *
 * @typedef {{ filter: number, values: number[], lists?: [number, number[]][], texts?: [number, string][], keys?: [number, number[]][] } & PackedSettings} PackedEntry
 */

/** @typedef {PackedEntry[]} PackedChain */

/**
 * Checks a chain and packs it for the engine: every parameter gets its value or its default.
 *
 * @param {Chain | undefined} chain
 * @returns {PackedChain}
 * @throws {EtalonError} ARGUMENT, naming the entry, the value, the parameter and the range
 * @example
 * packChain([{ filter: 'gaussian_blur', sigma: 2 }]); // [{ filter: 1, values: [2] }]
 */
export function packChain(chain) {
  if (chain === undefined || chain === null) return [];
  if (!Array.isArray(chain)) throw refuse(`a chain is a list of { filter, ... }, ${show(chain)} was given`);
  return chain.map((entry, position) => packEntry(entry, position));
}

/**
 * Reads one filter as the command line writes it: `name` or `name=key:value,key:value` (`:` or `=`
 * between key and value, `,`, `;` or `:` between parameters, spaces between the numbers of a list; JSON
 * arrays are taken whole).
 *
 * @param {string} text
 * @returns {Chain[number]} checked
 * @throws {EtalonError} ARGUMENT
 * @example
 * parseFilter('scale=width:1920'); // { filter: 'scale', width: 1920 }
 */
export function parseFilter(text) {
  const entry = parseSettings(text);
  packChain([entry]);
  return entry;
}

/** A parameter: up to a comma or a semicolon that is not inside [ ], or [[ ]]. */
const partPattern = /(?:[^,;[]|\[(?:[^[\]]|\[[^\]]*\])*\])+/g;

/** Between keys and values; not the colon of `@C:\look.cube`. */
const separators = /=|(?<!@[A-Za-z]):|:(?![\\/])/;

/**
 * Reads one filter as parseFilter() does, and leaves the values' ranges and a second input to be checked.
 *
 * @param {string} text
 * @returns {Chain[number]}
 * @throws {EtalonError} ARGUMENT where it is not to be understood
 * @example
 * const entry = { ...parseSettings('overlay=opacity:0.5'), input: clip };
 */
export function parseSettings(text) {
  const at = text.indexOf('=');
  const name = (at < 0 ? text : text.slice(0, at)).trim();
  const { params } = findFilter(name);
  /** @type {Record<string, unknown>} */
  const entry = { filter: name };
  for (const part of at < 0 ? [] : text.slice(at + 1).match(partPattern) ?? []) {
    if (!part.trim()) continue;
    const words = part.split(separators).map((word) => word.trim());
    if (words.length % 2 || words.includes('')) throw refuse(`"${part}" of filter "${name}" is not key:value`);
    for (let i = 0; i < words.length; i += 2) {
      const [key, value] = words.slice(i);
      const param = params.find((candidate) => candidate.key === key);
      const numbers = value.split(/\s+/).map(Number);
      const isText = param?.type === 'choice' || param?.type === 'text';
      entry[key] = isText ? value : param?.type === 'list' ? numbers : Number(value);
      if (!isText && numbers.some(Number.isNaN)) throw refuse(`${key} of filter "${name}" is a number, "${value}" was given`);
    }
  }
  return /** @type {Chain[number]} */ (/** @type {unknown} */ (entry));
}

/** @param {unknown} entry @param {number} position @returns {PackedEntry} */
function packEntry(entry, position) {
  if (typeof entry !== 'object' || entry === null || !('filter' in entry)) {
    throw refuse(`entry ${position} of the chain is ${show(entry)}, not { filter: name, ... }`);
  }
  const { filter: name, ...values } = /** @type {Record<string, unknown>} */ (entry);
  const filter = findFilter(name);
  for (const key of Object.keys(values)) {
    if (!settingNames.includes(key) && !filter.params.some((param) => param.key === key)) {
      const known = filter.params.map((param) => param.key).join(', ') || 'none';
      throw refuse(`filter "${filter.name}" has no parameter "${key}"; it has: ${known}`);
    }
  }
  /** @type {PackedEntry} */
  const packed = { filter: filters.indexOf(filter), values: [], ...packSettings(filter, values) };
  filter.params.forEach((param, index) => {
    const value = values[param.key];
    const what = `${param.key} of filter "${filter.name}"`;
    packed.values.push(param.initial);
    if (param.type === 'text') {
      if (value !== undefined && typeof value !== 'string') throw refuse(`${what} is a text, ${show(value)} was given`);
      if (value) (packed.texts ??= []).push([index, value]);
    } else if (param.type === 'list') {
      if (value !== undefined) (packed.lists ??= []).push([index, packList(what, param, value)]);
    } else if (Array.isArray(value)) {
      (packed.keys ??= []).push([index, packKeys(what, param, value, (each) => packValue(what, param, each))]);
    } else if (value !== undefined) {
      packed.values[index] = packValue(what, param, value);
    }
  });
  return packed;
}

/** @param {string} what @param {ParamDescriptor} param @param {unknown} value @returns {number[]} */
function packList(what, param, value) {
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

/** @param {unknown} name @returns {FilterDescriptor} */
function findFilter(name) {
  const filter = filters.find((candidate) => candidate.name === name);
  if (filter) return filter;
  throw refuse(`there is no filter ${show(name)}; there are: ${filters.map((each) => each.name).join(', ')}`);
}

/** @param {string} what @param {ParamDescriptor} param @param {unknown} value */
function packValue(what, param, value) {
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

/** @param {unknown} value */
function show(value) {
  if (typeof value === 'string') return `"${value}"`;
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'an object';
  return String(value);
}

/** @param {string} message */
const refuse = (message) => new EtalonError('ARGUMENT', message);
