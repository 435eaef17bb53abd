// SPDX-License-Identifier: MIT
/** Copies sources that cannot be read in place, streams and `{ size, read }`, to where the worker can read them. */
import { EtalonError } from '../error.js';
/** @import { Prepared, Spool } from './platform.js' */
/** @import { OpenOptions, ReadableSource } from '../types.js' */

const chunk = 2 ** 22;
const defaultLimit = 2 ** 32;

/**
 * Copies a stream of bytes.
 *
 * @param {ReadableStream<Uint8Array>} stream
 * @param {Spool} spool
 * @param {OpenOptions} options
 * @param {number} [size] bytes, where it is known
 * @returns {Promise<Prepared>}
 * @throws {EtalonError} IO when the stream fails or is longer than `maxDownload`
 * @example
 * await copyStream(response.body, spool, { onProgress });
 */
export async function copyStream(stream, spool, options, size) {
  if (stream.locked) throw new EtalonError('STATE', 'the source stream is locked by another reader');
  const reader = stream.getReader();
  const onAbort = () => reader.cancel(options.signal?.reason).catch(() => {});
  options.signal?.addEventListener('abort', onAbort, { once: true });
  try {
    return await copy(spool, options, size, async () => {
      const { done, value } = await reader.read();
      return done ? null : value;
    });
  } catch (error) {
    await reader.cancel(error).catch(() => {});
    throw error;
  } finally {
    options.signal?.removeEventListener('abort', onAbort);
  }
}

/**
 * Copies a caller's own source.
 *
 * @param {ReadableSource} source
 * @param {Spool} spool
 * @param {OpenOptions} options
 * @returns {Promise<Prepared>}
 * @throws {EtalonError} IO when `read` throws, with its error as the cause
 * @example
 * await copyReader({ size: bytes.length, read: (start, end) => bytes.subarray(start, end) }, spool, {});
 */
export async function copyReader(source, spool, options) {
  let position = 0;
  return copy(spool, options, source.size, async () => {
    if (position >= source.size) return null;
    const bytes = await source.read(position, Math.min(position + chunk, source.size));
    position += bytes?.byteLength ?? 0;
    if (!bytes?.byteLength) throw new Error(`read gave no bytes at ${position} of ${source.size}`);
    return bytes instanceof ArrayBuffer ? new Uint8Array(bytes) : bytes;
  });
}

/**
 * Whether a source is `{ size, read }`.
 *
 * @param {object} source
 * @returns {source is ReadableSource}
 * @example
 * isReadable({ size: 10, read: () => new Uint8Array(10) }); // true
 */
export function isReadable(source) {
  return 'size' in source && 'read' in source && typeof source.read === 'function' && Number.isSafeInteger(source.size);
}

/** @param {Spool} spool @param {OpenOptions} options @param {number | undefined} size @param {() => Promise<Uint8Array | null>} next */
async function copy(spool, { signal, onProgress, maxDownload = defaultLimit }, size, next) {
  let bytes = 0;
  try {
    if (size !== undefined && size > maxDownload) throw tooLong(`${size}`, maxDownload);
    for (;;) {
      const piece = await next();
      signal?.throwIfAborted();
      if (!piece) break;
      bytes += piece.byteLength;
      if (bytes > maxDownload) throw tooLong(`more than ${maxDownload}`, maxDownload);
      await spool.write(piece);
      onProgress?.({ bytes, size });
    }
    return await spool.finish();
  } catch (cause) {
    await spool.abort();
    signal?.throwIfAborted();
    if (cause instanceof EtalonError) throw cause;
    throw new EtalonError('IO', `reading the source failed at byte ${bytes}`, { cause });
  }
}

/** @param {string} size @param {number} limit */
const tooLong = (size, limit) =>
  new EtalonError('IO', `the source has ${size} bytes and maxDownload is ${limit}: raise it, or give a file`);
