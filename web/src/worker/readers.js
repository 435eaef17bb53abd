// SPDX-License-Identifier: MIT
import { EtalonError } from '../error.js';
import { errorNumbers } from '../generated/errors.js';
import { builtin } from './port.js';
/** @import { PackedSource } from '../protocol.js' */
/** @import { Heap } from './heap.js' */

/**
 * A source that is read synchronously. `into` fills the view and returns the count, or `take` returns bytes.
 *
 * @typedef {object} Reader
 * @property {number} size bytes
 * @property {string} name for messages
 * @property {(position: number, view: Uint8Array) => number} [into]
 * @property {(position: number, size: number) => Uint8Array} [take]
 * @property {() => void} close
 * @property {unknown} [error] why the last read failed
 */

const mostPerRequest = 2 ** 20;

/** The open sources, by id. */
export class Readers {
  /** @type {Map<number, Reader>} */
  #readers = new Map();
  #lastId = 0;
  #timeoutMs;

  /** @param {number} timeout seconds that one read of a URL may take */
  constructor(timeout) {
    this.#timeoutMs = timeout * 1000;
  }

  /**
   * Opens a source.
   *
   * @param {PackedSource} source
   * @returns {number} id
   * @throws {EtalonError} IO
   */
  open(source) {
    const reader = makeReader(source, this.#timeoutMs);
    this.#readers.set(++this.#lastId, reader);
    return this.#lastId;
  }

  /** @param {number} id @returns {Reader} */
  get(id) {
    return /** @type {Reader} */ (this.#readers.get(id));
  }

  /** @param {number} id */
  close(id) {
    this.#readers.get(id)?.close();
    this.#readers.delete(id);
  }

  /**
   * What the engine calls to read. Failures are kept as the reader's `error`.
   *
   * @param {number} id
   * @param {number} position
   * @param {Heap} heap
   * @param {number} pointer
   * @param {number} size
   * @returns {number} bytes read, 0 at the end, or errorNumbers.IO
   */
  read(id, position, heap, pointer, size) {
    const reader = this.#readers.get(id);
    if (!reader) return errorNumbers.STATE;
    const wanted = Math.min(size, reader.size - position);
    if (wanted <= 0) return 0;
    try {
      if (reader.into) return reader.into(position, heap.lend(pointer, wanted));
      const bytes = /** @type {NonNullable<Reader['take']>} */ (reader.take)(position, wanted);
      heap.write(pointer, bytes);
      return bytes.length;
    } catch (error) {
      reader.error = error;
      return errorNumbers.IO;
    }
  }

  /**
   * The error to throw when work on a source failed: a failed read explains whatever came of it.
   *
   * @param {number} id
   * @param {unknown} [error] of the engine
   * @returns {unknown}
   */
  explain(id, error) {
    const reader = this.#readers.get(id);
    if (!reader?.error || (error instanceof EtalonError && ['ABORTED', 'CRASHED', 'MEMORY'].includes(error.code))) return error;
    return new EtalonError('IO', `reading ${reader.name} failed`, { cause: reader.error });
  }
}

/** @param {PackedSource} source @param {number} timeoutMs @returns {Reader} */
function makeReader(source, timeoutMs) {
  if (source.kind === 'blob') return blobReader(source.blob);
  if (source.kind === 'path') return fileReader(source.path);
  if (source.kind === 'url') return urlReader(source, timeoutMs);
  const bytes = new Uint8Array(source.buffer);
  return {
    size: bytes.length,
    name: 'the buffer',
    take: (position, size) => bytes.subarray(position, position + size),
    close: () => {},
  };
}

/** @param {Blob} blob @returns {Reader} */
function blobReader(blob) {
  const reader = new (/** @type {any} */ (globalThis).FileReaderSync)();
  return {
    size: blob.size,
    name: blob instanceof File ? `the file "${blob.name}"` : 'the Blob',
    take: (position, size) => new Uint8Array(reader.readAsArrayBuffer(blob.slice(position, position + size))),
    close: () => {},
  };
}

/** @param {string} path @returns {Reader} */
function fileReader(path) {
  const fs = builtin('fs');
  try {
    const file = fs.openSync(path, 'r');
    return {
      size: fs.fstatSync(file).size,
      name: path,
      into: (position, view) => fs.readSync(file, view, 0, view.length, position),
      close: () => fs.closeSync(file),
    };
  } catch (cause) {
    throw new EtalonError('IO', `${path} cannot be opened`, { cause });
  }
}

/** @param {{ url: string, size: number, etag: string | null }} source @param {number} timeoutMs @returns {Reader} */
function urlReader({ url, size, etag }, timeoutMs) {
  const request = (/** @type {number} */ first, /** @type {number} */ last) => {
    const xhr = new XMLHttpRequest();
    xhr.open('GET', url, false);
    xhr.responseType = 'arraybuffer';
    xhr.timeout = timeoutMs;
    xhr.setRequestHeader('Range', `bytes=${first}-${last}`);
    xhr.send();
    const total = /\/(\d+)$/.exec(xhr.getResponseHeader('content-range') ?? '')?.[1];
    if (xhr.status !== 206) throw new Error(`HTTP ${xhr.status} ${xhr.statusText} to bytes=${first}-${last}`);
    const now = xhr.getResponseHeader('etag');
    if ((total && Number(total) !== size) || (etag && now && etag !== now)) throw new Error('the file changed while it was read');
    const bytes = new Uint8Array(xhr.response);
    if (bytes.length !== last - first + 1) throw new Error(`${bytes.length} bytes came for bytes=${first}-${last}`);
    return bytes;
  };
  return {
    size,
    name: url,
    into(position, view) {
      for (let done = 0; done < view.length; ) {
        const count = Math.min(mostPerRequest, view.length - done);
        view.set(request(position + done, position + done + count - 1), done);
        done += count;
      }
      return view.length;
    },
    close: () => {},
  };
}
