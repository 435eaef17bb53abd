// SPDX-License-Identifier: MIT
/** Jobs at once: who goes first, that nobody starves, that each can be stopped, and that each gives what it gives alone. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Scheduler, priorities, steps } from '../../web/src/worker/scheduler.js';
import { clipMd5, Etalon, expectIdle, expectNoWork, failureOf, frameMd5, listFrames } from './engine.js';
import { clips, fixture } from './media.js';

const chain = [{ filter: 'adjust', contrast: 1.3 }, { filter: 'gaussian_blur', sigma: 1.5 }];
const size = { width: 160 };
const bunny = fixture('cut/bbb_2s.mp4');
const portrait = fixture('4k/portrait_4k60.mp4');
const sha256 = (bytes) => createHash('sha256').update(new Uint8Array(bytes)).digest('hex');

describe('the scheduler', () => {
  /** A scheduler whose clock runs only in the steps of its tasks, 2 ms each. */
  const make = () => {
    let now = 0;
    const order = [];
    return {
      order,
      scheduler: new Scheduler(() => now),
      task(priority, most) {
        let done = 0;
        return {
          priority,
          step() {
            now += 2;
            order.push(priority);
            return ++done === most ? steps.DONE : steps.MORE;
          },
        };
      },
    };
  };
  const { signal } = new AbortController();

  it('takes the highest priority first, whatever came first', async () => {
    const { order, scheduler, task } = make();
    const names = ['BULK', 'THUMBNAIL', 'SEEK', 'AUDIO'];
    await Promise.all(names.map((name) => scheduler.run(task(priorities[name], 2), signal)));
    expect(order).toEqual(['AUDIO', 'AUDIO', 'SEEK', 'SEEK', 'THUMBNAIL', 'THUMBNAIL', 'BULK', 'BULK'].map((name) => priorities[name]));
  });

  it('lets no one starve, and gives most of the time to the highest', async () => {
    const { order, scheduler, task } = make();
    const stop = new AbortController();
    const others = ['THUMBNAIL', 'BULK'].map((name) => scheduler.run(task(priorities[name], Infinity), stop.signal).catch((reason) => reason));
    await scheduler.run(task(priorities.SEEK, 2000), signal);
    stop.abort('stop');
    expect(await Promise.all(others)).toEqual(['stop', 'stop']);
    const share = (name) => order.filter((each) => each === priorities[name]).length / order.length;
    for (const name of ['THUMBNAIL', 'BULK']) {
      expect(share(name)).toBeGreaterThan(0.07);
      expect(share(name)).toBeLessThan(0.13);
    }
  });

  it('lets sound wait for nobody', async () => {
    const { order, scheduler, task } = make();
    await Promise.all([scheduler.run(task(priorities.BULK, 1), signal), scheduler.run(task(priorities.AUDIO, 500), signal)]);
    expect(order.indexOf(priorities.BULK)).toBe(500);
  });

  it('stops a task with the signal, between two turns', async () => {
    const { order, scheduler, task } = make();
    const stop = new AbortController();
    const ended = scheduler.run(task(priorities.SEEK, Infinity), stop.signal).catch((reason) => reason);
    await new Promise(setImmediate);
    stop.abort('stop');
    const taken = order.length;
    expect(await ended).toBe('stop');
    await new Promise(setImmediate);
    expect(order.length).toBe(taken);
  });
});

describe.each([0, 2])('%i threads', (threads) => {
  let etalon;
  beforeAll(async () => {
    etalon = await Etalon.create({ threads });
  });
  afterAll(() => etalon.close());

  const exported = async (clip, options) => sha256((await clip.export({ chain, audio: 'none', ...options })).output);
  const thumbnailsOf = async (clip) => {
    const list = [];
    for await (const { data, pts } of clip.thumbnails({ count: 8, chain, ...size })) list.push([pts, sha256(data)]);
    return list;
  };
  const previews = async (clip) => {
    const list = [];
    for (const time of [1.2, 0.1, 1.9, 0.7]) list.push(sha256((await clip.render(time, { chain, ...size })).data));
    return list;
  };

  it('preview while exporting while thumbnails are made: each as if it were alone', async () => {
    const clip = await etalon.open(bunny);
    const alone = [await exported(clip, { to: 0.5 }), await thumbnailsOf(clip), await previews(clip)];
    const again = await etalon.open(bunny);
    const ends = [];
    const ending = (name, work) => work.then((result) => (ends.push(name), result));
    const together = await Promise.all([
      ending('export', exported(again, { to: 0.5 })),
      ending('thumbnails', thumbnailsOf(again)),
      ending('previews', previews(again)),
    ]);
    expect(together).toEqual(alone);
    expect(ends.at(-1)).toBe('export');
    clip.close();
    again.close();
  });

  it('an export ends while somebody scrubs without pause', async () => {
    const clip = await etalon.open(fixture('cut/bbb_2s.webm'));
    let scrubbing = true;
    let shown = 0;
    const scrub = (async () => {
      for (let i = 0; scrubbing; i++) {
        await clip.render((i * 0.37) % 2, size);
        shown++;
      }
    })();
    let result;
    try {
      result = await clip.export({ to: 0.1, audio: 'none' });
    } finally {
      scrubbing = false;
      await scrub;
    }
    expect(result.frames).toBeGreaterThan(1);
    expect(shown).toBeGreaterThan(1);
    clip.close();
  });

  it('thumbnails are key frames near the times, and cost one decoded frame each', async () => {
    for (const name of ['cut/bbb_2s.mp4', 'cut/bbb_2s.ts', 'conf/cros-codecs/test-25fps.vp8', 'conf/cros-codecs/bear.h265']) {
      const clip = await etalon.open(fixture(name));
      const keys = (await listFrames(clip)).filter(({ key }) => key);
      const before = (await etalon.counters()).framesDecoded;
      const times = [keys.at(-1).timestamp + 0.01, 0.9, keys[0].timestamp - 5, 0.1];
      const made = [];
      for await (const { timestamp, pts, exact, data, width, height } of clip.thumbnails({ times, ...size })) {
        expect(exact).toBe(false);
        expect(data.length).toBe(width * height * 4);
        const key = keys.find((each) => each.pts === pts);
        expect(key, `${name}: ${timestamp} is the time of a key frame`).toBeDefined();
        const exactly = await clip.render({ pts }, size);
        expect(sha256(data), `${name}: the picture at ${timestamp}`).toBe(sha256(exactly.data));
        made.push(timestamp);
      }
      expect(made.length, name).toBe(4);
      expect(made).toEqual([...made].sort((a, b) => a - b));
      expect(made[0]).toBe(keys[0].timestamp);
      if (clip.video.indexed) expect(made.at(-1), name).toBe(keys.at(-1).timestamp);
      const other = await etalon.open(fixture(name));
      const start = (await etalon.counters()).framesDecoded;
      for await (const each of other.thumbnails({ times, ...size })) expect(each.exact).toBe(false);
      expect((await etalon.counters()).framesDecoded - start).toBe(4);
      expect(before).toBeLessThan(start);
      other.close();
      clip.close();
    }
  });

  it.each([
    [{}, /either times or count/],
    [{ times: [1], count: 1 }, /either times or count/],
    [{ count: 0 }, /count is a whole number from 1/],
    [{ times: [1, NaN] }, /NaN was given/],
    [{ times: [1, undefined] }, /undefined was given/],
    [{ times: Array(10_001).fill(1) }, /10001 was given/],
    [{ times: 3 }, /3 was given/],
    [{ count: 1, width: 0 }, /width is a whole number/],
  ])('thumbnails of %j are refused', async (options, message) => {
    const clip = await etalon.open(bunny);
    const error = await failureOf((async () => clip.thumbnails(options).next())());
    expect(error.code).toBe('ARGUMENT');
    expect(error.message).toMatch(message);
    clip.close();
  });

  describe('an abort ends within a step', () => {
    const jobs = {
      frameAt: (clip, signal) => clip.frameAt(0.28, { chain, signal }),
      frames: async (clip, signal) => {
        for await (const frame of clip.frames({ chain, signal })) frame.close();
      },
      thumbnails: async (clip, signal) => {
        for await (const each of clip.thumbnails({ times: Array(200).fill(0.2), chain, signal, width: 64 })) expect(each.width).toBe(64);
      },
      export: (clip, signal) => clip.export({ chain, signal }),
    };
    it.each(Object.keys(jobs))('%s', async (name) => {
      const clip = await etalon.open(portrait);
      const stop = new AbortController();
      const reason = new Error('enough');
      const work = jobs[name](clip, stop.signal).then(() => expect.fail('it ended by itself'), (error) => error);
      // An answer of the worker waits for the turn at work, as an abort does.
      let turn = 0;
      for (let i = 0; i < 3; i++) turn = Math.max(turn, await timed(etalon.counters()));
      const ended = timed(work);
      stop.abort(reason);
      try {
        expect(await work).toBe(reason);
        // Two seconds for the processor to be somebody else's: the steps of a shared machine are of no fixed length.
        expect(await ended).toBeLessThan(3 * turn + 2000);
        await expectNoWork(etalon);
      } finally {
        clip.close();
      }
      await expectIdle(etalon);
    });

    it('closing the clip ends all of them', async () => {
      const clip = await etalon.open(portrait);
      const errors = Object.values(jobs).map((start) => failureOf(start(clip)));
      await etalon.counters();
      clip.close();
      for (const { code } of await Promise.all(errors)) expect(code).toBe('STATE');
      await expectIdle(etalon);
    });
  });

  it('six clips at once on the leased threads', async () => {
    const names = ['cut/bbb_2s.mp4', 'cut/bbb_2s.webm', 'conf/cros-codecs/test-25fps.vp9', 'conf/cros-codecs/bear.h265',
      'conf/av1/8-bit/data/00000550.ivf', 'conf/cros-codecs/test-25fps-interlaced.h264'];
    const six = await Promise.all(names.map(async (name) => ({ clip: await etalon.open(fixture(name)), media: clips.find(({ path }) => path === fixture(name)) })));
    // All interactive decoders are open and hold their threads, then all clips are decoded at once.
    for (const frame of await Promise.all(six.map(({ clip }) => clip.frameAt(0)))) frame.close();
    const counters = await etalon.counters();
    expect(counters.threadsLeased).toBeLessThanOrEqual(2 * threads);
    const whole = await Promise.all(six.map(({ clip }) => clipMd5(clip)));
    for (const [index, { media }] of six.entries()) expect(whole[index], media.name).toEqual({ md5: media.md5, frames: media.frames });
    const times = [0.5, 0.1, 0.9];
    const shown = await Promise.all(six.map(({ clip }) => Promise.all(times.map((time) => md5At(clip, time)))));
    for (const [index, { media }] of six.entries()) {
      const alone = await etalon.open(media.path);
      for (const [nth, time] of times.entries()) expect(shown[index][nth], `${media.name} at ${time}`).toBe(await md5At(alone, time));
      alone.close();
    }
    six.forEach(({ clip }) => clip.close());
    await expectIdle(etalon);
  });

  it('holds nothing afterwards', () => expectIdle(etalon));
});

/** @param {import('../../web/dist/node.js').Clip} clip @param {number} time */
async function md5At(clip, time) {
  const frame = await clip.frameAt(time);
  const md5 = frameMd5(frame);
  frame.close();
  return md5;
}

/** Milliseconds until a promise settles. */
async function timed(promise) {
  const begun = performance.now();
  await promise.catch(() => {});
  return performance.now() - begun;
}
