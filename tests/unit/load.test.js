// SPDX-License-Identifier: MIT
/** Files of the package that come late, in pieces, or never. */
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { Etalon, failureOf } from './engine.js';
import { temporaryFolder } from './temporary.js';

const folder = temporaryFolder('load');
const dist = new URL('../../web/dist/', import.meta.url);

/** A file that is there to be a worker. */
function script(name, text) {
  const file = join(folder, name);
  writeFileSync(file, text);
  return pathToFileURL(file);
}

describe('worker.js', () => {
  it('may take longer to load than a read', async () => {
    const workerURL = script('late.mjs', `await new Promise((done) => setTimeout(done, 1500));\nawait import(${JSON.stringify(new URL('worker.js', dist).href)});`);
    const etalon = await Etalon.create({ threads: 0, workerURL, readTimeout: 0.5 });
    expect(etalon.capabilities().build).toBe('single');
    await etalon.close();
  });

  it('is given up when it says nothing for loadTimeout', async () => {
    const workerURL = script('other.mjs', 'setInterval(() => {}, 1000);');
    const error = await failureOf(Etalon.create({ threads: 0, workerURL, loadTimeout: 0.5 }));
    expect(error).toMatchObject({ code: 'IO', message: expect.stringMatching(/other\.mjs said nothing for 0\.5 s \(loadTimeout\)/) });
  });
});

describe('etalon.wasm', () => {
  const bytes = readFileSync(new URL('etalon.wasm', dist));
  const pieces = 8;
  /** @type {import('node:http').Server | undefined} */
  let server;
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
  });

  /** The URL of a server that sends so many eighths of the file, 0.2 s apart, and then no more. */
  async function dripping(count) {
    server = createServer(async (_, response) => {
      response.writeHead(200, { 'content-type': 'application/wasm', 'content-length': bytes.length });
      const size = Math.ceil(bytes.length / pieces);
      for (let piece = 0; piece < count; piece++) {
        response.write(bytes.subarray(piece * size, (piece + 1) * size));
        await sleep(200);
      }
      if (count === pieces) response.end();
    });
    await new Promise((listening) => server?.listen(0, '127.0.0.1', () => listening(undefined)));
    return `http://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (server.address()).port}/etalon.wasm`;
  }

  it('is waited for while pieces of it come', async () => {
    const etalon = await Etalon.create({ threads: 0, wasmURL: await dripping(pieces), loadTimeout: 1 });
    await etalon.close();
  });

  it('is given up when none come for loadTimeout', async () => {
    const error = await failureOf(Etalon.create({ threads: 0, wasmURL: await dripping(pieces - 1), loadTimeout: 1 }));
    expect(error).toMatchObject({ code: 'IO', message: expect.stringMatching(/etalon\.wasm cannot be loaded: no bytes came for 1 s \(loadTimeout\)/) });
  });
});

it.each([0, -1, NaN, '5'])('loadTimeout: %s is refused', async (loadTimeout) => {
  expect(await failureOf(Etalon.create({ loadTimeout }))).toMatchObject({ code: 'ARGUMENT', message: expect.stringContaining('loadTimeout') });
});
