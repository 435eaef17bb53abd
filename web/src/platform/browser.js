// SPDX-License-Identifier: MIT
import { EtalonError } from '../error.js';
import { copyReader, copyStream, feedReader, feedStream, isReadable } from './spool.js';
import { openDownload, openHandle, opfsSpool } from './opfs.js';
import { probe } from './probe.js';
import { urlOf } from './url.js';
/** @import { Platform, Prepared, ReadableSpool, WorkerHandle } from './platform.js' */

const threadsHere = typeof __ETALON_THREADS__ === 'undefined' || __ETALON_THREADS__;

/**
 * A page.
 *
 * @type {Platform}
 * @example
 * browser.threading().isolated;
 */
export const browser = {
  threading() {
    const isolated = globalThis.crossOriginIsolated === true && typeof SharedArrayBuffer !== 'undefined';
    const reason = isolated
      ? 'the page is cross-origin isolated'
      : 'the page is not cross-origin isolated: threads need the headers Cross-Origin-Opener-Policy: same-origin ' +
        'and Cross-Origin-Embedder-Policy: require-corp';
    return { isolated, reason, cores: navigator.hardwareConcurrency || 1 };
  },

  startWorker: (workerURL) => handle(newWorker(workerURL)),

  startIo(workerURL, port, onError) {
    const worker = handle(newWorker(workerURL));
    worker.onError(onError);
    worker.post({ io: port }, [port]);
    return worker;
  },

  resolve: (url) => urlOf(url, document.baseURI).href,

  wasmURL(build, override) {
    if (override !== undefined) {
      const { href } = urlOf(override, document.baseURI);
      return build === 'threads' ? new URL('./etalon-threads.wasm', href).href : href;
    }
    if (threadsHere && build === 'threads') return new URL('./etalon-threads.wasm', import.meta.url).href;
    return new URL('./etalon.wasm', import.meta.url).href;
  },

  scriptURL: () => '',

  // And this one, which makes them copy the worklet.
  soundURL: () => new URL('./audio.js', import.meta.url).href,

  async prepareSource(source, options) {
    if (source instanceof Blob) return fromBlob(source);
    if (source instanceof ArrayBuffer) return fromBlob(new Blob([source]));
    if (ArrayBuffer.isView(source)) {
      const bytes = new Uint8Array(source.buffer, source.byteOffset, source.byteLength);
      return fromBlob(new Blob([bytes.slice()]));
    }
    if (source instanceof URL || typeof source === 'string') {
      return probe(urlOf(source, document.baseURI).href, options, spool);
    }
    if (typeof source !== 'object' || source === null) throw noSource(source);
    const { isolated } = browser.threading();
    if (source instanceof ReadableStream) {
      return isolated ? feedStream(source, blobSpool(), options) : copyStream(source, spool(), options);
    }
    if ('getFile' in source && typeof source.getFile === 'function') {
      try {
        return fromBlob(await source.getFile());
      } catch (cause) {
        throw new EtalonError('IO', `the file of the handle "${source.name}" cannot be read`, { cause });
      }
    }
    if (isReadable(source)) return isolated ? feedReader(source, 'the source') : copyReader(source, spool(), options);
    throw noSource(source);
  },

  outputPath: () => undefined,
  openDownload,
  openPath: () => Promise.reject(new EtalonError('ARGUMENT', 'a page has no paths')),
  openHandle,
  outputKinds: 'a file handle, a WritableStream, { writable } or { write }',
};

/** @param {unknown} source */
const noSource = (source) => new EtalonError('ARGUMENT', `a source is a Blob, File, URL, ArrayBuffer, typed array, file handle, ` +
  `ReadableStream or { size, read }; ${Object.prototype.toString.call(source)} was given`);

/** @param {string | undefined} workerURL */
function newWorker(workerURL) {
  // Bundlers know this literal: it is what makes them copy the worker.
  return workerURL === undefined ? new Worker(new URL('./worker.js', import.meta.url), { type: 'module' }) : new Worker(workerURL, { type: 'module' });
}

/** @param {Worker} worker @returns {WorkerHandle} */
function handle(worker) {
  return {
    post: (message, transfer = []) => worker.postMessage(message, transfer),
    onMessage: (listener) => worker.addEventListener('message', ({ data }) => listener(data)),
    onError: (listener) => {
      worker.addEventListener('error', (event) => {
        event.preventDefault();
        listener(event.error ?? new Error(event.message || 'the worker script cannot be loaded'));
      });
      worker.addEventListener('messageerror', () => listener(new Error('a message cannot be read')));
    },
    keepAlive: () => {},
    terminate: () => worker.terminate(),
  };
}

/** @param {Blob} blob @returns {Prepared} */
const fromBlob = (blob) => ({ source: { kind: 'blob', blob } });

const spool = () => opfsSpool(blobSpool);

/** Collects into a Blob, piece by piece, so that the browser may keep it on disk. @returns {ReadableSpool} */
function blobSpool() {
  /** @type {{ start: number, end: number, blob: Blob }[]} */
  let parts = [];
  return {
    write(bytes) {
      const start = parts.at(-1)?.end ?? 0;
      parts.push({ start, end: start + bytes.length, blob: new Blob([/** @type {Uint8Array<ArrayBuffer>} */ (bytes)]) });
    },
    read(start, end) {
      const touched = parts.filter((part) => part.start < end && part.end > start);
      const skip = start - (touched[0]?.start ?? start);
      return new Blob(touched.map(({ blob }) => blob)).slice(skip, skip + end - start).arrayBuffer();
    },
    finish: async () => fromBlob(new Blob(parts.map(({ blob }) => blob))),
    abort: () => (parts = []),
  };
}
