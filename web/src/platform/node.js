// SPDX-License-Identifier: MIT
import { randomUUID } from 'node:crypto';
import { createReadStream, rmSync } from 'node:fs';
import { chmod, mkdtemp, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Worker as Thread } from 'node:worker_threads';
import { EtalonError } from '../error.js';
import { plainOutput } from '../output.js';
import { probe } from './probe.js';
import { copyStream, feedReader, feedStream, isReadable } from './spool.js';
import { urlOf } from './url.js';
/** @import { Platform, Prepared, ReadableSpool, SourceOptions, WorkerHandle } from './platform.js' */
/** @import { OpenOutput } from '../output.js' */

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

  scriptURL: (workerURL) => pathOf(workerURL === undefined ? new URL('./worker.js', import.meta.url) : urlOf(workerURL)),

  async prepareSource(source, options) {
    if (source instanceof Blob) {
      return feedReader({ size: source.size, read: (start, end) => source.slice(start, end).arrayBuffer() }, 'the Blob');
    }
    if (source instanceof ArrayBuffer) return { source: { kind: 'buffer', buffer: source.slice(0) } };
    if (ArrayBuffer.isView(source)) {
      const bytes = new Uint8Array(source.buffer, source.byteOffset, source.byteLength);
      return { source: { kind: 'buffer', buffer: bytes.slice().buffer } };
    }
    if (source instanceof URL || typeof source === 'string') return fromName(source, options);
    if (source instanceof ReadableStream) return feedStream(source, fileSpool(), options);
    if (typeof source === 'object' && source !== null && isReadable(source)) return feedReader(source, 'the source');
    throw new EtalonError('ARGUMENT', `a source is a path, URL, Blob, ArrayBuffer, typed array, ReadableStream or ` +
      `{ size, read }; ${Object.prototype.toString.call(source)} was given`);
  },

  outputPath(output) {
    if (typeof output !== 'string' && !(output instanceof URL)) return undefined;
    const url = toURL(output);
    if (url.protocol === 'file:') return pathOf(url);
    throw new EtalonError('ARGUMENT', `an output is a path or a file: URL, ${url.href} was given`);
  },
  openDownload: async () => plainOutput({ kind: 'memory' }),
  openPath,
  openHandle: async (handle) => plainOutput({ kind: 'handle', handle }),
  outputKinds: 'a path, a WritableStream, { writable } or { write }',
};

/** A string is a path unless it begins like a URL. @param {string | URL} name */
function toURL(name) {
  if (name instanceof URL) return name;
  return /^(file|https?|data|blob):/.test(name) ? urlOf(name) : pathToFileURL(resolve(name));
}

/** @param {URL} url of a file */
function pathOf(url) {
  try {
    return fileURLToPath(url);
  } catch (cause) {
    throw new EtalonError('ARGUMENT', `${url.href} names no file of this machine`, { cause });
  }
}

/**
 * A file is written under a temporary name beside it, renamed at the end, removed on failure. What is there
 * and no regular file (a device, a pipe) is written to directly, and never removed.
 *
 * @param {string} path
 * @returns {Promise<OpenOutput>}
 */
async function openPath(path) {
  try {
    const facts = await stat(path).catch((error) => (error.code === 'ENOENT' ? undefined : Promise.reject(error)));
    if (facts?.isDirectory()) throw new Error('it is a folder');
    if (facts && !facts.isFile()) return plainOutput({ kind: 'path', path, part: null });
    const target = facts ? await realpath(path) : path;
    const part = join(dirname(target), `.${basename(target)}.${process.pid}-${randomUUID().slice(0, 8)}.part`);
    return {
      packed: { kind: 'path', path, part },
      async finish() {
        try {
          if (facts) await chmod(part, facts.mode);
          await rename(part, target);
        } catch (cause) {
          throw new EtalonError('IO', `${path} cannot be put in its place`, { cause });
        }
        return undefined;
      },
      discard: () => rm(part, { force: true }),
    };
  } catch (cause) {
    throw new EtalonError('IO', `${path} cannot be written`, { cause });
  }
}

/** @param {string | URL} name @param {SourceOptions} options @returns {Promise<Prepared>} */
async function fromName(name, options) {
  const url = toURL(name);
  if (url.protocol !== 'file:') return probe(url.href, options, fileSpool);
  const path = pathOf(url);
  try {
    const facts = await stat(path);
    if (facts.isDirectory()) throw new Error('it is a folder');
    if (facts.isFile()) return { source: { kind: 'path', path } };
  } catch (cause) {
    throw new EtalonError('IO', `${path} cannot be opened`, { cause });
  }
  return copyStream(/** @type {any} */ (Readable.toWeb(createReadStream(path))), fileSpool(), options);
}

/** @param {Thread} thread @returns {WorkerHandle} */
function handle(thread) {
  return {
    post: (message, transfer = []) => thread.postMessage(message, /** @type {any} */ (transfer)),
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

/** Collects into a temporary file, made with the first byte, which goes with the clip or the process. @returns {ReadableSpool} */
function fileSpool() {
  /** @type {ReturnType<typeof temporaryFile> | undefined} */
  let made;
  const opened = () => (made ??= temporaryFile());
  return {
    write: async (bytes) => (await opened()).file.writeFile(bytes),
    async read(start, end) {
      const { file } = await opened();
      const { buffer, bytesRead } = await file.read(new Uint8Array(end - start), 0, end - start, start);
      return buffer.subarray(0, bytesRead);
    },
    async finish() {
      const { file, path, folder } = await opened();
      await file.close();
      return { source: { kind: 'path', path }, release: () => remove(folder) };
    },
    async abort() {
      const { file, folder } = (await made?.catch(() => undefined)) ?? {};
      await file?.close().catch(() => {});
      if (folder) remove(folder);
    },
  };
}

async function temporaryFile() {
  if (!listening) process.once('exit', () => folders.forEach(remove));
  listening = true;
  const folder = await mkdtemp(join(tmpdir(), 'etalon-'));
  folders.add(folder);
  const path = join(folder, 'source');
  return { folder, path, file: await open(path, 'wx+') };
}

/** @param {string} folder */
function remove(folder) {
  folders.delete(folder);
  rmSync(folder, { recursive: true, force: true });
}
