// SPDX-License-Identifier: MIT
import { EtalonError, packError, unpackError } from './error.js';
/** @import { Platform } from './platform/platform.js' */
/** @import { FromWorker, Notice, PackedSink } from './protocol.js' */
/** @import { Output } from './types.js' */

/**
 * A sink that lives with the caller; the worker sends its writes here, one at a time.
 *
 * @typedef {object} PageSink
 * @property {(position: number, data: Uint8Array<ArrayBuffer>) => unknown} write
 * @property {() => unknown} close
 * @property {(reason: unknown) => void} abort
 */

/**
 * An output that is open. `finish` puts in its place what was written, and gives it where the result shall
 * have it, or rejects with IO; `discard` removes it, also after a crash of the engine, and tells a caller's sink why.
 *
 * @typedef {object} OpenOutput
 * @property {PackedSink} packed
 * @property {PageSink} [page]
 * @property {() => Promise<Blob | undefined>} finish
 * @property {(reason?: unknown) => Promise<void>} discard
 */

const nothing = async () => undefined;

/**
 * Checks where an export's bytes go. Nothing is locked before it is opened; a stream may not be locked in between.
 *
 * @param {Output | undefined} output
 * @param {Platform} platform
 * @returns {() => Promise<OpenOutput>} opens it; what the worker does itself, and what is left to the page
 * @throws {EtalonError} ARGUMENT for anything that is not an output; STATE for a locked stream
 * @example
 * (await packOutput(undefined, platform)()).packed.kind; // 'memory'
 */
export function packOutput(output, platform) {
  if (output === undefined) return platform.openDownload;
  const path = platform.outputPath(output);
  if (path !== undefined) return () => platform.openPath(path);
  if (typeof output === 'object' && output !== null) {
    if (isHandle(output)) return () => platform.openHandle(output);
    if (output instanceof WritableStream) {
      const positional = typeof FileSystemWritableFileStream !== 'undefined' && output instanceof FileSystemWritableFileStream;
      return fromStream(output, positional);
    }
    if ('writable' in output && output.writable instanceof WritableStream) return fromStream(output.writable, true);
    if ('writableEnded' in output) throw new EtalonError('ARGUMENT', `an output is ${platform.outputKinds}; for a stream of Node.js give Writable.toWeb(stream)`);
    if ('write' in output && typeof output.write === 'function') {
      return fromPage(true, () => ({
        write: (position, data) => output.write({ type: 'write', position, data }),
        close: () => output.close?.(),
        abort: (reason) => output.abort?.(reason),
      }));
    }
  }
  throw new EtalonError('ARGUMENT', `an output is ${platform.outputKinds}; ${typeof output === 'string'
    ? `"${output}"` : Object.prototype.toString.call(output)} was given`);
}

/**
 * An output of which nothing is left to do when it is written.
 *
 * @param {PackedSink} packed
 * @returns {OpenOutput}
 * @example
 * plainOutput({ kind: 'memory' });
 */
export const plainOutput = (packed) => ({ packed, finish: nothing, discard: nothing });

/**
 * Does what the worker asks of the caller's sink.
 *
 * @param {PageSink | undefined} sink
 * @param {Extract<FromWorker, { event: 'write' | 'sink-end' }>} message
 * @returns {Promise<Notice>} the answer
 * @example
 * worker.post(await answerSink(sink, message));
 */
export async function answerSink(sink, message) {
  const { id } = message;
  try {
    if (message.event === 'write') await sink?.write(message.position, message.data);
    else if (message.error) sink?.abort(unpackError(message.error));
    else await sink?.close();
    return { notice: 'written', id };
  } catch (error) {
    return { notice: 'written', id, error: packError(error) };
  }
}

/**
 * An output on the caller's side. It is aborted once, and not after its close; nobody waits for that: by the Streams standard an
 * abort waits for the write that is under way, for ever where it stalls.
 *
 * @param {boolean} positional
 * @param {() => { write: PageSink['write'], close: () => unknown, abort: (reason: unknown) => unknown }} open
 * @returns {() => Promise<OpenOutput>}
 */
const fromPage = (positional, open) => async () => {
  const target = open();
  let ended = false;
  /** @type {PageSink} */
  const page = {
    write: target.write,
    async close() {
      await target.close();
      ended = true;
    },
    abort(reason) {
      if (ended) return;
      ended = true;
      (async () => target.abort(reason))().catch(() => {});
    },
  };
  return { packed: { kind: 'page', positional }, page, finish: nothing, discard: async (reason) => page.abort(reason) };
};

/** @param {WritableStream<any>} stream @param {boolean} positional */
function fromStream(stream, positional) {
  if (stream.locked) throw new EtalonError('STATE', 'the output stream is locked by another writer');
  return fromPage(positional, () => {
    const writer = stream.getWriter();
    return {
      write: (position, data) => writer.write(positional ? { type: 'write', position, data } : data),
      close: () => writer.close(),
      abort: (reason) => writer.abort(reason),
    };
  });
}

/** @param {object} value @returns {value is FileSystemFileHandle} */
const isHandle = (value) => 'kind' in value && value.kind === 'file' && 'createWritable' in value;
