// SPDX-License-Identifier: MIT
import { EtalonError } from '../error.js';
import { errorNumbers } from '../generated/errors.js';
import { fileSink } from './file_sink.js';
import { memorySink } from './memory_sink.js';
import { opfsSink } from './opfs_sink.js';
import { QueueSink } from './queue_sink.js';
/** @import { PackedSink } from '../protocol.js' */
/** @import { PageLine } from './queue_sink.js' */
/** @import { Heap } from './heap.js' */
/** @import { Pulse } from './pulse.js' */

/**
 * Where an export's bytes go. `write` takes bytes of the engine's memory and keeps none of them; a
 * failure is kept as `error`, and shown by the next call.
 *
 * @typedef {object} Sink
 * @property {boolean} appendOnly positions only grow
 * @property {string} name for messages
 * @property {unknown} error
 * @property {(position: number, bytes: Uint8Array) => void} write may throw
 * @property {(position: number, view: Uint8Array) => void} [readBack] fills the view with what was written; may throw
 * @property {() => number} pending bytes not yet written out
 * @property {() => Promise<void>} drain resolves when there is room; rejects with the failure
 * @property {() => Promise<Blob | ArrayBuffer | undefined>} finish all is written; the result, if it is kept here
 * @property {(error: unknown) => Promise<void>} abort ends it; what was written is of no use
 */

/** The open sinks, by id. */
export class Sinks {
  /** @type {Map<number, Sink>} */
  #sinks = new Map();
  #lastId = 0;
  #pulse;

  /** @param {Pulse} pulse */
  constructor(pulse) {
    this.#pulse = pulse;
  }

  /**
   * @param {PackedSink} packed
   * @param {PageLine} page
   * @returns {Promise<{ id: number, sink: Sink }>}
   * @throws {EtalonError} IO
   */
  async open(packed, page) {
    const sink = await makeSink(packed, page);
    this.#sinks.set(++this.#lastId, sink);
    return { id: this.#lastId, sink };
  }

  /** @param {number} id */
  close(id) {
    this.#sinks.delete(id);
  }

  /** Takes back what is open, before a crashed worker goes. @param {unknown} error */
  async abortAll(error) {
    const sinks = [...this.#sinks.values()];
    this.#sinks.clear();
    await Promise.allSettled(sinks.map((sink) => sink.abort(error)));
  }

  /** What the engine calls to write. @param {number} id @param {number} position @param {Heap} heap @param {number} pointer @param {number} size */
  write(id, position, heap, pointer, size) {
    return this.#use(id, (sink) => sink.write(position, heap.lend(pointer, size)));
  }

  /** What the engine calls to read what it wrote. @param {number} id @param {number} position @param {Heap} heap @param {number} pointer @param {number} size */
  readBack(id, position, heap, pointer, size) {
    return this.#use(id, (sink) => /** @type {NonNullable<Sink['readBack']>} */ (sink.readBack)(position, heap.lend(pointer, size)));
  }

  /** @param {number} id @param {(sink: Sink) => void} work @returns {number} 0, or a code of errorNumbers */
  #use(id, work) {
    const sink = this.#sinks.get(id);
    if (!sink) return errorNumbers.STATE;
    if (sink.error) return errorNumbers.IO;
    try {
      this.#pulse.outside(() => work(sink));
      return 0;
    } catch (error) {
      sink.error = error;
      return errorNumbers.IO;
    }
  }

  /** @param {number} id */
  pending(id) {
    return this.#sinks.get(id)?.pending() ?? 0;
  }
}

/**
 * The error to throw when an export failed: a failed write explains it.
 *
 * @param {Sink} sink
 * @param {unknown} error
 * @returns {unknown}
 */
export function explainSink(sink, error) {
  if (!sink.error || (error instanceof EtalonError && ['ABORTED', 'CRASHED'].includes(error.code))) return error;
  return sink.error instanceof EtalonError ? sink.error : new EtalonError('IO', `writing to ${sink.name} failed`, { cause: sink.error });
}

/** @param {PackedSink} packed @param {PageLine} page @returns {Promise<Sink>} */
async function makeSink(packed, page) {
  if (packed.kind === 'memory') return memorySink();
  if (packed.kind === 'path') return fileSink(packed.path, packed.part);
  if (packed.kind === 'opfs') return opfsSink(packed.handle, packed.name);
  if (packed.kind === 'page') {
    return new QueueSink('the output', !packed.positional, {
      write: (position, data) => page.write(position, data),
      close: () => page.end(),
      abort: (error) => page.end(error),
    });
  }
  const { handle } = packed;
  try {
    const writable = await handle.createWritable();
    return new QueueSink(`the file "${handle.name}"`, false, {
      write: (position, data) => writable.write({ type: 'write', position, data }),
      close: () => writable.close(),
      abort: () => writable.abort(),
    });
  } catch (cause) {
    throw new EtalonError('IO', `the file "${handle.name}" cannot be written`, { cause });
  }
}
