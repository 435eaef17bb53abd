// SPDX-License-Identifier: MIT
/** Loads a module of the engine and starts it: its code, its memory, its threads. */
import { EtalonError } from '../error.js';
import { filters } from '../generated/filters.js';
import { after } from '../timer.js';
import { Engine } from './engine.js';
import { Heap } from './heap.js';
import { builtin, isNode, started, startWorker } from './port.js';
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

const pageBytes = 65536;
const kept = 8;
const otherBuild = 'etalon.wasm and worker.js are of different builds: load both from one package';

/**
 * Workers made at the start for each thread of the engine: one for bands, two that core/base/engine.c lends to codecs, and one
 * more, since the worker of an ended thread comes back only with the next message.
 */
const threadsOfPool = 4;

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
  const compiled = await compile(options);
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

/** @param {Requests['create']['args']} options @returns {Promise<WebAssembly.Module>} */
async function compile({ wasmURL: url, loadTimeout }) {
  let bytes;
  try {
    bytes = await loadBytes(url, loadTimeout);
  } catch (cause) {
    throw new EtalonError('IO', `${url} cannot be loaded: ${/** @type {Error} */ (cause).message}`, { cause });
  }
  try {
    return await WebAssembly.compile(bytes);
  } catch (cause) {
    throw new EtalonError('UNSUPPORTED', `${url} cannot be compiled: WebAssembly with SIMD is needed ` +
      '(Chrome 91, Firefox 89, Safari 16.4, Node.js 20.16 or newer)', { cause });
  }
}

/**
 * A slow network is waited for as long as bytes come.
 *
 * @param {string} url
 * @param {number} patience seconds without a byte
 * @returns {Promise<BufferSource>}
 */
async function loadBytes(url, patience) {
  if (isNode && url.startsWith('file:')) return builtin('fs').readFileSync(new URL(url));
  const stalled = new AbortController();
  const expect = () => after(patience, () => stalled.abort(new Error(`no bytes came for ${patience} s (loadTimeout)`)));
  let timer = expect();
  try {
    const response = await fetch(url, { credentials: 'same-origin', signal: stalled.signal });
    if (!response.ok) throw new Error(`HTTP ${response.status} ${response.statusText}`.trimEnd());
    const reader = /** @type {ReadableStream<Uint8Array<ArrayBuffer>>} */ (response.body).getReader();
    /** @type {Uint8Array<ArrayBuffer>[]} */
    const pieces = [];
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return await new Blob(pieces).arrayBuffer();
      pieces.push(value);
      clearTimeout(timer);
      timer = expect();
    }
  } finally {
    clearTimeout(timer);
  }
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
