// SPDX-License-Identifier: MIT
import { EtalonError } from '../error.js';
import { errorNumbers } from '../generated/errors.js';
import { builtin } from './port.js';
import { checkAnswer, rangeOf } from './ranges.js';
import { RingReader } from './ring_reader.js';
/** @import { Control } from '../control.js' */
/** @import { FromWorker, PackedSource } from '../protocol.js' */
/** @import { Heap } from './heap.js' */
/** @import { IoWorker } from './io.js' */
/** @import { Pulse } from './pulse.js' */
/** @import { RemoteFile } from './ranges.js' */
/** @import { RingLine } from './ring_reader.js' */
/** @import { Stops } from './stops.js' */

/**
 * A source that is read synchronously. `into` fills the view and returns the count, or `take` returns bytes.
 *
 * @typedef {object} Reader
 * @property {number} size bytes; Infinity: not known before the end
 * @property {string} name for messages
 * @property {(position: number, view: Uint8Array) => number} [into]
 * @property {(position: number, size: number) => Uint8Array} [take]
 * @property {() => void} close
 * @property {number} [clip] what is opened on it
 */

/**
 * What readers need of the worker. Without `shared` no memory can be shared with other threads.
 *
 * @typedef {object} ReaderTools
 * @property {number} timeoutMs that one read of a URL or of a caller's source may take
 * @property {Pulse} pulse
 * @property {Stops} stops
 * @property {(message: FromWorker) => void} post to the page
 * @property {{ control: Control, io: IoWorker } | undefined} shared
 */

const mostPerRequest = 2 ** 20;

/** The open sources, by id. */
export class Readers {
  /** @type {Map<number, Reader>} */
  #readers = new Map();
  #lastId = 0;
  #tools;
  /** The first read that failed of each work. @type {WeakMap<ReadonlySet<number>, { name: string, error: unknown }>} */
  #failures = new WeakMap();

  /** @param {ReaderTools} tools */
  constructor(tools) {
    this.#tools = tools;
  }

  /** For whom reads are done. */
  get stops() {
    return this.#tools.stops;
  }

  /**
   * Opens a source.
   *
   * @param {PackedSource} source
   * @returns {Promise<number>} id
   * @throws {EtalonError} IO
   */
  async open(source) {
    const reader = await makeReader(source, this.#tools);
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
   * What the engine calls to read. The first failure is kept; libavformat may try again, in vain: each try
   * could take as long as the first.
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
    const { work } = this.#tools.stops;
    if (this.#failures.has(work)) return errorNumbers.IO;
    const wanted = Math.min(size, reader.size - position);
    if (wanted <= 0) return 0;
    try {
      return this.#tools.pulse.outside(() => {
        if (reader.into) return reader.into(position, heap.lend(pointer, wanted));
        const bytes = /** @type {NonNullable<Reader['take']>} */ (reader.take)(position, wanted);
        heap.write(pointer, bytes);
        return bytes.length;
      });
    } catch (error) {
      this.#failures.set(work, { name: reader.name, error });
      return errorNumbers.IO;
    }
  }

  /** Whether what reads a source is to give up: called by the engine in long work. @param {number} id */
  interrupt(id) {
    const { pulse, stops } = this.#tools;
    const reader = this.#readers.get(id);
    pulse.stamp();
    if (!reader || !stops.stopped(reader.clip ?? 0)) return false;
    this.#failures.set(stops.work, { name: reader.name, error: new EtalonError('ABORTED', 'the work was stopped') });
    return true;
  }

  /**
   * The error to throw when work on a source failed: a failed read explains whatever came of it.
   *
   * @param {AbortSignal} signal of the work
   * @param {unknown} [error] of the engine
   * @returns {unknown}
   */
  explain(signal, error) {
    const failure = this.#failures.get(this.stops.workOf(signal));
    if (!failure || (error instanceof EtalonError && ['ABORTED', 'CRASHED', 'MEMORY'].includes(error.code))) return error;
    if (failure.error instanceof EtalonError && failure.error.code === 'ABORTED') return failure.error;
    const code = failure.error instanceof EtalonError && failure.error.code === 'ARGUMENT' ? 'ARGUMENT' : 'IO';
    return new EtalonError(code, `reading ${failure.name} failed: ${textOf(failure.error)}`, { cause: failure.error });
  }
}

/** @param {unknown} error */
const textOf = (error) => (error instanceof Error ? error.message : String(error));

/** @param {PackedSource} source @param {ReaderTools} tools @returns {Reader | Promise<Reader>} */
function makeReader(source, tools) {
  if (source.kind === 'blob') return blobReader(source.blob);
  if (source.kind === 'path') return fileReader(source.path);
  if (source.kind === 'url') return remoteReader(source, tools);
  if (source.kind === 'feed') {
    const { feed, size, name } = source;
    return ringReader(size ?? Infinity, name, feedLine(feed, tools), tools);
  }
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

/** @param {RemoteFile} file @param {ReaderTools} tools @returns {Promise<Reader>} */
async function remoteReader(file, tools) {
  if (!tools.shared) return urlReader(file, tools.timeoutMs);
  return ringReader(file.size, file.url, await tools.shared.io.line(file), tools);
}

/** @param {number} size @param {string} name @param {RingLine} line @param {ReaderTools} tools @returns {Reader} */
function ringReader(size, name, line, { timeoutMs, stops, shared }) {
  if (!shared) throw new EtalonError('STATE', `${name} needs memory that threads can share`);
  return new RingReader({ size, name, line, control: shared.control, timeoutMs, stopped: (clip) => stops.stopped(clip) });
}

/** The line to bytes that the page has. @param {number} feed @param {ReaderTools} tools @returns {RingLine} */
function feedLine(feed, { post, shared }) {
  const control = /** @type {SharedArrayBuffer} */ (shared?.control.buffer);
  return {
    ask: (ring, slot, position, size) => post({ event: 'read', feed, ring, control, slot, position, size }),
    cancel: () => {},
    close: () => {},
  };
}

/** Reads by synchronous requests, where no memory can be shared. @param {RemoteFile} file @param {number} timeoutMs @returns {Reader} */
function urlReader(file, timeoutMs) {
  const request = (/** @type {number} */ position, /** @type {number} */ size) => {
    const range = rangeOf(position, size);
    const xhr = new XMLHttpRequest();
    xhr.open('GET', file.url, false);
    xhr.responseType = 'arraybuffer';
    xhr.timeout = timeoutMs;
    xhr.setRequestHeader('Range', range);
    xhr.send();
    const { status, statusText } = xhr;
    checkAnswer(file, range, { status, statusText, header: (name) => xhr.getResponseHeader(name) });
    const bytes = new Uint8Array(xhr.response);
    if (bytes.length !== size) throw new Error(`${bytes.length} bytes came for ${range}`);
    return bytes;
  };
  return {
    size: file.size,
    name: file.url,
    into(position, view) {
      for (let done = 0; done < view.length; ) {
        const count = Math.min(mostPerRequest, view.length - done);
        view.set(request(position + done, count), done);
        done += count;
      }
      return view.length;
    },
    close: () => {},
  };
}
