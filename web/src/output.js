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
 * Decides where an export's bytes go: what the worker does itself, and what is left to the page.
 *
 * @param {Output | undefined} output
 * @param {Platform} platform
 * @returns {{ packed: PackedSink, page?: PageSink }}
 * @throws {EtalonError} ARGUMENT for anything that is not an output
 * @example
 * packOutput(undefined, platform).packed.kind; // 'memory'
 */
export function packOutput(output, platform) {
  if (output === undefined) return { packed: { kind: 'memory' } };
  const path = platform.outputPath(output);
  if (path !== undefined) return { packed: { kind: 'path', path } };
  if (typeof output === 'object' && output !== null) {
    if (isHandle(output)) return { packed: { kind: 'handle', handle: output } };
    if (output instanceof WritableStream) {
      const positional = typeof FileSystemWritableFileStream !== 'undefined' && output instanceof FileSystemWritableFileStream;
      return fromStream(output, positional);
    }
    if ('writable' in output && output.writable instanceof WritableStream) return fromStream(output.writable, true);
    if ('write' in output && typeof output.write === 'function') {
      /** @type {PageSink} */
      const page = {
        write: (position, data) => output.write({ type: 'write', position, data }),
        close: () => output.close?.(),
        abort: (reason) => output.abort?.(reason),
      };
      return { packed: { kind: 'page', positional: true }, page };
    }
  }
  throw new EtalonError('ARGUMENT', `an output is ${platform.outputKinds}; ${typeof output === 'string'
    ? `"${output}"` : Object.prototype.toString.call(output)} was given`);
}

/** @param {WritableStream<any>} stream @param {boolean} positional @returns {{ packed: PackedSink, page: PageSink }} */
function fromStream(stream, positional) {
  if (stream.locked) throw new EtalonError('STATE', 'the output stream is locked by another writer');
  const writer = stream.getWriter();
  /** @type {PageSink} */
  const page = {
    write: (position, data) => writer.write(positional ? { type: 'write', position, data } : data),
    close: () => writer.close(),
    abort: (reason) => writer.abort(reason),
  };
  return { packed: { kind: 'page', positional }, page };
}

/** @param {object} value @returns {value is FileSystemFileHandle} */
const isHandle = (value) => 'kind' in value && value.kind === 'file' && 'createWritable' in value;
