// SPDX-License-Identifier: MIT
import { EtalonError } from '../error.js';
import { copyStream, within } from './spool.js';
/** @import { Prepared, SourceOptions, Spool } from './platform.js' */

/**
 * Asks a server whether it answers ranges, and how long the file is.
 *
 * @param {string} url
 * @param {SourceOptions} options
 * @param {() => Spool} makeSpool where a download goes
 * @returns {Promise<Prepared>}
 * @throws {EtalonError} RANGE_UNSUPPORTED without `download`; IO
 * @example
 * await probe('https://example.org/a.mp4', { readTimeout: 30 }, blobSpool);
 */
export async function probe(url, options, makeSpool) {
  const whole = /^(blob|data):/.test(url);
  const response = await load(url, whole ? {} : { Range: 'bytes=0-0' }, options);
  if (whole) return save(response, url, options, makeSpool);
  // Servers that take the end 0 for none, as Vite's does, begin to send all of it.
  const range = /^bytes (?:0-\d+|\*)\/(\d+)$/.exec(response.headers.get('content-range') ?? '');
  const empty = response.status === 416 && range?.[1] === '0';
  if (response.status === 206 || empty) {
    await response.body?.cancel();
    const header = (/** @type {string} */ name) => response.headers.get(name);
    if (range) return { source: { kind: 'url', url, size: Number(range[1]), etag: header('etag'), modified: header('last-modified') } };
    if (options.download) return save(await load(url, {}, options), url, options, makeSpool);
    throw new EtalonError('RANGE_UNSUPPORTED', `${url} does not tell its length (Content-Range is absent or not ` +
      'exposed to this origin): pass { download: true } to fetch it as a whole');
  }
  if (!response.ok) {
    await response.body?.cancel();
    throw new EtalonError('IO', `${url} answers HTTP ${response.status} ${response.statusText}`.trimEnd());
  }
  if (options.download) return save(response, url, options, makeSpool);
  await response.body?.cancel();
  throw new EtalonError('RANGE_UNSUPPORTED', `${url} does not answer range requests (HTTP ${response.status} to ` +
    'bytes=0-0): pass { download: true } to fetch it as a whole');
}

/** @param {string} url @param {Record<string, string>} headers @param {SourceOptions} options */
async function load(url, headers, options) {
  const controller = new AbortController();
  try {
    return await within(fetch(url, { headers, signal: controller.signal }), options);
  } catch (cause) {
    controller.abort();
    options.signal?.throwIfAborted();
    throw new EtalonError('IO', `${url} cannot be reached`, { cause });
  }
}

/** @param {Response} response @param {string} url @param {SourceOptions} options @param {() => Spool} makeSpool */
function save(response, url, options, makeSpool) {
  if (!response.ok) throw new EtalonError('IO', `${url} answers HTTP ${response.status} ${response.statusText}`.trimEnd());
  const length = response.headers.get('content-encoding') ? null : response.headers.get('content-length');
  const body = response.body ?? new Blob([]).stream();
  return copyStream(body, makeSpool(), options, length === null ? undefined : Number(length));
}
