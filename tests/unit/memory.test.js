// SPDX-License-Identifier: MIT
/**
 * What frames cost: bytes read and frames decoded by a seek, by stepping back through a long group of pictures,
 * and the bound of `memory.max`. `npm run soak` does it with 300 frames of 2160p and with 8K.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { clipMd5, Etalon, expectIdle, failureOf, frameMd5, listFrames } from './engine.js';
import { makeClip, x264 } from './made.js';
import { clips, fixture, fullSet } from './media.js';
import { buildNativeFrames, hasNativeEngine, nativeFrames } from './native_engine.js';
import { seeded } from './random.js';
import { temporaryFolder } from './temporary.js';

const MIB = 2 ** 20;
const soak = Boolean(process.env.ETALON_SOAK);
const folder = temporaryFolder('memory');

describe.each([0, 2])('%i threads', (threads) => {
  it('stepping back decodes a group of pictures once for each filling of the cache', async () => {
    const FRAMES = 300;
    const CACHED = 20;
    // A frame takes up 320 x 180 samples padded to 384 x 192 at most, half as much again for chroma.
    const cacheBytes = CACHED * 384 * 194 * 1.5;
    const etalon = await Etalon.create({ threads, cacheBytes });
    const path = await makeClip(folder, 'long_gop.mp4', { seconds: FRAMES / 25, args: x264(FRAMES) });
    const clip = await etalon.open(path);
    const frames = await listFrames(clip);
    expect(frames.length).toBe(FRAMES);
    expect(frames.filter(({ key }) => key).length).toBe(1);
    const before = (await etalon.counters()).framesDecoded;
    for (let index = FRAMES - 1; index >= 0; index--) {
      const frame = await clip.frameAt({ pts: frames[index].pts });
      expect([frame.pts, frameMd5(frame)]).toEqual([frames[index].pts, frames[index].md5]);
      frame.close();
    }
    const decoded = (await etalon.counters()).framesDecoded - before;
    // Each filling decodes from the key frame to the frame asked for and the one behind it.
    let most = 0;
    for (let last = FRAMES; last > 0; last -= CACHED) most += last + 1 + threads + 3;
    console.log(`${FRAMES} steps back with ${CACHED} frames cached, ${threads} threads: ${decoded} frames decoded, ${most} allowed`);
    expect(decoded).toBeLessThanOrEqual(most);
    expect((await etalon.counters()).framesAlive).toBeLessThanOrEqual(CACHED * 1.5);
    clip.close();
    await expectIdle(etalon);
    await etalon.close();
  });

  it('what does not fit into memory.max says what it needs, and what fits works', async () => {
    const path = fixture('4k/hevc_2160p_dash4k_seg1.mp4');
    const tight = await Etalon.create({ threads, memory: { max: 128 * MIB } });
    const clip = await tight.open(path);
    const error = await failureOf(clip.frameAt(0));
    expect(error.code).toBe('MEMORY');
    expect(error.message).toMatch(/\d+ frames of 3840 x 2160 need \d+ MiB \(\d+ for reference, \d+ for threads, \d+ in reorder, 0 for the chain, 4 in use\)/);
    expect(error.message).toMatch(/not even without threads|threads are the most that fit/);
    const small = await tight.open(fixture('cut/bbb_2s.mp4'));
    (await small.frameAt(1)).close();
    small.close();
    clip.close();
    await expectIdle(tight);
    await tight.close();

    const wide = await Etalon.create({ threads, memory: { max: 512 * MIB } });
    const again = await wide.open(path);
    (await again.frameAt(0)).close();
    again.close();
    await wide.close();
  });

  it('eight held frames and a full cache leave the decoder what it needs', async () => {
    const etalon = await Etalon.create({ threads, memory: { max: 160 * MIB }, cacheBytes: 512 * MIB });
    const clip = await etalon.open(fixture('cut/bbb_2s.mp4'));
    const frames = await listFrames(clip);
    const held = [];
    for (const { pts } of frames.slice(0, 8)) held.push(await clip.frameAt({ pts }));
    for (const { pts, md5 } of frames) {
      const frame = await clip.frameAt({ pts });
      expect(frameMd5(frame)).toBe(md5);
      frame.close();
    }
    for (const [index, frame] of held.entries()) {
      expect(frameMd5(frame)).toBe(frames[index].md5);
      frame.close();
    }
    clip.close();
    await expectIdle(etalon);
    await etalon.close();
  });
});

it.each([[{ max: 1 }], [{ max: 2 ** 33 }], [{ max: 1.5 * 2 ** 30 + 0.5 }], [{ max: '1 GiB' }]])('memory: %j is refused', async (memory) => {
  const error = await failureOf(Etalon.create({ memory }));
  expect(error.code).toBe('ARGUMENT');
  expect(error.message).toContain(String(memory.max));
});

describe.skipIf(!hasNativeEngine)('MPEG-TS', () => {
  const SECONDS = 30;
  const GOP = 50;
  let path, program, all;
  beforeAll(async () => {
    // Noise makes it large: 8 Mbit/s.
    const input = ['-f', 'lavfi', '-i', `testsrc2=size=320x180:rate=25:duration=${SECONDS},noise=alls=40:allf=t`];
    path = await makeClip(folder, 'long.ts', { input, args: [...x264(GOP), '-b:v', '8M'] });
    program = await buildNativeFrames(folder);
    all = await nativeFrames(program, path, { first: SECONDS * 25 });
  }, 120_000);

  it('a seek reads and decodes little, and finds the frame that decoding from the start gives', async () => {
    expect(all.length).toBe(SECONDS * 25);
    const size = all.at(-1).bytesRead;
    const next = seeded(7);
    const wanted = Array.from({ length: 12 }, () => all[Math.floor(next() * all.length)]);
    const found = await Promise.all(wanted.map(({ pts }) => nativeFrames(program, path, { pts: [pts] })));
    const opened = (await nativeFrames(program, path, { pts: [all[0].pts - 1] }))[0].bytesRead;
    let worstRead = 0;
    let worstDecoded = 0;
    for (const [index, [{ pts, md5, bytesRead, framesDecoded }]] of found.entries()) {
      expect([pts, md5]).toEqual([wanted[index].pts, wanted[index].md5]);
      worstRead = Math.max(worstRead, bytesRead - opened);
      worstDecoded = Math.max(worstDecoded, framesDecoded);
    }
    console.log(`seeks in ${(size / MIB).toFixed(1)} MiB of MPEG-TS: at most ${(worstRead / MIB).toFixed(1)} MiB read and ${worstDecoded} frames decoded`);
    // The key frame before, at most twice as far away as the nearest one; blocks of 1 MiB: one for each
    // halving of the file, and those of 4 s of 1 MB/s.
    expect(worstDecoded).toBeLessThanOrEqual(2 * GOP + 5);
    expect(worstRead).toBeLessThanOrEqual((Math.ceil(Math.log2(size / MIB)) + 6) * MIB);
    expect(worstRead).toBeLessThan(size / 3);
  });
});

/** 8K HEVC: 300 ms of the full set. */
const large = fullSet && clips.find(({ name }) => name === '4k/8k24fps_300ms.mp4');

describe.runIf(soak)('within 1 GiB', () => {
  it.runIf(large).each([0, 1, 2])('8K HEVC, %i threads', async (threads) => {
    const etalon = await Etalon.create({ threads, memory: { max: 2 ** 30 } });
    const clip = await etalon.open(large.path);
    expect(await clipMd5(clip)).toEqual({ md5: large.md5, frames: large.frames });
    const frames = await listFrames(clip);
    for (let index = frames.length - 1; index >= 0; index--) await expectFrame(clip, frames[index]);
    clip.close();
    await expectIdle(etalon);
    await etalon.close();
  }, 900_000);

  it.each([0, 2])('300 frames of 2160p in one group of pictures, %i threads', async (threads) => {
    const input = ['-stream_loop', '-1', '-i', fixture('4k/portrait_4k60.mp4')];
    const args = ['-an', '-frames:v', '300', '-c:v', 'libx264', '-preset', 'ultrafast', '-g', '300', '-keyint_min', '300', '-sc_threshold', '0', '-bf', '2'];
    const path = await makeClip(folder, 'gop_4k.mp4', { input, args });
    const etalon = await Etalon.create({ threads, memory: { max: 2 ** 30 } });
    const clip = await etalon.open(path);
    const frames = await listFrames(clip);
    expect(frames.length).toBe(300);
    expect(frames.filter(({ key }) => key).length).toBe(1);
    const next = seeded(3);
    for (let seek = 0; seek < 10; seek++) await expectFrame(clip, frames[Math.floor(next() * 300)]);
    const before = (await etalon.counters()).framesDecoded;
    for (let index = 299; index >= 240; index--) await expectFrame(clip, frames[index]);
    const decoded = (await etalon.counters()).framesDecoded - before;
    console.log(`60 steps back from frame 299 of a group of 300 at 2160p, ${threads} threads: ${decoded} frames decoded`);
    // The default caches hold 20 frames with threads and 7 without: each filling decodes at most 301.
    expect(decoded).toBeLessThanOrEqual(Math.ceil(60 / (threads ? 19 : 6)) * 306);
    clip.close();
    await expectIdle(etalon);
    await etalon.close();
  }, 3_600_000);
});

/** @param {import('../../web/dist/node.js').Clip} clip @param {{ pts: number, md5: string }} expected */
async function expectFrame(clip, { pts, md5 }) {
  const frame = await clip.frameAt({ pts });
  expect([frame.pts, frameMd5(frame)]).toEqual([pts, md5]);
  frame.close();
}
