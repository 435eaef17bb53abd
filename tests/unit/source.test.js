// SPDX-License-Identifier: MIT
/** Where bytes come from: every kind of source gives the same frames, and positions beyond 4 GiB are read. */
import { closeSync, ftruncateSync, mkdirSync, openSync, readFileSync, readdirSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { box, boxesOf, largeBoxHeader, movedChunks, stretched } from './boxes.js';
import { browser } from '../../web/src/platform/browser.js';
import { clipMd5, Etalon, expectIdle, failureOf } from './engine.js';
import { fixture, readClips, fixtures } from './media.js';
import { serveFile } from './server.js';
import { temporaryFolder } from './temporary.js';

const folder = temporaryFolder('source');
const GIB = 2 ** 30;
const source = fixture('cut/bbb_2s.mp4');
const expected = readClips(fixtures).find(({ name }) => name === 'cut/bbb_2s.mp4');
const limited = { limit: 12 };

describe.each([0, 2])('with %i threads', (threads) => {
  let etalon;
  let wanted;
  beforeAll(async () => {
    etalon = await Etalon.create({ threads });
    wanted = await md5Of(source);
  });
  afterAll(() => etalon.close());

  async function md5Of(input, options, frames = limited) {
    const clip = await etalon.open(input, options);
    try {
      return await clipMd5(clip, frames);
    } finally {
      clip.close();
    }
  }

  it('index and pictures beyond 4 GiB of a sparse 6 GB file', async () => {
    const path = sparseMp4();
    expect(statSync(path).size).toBeGreaterThan(6e9);
    expect(await md5Of(path, {}, {})).toEqual({ md5: expected.md5, frames: expected.frames });
    const clip = await etalon.open(path);
    const { output } = await clip.export({ from: 1, to: 1.5, chain: [{ filter: 'scale', width: 320 }] });
    clip.close();
    const cut = await etalon.open(output);
    expect((await clipMd5(cut)).frames).toBe(30);
    cut.close();
  });

  it('zeros of 6 GB are no media file', async () => {
    const path = join(folder, `zeros${threads}.mp4`);
    const file = openSync(path, 'w');
    ftruncateSync(file, 6e9);
    closeSync(file);
    expect((await failureOf(etalon.open(path))).code).toBe('DATA');
  });

  const bytes = readFileSync(source);
  it.each([
    ['a path', () => source],
    ['a file URL', () => pathToFileURL(source)],
    ['a file URL as text', () => pathToFileURL(source).href],
    ['a Blob', () => new Blob([bytes])],
    ['an ArrayBuffer', () => Uint8Array.from(bytes).buffer],
    ['a Uint8Array inside a larger buffer', () => Buffer.concat([Buffer.alloc(5), bytes]).subarray(5)],
    ['{ size, read } with a promise', () => ({ size: bytes.length, read: async (start, end) => bytes.subarray(start, end) })],
    ['{ size, read } without', () => ({ size: bytes.length, read: (start, end) => bytes.subarray(start, end) })],
    ['a stream', () => new Blob([bytes]).stream()],
  ])('%s', async (_, make) => {
    expect(await md5Of(make())).toEqual(wanted);
  });

  it("the caller's buffer is still there after open()", async () => {
    const mine = Uint8Array.from(bytes);
    await md5Of(mine.buffer);
    expect(mine.length).toBe(bytes.length);
  });

  it('containers are known by their content, not by their name', async () => {
    for (const name of ['conf/h264-avc/BA1_Sony_D.jsv', 'conf/cros-codecs/test-25fps.vp8', 'conf/cros-codecs/test-25fps.vp9', 'cut/bbb_2s.ts']) {
      const named = await md5Of(fixture(name));
      expect(await md5Of(readFileSync(fixture(name)))).toEqual(named);
    }
  });

  describe.each([true, false])('a server, ranges: %s', (ranges) => {
    let server;
    beforeAll(async () => (server = await serveFile(bytes, { ranges })));
    afterAll(() => server.close());

    it.runIf(ranges)('is read by ranges', async () => {
      expect(await md5Of(server.url)).toEqual(wanted);
      expect(await md5Of(new URL(server.url), { download: true, maxDownload: 1000 })).toEqual(wanted);
    });

    it.runIf(!ranges)('is asked for the whole file only when the caller says so', async () => {
      const error = await failureOf(etalon.open(new URL(server.url)));
      expect(error.code).toBe('RANGE_UNSUPPORTED');
      expect(error.message).toContain('download');
      expect(await md5Of(server.url, { download: true })).toEqual(wanted);
      expect(await md5Of(new URL(server.url), { download: true })).toEqual(wanted);
    });

    it.runIf(!ranges)('may not send more than the caller allows', async () => {
      const error = await failureOf(etalon.open(server.url, { download: true, maxDownload: 1000 }));
      expect(error.code).toBe('IO');
      expect(error.message).toMatch(/1000|maxDownload/);
    });

    it('that has no such file', async () => {
      const error = await failureOf(etalon.open(server.url.replace('clip', 'missing'), { download: true }));
      expect(error.code).toBe('IO');
      expect(error.message).toMatch(/404/);
    });
  });

  it('refuses what is no source, and says what is', async () => {
    for (const wrong of [undefined, null, 7, {}, { size: 5 }, []]) {
      const error = await failureOf(etalon.open(wrong));
      expect(error.code, String(wrong)).toBe('ARGUMENT');
    }
    for (const wrong of ['file://elsewhere/clip.mp4', 'http://', 'https://:/']) {
      expect(await failureOf(etalon.open(wrong)), wrong).toMatchObject({ code: 'ARGUMENT', message: expect.stringContaining(wrong) });
    }
    const missing = await failureOf(etalon.open(join(folder, 'not-there.mp4')));
    expect(missing.code).toBe('IO');
    expect(missing.message).toContain('not-there.mp4');
  });

  it('a stream of anything but bytes is refused, and one that another reads', async () => {
    const text = new ReadableStream({ start: (controller) => controller.enqueue('text') });
    expect(await failureOf(etalon.open(text))).toMatchObject({ code: 'ARGUMENT', message: expect.stringContaining('a stream gives Uint8Array') });
    const locked = new Blob([bytes]).stream();
    locked.getReader();
    const place = join(folder, `locked-${threads}`);
    const error = await withTemporary(place, () => failureOf(etalon.open(locked)));
    expect(error).toMatchObject({ code: 'STATE' });
    expect(readdirSync(place)).toEqual([]);
  });

  it('where nothing can be put aside', async () => {
    const place = join(folder, 'nowhere', 'at all');
    const error = await withTemporary(place, () => failureOf(etalon.open(new Blob([bytes]).stream())), false);
    expect(error).toMatchObject({ code: 'IO', message: expect.stringContaining('ENOENT') });
  });

  it('a listener of the download that throws does not stop it', async () => {
    const server = await serveFile(bytes, { ranges: false });
    const uncaught = [];
    const listeners = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    process.on('uncaughtException', (error) => uncaught.push(error));
    try {
      const thrown = new Error('of the listener');
      expect(await md5Of(server.url, { download: true, onProgress: () => { throw thrown; } })).toEqual(wanted);
      expect(new Set(uncaught)).toEqual(new Set([thrown]));
    } finally {
      process.removeAllListeners('uncaughtException');
      for (const listener of listeners) process.on('uncaughtException', listener);
      await server.close();
    }
  });

  it('closing the engine gives its sources back', async () => {
    const place = join(folder, `given-back-${threads}`);
    await withTemporary(place, async () => {
      const own = await Etalon.create({ threads });
      let cancelled = false;
      const long = stretched(bytes, 100_000, true);
      let given = 0;
      const stream = new ReadableStream({
        pull: (controller) => controller.enqueue(Uint8Array.from(long.subarray(given, (given += 65_536)))),
        cancel: () => (cancelled = true),
      });
      const clip = await own.open(stream);
      expect(readdirSync(place).length).toBe(1);
      const rest = clip.frames();
      (await rest.next()).value.close();
      await Promise.all([own.close(), own.close()]);
      expect(cancelled).toBe(true);
      expect(readdirSync(place)).toEqual([]);
      expect(await failureOf(clip.frameAt(0))).toMatchObject({ code: 'STATE' });
    });
  });

  it('holds nothing afterwards', () => expectIdle(etalon));
});

describe('in a page', () => {
  beforeAll(() => {
    globalThis.document = { baseURI: 'https://example.org/page/' };
    globalThis.navigator ??= { hardwareConcurrency: 2 };
  });
  afterAll(() => delete globalThis.document);

  it('what is no source is refused', async () => {
    for (const wrong of [undefined, null, 7, true, Symbol('clip'), {}, { size: 5 }, [], 'http://', 'https://:/']) {
      const error = await browser.prepareSource(wrong, {}).catch((reason) => reason);
      expect(error, String(wrong)).toMatchObject({ name: 'EtalonError', code: 'ARGUMENT' });
    }
  });
});

/** Does work with another folder for temporary files. @param {string} place @param {() => Promise<any>} work @param {boolean} [make] */
async function withTemporary(place, work, make = true) {
  const before = process.env.TMPDIR;
  if (make) mkdirSync(place, { recursive: true });
  process.env.TMPDIR = place;
  try {
    return await work();
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
}

/** The fixture with 5 GiB of nothing before its media data and another GiB before its index. */
function sparseMp4() {
  const bytes = readFileSync(source);
  const boxes = boxesOf(bytes);
  const [ftyp, mdat, moov] = ['ftyp', 'mdat', 'moov'].map((type) => boxes.find((each) => each.type === type));
  if (moov.start < mdat.start) throw new Error('the fixture has its index in front');
  const path = join(folder, 'sparse.mp4');
  const file = openSync(path, 'w');
  let position = 0;
  const put = (part) => (position += writeSync(file, part, 0, part.length, position));
  const hole = (size) => {
    put(largeBoxHeader('free', size));
    position += size - 16;
  };
  put(bytes.subarray(ftyp.start, ftyp.end));
  hole(5 * GIB);
  const distance = position - mdat.start;
  put(bytes.subarray(mdat.start, mdat.end));
  hole(GIB);
  put(box('moov', movedChunks(moov.body, (offset) => offset + distance)));
  closeSync(file);
  return path;
}
