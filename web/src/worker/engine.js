// SPDX-License-Identifier: MIT
import { EtalonError } from '../error.js';
import { errorNumbers } from '../generated/errors.js';
/** @import { PackedChain, PackedEntry } from '../chain.js' */
/** @import { PackedCurve } from '../curve.js' */
/** @import { ErrorCode } from '../generated/errors.js' */
/** @import { Heap } from './heap.js' */
/** @import { Pulse } from './pulse.js' */

const codes = new Map(Object.entries(errorNumbers).map(([name, code]) => [code, /** @type {ErrorCode} */ (name)]));
const lowestError = -1000;

/** Calls to the exports of core/api/api.h: results below zero become errors, a trap becomes CRASHED. */
export class Engine {
  #module;
  #diagnostics;
  #onCrash;
  #pulse;
  /** @type {EtalonError | undefined} */
  #crash;
  /** A place for arguments and results: 40 doubles. */
  #scratch;

  /**
   * @param {Record<string, any>} module
   * @param {Heap} heap
   * @param {string[]} diagnostics last lines that the module printed
   * @param {(error: EtalonError) => void} onCrash
   * @param {Pulse} pulse
   */
  constructor(module, heap, diagnostics, onCrash, pulse) {
    this.#module = module;
    this.heap = heap;
    this.#diagnostics = diagnostics;
    this.#onCrash = onCrash;
    this.#pulse = pulse;
    this.#scratch = this.pointer('malloc', 40 * 8);
  }

  /**
   * Calls `et_api_<name>`; throws its error.
   *
   * @param {string} name
   * @param {...number} args
   * @returns {number} 0 or more, or an address as a signed number
   */
  call(name, ...args) {
    const result = this.#enter(name, args);
    if (result < 0 && result > lowestError) throw this.#error(result, name);
    return result;
  }

  /** Calls a function that returns an address; 0 is a failure. @param {string} name @param {...number} args */
  pointer(name, ...args) {
    const result = this.#enter(name, args) >>> 0;
    if (!result) throw this.#error(errorNumbers.MEMORY, name);
    return result;
  }

  /** Calls a function that fills doubles. @param {string} name @param {number | number[] | undefined} ids @param {number} count */
  doubles(name, ids, count) {
    this.call(name, ...[ids ?? []].flat(), this.#scratch);
    return this.heap.doubles(this.#scratch, count);
  }

  /** What analysis `index` found in a frame, see core/api/api.h; undefined: there is none. @param {number} frame @param {number} index */
  analysis(frame, index) {
    return this.call('frame_analysis', frame, index, this.#scratch) ? this.heap.doubles(this.#scratch, 40) : undefined;
  }

  /**
   * Calls a function whose last arguments are a list of doubles of any length and its length.
   *
   * @param {string} name
   * @param {() => number[]} args made when the list has its memory
   * @param {readonly number[]} values
   */
  withList(name, args, values) {
    const list = this.pointer('malloc', Math.max(values.length, 1) * 8);
    try {
      this.heap.writeDoubles(list, values);
      return this.call(name, ...args(), list, values.length);
    } finally {
      if (!this.#crash) this.call('free', list);
    }
  }

  /**
   * Calls a function whose last arguments are bytes and their number.
   *
   * @param {string} name
   * @param {() => number[]} args made when the bytes have their memory
   * @param {Uint8Array} bytes
   */
  withBytes(name, args, bytes) {
    const copy = this.pointer('malloc', Math.max(bytes.length, 1));
    try {
      this.heap.write(copy, bytes);
      return this.call(name, ...args(), copy, bytes.length);
    } finally {
      if (!this.#crash) this.call('free', copy);
    }
  }

  /** Calls a function whose last argument is a list of doubles. @param {string} name @param {number[]} args @param {readonly number[]} values */
  withDoubles(name, args, values) {
    this.heap.writeDoubles(this.#scratch, values);
    return this.call(name, ...args, this.#scratch);
  }

  /** JSON that a function returns. @param {string} name @param {...number} args @returns {any} */
  json(name, ...args) {
    return JSON.parse(this.heap.string(this.pointer(name, ...args)));
  }

  /** Makes a chain; 0 for an empty one. A job takes it over. @param {PackedChain} packed @param {boolean} [fast] its colour programs may be tables */
  chain(packed, fast = false) {
    if (!packed.length) return 0;
    const chain = this.call('chain_create');
    try {
      for (const entry of packed) addEntry(this, chain, entry);
      if (fast) this.call('chain_fast', chain);
    } catch (error) {
      if (!this.#crash) this.call('chain_destroy', chain);
      throw error;
    }
    return chain;
  }

  /** The values of a curve through points. @param {PackedCurve} curve */
  curve({ filter, param, points, samples }) {
    const values = this.pointer('malloc', samples * 8);
    try {
      this.withList('filter_curve', () => [filter, param, values, samples], points);
      return this.heap.doubles(values, samples);
    } finally {
      if (!this.#crash) this.call('free', values);
    }
  }

  /** The plan of a chain for frames of a shape, see core/include/etalon/chain.h. @param {PackedChain} packed @param {number[]} shape @param {boolean} fast */
  plan(packed, shape, fast) {
    const chain = packed.length ? this.chain(packed, fast) : this.call('chain_create');
    try {
      this.withDoubles('chain_plan', [chain], shape);
      return this.json('plan');
    } finally {
      if (!this.#crash) this.call('chain_destroy', chain);
    }
  }

  /** @param {string} name @param {number[]} args @returns {number} */
  #enter(name, args) {
    if (this.#crash) throw this.#crash;
    this.#pulse.stamp();
    try {
      return this.#module[`_et_api_${name}`](...args);
    } catch (cause) {
      const printed = this.#diagnostics.length ? ` (${this.#diagnostics.join(' | ')})` : '';
      this.#crash = new EtalonError('CRASHED', `the engine crashed in ${name}${printed}`, { cause });
      this.#onCrash(this.#crash);
      throw this.#crash;
    }
  }

  /** @param {number} code @param {string} name */
  #error(code, name) {
    const text = this.heap.string(this.#enter('error_message', []));
    return new EtalonError(codes.get(code) ?? 'STATE', text || `${name} answers ${codes.get(code) ?? code}`);
  }
}

/** @param {Engine} engine @param {number} chain @param {PackedEntry} entry */
function addEntry(engine, chain, { filter, values, lists = [], texts = [], keys = [], listKeys = [], region, regionKeys = [], enable, input }) {
  engine.withList('chain_add', () => [chain, filter], values);
  for (const [param, numbers] of lists) engine.withList('chain_list', () => [chain, param], numbers);
  for (const [param, text] of texts) engine.withBytes('chain_text', () => [chain, param], new TextEncoder().encode(text));
  for (const [param, numbers] of keys) engine.withList('chain_keys', () => [chain, param], numbers);
  for (const [param, count, numbers] of listKeys) engine.withList('chain_list_keys', () => [chain, param, count], numbers);
  if (region) engine.call('chain_region', chain, ...region);
  for (const [number, numbers] of regionKeys) engine.withList('chain_region_keys', () => [chain, number], numbers);
  if (enable) engine.call('chain_enable', chain, ...enable);
  const inner = () => engine.chain(input?.chain ?? []); // which is taken over
  if (input?.kind === 'clip') engine.call('chain_clip', chain, input.clip, input.offset, Number(input.nothing), inner());
  if (input?.kind === 'frame') engine.call('chain_still', chain, input.frame, inner());
  if (input?.kind === 'pixels') {
    const pixels = engine.pointer('malloc', input.data.length);
    let frame = 0;
    try {
      engine.heap.write(pixels, /** @type {Uint8Array} */ (input.data));
      frame = engine.call('frame_from_rgba', pixels, input.width, input.height);
      engine.call('chain_still', chain, frame, inner());
    } finally {
      if (frame) engine.call('frame_close', frame);
      engine.call('free', pixels);
    }
  }
}
