// SPDX-License-Identifier: MIT
/** Answers of a server to a range: what is checked of each, however it was asked. */

/** A file on a server, as the first request showed it. @typedef {{ url: string, size: number, etag: string | null, modified: string | null }} RemoteFile */

/** An HTTP answer. @typedef {{ status: number, statusText: string, header: (name: string) => string | null }} Answer */

/**
 * The value of a Range header.
 *
 * @param {number} position
 * @param {number} size bytes
 * @returns {string}
 * @example
 * rangeOf(0, 100); // 'bytes=0-99'
 */
export const rangeOf = (position, size) => `bytes=${position}-${position + size - 1}`;

/**
 * Fails unless an answer is the asked part of the file that was opened.
 *
 * @param {RemoteFile} file
 * @param {string} range
 * @param {Answer} answer
 * @throws {Error}
 * @example
 * checkAnswer(file, 'bytes=0-99', { status: 206, statusText: '', header: (name) => headers.get(name) });
 */
export function checkAnswer(file, range, { status, statusText, header }) {
  if (status !== 206) throw new Error(`HTTP ${status} ${statusText} to ${range}`.replace('  ', ' '));
  const [, span, total] = /^bytes (\d+-\d+)\/(\d+|\*)$/.exec(header('content-range') ?? '') ?? [];
  if (span && `bytes=${span}` !== range) throw new Error(`the server answers ${range} with bytes ${span}`);
  const etag = header('etag');
  const modified = header('last-modified');
  const other = file.etag && etag ? file.etag !== etag : file.modified && modified && file.modified !== modified;
  if (other || (total && total !== '*' && Number(total) !== file.size)) throw new Error('the file changed while it was read');
}

/**
 * Fetches a range; a connection that fails is tried once more, since a server may close an idle one just
 * when it is used again.
 *
 * @param {RemoteFile} file
 * @param {number} position
 * @param {Uint8Array} target
 * @param {AbortSignal} signal
 * @returns {Promise<number>} bytes of `target`, all filled
 * @throws {Error}
 * @example
 * await fetchRange(file, 0, new Uint8Array(100), signal);
 */
export async function fetchRange(file, position, target, signal) {
  const range = rangeOf(position, target.length);
  for (let tries = 1; ; tries++) {
    try {
      const response = await fetch(file.url, { headers: { Range: range }, signal });
      const { status, statusText, headers } = response;
      try {
        checkAnswer(file, range, { status, statusText, header: (name) => headers.get(name) });
        return await fill(response, range, target);
      } catch (error) {
        await response.body?.cancel().catch(() => {});
        throw error;
      }
    } catch (error) {
      if (signal.aborted || tries === 2 || !(error instanceof TypeError)) throw error;
    }
  }
}

/** @param {Response} response @param {string} range @param {Uint8Array} target */
async function fill(response, range, target) {
  let done = 0;
  const reader = /** @type {ReadableStream<Uint8Array>} */ (response.body).getReader();
  try {
    for (;;) {
      const { done: ended, value } = await reader.read();
      if (ended) break;
      if (done + value.length > target.length) throw new Error(`more than ${target.length} bytes came for ${range}`);
      target.set(value, done);
      done += value.length;
    }
  } finally {
    reader.releaseLock();
  }
  if (done < target.length) throw new Error(`${done} bytes came for ${range}`);
  return done;
}
