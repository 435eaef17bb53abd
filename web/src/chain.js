// SPDX-License-Identifier: MIT
import { EtalonError } from './error.js';
import { filters } from './generated/filters.js';
import { inputsDeep } from './generated/formats.js';
import { packSettings, settingNames } from './settings.js';
import { areKeys, packKeys, packList, packValue, show } from './values.js';
/** @import { Chain, FilterDescriptor } from './generated/filters.js' */

/** @import { PackedSettings } from './settings.js' */

/**
 * A filter as it crosses to the engine: its index, a number for each parameter, and by parameter the
 * numbers of lists, the texts and the keyframes (see packKeys()), those of lists with their count.
 *
 * @typedef {{ filter: number, values: number[], lists?: [number, number[]][], texts?: [number, string][], keys?: [number, number[]][],
 *   listKeys?: [number, number, number[]][] } & PackedSettings} PackedEntry
 */

/** @typedef {PackedEntry[]} PackedChain */

/**
 * Checks a chain and packs it for the engine: every parameter gets its value or its default.
 *
 * @param {Chain | undefined} chain
 * @param {number} [depth] of what chain's second input it is, default 0: of none
 * @returns {PackedChain}
 * @throws {EtalonError} ARGUMENT, naming the entry, the value, the parameter and the range
 * @example
 * packChain([{ filter: 'gaussian_blur', sigma: 2 }]); // [{ filter: 1, values: [2] }]
 */
export function packChain(chain, depth = 0) {
  if (chain === undefined || chain === null) return [];
  if (!Array.isArray(chain)) throw refuse(`a chain is a list of { filter, ... }, ${show(chain)} was given`);
  if (depth > inputsDeep) throw refuse(`chains of second inputs lie more than ${inputsDeep} deep`);
  return chain.map((entry, position) => packEntry(entry, position, depth));
}

/**
 * Reads one filter as the command line writes it: `name` or `name=key:value,key:value` (`:` or `=`
 * between key and value, `,`, `;` or `:` between parameters, spaces between the numbers of a list; JSON
 * arrays are taken whole), or an entry of a chain as JSON.
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
  if (text.trimStart().startsWith('{')) return parseEntry(text);
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

/** @param {string} text @returns {Chain[number]} */
function parseEntry(text) {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new EtalonError('ARGUMENT', `a filter that begins with { is JSON; ${/** @type {Error} */ (cause).message}`, { cause });
  }
}

/** @param {unknown} entry @param {number} position @param {number} depth @returns {PackedEntry} */
function packEntry(entry, position, depth) {
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
  const packed = { filter: filters.indexOf(filter), values: [], ...packSettings(filter, values, (chain) => packChain(/** @type {Chain} */ (chain), depth + 1)) };
  filter.params.forEach((param, index) => {
    const value = values[param.key];
    const what = `${param.key} of filter "${filter.name}"`;
    packed.values.push(param.initial);
    if (value === undefined) return;
    if (param.type === 'text') {
      if (typeof value !== 'string') throw refuse(`${what} is a text, ${show(value)} was given`);
      if (value) (packed.texts ??= []).push([index, value]);
    } else if (areKeys(param, value)) {
      const keys = packKeys(what, param, value);
      if (param.type === 'list') (packed.listKeys ??= []).push([index, value.length, keys]);
      else (packed.keys ??= []).push([index, keys]);
    } else if (param.type === 'list') {
      (packed.lists ??= []).push([index, packList(what, param, value)]);
    } else {
      packed.values[index] = packValue(what, param, value);
    }
  });
  return packed;
}

/**
 * A filter by its name.
 *
 * @param {unknown} name
 * @returns {FilterDescriptor}
 * @throws {EtalonError} ARGUMENT
 * @example
 * findFilter('adjust').label; // 'Adjust'
 */
export function findFilter(name) {
  const filter = filters.find((candidate) => candidate.name === name);
  if (filter) return filter;
  throw refuse(`there is no filter ${show(name)}; there are: ${filters.map((each) => each.name).join(', ')}`);
}

/** @param {string} message */
const refuse = (message) => new EtalonError('ARGUMENT', message);
