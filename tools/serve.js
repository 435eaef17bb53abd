// SPDX-License-Identifier: MIT
/**
 * A static server for the page and for tests: MIME types that browsers insist on, byte ranges, and the
 * two headers that isolate a page, so that it may use threads.
 *
 *     node tools/serve.js [FOLDER] [--port 8080] [--no-isolation]
 */
import { createReadStream, realpathSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';
import { pipeline } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/** @type {Record<string, string>} */
const types = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8', '.json': 'application/json', '.map': 'application/json', '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm', '.svg': 'image/svg+xml', '.png': 'image/png', '.ico': 'image/x-icon', '.woff2': 'font/woff2',
  '.mp4': 'video/mp4', '.mov': 'video/quicktime', '.webm': 'video/webm', '.mkv': 'video/x-matroska', '.ts': 'video/mp2t',
};

const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/**
 * @typedef {object} ServeOptions
 * @property {string} folder what is served
 * @property {number} [port] the first port that is tried; default 8080; 0 takes any free one
 * @property {string} [host] default "localhost"
 * @property {boolean} [isolated] send COOP and COEP; default true
 * @property {Record<string, string>} [headers] added to every answer, for example a content security policy
 */

/**
 * Serves a folder; where the port is taken, the next free one.
 * @param {ServeOptions} options
 * @returns {Promise<{ url: string, port: number, close(): Promise<void> }>}
 */
export async function serve({ folder, port = 8080, host = 'localhost', isolated = true, headers = {} }) {
  const top = realpathSync(folder);
  const server = createServer((request, response) => {
    answer(top, { ...(isolated ? isolation : {}), 'Cross-Origin-Resource-Policy': 'same-origin', 'Cache-Control': 'no-cache', ...headers }, request, response);
  });
  const taken = await listen(server, host, port);
  return {
    url: `http://${host}:${taken}/`,
    port: taken,
    close: () => new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
}

/** @param {import('node:http').Server} server @param {string} host @param {number} port @returns {Promise<number>} */
function listen(server, host, port) {
  return new Promise((resolve, reject) => {
    const failed = /** @param {NodeJS.ErrnoException} error */ (error) => {
      if (error.code === 'EADDRINUSE' && port > 0 && port < 65_535) resolve(listen(server, host, port + 1));
      else reject(error);
    };
    server.once('error', failed);
    server.listen(port, host, () => {
      server.off('error', failed);
      resolve(/** @type {import('node:net').AddressInfo} */ (server.address()).port);
    });
  });
}

/**
 * @param {string} top
 * @param {Record<string, string>} headers
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 */
function answer(top, headers, request, response) {
  const plain = /** @param {number} status @param {string} text @param {Record<string, string>} [more] */ (status, text, more) =>
    response.writeHead(status, { ...headers, 'Content-Type': 'text/plain; charset=utf-8', ...more }).end(`${text}\n`);
  if (request.method !== 'GET' && request.method !== 'HEAD') return plain(405, 'Only GET and HEAD', { Allow: 'GET, HEAD' });
  const found = locate(top, request.url ?? '/');
  if (!found) return plain(404, 'Not found');
  const { file, size } = found;
  const range = byteRange(request.headers.range, size);
  if (range === 'unsatisfiable') return plain(416, 'No such range', { 'Content-Range': `bytes */${size}` });
  const { start, end } = range ?? { start: 0, end: size - 1 };
  response.writeHead(range ? 206 : 200, {
    ...headers,
    'Content-Type': types[extname(file).toLowerCase()] ?? 'application/octet-stream',
    'Content-Length': end - start + 1,
    'Accept-Ranges': 'bytes',
    ...(range ? { 'Content-Range': `bytes ${start}-${end}/${size}` } : {}),
  });
  if (request.method === 'HEAD' || size === 0) return response.end();
  // A browser that stops reading ends the pipeline with an error; there is nobody to tell.
  return pipeline(createReadStream(file, { start, end }), response, () => {});
}

/**
 * The file of a request, never outside the folder.
 * @param {string} top
 * @param {string} url
 */
function locate(top, url) {
  try {
    const path = normalize(decodeURIComponent(new URL(url, 'http://localhost').pathname));
    let file = realpathSync(join(top, path));
    if (statSync(file).isDirectory()) file = realpathSync(join(file, 'index.html'));
    if (!file.startsWith(top + sep)) return undefined;
    const { size } = statSync(file);
    return { file, size };
  } catch {
    return undefined;
  }
}

/**
 * One range of a Range header; several are answered with the whole file, as the standard allows.
 * @param {string | undefined} header
 * @param {number} size
 * @returns {{ start: number, end: number } | 'unsatisfiable' | undefined}
 */
function byteRange(header, size) {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (first === undefined || (first === '' && last === '')) return undefined;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (first !== '' && last !== '' && Number(last) < start) return undefined;
  return start >= size || end < start ? 'unsatisfiable' : { start, end };
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { port: { type: 'string', default: '8080' }, 'no-isolation': { type: 'boolean', default: false } },
  });
  const served = await serve({ folder: positionals[0] ?? '.', port: Number(values.port), isolated: !values['no-isolation'] });
  console.log(served.url);
}
