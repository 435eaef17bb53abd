// SPDX-License-Identifier: MIT
/** Sources that the worker cannot read in place: copied to where it can, or fed to it as far as it asks. */
import { EtalonError } from '../error.js';
import { closeFeed, openFeed } from '../feed.js';
import { tell } from '../listener.js';
import { bytesOf } from '../ring.js';
import { after } from '../timer.js';
/** @import { Prepared, ReadableSpool, SourceOptions, Spool } from './platform.js' */
/** @import { ReadableSource } from '../types.js' */

const chunk = 2 ** 22;
const defaultLimit = 2 ** 32;

/**
 * Waits for a promise at most `readTimeout` seconds, and not after an abort.
 *
 * @template T
 * @param {T | Promise<T>} promise
 * @param {SourceOptions} options
 * @returns {Promise<T>}
 * @throws {EtalonError} IO when the time is up; the signal's reason on abort
 * @example
 * const response = await within(fetch(url), options);
 */
export function within(promise, { readTimeout, signal }) {
  return new Promise((resolve, reject) => {
    const late = () => reject(new EtalonError('IO', `no bytes came for ${readTimeout} s (readTimeout)`));
    const timer = after(readTimeout, late);
    const onAbort = () => reject(signal?.reason);
    signal?.addEventListener('abort', onAbort, { once: true });
    Promise.resolve(promise).then(resolve, reject).finally(() => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    });
  });
}

/**
 * Feeds a caller's own source to the worker, which asks for what it needs.
 *
 * @param {ReadableSource} source
 * @param {string} name for messages
 * @returns {Prepared}
 * @example
 * feedReader({ size: blob.size, read: (start, end) => blob.slice(start, end).arrayBuffer() }, 'the Blob');
 */
export function feedReader(source, name) {
  const feed = openFeed({ read: (start, end) => source.read(start, end), endless: false });
  return { source: { kind: 'feed', feed, size: source.size, name }, release: () => closeFeed(feed) };
}

/**
 * Feeds a stream to the worker: it is read as far as the worker asks, and kept, to be read again.
 *
 * @param {ReadableStream<Uint8Array>} stream
 * @param {ReadableSpool} spool
 * @param {SourceOptions} options
 * @returns {Prepared}
 * @throws {EtalonError} STATE when another reader has it
 * @example
 * feedStream(response.body, fileSpool(), { readTimeout: 30 });
 */
export function feedStream(stream, spool, { maxDownload = defaultLimit }) {
  if (stream.locked) throw new EtalonError('STATE', 'the source stream is locked by another reader');
  const reader = stream.getReader();
  let bytes = 0;
  let ended = false;
  /** @param {number} end */
  const reach = async (end) => {
    while (!ended && bytes < end) {
      const { done, value } = await reader.read();
      ended = done;
      if (done) continue;
      checked(value);
      if (bytes + value.byteLength > maxDownload) throw tooLong(`more than ${maxDownload}`, maxDownload);
      await spool.write(value);
      bytes += value.byteLength;
    }
  };
  /** Reads one after another. @type {Promise<unknown>} */
  let turn = Promise.resolve();
  const read = (/** @type {number} */ start, /** @type {number} */ end) => {
    const result = turn.then(async () => {
      await reach(end);
      return start < bytes ? spool.read(start, Math.min(end, bytes)) : new Uint8Array(0);
    });
    turn = result.catch(() => {});
    return result;
  };
  const feed = openFeed({ read, endless: true });
  const release = async () => {
    closeFeed(feed);
    await reader.cancel().catch(() => {});
    await spool.abort();
  };
  return { source: { kind: 'feed', feed, size: null, name: 'the stream' }, release };
}

/**
 * Copies a stream of bytes.
 *
 * @param {ReadableStream<Uint8Array>} stream
 * @param {Spool} spool
 * @param {SourceOptions} options
 * @param {number} [size] bytes, where it is known
 * @returns {Promise<Prepared>}
 * @throws {EtalonError} IO when the stream fails or is longer than `maxDownload`
 * @example
 * await copyStream(response.body, spool, { readTimeout: 30, onProgress });
 */
export async function copyStream(stream, spool, options, size) {
  if (stream.locked) throw new EtalonError('STATE', 'the source stream is locked by another reader');
  const reader = stream.getReader();
  const onAbort = () => reader.cancel(options.signal?.reason).catch(() => {});
  options.signal?.addEventListener('abort', onAbort, { once: true });
  try {
    return await copy(spool, options, size, async () => {
      const { done, value } = await within(reader.read(), options);
      return done ? null : checked(value);
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
 * @param {SourceOptions} options
 * @returns {Promise<Prepared>}
 * @throws {EtalonError} IO when `read` throws, with its error as the cause
 * @example
 * await copyReader({ size: bytes.length, read: (start, end) => bytes.subarray(start, end) }, spool, { readTimeout: 30 });
 */
export async function copyReader(source, spool, options) {
  let position = 0;
  return copy(spool, options, source.size, async () => {
    if (position >= source.size) return null;
    const end = Math.min(position + chunk, source.size);
    const bytes = bytesOf(await within(source.read(position, end), options), position, end - position);
    if (!bytes.length) throw new Error(`read gave no bytes at ${position} of ${source.size}`);
    position += bytes.length;
    return bytes;
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

/** @param {Spool} spool @param {SourceOptions} options @param {number | undefined} size @param {() => Promise<Uint8Array | null>} next */
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
      tell(onProgress, { bytes, size });
    }
    return await spool.finish();
  } catch (cause) {
    await spool.abort();
    signal?.throwIfAborted();
    if (cause instanceof EtalonError) throw cause;
    throw new EtalonError('IO', `reading the source failed at byte ${bytes}`, { cause });
  }
}

/** @param {unknown} piece of a stream @returns {Uint8Array} */
function checked(piece) {
  if (piece instanceof Uint8Array) return piece;
  throw new EtalonError('ARGUMENT', `a stream gives Uint8Array, not ${Object.prototype.toString.call(piece)}`);
}

/** @param {string} size @param {number} limit */
const tooLong = (size, limit) =>
  new EtalonError('IO', `the source has ${size} bytes and maxDownload is ${limit}: raise it, or give a file`);
