// SPDX-License-Identifier: MIT
/** What an abort leaves behind: nothing, whenever it comes, and however long the caller's output takes. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Etalon, expectIdle, expectNoWork, failureOf } from './engine.js';
import { fixture } from './media.js';

const bbb = fixture('cut/bbb_2s.mp4');
const bytes = new Uint8Array(readFileSync(bbb));
const reason = new Error('not wanted any more');

/** Lets what was called go on, but no message of the worker come. @param {number} turns */
async function microtasks(turns) {
  for (let turn = 0; turn < turns; turn++) await undefined;
}
/** More than any call needs until its message is posted. */
const posted = 40;
/** Longer than the worker takes for its answer, which comes when this is over. @param {number} milliseconds */
function busy(milliseconds) {
  for (const end = performance.now() + milliseconds; performance.now() < end; );
}

describe.each([0, 2])('with %i threads', (threads) => {
  let etalon;
  beforeAll(async () => {
    etalon = await Etalon.create({ threads });
  });
  afterAll(() => etalon.close());

  it('of an open() whose answer is on its way', async () => {
    for (const [turns, wait] of [[0, 0], [3, 0], [posted, 0], [posted, 500]]) {
      const controller = new AbortController();
      const opening = etalon.open(bytes, { signal: controller.signal });
      await microtasks(turns);
      busy(wait);
      controller.abort(reason);
      await expect(opening).rejects.toBe(reason);
      expect(await etalon.counters()).toMatchObject({ clips: 0, jobs: 0 });
    }
  });

  it.each([
    ['frames()', (clip, signal) => clip.frames({ signal })],
    ['samples()', (clip, signal) => clip.samples({ signal })],
    ['thumbnails()', (clip, signal) => clip.thumbnails({ times: [0], signal })],
  ])('of %s whose decoder is just opened', async (_, start) => {
    const clip = await etalon.open(bbb);
    for (const turns of [1, 2, 3, 4, 5, 6, 8, 12, posted]) {
      const controller = new AbortController();
      const next = start(clip, controller.signal).next();
      await microtasks(turns);
      controller.abort(reason);
      await expect(next).rejects.toBe(reason);
      expect(await etalon.counters(), `${turns} microtasks, the clip open`).toMatchObject({ clips: 1, jobs: 0, frames: 0 });
    }
    clip.close();
    await expectIdle(etalon);
  });

  it('of frames() that return() ends before they have begun', async () => {
    const clip = await etalon.open(bbb);
    for (let turns = 0; turns < 12; turns++) {
      const frames = clip.frames();
      const next = frames.next();
      await microtasks(turns);
      await frames.return();
      (await next).value?.close();
      expect(await etalon.counters(), `${turns} microtasks`).toMatchObject({ jobs: 0, frames: 0 });
    }
    clip.close();
    await expectIdle(etalon);
  });

  it('of a playing that is just opened', async () => {
    globalThis.ImageData ??= class {};
    const clip = await etalon.open(bbb);
    for (const turns of [0, 4, 8, posted]) {
      const view = etalon.view({ width: 32, height: 18, getContext: () => ({ putImageData() {} }) }, { clip });
      const playing = view.play();
      await microtasks(turns);
      view.close();
      await playing;
      await expect.poll(() => etalon.counters()).toMatchObject({ clips: 1, jobs: 0, frames: 0 });
    }
    clip.close();
    await expectIdle(etalon);
  });

  describe('an export into what stalls', () => {
    const stalls = {
      'a stream': (write) => new WritableStream({ write }),
      '{ writable }': (write) => ({ writable: new WritableStream({ write }) }),
      '{ write }': (write) => ({ write }),
      '{ write, abort } of which both stall': (write) => ({ write, abort: write }),
    };
    it.each(Object.keys(stalls))('%s', async (name) => {
      const clip = await etalon.open(bbb);
      const controller = new AbortController();
      let told = () => {};
      const writing = new Promise((resolve) => (told = resolve));
      const output = stalls[name](() => (told(), new Promise(() => {})));
      const work = clip.export({ to: 0.1, output, signal: controller.signal });
      await writing;
      controller.abort(reason);
      await expect(work).rejects.toBe(reason);
      await expectNoWork(etalon);
      clip.close();
      await expectIdle(etalon);
    });

    it('ends with its engine', async () => {
      const own = await Etalon.create({ threads });
      const clip = await own.open(bbb);
      let told = () => {};
      const writing = new Promise((resolve) => (told = resolve));
      const work = failureOf(clip.export({ to: 0.1, output: new WritableStream({ write: () => (told(), new Promise(() => {})) }) }));
      await writing;
      await own.close();
      expect(await work).toMatchObject({ code: 'STATE' });
    });
  });

  describe('an export that fails before it begins aborts the stream it was given', () => {
    it.each([
      ['its signal was aborted', (clip, output) => clip.export({ output, signal: AbortSignal.abort(reason) })],
      ['its clip is closed', (clip, output) => (clip.close(), clip.export({ output }))],
      ['its second clip is closed', async (clip, output) => {
        const other = await etalon.open(bbb);
        other.close();
        return clip.export({ output, chain: [{ filter: 'overlay', input: other }] });
      }],
    ])('%s', async (_, start) => {
      const clip = await etalon.open(bbb);
      const { readable, writable } = new TransformStream();
      const uploaded = readable.getReader().closed;
      const failed = await start(clip, writable).catch((error) => error);
      expect(failed).toBeInstanceOf(Error);
      await expect(uploaded).rejects.toBe(failed);
      clip.close();
      await expectIdle(etalon);
    });
  });

  it('an export with wrong arguments leaves the stream as it was', async () => {
    const clip = await etalon.open(bbb);
    const stream = new WritableStream();
    for (const wrong of [{ video: { quality: 99 } }, { from: 2, to: 1 }, { chain: [{ filter: 'nonsense' }] }]) {
      expect(await failureOf(clip.export({ ...wrong, output: stream }))).toMatchObject({ code: 'ARGUMENT' });
      expect(stream.locked).toBe(false);
    }
    const first = clip.export({ to: 0.05, output: stream });
    expect(await failureOf(clip.export({ to: 0.05, output: stream }))).toMatchObject({ code: 'STATE', message: expect.stringContaining('locked') });
    expect((await first).frames).toBeGreaterThan(1);
    clip.close();
    await expectIdle(etalon);
  });
});
