// SPDX-License-Identifier: MIT
/** For whom the engine's thread reads: a read that fails or hangs is that of the work that asked for it, and ends with it. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Playback } from '../../web/src/playback.js';
import { stretched } from './boxes.js';
import { Etalon, expectIdle, failureOf } from './engine.js';
import { fixture } from './media.js';

const MIB = 2 ** 20;
const bbb = fixture('cut/bbb_2s.mp4');
/** More blocks than the engine keeps. */
const large = stretched(readFileSync(bbb), 300_000);
const readTimeout = 60;
/** What a read that hangs may take until it is stopped: a slow machine's share, and far less than the timeout. */
const boundMs = 12_000;

/** What a read does when it is not to give bytes. */
const fail = async () => Promise.reject(new RangeError('the cable was pulled'));
const never = () => new Promise(() => {});

/**
 * A clip whose reads `act` answers once it is set; when one is answered by it, `asked` resolves.
 *
 * @param {Etalon} etalon
 */
async function openSource(etalon) {
  let onAsked = () => {};
  const source = {
    act: undefined,
    asked: new Promise((resolve) => (onAsked = resolve)),
    clip: undefined,
    /** Reads all of it, so that its first blocks have to be read again. */
    async forget() {
      for await (const frame of source.clip.frames()) frame.close();
    },
  };
  source.clip = await etalon.open({ size: large.length, read: (start, end) => {
    const answer = source.act?.(start, end);
    if (answer) onAsked();
    return answer ?? large.subarray(start, end);
  } });
  return source;
}

/** What a page has. */
globalThis.ImageData ??= class {};
const canvas = () => ({ width: 32, height: 18, getContext: () => ({ putImageData() {} }) });

describe.each([0, 2])('with %i threads', (threads) => {
  let etalon;
  beforeAll(async () => {
    etalon = await Etalon.create({ threads, readTimeout });
  });
  afterAll(() => etalon.close());

  it.each([
    ['samples()', (clip) => clip.samples({ from: 0.1 }).next()],
    ['thumbnails()', (clip) => clip.thumbnails({ times: [0.1] }).next()],
    ['play()', (clip) => etalon.view(canvas(), { clip }).play()],
  ])('%s of a clip that cannot be read fails alone, and says why; an export of another goes on', async (_, ask) => {
    const source = await openSource(etalon);
    await source.forget();
    const other = await etalon.open(bbb);
    let error;
    const { frames } = await other.export({ to: 0.4, chain: [{ filter: 'scale', width: 160 }], audio: 'none', onProgress({ framesDone }) {
      if (!framesDone || error) return;
      source.act = fail;
      error = failureOf(ask(source.clip));
    } });
    expect(frames).toBe(24);
    expect(await error).toMatchObject({ code: 'IO', message: expect.stringContaining('the cable was pulled') });
    expect((await error).cause?.message).toBe('the cable was pulled');
    expect((await etalon.counters()).jobs, 'with both clips open').toBe(0);
    source.clip.close();
    other.close();
    await expectIdle(etalon);
  });

  it('what follows an abort is not stopped by it', async () => {
    const source = await openSource(etalon);
    await source.forget();
    const controller = new AbortController();
    const reason = new Error('not wanted any more');
    let resume = () => {};
    source.act = (start, end) => new Promise((resolve) => (resume = () => resolve(large.subarray(start, end))));
    const frame = source.clip.frameAt(0, { signal: controller.signal });
    await source.asked;
    controller.abort(reason);
    await expect(frame).rejects.toBe(reason);
    source.act = undefined;
    resume();
    const { value } = await source.clip.samples({ to: 0.1 }).next();
    expect(value.frames).toBeGreaterThan(1000);
    source.clip.close();
    await expectIdle(etalon);
  });

  it.each(['pause', 'seek', 'show', 'close'])('%s of a view ends a read that its playing waits for', async (act) => {
    const source = await openSource(etalon);
    const view = etalon.view(canvas(), { clip: source.clip });
    await view.show(0);
    source.act = (start) => (start > 4 * MIB && start < 6 * MIB ? never() : undefined);
    const playing = view.play();
    await source.asked;
    source.act = undefined;
    const begun = performance.now();
    await view[act](0.1);
    await playing;
    expect((await etalon.counters()).clips, 'the engine answers').toBe(1);
    expect(performance.now() - begun).toBeLessThan(boundMs);
    view.close();
    source.clip.close();
    await expectIdle(etalon);
  });

  it('a sound that is stopped ends the read that it waits for', async () => {
    const source = await openSource(etalon);
    source.act = (start) => (start > large.length * 0.7 && start < large.length - 2 * MIB ? never() : undefined);
    const { port1, port2 } = new MessageChannel();
    // As soon as it plays all that was sent is taken for heard, so that the rest is decoded at once.
    const play = async () => (port1.postMessage(1e9), '');
    const playback = new Playback({
      clip: source.clip, canvas: canvas(), chain: [], preview: 'exact', decoder: 'wasm', from: 0,
      sound: { open: async () => ({ ring: undefined, port: port2, rate: 48_000 }), play, now: () => 0, close: () => port1.close() },
      paint: ({ data }) => data.buffer, onTime() {}, onEnd() {}, onError: (error) => expect(error).toBe(undefined), onRestart() {},
    });
    await playback.start();
    await source.asked;
    const begun = performance.now();
    await playback.stop();
    expect(performance.now() - begun).toBeLessThan(boundMs);
    expect((await etalon.counters()).jobs).toBe(0);
    source.clip.close();
    await expectIdle(etalon);
  });
});
