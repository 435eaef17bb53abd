// SPDX-License-Identifier: MIT
import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Worker as Thread } from 'node:worker_threads';
import { EtalonError } from '../error.js';
import { probe } from './probe.js';
import { copyReader, copyStream, isReadable } from './spool.js';
/** @import { Platform, Prepared, Spool, WorkerHandle } from './platform.js' */
/** @import { OpenOptions } from '../types.js' */

/**
 * Node.js: the same worker file in a worker thread.
 *
 * @type {Platform}
 * @example
 * node.threading().cores;
 */
export const node = {
  threading: () => ({ isolated: true, reason: 'Node.js shares memory between threads', cores: availableParallelism() }),

  startWorker: (workerURL) => handle(new Thread(node.scriptURL(workerURL), { name: 'etalon' })),

  resolve: (url) => toURL(url).href,

  wasmURL(build, override) {
    if (override !== undefined) {
      const url = toURL(override);
      return build === 'threads' ? new URL('./etalon-threads.wasm', url).href : url.href;
    }
    return new URL(build === 'threads' ? './etalon-threads.wasm' : './etalon.wasm', import.meta.url).href;
  },

  scriptURL: (workerURL) => fileURLToPath(workerURL ?? new URL('./worker.js', import.meta.url)),

  async prepareSource(source, options) {
    if (source instanceof Blob) return copyStream(source.stream(), fileSpool(), options, source.size);
    if (source instanceof ArrayBuffer) return { source: { kind: 'buffer', buffer: source.slice(0) } };
    if (ArrayBuffer.isView(source)) {
      const bytes = new Uint8Array(source.buffer, source.byteOffset, source.byteLength);
      return { source: { kind: 'buffer', buffer: bytes.slice().buffer } };
    }
    if (source instanceof URL || typeof source === 'string') return fromName(source, options);
    if (source instanceof ReadableStream) return copyStream(source, fileSpool(), options);
    if (typeof source === 'object' && source !== null && isReadable(source)) return copyReader(source, fileSpool(), options);
    throw new EtalonError('ARGUMENT', `a source is a path, URL, Blob, ArrayBuffer, typed array, ReadableStream or ` +
      `{ size, read }; ${Object.prototype.toString.call(source)} was given`);
  },

  outputPath(output) {
    if (typeof output !== 'string' && !(output instanceof URL)) return undefined;
    const url = toURL(output);
    if (url.protocol === 'file:') return fileURLToPath(url);
    throw new EtalonError('ARGUMENT', `an output is a path or a file: URL, ${url.href} was given`);
  },
  outputKinds: 'a path, a WritableStream, { writable } or { write }',
};

/** A string is a path unless it begins like a URL. @param {string | URL} name */
function toURL(name) {
  if (name instanceof URL) return name;
  return /^(file|https?|data|blob):/.test(name) ? new URL(name) : pathToFileURL(resolve(name));
}

/** @param {string | URL} name @param {OpenOptions} options @returns {Promise<Prepared>} */
async function fromName(name, options) {
  const url = toURL(name);
  if (/^https?:/.test(url.href) && !options.download) {
    throw new EtalonError('RANGE_UNSUPPORTED', `${url.href}: Node.js does not read URLs by ranges: pass { download: true } to fetch it as a whole`);
  }
  if (url.protocol !== 'file:') return download(url.href, options);
  const path = fileURLToPath(url);
  try {
    const facts = await stat(path);
    if (facts.isDirectory()) throw new Error('it is a folder');
    if (facts.isFile()) return { source: { kind: 'path', path } };
  } catch (cause) {
    throw new EtalonError('IO', `${path} cannot be opened`, { cause });
  }
  return copyStream(/** @type {any} */ (Readable.toWeb(createReadStream(path))), fileSpool(), options);
}

/** @param {string} url @param {OpenOptions} options */
async function download(url, options) {
  const { source, release } = await probe(url, { ...options, download: true }, fileSpool);
  if (source.kind !== 'url') return { source, release };
  // The server answers ranges, and nothing here can read them synchronously: fetch the whole.
  const response = await fetch(url, { signal: options.signal }).catch((cause) => {
    options.signal?.throwIfAborted();
    throw new EtalonError('IO', `${url} cannot be reached`, { cause });
  });
  if (!response.ok || !response.body) throw new EtalonError('IO', `${url} answers HTTP ${response.status}`);
  return copyStream(/** @type {any} */ (response.body), fileSpool(), options, source.size);
}

/** @param {Thread} thread @returns {WorkerHandle} */
function handle(thread) {
  return {
    post: (message, transfer = []) => thread.postMessage(message, transfer),
    onMessage: (listener) => thread.on('message', listener),
    onError: (listener) => {
      thread.on('error', listener);
      thread.on('messageerror', listener);
      thread.on('exit', (code) => listener(new Error(`the worker thread ended with code ${code}`)));
    },
    keepAlive: (on) => (on ? thread.ref() : thread.unref()),
    terminate: () => void thread.terminate(),
  };
}

/** @type {Set<string>} */
const folders = new Set();
let listening = false;

/** Collects into a temporary file, which goes with the clip or the process. @returns {Spool} */
function fileSpool() {
  if (!listening) process.once('exit', () => folders.forEach(remove));
  listening = true;
  const folder = mkdtempSync(join(tmpdir(), 'etalon-'));
  folders.add(folder);
  const path = join(folder, 'source');
  const file = open(path, 'wx');
  return {
    write: async (bytes) => (await file).writeFile(bytes),
    finish: async () => {
      await (await file).close();
      return { source: { kind: 'path', path }, release: () => remove(folder) };
    },
    abort: async () => {
      await (await file).close().catch(() => {});
      remove(folder);
    },
  };
}

/** @param {string} folder */
function remove(folder) {
  folders.delete(folder);
  rmSync(folder, { recursive: true, force: true });
}
