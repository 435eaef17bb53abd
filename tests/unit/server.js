// SPDX-License-Identifier: MIT
/** A server for one file, well behaved or not, that counts what it is asked for. */
import { createServer } from 'node:http';

/**
 * @typedef {object} FileServer
 * @property {string} url
 * @property {{ first: number, last: number }[]} ranges asked for, in order; the probe of one byte is not among them
 * @property {() => number} most most requests that were open at once since the last call
 * @property {() => Promise<void>} close cuts every connection
 */

/**
 * @param {Buffer} bytes
 * @param {object} [options]
 * @param {boolean} [options.ranges] answer ranges, default true
 * @param {boolean} [options.endless] take the end 0 for none, and answer the probe of one byte with the whole file
 * @param {number} [options.delayMs] before each answer
 * @param {(at: { request: import('node:http').IncomingMessage, response: import('node:http').ServerResponse,
 *   first: number, last: number, count: number }) => boolean | void} [options.misbehave] true: it answered, or never will
 * @returns {Promise<FileServer>}
 */
export async function serveFile(bytes, { ranges = true, endless = false, delayMs = 0, misbehave = () => false } = {}) {
  /** @type {FileServer['ranges']} */
  const asked = [];
  let open = 0;
  let most = 0;
  const server = createServer(async (request, response) => {
    if (request.url !== '/clip.mp4') return response.writeHead(404).end();
    const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
    if (!ranges || from === undefined) return response.writeHead(200, { 'content-length': bytes.length }).end(bytes);
    const first = Number(from);
    const last = Math.min(to ? Number(to) : Infinity, bytes.length - 1);
    const probe = first === 0 && last === 0;
    if (!probe) asked.push({ first, last });
    open++;
    most = Math.max(most, open);
    response.once('close', () => open--);
    if (!probe && misbehave({ request, response, first, last, count: asked.length })) return undefined;
    if (delayMs) await new Promise((done) => setTimeout(done, delayMs));
    const end = probe && endless ? bytes.length - 1 : last;
    const head = { 'content-range': `bytes ${first}-${end}/${bytes.length}`, 'content-length': end - first + 1, etag: '"1"' };
    return response.writeHead(206, head).end(bytes.subarray(first, end + 1));
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (server.address()).port}/clip.mp4`,
    ranges: asked,
    most() {
      const seen = most;
      most = open;
      return seen;
    },
    close: () => new Promise((done) => {
      server.close(() => done(undefined));
      server.closeAllConnections();
    }),
  };
}
