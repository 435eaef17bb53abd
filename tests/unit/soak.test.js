// SPDX-License-Identifier: MIT
/**
 * Long runs that a seed fixes: random seeks, closes and aborts of each codec, and jobs of every kind in one engine,
 * which has to end where it began. A sample in `npm test`; `npm run soak` (ETALON_SOAK=1) does 2,000 and 1,000.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Etalon, expectIdle, expectNoWork, frameMd5, listFrames } from './engine.js';
import { clips, fixture } from './media.js';
import { seeded } from './random.js';

const soak = Boolean(process.env.ETALON_SOAK);
const OPERATIONS = soak ? 2000 : 40;
const JOBS = soak ? 1000 : 60;
/** Small clips, so that time goes into operations and not into pixels. */
const MOST_PIXELS = 352 * 288;
const CLIPS_OF_CODEC = soak ? 6 : 2;
const MOST_FRAMES = 60;

const small = clips.filter(({ width, height, partial }) => width * height <= MOST_PIXELS && !partial);
const codecs = [...new Set(small.map(({ codec }) => codec))];
const stopped = new Error('stopped by the test');

describe.each([0, 2])('%i threads', (threads) => {
  let etalon;
  beforeAll(async () => {
    etalon = await Etalon.create({ threads });
  });
  afterAll(() => etalon.close());

  it.each(codecs)(`${OPERATIONS} random operations: %s`, async (codec) => {
    const next = seeded(100 * threads + codecs.indexOf(codec));
    const below = (count) => Math.floor(next() * count);
    const open = [];
    const count = { seeks: 0, closes: 0, aborts: 0, streams: 0 };
    for (const media of small.filter((each) => each.codec === codec).slice(0, CLIPS_OF_CODEC)) {
      const clip = await etalon.open(media.path);
      open.push({ media, clip, frames: await listFrames(clip, { limit: MOST_FRAMES }) });
    }
    const seek = async ({ clip, frames, media }) => {
      const { pts, md5 } = frames[below(frames.length)];
      const frame = await clip.frameAt({ pts });
      expect([frame.pts, frameMd5(frame)], media.name).toEqual([pts, md5]);
      frame.close();
      count.seeks++;
    };
    const close = async (each) => {
      // With work in progress, which has to reject and not to hang.
      const { pts } = each.frames[below(each.frames.length)];
      const pending = each.clip.frameAt({ pts }).then((frame) => frame.close(), (error) => expect(error.code).toBe('STATE'));
      each.clip.close();
      each.clip = await etalon.open(each.media.path);
      await pending;
      count.closes++;
    };
    const abort = async (each) => {
      const stop = new AbortController();
      const work = startJob(each, below(3), stop.signal, below);
      for (let wait = below(3); wait > 0; wait--) await etalon.counters();
      stop.abort(stopped);
      await work.catch((error) => expect(error).toBe(stopped));
      count.aborts++;
    };
    const stream = async ({ clip, frames, media }) => {
      const first = below(frames.length);
      const last = first + below(6);
      let index = first;
      for await (const frame of clip.frames({ from: frames[first].timestamp })) {
        expect([frame.pts, frameMd5(frame)], media.name).toEqual([frames[index].pts, frames[index].md5]);
        frame.close();
        if (++index > last || index === frames.length) break;
      }
      count.streams++;
    };
    for (let i = 0; i < OPERATIONS; i++) {
      const each = open[below(open.length)];
      const which = next();
      await (which < 0.7 ? seek(each) : which < 0.8 ? stream(each) : which < 0.95 ? abort(each) : close(each));
    }
    await expectNoWork(etalon);
    for (const { clip } of open) clip.close();
    await expectIdle(etalon);
    console.log(`${codec}, ${threads} threads: ${JSON.stringify(count)} on ${open.length} clips`);
  }, 1_800_000);

  it(`${JOBS} jobs in one engine leave it as it was`, async () => {
    const next = seeded(1);
    const below = (count) => Math.floor(next() * count);
    const names = ['cut/bbb_2s.mp4', 'cut/bbb_2s.ts', 'conf/cros-codecs/test-25fps.vp8', 'conf/cros-codecs/bear.h265', 'conf/av1/8-bit/data/00000550.ivf'];
    const round = async (jobs) => {
      const clip = await etalon.open(fixture(names[below(names.length)]));
      const each = { clip, frames: [0, 0.1, 0.3, 0.5].map((time) => ({ timestamp: clip.video.start + time })) };
      const running = Array.from({ length: jobs }, async () => {
        const stop = new AbortController();
        const work = startJob(each, below(4), stop.signal, below);
        if (below(4) === 0) {
          await etalon.counters();
          stop.abort(stopped);
        }
        await work.catch((error) => expect(error).toBe(stopped));
      });
      await Promise.all(running);
      await expectNoWork(etalon);
      clip.close();
    };
    // What stays for ever is made by the first jobs: tables of codecs, buffers of the worker.
    for (const name of names) {
      const clip = await etalon.open(fixture(name));
      for (let kind = 0; kind < 4; kind++) await startJob({ clip, frames: [{ timestamp: clip.video.start + 0.1 }] }, kind, undefined, () => 0);
      clip.close();
    }
    await expectIdle(etalon);
    const floor = await etalon.counters();
    for (let done = 0; done < JOBS; done += 5) await round(5);
    await expectIdle(etalon);
    const { heapBytes, ...after } = await etalon.counters();
    console.log(`${JOBS} jobs, ${threads} threads: heap ${floor.heapBytes} bytes before, ${heapBytes} after; ${after.framesDecoded - floor.framesDecoded} frames decoded`);
    expect(heapBytes).toBeLessThanOrEqual(floor.heapBytes);
  }, 1_800_000);
});

/** Starts a job of one of four kinds: a frame, a stream, thumbnails, an export of a few frames. */
async function startJob({ clip, frames }, kind, signal, below) {
  const { timestamp } = frames[below(frames.length)];
  if (kind === 0) {
    (await clip.frameAt(timestamp, { signal })).close();
  } else if (kind === 1) {
    let left = 1 + below(5);
    for await (const frame of clip.frames({ from: timestamp, signal })) {
      frame.close();
      if (--left === 0) break;
    }
  } else if (kind === 2) {
    for await (const { width } of clip.thumbnails({ times: [timestamp, 0], width: 32, signal })) expect(width).toBe(32);
  } else {
    const { frames: count } = await clip.export({ to: timestamp + 0.05, audio: 'none', signal });
    expect(count).toBeGreaterThan(0);
  }
}
