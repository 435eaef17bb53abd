// SPDX-License-Identifier: MIT
/** Playing with the real engine on a canvas that remembers what it was given; without sound, as in Node.js. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { previewChain } from '../../web/src/preview.js';
import { Etalon, expectIdle, failureOf } from './engine.js';
import { fixture } from './media.js';
import { psnr } from './pictures.js';
import { seeded } from './random.js';
import { output } from './reference.js';
import { temporaryFolder } from './temporary.js';

const folder = temporaryFolder('play');
const bbb = fixture('cut/bbb_2s.mp4');
const blur = [{ filter: 'gaussian_blur', sigma: 6 }];
const grade = [{ filter: 'exposure', stops: 0.3 }, { filter: 'white_balance', kelvin: 5500 }, { filter: 'color_wheels', gamma_green: 1.1, saturation: 1.2 }, { filter: 'vibrance', amount: 0.5 }];
const fastTables = ({ stages }) => stages.map(({ fastTable }) => fastTable);

/** What a page has. */
globalThis.ImageData ??= class {
  constructor(data, width, height) {
    Object.assign(this, { data, width, height });
  }
};

/** A canvas that keeps a hash of each picture, and when it came; and the first two pictures. */
function canvasOf(width, height) {
  const pictures = [];
  const putImageData = ({ data }) => pictures.push({ at: performance.now(), hash: createHash('md5').update(data).digest('hex'), data: pictures.length < 2 ? data.slice() : undefined });
  return { width, height, pictures, getContext: () => ({ putImageData }) };
}

const hashOf = async (clip, moment, options) => createHash('md5').update((await clip.render(moment, options)).data).digest('hex');
/** A slow machine takes its time. */
const soon = { timeout: 20_000 };
const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe.each([0, 2])('with %i threads', (threads) => {
  let etalon;
  beforeAll(async () => {
    etalon = await Etalon.create({ threads });
  });
  afterAll(() => etalon.close());

  it('plays to the end: times rise, the last frame stays, nothing is left', async () => {
    const clip = await etalon.open(bbb);
    const canvas = canvasOf(160, 90);
    const view = etalon.view(canvas, { clip });
    await view.show(1.5);
    const times = [];
    view.onTime = (time) => times.push(time);
    const ended = new Promise((resolve) => (view.onEnd = () => resolve(performance.now())));
    const playing = view.play();
    expect(view.playing).toBe(true);
    await playing;
    const begun = performance.now();
    expect(view.clock).toMatchObject({ source: 'performance', why: 'there is no AudioContext here' });
    expect(view.decoder).toEqual({ name: 'wasm', why: 'this browser has no VideoDecoder here' });
    expect(view.approximate).toBe(false);
    const wall = ((await ended) - begun) / 1000;
    expect(view.playing).toBe(false);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(times[0]).toBeGreaterThanOrEqual(1.5);
    const { start, duration } = clip.video;
    expect(wall).toBeGreaterThan(start + duration - 1.5 - 0.05);
    expect(view.counts.shown).toBeGreaterThan(1);
    await expect.poll(() => canvas.pictures.at(-1).hash).toBe(await hashOf(clip, start + duration, { width: 160, height: 90 }));
    // The next play() begins at the start, also where the end was shown again; where it was left, from there.
    const firstTime = async () => {
      const first = new Promise((resolve) => (view.onTime = resolve));
      await view.play();
      return first;
    };
    await view.show(start + duration);
    expect(await firstTime()).toBeLessThan(1);
    const again = new Promise((resolve) => (view.onEnd = resolve));
    await view.seek(start + duration - 0.1);
    await again;
    await view.show(1.6);
    await view.show(start + duration);
    expect(await firstTime()).toBeGreaterThan(1.5);
    view.close();
    clip.close();
    await expectIdle(etalon);
  });

  it('every picture of an exact preview is a frame as render() makes it, and so is that of a pause', async () => {
    const clip = await etalon.open(bbb);
    const canvas = canvasOf(320, 180);
    const view = etalon.view(canvas, { clip, chain: blur, preview: 'exact' });
    await view.show(0);
    await view.play();
    await expect.poll(() => view.counts.shown, soon).toBeGreaterThan(4);
    const { pts } = (await view.pause()) ?? view.shown;
    expect(view.playing).toBe(false);
    const seen = new Set(canvas.pictures.map(({ hash }) => hash));
    expect(seen.size).toBeGreaterThan(2);
    const possible = [];
    for await (const frame of clip.frames({ to: 1.9 })) {
      possible.push(frame.pts);
      frame.close();
    }
    const hashes = new Set();
    for (const each of possible.filter((time) => time <= pts)) hashes.add(await hashOf(clip, { pts: each }, { chain: blur, width: 320, height: 180 }));
    expect([...seen].filter((hash) => !hashes.has(hash))).toEqual([]);
    expect(canvas.pictures.at(-1).hash).toBe(await hashOf(clip, { pts }, { chain: blur, width: 320, height: 180 }));
    view.close();
    clip.close();
    await expectIdle(etalon);
  });

  it('a fast preview is the scaled chain, says so, and turns exact with the pause', async () => {
    const clip = await etalon.open(bbb);
    const canvas = canvasOf(320, 180);
    const view = etalon.view(canvas, { clip, chain: blur });
    await view.show(0);
    expect(view.approximate).toBe(false);
    await view.play();
    expect(view.approximate).toBe(true);
    const scaled = previewChain(blur, clip.video, 0.25);
    expect(scaled).toEqual([{ filter: 'scale', width: 320, height: 180 }, { filter: 'gaussian_blur', sigma: 1.5 }]);
    expect(canvas.pictures.at(-1).hash).toBe(await hashOf(clip, 0, { chain: scaled, width: 320, height: 180 }));
    await expect.poll(() => view.counts.shown, soon).toBeGreaterThan(2);
    const { pts, displayWidth } = await view.pause();
    expect(view.approximate).toBe(false);
    expect(displayWidth).toBe(1280);
    expect(canvas.pictures.at(-1).hash).toBe(await hashOf(clip, { pts }, { chain: blur, width: 320, height: 180 }));
    view.close();
    clip.close();
    await expectIdle(etalon);
  });

  it('a costly grade is a table while a fast preview plays, and nowhere else', async () => {
    const clip = await etalon.open(bbb);
    const canvas = canvasOf(1280, 720);
    const size = { width: 1280, height: 720 };
    const errors = [];
    expect(fastTables(await clip.plan(grade, { preview: 'fast' }))).toEqual([33]);
    expect(fastTables(await clip.plan(grade))).toEqual([0]);
    const exact = (await clip.render(0, { chain: grade, ...size })).data;
    const view = etalon.view(canvas, { clip, chain: grade });
    view.onError = (error) => errors.push(error);
    await view.show(0);
    expect(view.approximate).toBe(false);
    expect(canvas.pictures.at(-1).hash).toBe(createHash('md5').update(exact).digest('hex'));
    await view.play();
    expect(view.approximate).toBe(true); // as large as the clip: for the table alone
    const first = canvas.pictures[1].data;
    expect(psnr(first, exact)).toBeGreaterThan(40);
    expect(psnr(first, exact)).toBeLessThan(Infinity);
    await expect.poll(() => view.counts.shown, soon).toBeGreaterThan(2);
    const at = view.playing ? await view.pause() : view.shown;
    expect(canvas.pictures.at(-1).hash).toBe(await hashOf(clip, { pts: at.pts }, { chain: grade, ...size }));
    view.preview = 'exact';
    await view.play();
    expect(view.approximate).toBe(false);
    if (view.playing) await view.pause();
    expect(errors).toEqual([]);
    view.close();
    clip.close();
    await expectIdle(etalon);
  });

  it('chain, preview and canvas change while it plays', async () => {
    const clip = await etalon.open(bbb);
    const canvas = canvasOf(320, 180);
    const view = etalon.view(canvas, { clip });
    const errors = [];
    view.onError = (error) => errors.push(error);
    await view.play();
    await expect.poll(() => view.counts.shown, soon).toBeGreaterThan(1);
    view.chain = [{ filter: 'adjust', saturation: 0 }, ...blur];
    await expect.poll(() => view.approximate).toBe(true);
    view.preview = 'exact';
    await expect.poll(() => view.approximate).toBe(false);
    view.preview = 'fast';
    canvas.width = 1280;
    canvas.height = 720;
    await expect.poll(() => canvas.pictures.length > 3).toBe(true);
    expect(view.approximate).toBe(false); // as large as the clip
    const at = view.playing ? await view.pause() : null;
    if (at) expect(canvas.pictures.at(-1).hash).toBe(await hashOf(clip, { pts: at.pts }, { chain: view.chain, width: 1280, height: 720 }));
    expect(errors).toEqual([]);
    view.close();
    clip.close();
    await expectIdle(etalon);
  });

  it.each([
    ['of a smaller picture', [{ filter: 'histogram' }], true],
    ['beside their neighbours', [{ filter: 'scene_change' }, { filter: 'histogram' }], false],
  ])('each painted picture comes with its results: %s', async (_, chain, approximate) => {
    const clip = await etalon.open(bbb);
    const canvas = canvasOf(320, 180);
    const view = etalon.view(canvas, { clip, chain });
    const seen = [];
    view.onShown = (shown) => seen.push({ ...shown, approximate: view.approximate });
    const samples = ({ results }) => results.histogram.luma.reduce((sum, count) => sum + count, 0);
    await view.show(0.5);
    expect(seen.length).toBe(1);
    expect(seen[0]).toMatchObject({ pts: view.shown.pts, results: view.shown.results, approximate: false });
    expect(samples(seen[0])).toBe(1280 * 720);
    await view.play();
    expect(view.approximate).toBe(approximate);
    await expect.poll(() => view.counts.shown, soon).toBeGreaterThan(3);
    const { pts } = await view.pause();
    expect(canvas.pictures.length).toBe(seen.length);
    const played = seen.slice(1, -1);
    expect(played.map((shown) => shown.approximate)).toEqual(played.map(() => approximate));
    expect(played.map(samples)).toEqual(played.map(() => (approximate ? 320 * 180 : 1280 * 720)));
    for (const shown of [...(approximate ? [] : played.slice(0, 2)), seen.at(-1)]) {
      const frame = await clip.frameAt({ pts: shown.pts }, { chain });
      expect(shown.results).toEqual(frame.results);
      frame.close();
    }
    expect(seen.at(-1).pts).toBe(pts);
    view.chain = [];
    await expect.poll(() => Object.keys(seen.at(-1).results)).toEqual([]);
    view.close();
    clip.close();
    await expectIdle(etalon);
  });

  it('filters that read neighbours play as they are, frame after frame', async () => {
    const clip = await etalon.open(bbb);
    const canvas = canvasOf(160, 90);
    const chain = [{ filter: 'deinterlace' }];
    const view = etalon.view(canvas, { clip, chain });
    await view.play();
    expect(view.approximate).toBe(false);
    await expect.poll(() => view.counts.shown, soon).toBeGreaterThan(3);
    const { timestamp } = await view.pause();
    expect(canvas.pictures.at(-1).hash).toBe(await hashOf(clip, timestamp, { chain, width: 160, height: 90 }));
    view.close();
    clip.close();
    await expectIdle(etalon);
  });

  it('filters that read neighbours see a rotated clip upright, once', async () => {
    const turned = join(folder, 'turned.mp4');
    await output('ffmpeg', ['-v', 'error', '-y', '-i', bbb, '-c', 'copy', '-metadata:s:v', 'rotate=90', turned]);
    const clip = await etalon.open(turned);
    expect(clip.video.rotation % 180).toBe(90);
    const canvas = canvasOf(90, 160);
    const chain = [{ filter: 'temporal_blend', weights: [1, 1, 1] }];
    const view = etalon.view(canvas, { clip, chain, preview: 'exact' });
    await view.play();
    await expect.poll(() => view.counts.shown, soon).toBeGreaterThan(2);
    const { timestamp } = await view.pause();
    expect(canvas.pictures.at(-1).hash).toBe(await hashOf(clip, timestamp, { chain, width: 90, height: 160 }));
    view.close();
    clip.close();
    await expectIdle(etalon);
  });

  it('playing from the middle of a clip shows what render() makes, neighbours before included', async () => {
    const clip = await etalon.open(bbb);
    const canvas = canvasOf(160, 90);
    for (const [chain, from] of [[[{ filter: 'temporal_blend', weights: [5, 1, 1, 1, 2] }], 0.7], [[{ filter: 'denoise' }], 1.01], [[{ filter: 'deinterlace' }], 0.35]]) {
      const view = etalon.view(canvas, { clip, chain, preview: 'exact' });
      await view.show(from);
      const shown = canvas.pictures.at(-1).hash;
      canvas.pictures.length = 0;
      await view.play();
      await expect.poll(() => view.counts.shown, soon).toBeGreaterThan(2);
      const { timestamp } = await view.pause();
      expect(canvas.pictures[0].hash, chain[0].filter).toBe(shown);
      expect(canvas.pictures.at(-1).hash, chain[0].filter).toBe(await hashOf(clip, timestamp, { chain, width: 160, height: 90 }));
      view.close();
    }
    clip.close();
    await expectIdle(etalon);
  });

  it('a chain that is set while the decoder is opened is the one that is shown', async () => {
    const clip = await etalon.open(bbb);
    for (const [before, chain] of [[[], [{ filter: 'temporal_blend', weights: [1, 1, 1] }]], [[{ filter: 'temporal_blend', weights: [9, 1, 1] }], [{ filter: 'temporal_blend', weights: [1, 1, 9] }]],
      [[{ filter: 'denoise' }], []], [[], [{ filter: 'adjust', saturation: 0 }]]]) {
      const canvas = canvasOf(64, 36);
      const view = etalon.view(canvas, { clip, chain: before, preview: 'exact' });
      const playing = view.play();
      // The decoder is asked for, and no answer of the worker can have come.
      for (let turn = 0; turn < 40; turn++) await undefined;
      view.chain = chain;
      await playing;
      await expect.poll(() => canvas.pictures.length, soon).toBeGreaterThan(1);
      const made = canvas.pictures.map(({ hash }) => hash);
      const { pts } = (await view.pause()) ?? view.shown;
      const possible = new Set();
      for await (const frame of clip.frames({ to: 1 })) {
        if (frame.pts <= pts) possible.add(await hashOf(clip, { pts: frame.pts }, { chain, width: 64, height: 36 }));
        frame.close();
      }
      expect(made.filter((hash) => !possible.has(hash)), JSON.stringify([before, chain])).toEqual([]);
      view.close();
    }
    clip.close();
    await expectIdle(etalon);
  });

  it('a picture that is late for play() is not painted over it', async () => {
    const clip = await etalon.open(bbb);
    const canvas = canvasOf(64, 36);
    const view = etalon.view(canvas, { clip });
    await view.show(0);
    const late = view.show(1.9);
    for (let turn = 0; turn < 10; turn++) await undefined;
    await view.play();
    expect(await late).toBe(null);
    expect(canvas.pictures.map(({ hash }) => hash)).not.toContain(await hashOf(clip, 1.9, { width: 64, height: 36 }));
    expect(view.shown.timestamp).toBeLessThan(1.5);
    view.close();
    clip.close();
    await expectIdle(etalon);
  });

  it('a frame whose picture cannot be made is given back', async () => {
    const clip = await etalon.open(bbb);
    const second = await etalon.open(bbb);
    const canvas = canvasOf(64, 36);
    const view = etalon.view(canvas, { clip, chain: [{ filter: 'overlay', input: second }] });
    const failed = new Promise((resolve) => (view.onError = resolve));
    await view.play();
    // A canvas of another size is given the chain again, whose second clip is gone.
    second.close();
    canvas.width = 32;
    expect(await failed).toMatchObject({ code: 'STATE' });
    await expect.poll(() => etalon.counters(), soon).toMatchObject({ clips: 1, jobs: 0, frames: 0 });
    view.close();
    clip.close();
    await expectIdle(etalon);
  });

  it('what is no time leaves the view as it was', async () => {
    const clip = await etalon.open(bbb);
    const canvas = canvasOf(64, 36);
    const view = etalon.view(canvas, { clip });
    const errors = [];
    view.onError = (error) => errors.push(error);
    await view.show(1);
    for (const wrong of [NaN, undefined, '1', {}]) expect(await failureOf(view.show(wrong))).toMatchObject({ code: 'ARGUMENT' });
    view.chain = [{ filter: 'adjust', saturation: 0 }];
    await expect.poll(() => canvas.pictures.length, soon).toBe(2);
    expect(errors).toEqual([]);
    view.close();
    clip.close();
  });

  it('seek() plays on from there, or shows the frame', async () => {
    const clip = await etalon.open(bbb);
    const canvas = canvasOf(160, 90);
    const view = etalon.view(canvas, { clip });
    await view.seek(1);
    expect(canvas.pictures.length).toBe(1);
    await view.play();
    await view.seek(0.5);
    expect(view.playing).toBe(true);
    const first = new Promise((resolve) => (view.onTime = resolve));
    expect(await first).toBeGreaterThanOrEqual(0.5);
    expect(await first).toBeLessThan(1);
    await view.show(0.2);
    expect(view.playing).toBe(false);
    expect(canvas.pictures.at(-1).hash).toBe(await hashOf(clip, 0.2, { width: 160, height: 90 }));
    view.close();
    clip.close();
    await expectIdle(etalon);
  });

  it('play, pause, seek, show and close at any moment: nothing fails, nothing is left', async () => {
    const random = seeded(11);
    const clip = await etalon.open(bbb);
    for (let round = 0; round < 6; round++) {
      const view = etalon.view(canvasOf(96, 54), { clip, chain: round % 2 ? blur : [] });
      const failures = [];
      view.onError = (error) => failures.push(error);
      for (let act = 0; act < 12; act++) {
        const done = [() => view.play(), () => view.pause(), () => view.seek(random() * 2), () => view.show(random() * 2), () => view.play()][Math.floor(random() * 5)]();
        done.catch((error) => failures.push(error));
        if (random() < 0.6) await sleep(random() * 60);
      }
      view.close();
      expect(failures).toEqual([]);
      expect(await failureOf(view.play())).toMatchObject({ code: 'STATE' });
    }
    clip.close();
    await expectIdle(etalon);
  });

  it('a clip that is closed while it plays ends the playing with STATE', async () => {
    const clip = await etalon.open(bbb);
    const view = etalon.view(canvasOf(96, 54), { clip });
    const failed = new Promise((resolve) => (view.onError = resolve));
    await view.play();
    clip.close();
    expect(await failed).toMatchObject({ code: 'STATE' });
    expect(view.playing).toBe(false);
    view.close();
    await expectIdle(etalon);
  });

  it('says what it does not support', async () => {
    const clip = await etalon.open(bbb);
    const view = etalon.view(canvasOf(96, 54), { clip });
    expect(view.playbackRate).toBe(1);
    expect(() => (view.playbackRate = 2)).toThrow(/playbackRate is 1, 2 was given/);
    expect(() => (view.preview = 'draft')).toThrow(/preview is 'fast' or 'exact'/);
    expect(() => etalon.view(canvasOf(9, 9), { clip, decoder: 'gpu' })).toThrow(/decoder is 'auto' or 'browser' or 'wasm'/);
    for (const wrong of [undefined, null, {}, { clip: bbb }]) expect(() => etalon.view(canvasOf(9, 9), wrong)).toThrow(/a view needs a clip/);
    expect(() => etalon.view(canvasOf(9, 9), { clip, chain: [{ filter: 'adjust', contrast: 9 }] })).toThrow(/9 is outside 0 to 4/);
    view.close();
    clip.close();
  });
});

describe('the scaled chain', () => {
  const size = { width: 1280, height: 720 };

  it('scales what is measured in pixels, and nothing else', () => {
    expect(previewChain([{ filter: 'adjust', contrast: 2, gamma: 1.5 }, { filter: 'scale', width: 640 }, { filter: 'gaussian_blur' }], size, 0.5)).toEqual([
      { filter: 'scale', width: 640, height: 360 },
      { filter: 'adjust', contrast: 2, gamma: 1.5 },
      { filter: 'scale', width: 320, height: 0 },
      { filter: 'gaussian_blur', sigma: 1 },
    ]);
  });

  it('scales regions and keyframes', () => {
    const region = { x: 101, y: -3, width: 1, height: 200, feather: 5 };
    const sigma = [{ time: 0, value: 2 }, { time: 1, value: 8, ease: 'hold' }];
    expect(previewChain([{ filter: 'gaussian_blur', sigma, region }], size, 0.25)?.[1]).toEqual({
      filter: 'gaussian_blur',
      sigma: [{ time: 0, value: 0.5 }, { time: 1, value: 2, ease: 'hold' }],
      region: { x: 25, y: -1, width: 1, height: 50, feather: 1 },
    });
    const moving = { ...region, x: [{ time: 0, value: -8 }, { time: 1, value: 402 }], width: [{ time: 0, value: 1 }] };
    expect(previewChain([{ filter: 'gaussian_blur', region: moving }], size, 0.25)?.[1]).toMatchObject({
      region: { x: [{ time: 0, value: -2 }, { time: 1, value: 101 }], width: [{ time: 0, value: 1 }], height: 50 },
    });
  });

  it('is not made where nothing is gained', () => {
    expect(previewChain([], size, 0.1)).toBe(null);
    expect(previewChain(blur, size, 0.9)).toBe(null);
    expect(previewChain(blur, size, 2)).toBe(null);
  });
});
