// SPDX-License-Identifier: MIT
/** The module in a page: bytes from servers, good and bad, and from and to the private file system; crashes. */
import { execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { faultyModule } from '../tests/unit/modules.js';
import { bunny, expect, root, test } from './fixture.js';

const small = readFileSync(bunny);

/** 200 small pictures of noise, as JPEGs: some 20 MB. */
const largeClip = () => execFileSync('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', 'testsrc2=s=640x360:r=25,noise=alls=60:allf=t', '-frames:v', '200',
  '-c:v', 'mjpeg', '-q:v', '2', '-f', 'mov', '-movflags', 'frag_keyframe+empty_moov', '-'], { maxBuffer: 1 << 28 });

/**
 * @typedef {object} Behaviour
 * @property {Buffer} [clip] default: the small one
 * @property {number} [delay] of each range, milliseconds
 * @property {boolean} [ranges] default true
 * @property {number} [stallsAt] the range from which on nothing is answered
 */

/** A server of an empty page, the module and one clip. @param {boolean} isolated @param {Behaviour} [behaviour] */
async function startServer(isolated, { clip: bytes = small, delay = 0, ranges = true, stallsAt = Infinity } = {}) {
  let count = 0;
  /** When ranges were asked for. @type {number[]} */
  const asked = [];
  const common = { 'Cache-Control': 'no-store', ...(isolated ? { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' } : {}) };
  const server = createServer((request, response) => {
    const [, name] = /^\/etalon\/([\w.-]+)$/.exec(request.url ?? '') ?? [];
    const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
    if (request.url === '/') response.writeHead(200, { ...common, 'Content-Type': 'text/html' }).end('<!doctype html><title>clip</title>');
    else if (name) response.writeHead(200, { ...common, 'Content-Type': name.endsWith('.js') ? 'text/javascript' : 'application/wasm' }).end(readFileSync(join(root, 'build/page/etalon', name)));
    else if (request.url !== '/clip.mp4') response.writeHead(404, common).end();
    else if (!ranges || first === undefined) response.writeHead(200, { ...common, 'Content-Length': bytes.length }).end(bytes);
    else if (last === '0' || ++count < stallsAt) {
      const end = Math.min(Number(last), bytes.length - 1);
      const part = bytes.subarray(Number(first), end + 1);
      asked.push(Date.now());
      setTimeout(() => response.writeHead(206, { ...common, 'Content-Range': `bytes ${first}-${end}/${bytes.length}`, 'Content-Length': part.length, ETag: '"1"' }).end(part), delay);
    }
  });
  await new Promise((listening) => server.listen(0, 'localhost', () => listening(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    url: `http://localhost:${port}/`,
    clip: `http://localhost:${port}/clip.mp4`,
    asked,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** @typedef {{ url?: string, base64?: string, threads: number | 'auto', options?: Record<string, unknown>, readTimeout?: number }} Task */

/** Opens in the page, and gives the hash of the picture at 1 s, or the code and words of the failure. @param {import('@playwright/test').Page} page @param {Task} task */
const pictureOf = (page, task) => page.evaluate(async ({ url, threads, options, readTimeout }) => {
  const { Etalon } = await import(/** @type {any} */ ('/etalon/index.js'));
  const etalon = await Etalon.create({ threads, readTimeout: readTimeout ?? 30 });
  try {
    const clip = await etalon.open(url, options);
    const { data } = await clip.render(1, { width: 160 });
    clip.close();
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', data));
    return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  } catch (error) {
    return `${/** @type {any} */ (error).code}: ${/** @type {any} */ (error).message}`;
  } finally {
    await etalon.close();
  }
}, task);

test.describe('sources and outputs of a page', () => {
  test.skip(({ browserName }) => browserName !== 'chromium', 'the module is the same; Chromium stands for both');
  /** @type {Awaited<ReturnType<typeof startServer>> | undefined} */
  let server;
  /** @param {import('@playwright/test').Page} page @param {boolean} isolated @param {Behaviour} [behaviour] */
  const visit = async (page, isolated, behaviour) => {
    server?.close();
    server = await startServer(isolated, behaviour);
    await page.goto(server.url);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(isolated);
    return server.clip;
  };
  test.afterEach(() => server?.close());

  test('a URL is read by ranges, or as a whole when that is asked for', async ({ page, isolated }) => {
    const picture = await pictureOf(page, { url: await visit(page, isolated), threads: 'auto' });
    expect(picture).toMatch(/^[0-9a-f]{64}$/);
    const url = await visit(page, isolated, { ranges: false });
    expect(await pictureOf(page, { url, threads: 'auto' })).toContain('RANGE_UNSUPPORTED');
    expect(await pictureOf(page, { url, threads: 'auto', options: { download: true } })).toBe(picture);
  });

  test('a server that stalls for ever ends in IO', async ({ page, isolated }) => {
    const url = await visit(page, isolated, { stallsAt: 1 });
    const start = Date.now();
    expect(await pictureOf(page, { url, threads: 'auto', readTimeout: 1 })).toMatch(/^IO: reading .*clip\.mp4 failed/);
    expect(Date.now() - start).toBeLessThan(20_000);
  });

  test('an export from a URL goes on while the main thread is busy, whose own work is short', { tag: '@alone' }, async ({ page, isolated }) => {
    test.skip(!isolated, 'without shared memory the worker asks by itself, synchronously');
    const url = await visit(page, isolated, { clip: largeClip(), delay: 100 });
    const seen = await page.evaluate(async (url) => {
      const { Etalon } = await import(/** @type {any} */ ('/etalon/index.js'));
      const etalon = await Etalon.create({ threads: 'auto' });
      const clip = await etalon.open(url);
      /** @type {number[]} */
      const done = [];
      const exported = clip.export({ chain: [{ filter: 'scale', width: 160 }], onProgress: (/** @type {any} */ { framesDone }) => void done.push(framesDone) });
      while (!done.length) await new Promise((resolve) => setTimeout(resolve, 10));
      const before = done.length;
      const start = Date.now();
      while (Date.now() < start + 2000);
      const end = Date.now();
      await new Promise((resolve) => setTimeout(resolve, 0));
      const whileBusy = done.slice(before);
      const { frames } = await exported;
      await etalon.close();
      const spans = performance.getEntriesByType('measure').filter(({ name }) => name.startsWith('etalon:')).map(({ duration }) => duration);
      return { start, end, before: done[before - 1], whileBusy, frames, longest: Math.max(...spans) };
    }, url);
    const asked = (server?.asked ?? []).filter((time) => time > seen.start + 100 && time < seen.end - 100);
    const frames = (seen.whileBusy.at(-1) ?? seen.before) - seen.before;
    console.log(`${asked.length} ranges and ${frames} frames in 2 s of a busy main thread; its longest span ${seen.longest.toFixed(1)} ms`);
    expect(asked.length).toBeGreaterThan(1);
    expect(frames).toBeGreaterThan(1);
    expect(seen.longest).toBeLessThan(50);
    expect(seen.frames).toBe(200);
  });

  test('streams, { size, read } and files of the private file system give the same picture', async ({ page, isolated }) => {
    await visit(page, isolated);
    const pictures = await page.evaluate(async (base64) => {
      const { Etalon } = await import(/** @type {any} */ ('/etalon/index.js'));
      const file = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      const root = await navigator.storage.getDirectory();
      const handle = await root.getFileHandle('in.mp4', { create: true });
      const writable = await handle.createWritable();
      await writable.write(file);
      await writable.close();
      const etalon = await Etalon.create();
      const seen = [];
      for (const source of [new Blob([file]), handle, new Blob([file]).stream(),
        { size: file.length, read: async (/** @type {number} */ start, /** @type {number} */ end) => file.subarray(start, end) }]) {
        const clip = await etalon.open(source);
        const { data } = await clip.render(1, { width: 160 });
        seen.push(Array.from(new Uint8Array(await crypto.subtle.digest('SHA-256', data))).join());
        clip.close();
      }
      await etalon.close();
      return seen;
    }, small.toString('base64'));
    expect(pictures.length).toBe(4);
    expect(new Set(pictures).size).toBe(1);
  });

  test('exports to the private file system, to a handle there and as a download', async ({ page, isolated }) => {
    await visit(page, isolated);
    const results = await page.evaluate(async (base64) => {
      const { Etalon } = await import(/** @type {any} */ ('/etalon/index.js'));
      const file = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      const root = await navigator.storage.getDirectory();
      const folder = await root.getDirectoryHandle('films', { create: true });
      const handle = await folder.getFileHandle('out.mp4', { create: true });
      const etalon = await Etalon.create();
      const clip = await etalon.open(new Blob([file]));
      const none = await clip.export({ to: 0.2 });
      const given = await clip.export({ to: 0.2, output: handle });
      const hash = async (/** @type {Blob} */ blob) => Array.from(new Uint8Array(await crypto.subtle.digest('SHA-256', await blob.arrayBuffer()))).join();
      const out = {
        none: { faststart: none.faststart, frames: none.frames, isFile: none.output instanceof File, type: none.output.type, hash: await hash(none.output) },
        given: { faststart: given.faststart, frames: given.frames, output: given.output, hash: await hash(await handle.getFile()) },
        order: '',
        left: /** @type {string[]} */ ([]),
        afterwards: '',
      };
      const view = new Uint8Array(await none.output.slice(0, 64).arrayBuffer());
      const skip = new DataView(view.buffer).getUint32(0);
      out.order = String.fromCharCode(...view.subarray(skip + 4, skip + 8));
      await none.discard();
      out.afterwards = await none.output.arrayBuffer().then(() => 'still there', () => 'gone');
      const top = await root.getDirectoryHandle('.etalon');
      for await (const name of /** @type {any} */ (top).keys()) {
        for await (const each of /** @type {any} */ (await top.getDirectoryHandle(name)).keys()) out.left.push(each);
      }
      clip.close();
      await etalon.close();
      return out;
    }, small.toString('base64'));
    expect(results.none).toMatchObject({ faststart: true, frames: 12, isFile: true, type: 'video/mp4' });
    expect(results.given).toMatchObject({ faststart: true, frames: 12 });
    expect(results.given.hash).toBe(results.none.hash);
    expect(results.order).toBe('moov');
    expect(results.afterwards).toBe('gone');
    expect(results.left).toEqual([]);
  });

  for (const fault of /** @type {const} */ (['trap', 'loop'])) {
    test(`a ${fault} in the engine is CRASHED, and the next call has a new one`, async ({ page, isolated }) => {
      await visit(page, isolated);
      const name = isolated ? 'etalon-threads' : 'etalon';
      const broken = faultyModule(name, 'job_step', fault);
      let mended = false;
      await page.route(`**/etalon/${name}.wasm`, (route) => (mended ? route.continue() : route.fulfill({ body: broken, contentType: 'application/wasm' })));
      await page.exposeFunction('mend', () => void (mended = true));
      const seen = await page.evaluate(async (base64) => {
        const { Etalon } = await import(/** @type {any} */ ('/etalon/index.js'));
        const file = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
        const etalon = await Etalon.create({ stepTimeout: 2 });
        const clip = await etalon.open(new Blob([file]));
        const failures = await Promise.all([clip.render(0), clip.frameAt(1)].map((work) => work.catch((/** @type {any} */ error) => error.code)));
        await /** @type {any} */ (window).mend();
        const { width } = await clip.render(1, { width: 160 });
        await etalon.close();
        return { failures, width };
      }, small.toString('base64'));
      expect(seen).toEqual({ failures: ['CRASHED', 'CRASHED'], width: 160 });
    });
  }
});
