// SPDX-License-Identifier: MIT
/** Sources whose bytes come late, wrong or not at all: URLs by ranges, a caller's read(), streams; and what they cost. */
import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { stretched } from './boxes.js';
import { clipMd5, Etalon, expectIdle, failureOf } from './engine.js';
import { fixture } from './media.js';
import { serveFile } from './server.js';

const MIB = 2 ** 20;
const bytes = readFileSync(fixture('cut/bbb_2s.mp4'));
/** The fixture with its media data over some 18 MiB, its index at the end or in front. */
const spread = stretched(bytes, 100_000);
const spreadStart = stretched(bytes, 100_000, true);
const readTimeout = 2;
/** What a read that hangs may take until it is given up: the timeout, and a slow machine's share. */
const boundMs = 12_000;

describe.each([0, 2])('with %i threads', (threads) => {
  let etalon;
  /** Its reads are given up soon. */
  let hasty;
  let wanted;
  let server;
  beforeAll(async () => {
    etalon = await Etalon.create({ threads });
    hasty = await Etalon.create({ threads, readTimeout });
    wanted = await md5Of(bytes);
  });
  afterEach(async () => {
    await server?.close();
    server = undefined;
    await expectIdle(etalon);
    await expectIdle(hasty);
  });
  afterAll(() => Promise.all([etalon.close(), hasty.close()]));

  async function md5Of(source, limit = 12) {
    const clip = await etalon.open(source);
    return clipMd5(clip, { limit }).finally(() => clip.close());
  }

  /** Opens, decodes, and gives the failure and how long it took from the last thing that went well. */
  async function failureOfReading(source, options) {
    const start = performance.now();
    const error = await failureOf(hasty.open(source, options).then((clip) => clipMd5(clip).finally(() => clip.close())));
    expect(error.code, error.message).toBe('IO');
    expect(performance.now() - start).toBeLessThan(boundMs);
    return error;
  }

  it('a URL is read by whole blocks, each once', async () => {
    server = await serveFile(spread);
    expect(await md5Of(server.url)).toEqual(wanted);
    const starts = server.ranges.map(({ first }) => first);
    expect(new Set(starts).size).toBe(starts.length);
    for (const { first, last } of server.ranges) {
      expect(first % MIB).toBe(0);
      expect(last - first).toBeLessThan(MIB);
    }
  });

  it('a server that takes the end 0 for none', async () => {
    server = await serveFile(spread, { endless: true });
    expect(await md5Of(server.url)).toEqual(wanted);
  });

  it('a jump fetches its own blocks and no more', async () => {
    server = await serveFile(spread, { delayMs: 5 });
    const clip = await etalon.open(server.url);
    const opened = server.ranges.length;
    // The first block of the file and those of its index and of its first packets.
    expect(opened).toBeLessThanOrEqual(4);
    (await clip.frameAt(1.5)).close();
    clip.close();
    // A key frame and what the decoder wants behind it.
    const touched = new Set(server.ranges.map(({ first }) => first));
    expect(touched.size, 'each once').toBe(server.ranges.length);
    expect(server.ranges.length - opened).toBeLessThanOrEqual(2);
    expect(server.most(), 'requests at once').toBe(1);
  });

  it('reading in order fetches ahead, and never twice', async () => {
    server = await serveFile(spread, { delayMs: 30 });
    expect(await md5Of(server.url, Infinity)).toEqual(await md5Of(spread, Infinity));
    const most = server.most();
    expect(most, 'requests at once').toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(3);
    expect(server.ranges.length).toBe(Math.ceil(spread.length / MIB));
    expect(new Set(server.ranges.map(({ first }) => first)).size).toBe(server.ranges.length);
  });

  it('a server that dies in the middle', async () => {
    server = await serveFile(spread, { misbehave: ({ response, first, last, count }) => {
      if (count < 3) return false;
      response.writeHead(206, { 'content-range': `bytes ${first}-${last}/${spread.length}`, 'content-length': last - first + 1 });
      response.write(spread.subarray(first, first + 1000), () => response.destroy());
      return true;
    } });
    const error = await failureOfReading(server.url);
    expect(error.message).toContain('clip.mp4');
    expect(error.cause).toBeDefined();
  });

  it('a server that is gone', async () => {
    server = await serveFile(spread);
    const clip = await etalon.open(server.url);
    await server.close();
    const error = await failureOf(clip.frameAt(1));
    expect(error.code).toBe('IO');
    clip.close();
  });

  it.each([
    ['before its answer', () => {}],
    ['in its answer', ({ response, first, last }, size) => {
      response.writeHead(206, { 'content-range': `bytes ${first}-${last}/${size}`, 'content-length': last - first + 1 });
      response.write('x');
    }],
  ])('a server that stalls for ever %s', async (_, begin) => {
    server = await serveFile(spread, { misbehave: (at) => at.count >= 3 && (begin(at, spread.length), true) });
    const error = await failureOfReading(server.url);
    expect(error.message).toContain('readTimeout');
  });

  it('a server that never answers at all', async () => {
    server = await serveFile(bytes, { delayMs: 60_000 });
    expect((await failureOfReading(server.url)).cause?.message).toContain('readTimeout');
  });

  it.each([
    ['whose ETag changes', { etag: '"2"' }],
    ['whose length changes', { 'content-range': `bytes 0-0/5` }],
    ['that comes from another place', { 'content-range': `bytes 7-8/${spread.length}` }],
  ])('a file %s between two ranges', async (_, headers) => {
    server = await serveFile(spread, { misbehave: ({ response, first, last, count }) => {
      if (count < 3) return false;
      const part = spread.subarray(first, last + 1);
      response.writeHead(206, { 'content-range': `bytes ${first}-${last}/${spread.length}`, 'content-length': part.length, etag: '"1"', ...headers }).end(part);
      return true;
    } });
    const error = await failureOfReading(server.url);
    expect(error.message).toMatch(/changed|answers/);
  });

  it('a server that forgets how to answer ranges', async () => {
    server = await serveFile(spread, { misbehave: ({ response, count }) => count >= 3 && Boolean(response.writeHead(200).end(spread)) });
    expect((await failureOfReading(server.url)).message).toContain('HTTP 200');
  });

  describe("a caller's read", () => {
    const source = (read) => ({ size: spread.length, read });

    it('is asked for what is needed and no more', async () => {
      let given = 0;
      expect(await md5Of(source(async (start, end) => {
        given += end - start;
        return spread.subarray(start, end);
      }))).toEqual(wanted);
      expect(given).toBeLessThan(spread.length / 2);
    });

    it('may give less than it is asked for', async () => {
      expect(await md5Of(source((start, end) => spread.subarray(start, Math.min(end, start + 100_000))))).toEqual(wanted);
    });

    it.each([
      ['throws', () => { throw new RangeError('the cable was pulled'); }, 'the cable was pulled'],
      ['rejects', async () => { throw new RangeError('the cable was pulled'); }, 'the cable was pulled'],
      ['never settles', () => new Promise(() => {}), 'readTimeout'],
      ['gives no bytes', () => new Uint8Array(0), 'no bytes'],
      ['gives too many bytes', (start, end) => new Uint8Array(end - start + 1), 'asked for'],
      ['gives text', () => 'text', 'Uint8Array'],
    ])('that %s, at once or later', async (_, wrong, words) => {
      for (const good of [0, 2]) {
        let count = 0;
        const error = await failureOfReading(source((start, end) => (count++ < good ? spread.subarray(start, end) : wrong(start, end))));
        expect(`${error.message} ${error.cause?.message}`).toContain(words);
      }
    });
  });

  describe('a stream', () => {
    it('is read as far as it is needed', async () => {
      let given = 0;
      const stream = new ReadableStream({
        type: 'bytes',
        pull(controller) {
          const piece = spreadStart.subarray(given, given + 65_536);
          given += piece.length;
          if (piece.length) controller.enqueue(Uint8Array.from(piece));
          else controller.close();
        },
      });
      expect(await md5Of(stream)).toEqual(wanted);
      expect(given).toBeLessThan(spreadStart.length / 2);
    });

    it('that stalls, fails, or is too long', async () => {
      const start = (controller) => controller.enqueue(Uint8Array.from(bytes.subarray(0, 100_000)));
      expect((await failureOfReading(new ReadableStream({ start, pull: () => new Promise(() => {}) }))).message).toContain('readTimeout');
      const fails = new ReadableStream({ start, pull: (controller) => controller.error(new Error('the line is dead')) });
      expect((await failureOfReading(fails)).message).toContain('the line is dead');
      expect((await failureOfReading(new Blob([bytes]).stream(), { maxDownload: 1000 })).message).toContain('maxDownload');
    });
  });

  describe('what waits for a read', () => {
    /** A source whose reads hang after those of open(). */
    async function hanging() {
      const patient = await Etalon.create({ threads, readTimeout: 60 });
      let hang = false;
      let hung = () => {};
      const waiting = new Promise((resolve) => (hung = resolve));
      const clip = await patient.open({ size: spread.length, read: (start, end) => {
        if (!hang) return spread.subarray(start, end);
        hung();
        return new Promise(() => {});
      } });
      hang = true;
      return { patient, clip, waiting, resume: () => (hang = false) };
    }

    it('ends with its abort, and the engine goes on', async () => {
      const { patient, clip, waiting, resume } = await hanging();
      const controller = new AbortController();
      const reason = new Error('not wanted any more');
      const start = performance.now();
      const frame = clip.frameAt(1, { signal: controller.signal });
      waiting.then(() => controller.abort(reason));
      await expect(frame).rejects.toBe(reason);
      expect(performance.now() - start).toBeLessThan(boundMs);
      resume();
      clip.close();
      const again = await patient.open(bytes);
      expect(await clipMd5(again, { limit: 12 })).toEqual(wanted);
      again.close();
      await expectIdle(patient);
      await patient.close();
    });

    it('ends with its clip, its iterator and its engine', async () => {
      for (const end of ['clip', 'engine', 'iterator']) {
        const { patient, clip, waiting } = await hanging();
        const start = performance.now();
        const frames = clip.frames({ from: 1.6 });
        const next = end === 'iterator' ? frames.next().catch((error) => error) : failureOf(clip.frameAt(1));
        await waiting;
        if (end === 'clip') clip.close();
        else if (end === 'engine') await patient.close();
        else await frames.return();
        await next;
        await patient.close();
        expect(performance.now() - start, end).toBeLessThan(boundMs);
      }
    });
  });
});
