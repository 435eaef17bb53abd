// SPDX-License-Identifier: MIT
import { EtalonError } from './error.js';
import { filters } from './generated/filters.js';
/** @import { Chain, FilterDescriptor, ParamDescriptor } from './generated/filters.js' */

/** What crosses to the engine: index of the filter, then a number for each parameter. @typedef {[number, number[]][]} PackedChain */

/**
 * Checks a chain and packs it for the engine: every parameter gets its value or its default.
 *
 * @param {Chain | undefined} chain
 * @returns {PackedChain}
 * @throws {EtalonError} ARGUMENT, naming the entry, the value, the parameter and the range
 * @example
 * packChain([{ filter: 'gaussian_blur', sigma: 2 }]); // [[1, [2]]]
 */
export function packChain(chain) {
  if (chain === undefined || chain === null) return [];
  if (!Array.isArray(chain)) throw refuse(`a chain is a list of { filter, ... }, ${show(chain)} was given`);
  return chain.map((entry, position) => packEntry(entry, position));
}

/**
 * Reads one filter as the command line writes it: `name` or `name=key:value,key:value` (`:` or `=`
 * between key and value, `,` or `;` between parameters).
 *
 * @param {string} text
 * @returns {Chain[number]} checked
 * @throws {EtalonError} ARGUMENT
 * @example
 * parseFilter('scale=width:1920'); // { filter: 'scale', width: 1920 }
 */
export function parseFilter(text) {
  const at = text.indexOf('=');
  const name = (at < 0 ? text : text.slice(0, at)).trim();
  const { params } = findFilter(name);
  /** @type {Record<string, unknown>} */
  const entry = { filter: name };
  for (const part of at < 0 ? [] : text.slice(at + 1).split(/[,;]/)) {
    if (!part.trim()) continue;
    const [key, value, ...rest] = part.split(/[:=]/).map((word) => word.trim());
    if (!value || rest.length) throw refuse(`"${part}" of filter "${name}" is not key:value`);
    const param = params.find((candidate) => candidate.key === key);
    entry[key] = param?.type === 'choice' ? value : Number(value);
    if (Number.isNaN(entry[key])) throw refuse(`${key} of filter "${name}" is a number, "${value}" was given`);
  }
  packChain(/** @type {Chain} */ ([entry]));
  return /** @type {Chain[number]} */ (/** @type {unknown} */ (entry));
}

/** @param {unknown} entry @param {number} position @returns {[number, number[]]} */
function packEntry(entry, position) {
  if (typeof entry !== 'object' || entry === null || !('filter' in entry)) {
    throw refuse(`entry ${position} of the chain is ${show(entry)}, not { filter: name, ... }`);
  }
  const { filter: name, ...values } = /** @type {Record<string, unknown>} */ (entry);
  const filter = findFilter(name);
  for (const key of Object.keys(values)) {
    if (!filter.params.some((param) => param.key === key)) {
      const known = filter.params.map((param) => param.key).join(', ') || 'none';
      throw refuse(`filter "${filter.name}" has no parameter "${key}"; it has: ${known}`);
    }
  }
  return [filters.indexOf(filter), filter.params.map((param) => packValue(filter, param, values[param.key]))];
}

/** @param {unknown} name @returns {FilterDescriptor} */
function findFilter(name) {
  const filter = filters.find((candidate) => candidate.name === name);
  if (filter) return filter;
  throw refuse(`there is no filter ${show(name)}; there are: ${filters.map((each) => each.name).join(', ')}`);
}

/** @param {FilterDescriptor} filter @param {ParamDescriptor} param @param {unknown} value */
function packValue(filter, param, value) {
  if (value === undefined) return param.initial;
  const what = `${param.key} of filter "${filter.name}"`;
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
