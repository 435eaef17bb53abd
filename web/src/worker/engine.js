// SPDX-License-Identifier: MIT
import { EtalonError } from '../error.js';
import { errorNumbers } from '../generated/errors.js';
import { filters } from '../generated/filters.js';
import { Heap } from './heap.js';
import { builtin, isNode, started, startWorker } from './port.js';
/** @import { PackedChain, PackedEntry } from '../chain.js' */
/** @import { ErrorCode } from '../generated/errors.js' */
/** @import { Requests } from '../protocol.js' */
/** @import { Pulse } from './pulse.js' */

/** The glue that Emscripten makes. @typedef {(module: Record<string, any>) => Promise<Record<string, any>>} Glue */

/**
 * What the engine calls, see core/api/api.h; none of them may throw.
 *
 * @typedef {object} Host
 * @property {(reader: number, position: number, pointer: number, size: number) => number} read
 * @property {(sink: number, position: number, pointer: number, size: number) => number} write
 * @property {(reader: number) => number} interrupt
 * @property {(sink: number) => number} pending
 * @property {(sink: number, position: number, pointer: number, size: number) => number} readBack
 */

const codes = new Map(Object.entries(errorNumbers).map(([name, code]) => [code, /** @type {ErrorCode} */ (name)]));
const lowestError = -1000;
const pageBytes = 65536;
const kept = 8;
const otherBuild = 'etalon.wasm and worker.js are of different builds: load both from one package';

/**
 * Workers made at the start for each thread of the engine: one for bands, two that core/base/engine.c lends to codecs, and one
 * more, since the worker of an ended thread comes back only with the next message.
 */
const threadsOfPool = 4;

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

  /** Makes a chain; 0 for an empty one. A job takes it over. @param {PackedChain} packed */
  chain(packed) {
    if (!packed.length) return 0;
    const chain = this.call('chain_create');
    try {
      for (const entry of packed) addEntry(this, chain, entry);
    } catch (error) {
      if (!this.#crash) this.call('chain_destroy', chain);
      throw error;
    }
    return chain;
  }

  /** The plan of a chain for frames of a shape, see core/include/etalon/chain.h. @param {PackedChain} packed @param {number[]} shape */
  plan(packed, shape) {
    const chain = packed.length ? this.chain(packed) : this.call('chain_create');
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
function addEntry(engine, chain, { filter, values, lists = [], texts = [], keys = [], region, enable, input }) {
  engine.withList('chain_add', () => [chain, filter], values);
  for (const [param, numbers] of lists) engine.withList('chain_list', () => [chain, param], numbers);
  for (const [param, text] of texts) engine.withBytes('chain_text', () => [chain, param], new TextEncoder().encode(text));
  for (const [param, numbers] of keys) engine.withList('chain_keys', () => [chain, param], numbers);
  if (region) engine.call('chain_region', chain, ...region);
  if (enable) engine.call('chain_enable', chain, ...enable);
  if (input?.kind === 'clip') engine.call('chain_clip', chain, input.clip, input.offset, Number(input.nothing));
  if (input?.kind === 'frame') engine.call('chain_still', chain, input.frame);
  if (input?.kind === 'pixels') {
    const pixels = engine.pointer('malloc', input.data.length);
    let frame = 0;
    try {
      engine.heap.write(pixels, /** @type {Uint8Array} */ (input.data));
      frame = engine.call('frame_from_rgba', pixels, input.width, input.height);
      engine.call('chain_still', chain, frame);
    } finally {
      if (frame) engine.call('frame_close', frame);
      engine.call('free', pixels);
    }
  }
}

/**
 * Loads the module and creates the engine.
 *
 * @param {Glue} glue
 * @param {Requests['create']['args']} options
 * @param {(heap: () => Heap) => Host} makeHost
 * @param {(error: EtalonError) => void} onCrash
 * @param {() => void} onThreads the module is loaded, and its threads are about to start
 * @param {Pulse} pulse
 * @returns {Promise<Engine>}
 * @throws {EtalonError} IO when the file cannot be loaded; UNSUPPORTED without SIMD; MEMORY
 */
export async function loadEngine(glue, options, makeHost, onCrash, onThreads, pulse) {
  const compiled = await compile(options.wasmURL);
  if (options.threads && !isNode) onThreads();
  const ready = await startThreads(options.threads * threadsOfPool, options.scriptURL);
  /** @type {Heap | undefined} */
  let heap;
  /** @type {string[]} */
  const diagnostics = [];
  const note = (/** @type {unknown} */ line) => void (diagnostics.push(String(line)) > kept && diagnostics.shift());
  const module = await new Promise((resolve, reject) => {
    glue({
      host: makeHost(() => /** @type {Heap} */ (heap)),
      poolSize: ready.length,
      print: note,
      printErr: note,
      makeMemory: (/** @type {number} */ initial, /** @type {number} */ maximum) =>
        makeMemory(initial, Math.min(maximum, Math.floor(options.memoryMax / pageBytes)), options.build === 'threads'),
      startThread: () => ready.pop() ?? startWorker('em-pthread', options.scriptURL),
      instantiateWasm: (/** @type {WebAssembly.Imports} */ imports, /** @type {Function} */ receive) => {
        WebAssembly.instantiate(compiled, imports).then((instance) => {
          heap = new Heap(findMemory(imports, instance));
          receive(instance, compiled);
        }).catch((cause) => reject(cause instanceof RangeError
          ? new EtalonError('MEMORY', 'there is no memory for the engine', { cause })
          : new EtalonError('STATE', otherBuild, { cause })));
        return {};
      },
    }).then(resolve, (cause) => reject(cause instanceof EtalonError ? cause
      : new EtalonError('IO', 'the engine did not start', { cause })));
  });
  const engine = new Engine(module, /** @type {Heap} */ (/** @type {unknown} */ (heap)), diagnostics, onCrash, pulse);
  checkVersion(engine.json('describe'));
  engine.call('engine_create', options.threads, options.simd ? -1 : 0, options.cacheBytes);
  return engine;
}

/** @param {string} url @returns {Promise<WebAssembly.Module>} */
async function compile(url) {
  let bytes;
  try {
    bytes = await loadBytes(url);
  } catch (cause) {
    throw new EtalonError('IO', `${url} cannot be loaded`, { cause });
  }
  try {
    return await WebAssembly.compile(bytes);
  } catch (cause) {
    throw new EtalonError('UNSUPPORTED', `${url} cannot be compiled: WebAssembly with SIMD is needed ` +
      '(Chrome 91, Firefox 89, Safari 16.4, Node.js 20.16 or newer)', { cause });
  }
}

/** @param {string} url @returns {Promise<BufferSource>} */
async function loadBytes(url) {
  if (isNode && url.startsWith('file:')) return builtin('fs').readFileSync(new URL(url));
  const response = await fetch(url, { credentials: 'same-origin' });
  if (!response.ok) throw new Error(`HTTP ${response.status} ${response.statusText}`.trimEnd());
  return response.arrayBuffer();
}

/** Emscripten exports the memory without threads and imports it with them. @param {WebAssembly.Imports} imports @param {WebAssembly.Instance} instance */
function findMemory(imports, instance) {
  const values = [...Object.values(imports).flatMap((group) => Object.values(group)), ...Object.values(instance.exports)];
  return /** @type {WebAssembly.Memory} */ (values.find((value) => value instanceof WebAssembly.Memory));
}

/**
 * Memory with the largest maximum that the system grants: some reserve shared memory at once.
 *
 * @param {number} initial pages of 64 KiB
 * @param {number} maximum pages
 * @param {boolean} shared
 */
function makeMemory(initial, maximum, shared) {
  const steps = [65536, 32768, 16384, 8192].filter((pages) => pages >= initial && pages < maximum);
  let cause;
  for (const pages of [maximum, ...steps]) {
    try {
      return new WebAssembly.Memory({ initial, maximum: pages, shared });
    } catch (error) {
      cause = error;
    }
  }
  throw new EtalonError('MEMORY', `there are no ${initial / 16} MiB of memory`, { cause });
}

/**
 * Starts the pool's workers one after another: Firefox 153 blocks for ever in `new Worker` inside a worker
 * while workers made just before are still loading. In Node.js they need not be waited for.
 *
 * @param {number} count
 * @param {string} scriptURL
 */
async function startThreads(count, scriptURL) {
  const threads = [];
  for (let i = 0; i < count; i++) {
    const thread = startWorker('em-pthread', scriptURL);
    await started(thread);
    threads.push(thread);
  }
  return threads;
}

/** The module and this file must be of one build. @param {Record<string, any>} describe */
function checkVersion(describe) {
  const shape = (/** @type {any[]} */ list) => JSON.stringify(list.map(({ name, params }) => [name, params.map((/** @type {any} */ p) => [p.key, p.type, p.choices])]));
  if (shape(describe.filters) === shape(filters)) return;
  throw new EtalonError('STATE', otherBuild);
}
