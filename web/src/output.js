// SPDX-License-Identifier: MIT
import { EtalonError } from './error.js';
/** @import { Platform } from './platform/platform.js' */
/** @import { PackedSink } from './protocol.js' */
/** @import { Output } from './types.js' */

/**
 * A sink that lives with the caller; the worker sends its writes here, one at a time.
 *
 * @typedef {object} PageSink
 * @property {(position: number, data: Uint8Array<ArrayBuffer>) => unknown} write
 * @property {() => unknown} close
 * @property {(reason: unknown) => unknown} abort
 */

/**
 * An output that is open. `finish` puts in its place what was written, and gives it where the result shall
 * have it; `discard` removes it, also after a crash of the engine.
 *
 * @typedef {object} OpenOutput
 * @property {PackedSink} packed
 * @property {PageSink} [page]
 * @property {() => Promise<Blob | undefined>} finish
 * @property {() => Promise<void>} discard
 */

const nothing = async () => undefined;

/**
 * Checks where an export's bytes go.
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
    if ('write' in output && typeof output.write === 'function') {
      return fromPage(true, {
        write: (position, data) => output.write({ type: 'write', position, data }),
        close: () => output.close?.(),
        abort: (reason) => output.abort?.(reason),
      });
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

/** @param {boolean} positional @param {PageSink} page @returns {() => Promise<OpenOutput>} */
const fromPage = (positional, page) => async () => ({ ...plainOutput({ kind: 'page', positional }), page });

/** @param {WritableStream<any>} stream @param {boolean} positional */
function fromStream(stream, positional) {
  if (stream.locked) throw new EtalonError('STATE', 'the output stream is locked by another writer');
  const writer = stream.getWriter();
  return fromPage(positional, {
    write: (position, data) => writer.write(positional ? { type: 'write', position, data } : data),
    close: () => writer.close(),
    abort: (reason) => writer.abort(reason),
  });
}

/** @param {object} value @returns {value is FileSystemFileHandle} */
const isHandle = (value) => 'kind' in value && value.kind === 'file' && 'createWritable' in value;
