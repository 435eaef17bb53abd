// SPDX-License-Identifier: MIT
/** Other bit depths against native zscale's on the same frame: codes where they are rounded, errors and noise where they are dithered. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Etalon, expectIdle, packed } from './engine.js';
import { fixture } from './media.js';
import { ffmpeg, meanSquare, samplesOf, worstDifference } from './pictures.js';
import { temporaryFolder } from './temporary.js';

const folder = temporaryFolder('depth');
const WIDTH = 320;
const HEIGHT = 180;

/** @type {Etalon} */
let etalon;

/** A lossless clip of one frame of a film whose samples use all of their bits. @param {string} format @param {string} range */
async function clipOf(format, range) {
  const path = join(folder, `${format}-${range}.mkv`);
  await ffmpeg(['-ss', '1', '-i', fixture('cut/bbb_2s.mp4'), '-an', '-vf', `scale=${WIDTH}:${HEIGHT}:flags=lanczos:out_range=${range},format=${format}`,
    '-frames:v', '1', '-color_range', range, '-c:v', 'ffv1', path]);
  return path;
}

const depthOf = (/** @type {string} */ format) => Number(/\d\d$/.exec(format)?.[0] ?? 8);

/** The samples of a clip's frame as `to`, before, by a chain and by zscale. @param {string} from @param {string} to @param {string} range @param {object} settings @param {string} dither */
async function both(from, to, range, settings, dither) {
  const path = await clipOf(from, range);
  const samples = (/** @type {Buffer} */ bytes, /** @type {string} */ format) => samplesOf(Buffer.from(bytes), depthOf(format) > 8);
  const raw = (/** @type {string[]} */ args) => ffmpeg(['-i', path, ...args, '-f', 'rawvideo', '-']);
  const clip = await etalon.open(path);
  const frame = await clip.frameAt(0, { chain: [{ filter: 'depth', bits: String(depthOf(to)), ...settings }] });
  const made = samples(packed(frame), to);
  frame.close();
  clip.close();
  const before = samples(await raw([]), from);
  const expected = samples(await raw(['-vf', `zscale=dither=${dither},format=${to}`]), to);
  expect(made.length).toBe(expected.length);
  return { before, made, expected };
}

beforeAll(async () => {
  etalon = await Etalon.create({ threads: 0 });
});
afterAll(() => etalon.close());

describe('rounded', () => {
  // zscale rounds a half to the even code, here it is upward.
  it.each([
    ['yuv420p', 'yuv420p10', 'tv', 0], ['yuv420p', 'yuv420p12', 'pc', 0], ['yuv444p10', 'yuv444p16', 'tv', 0],
    ['yuv420p10', 'yuv420p', 'tv', 1], ['yuv422p12', 'yuv422p10', 'tv', 1], ['yuv420p10', 'yuv420p', 'pc', 0], ['gbrp12', 'gbrp', 'pc', 0],
  ])('%s to %s, %s', async (from, to, range, most) => {
    const { before, made, expected } = await both(from, to, range, { dither: 'none' }, 'none');
    const apart = [...made.keys()].filter((at) => made[at] !== expected[at]);
    expect(worstDifference(made, expected)).toBeLessThanOrEqual(most);
    const step = 2 ** (depthOf(from) - depthOf(to));
    expect([...new Set(apart.map((at) => (before[at] ?? 0) % step))]).toEqual(most ? [step / 2] : []);
  });
});

describe('dithered', () => {
  /** Errors in codes of the result: their mean, their root mean square, and that of their means over 8 by 8 samples of luma. */
  function errorsOf(/** @type {ArrayLike<number>} */ made, /** @type {ArrayLike<number>} */ before, /** @type {number} */ factor) {
    const errors = Float64Array.from({ length: WIDTH * HEIGHT }, (_, at) => made[at] - before[at] * factor);
    const zeros = new Float64Array(errors.length);
    const means = [];
    for (let y = 0; y + 8 <= HEIGHT; y += 8) {
      for (let x = 0; x + 8 <= WIDTH; x += 8) {
        let sum = 0;
        for (let i = 0; i < 64; i++) sum += errors[(y + (i >> 3)) * WIDTH + x + (i & 7)];
        means.push(sum / 64);
      }
    }
    return {
      mean: errors.reduce((sum, error) => sum + error, 0) / errors.length,
      noise: Math.sqrt(meanSquare(errors, zeros)),
      coarse: Math.sqrt(meanSquare(means, means.map(() => 0))),
    };
  }

  it.each([
    ['yuv420p10', 'yuv420p', 'tv', 'ordered', {}],
    ['yuv420p12', 'yuv420p10', 'tv', 'ordered', {}],
    ['yuv420p12', 'yuv420p', 'pc', 'ordered', {}],
    ['yuv420p10', 'yuv420p', 'tv', 'error_diffusion', { scan: 'left_to_right' }],
    ['yuv420p10', 'yuv420p', 'tv', 'error_diffusion', { scan: 'serpentine' }],
    ['yuv420p12', 'yuv420p', 'pc', 'error_diffusion', { scan: 'serpentine' }],
  ])('%s to %s, %s, %s %o', async (from, to, range, dither, settings) => {
    const { before, made, expected } = await both(from, to, range, { dither, ...settings }, dither);
    const [most, was] = [(1 << depthOf(to)) - 1, (1 << depthOf(from)) - 1];
    const factor = range === 'pc' ? most / was : (most + 1) / (was + 1);
    const [ours, theirs] = [made, expected].map((samples) => errorsOf(samples, before, factor));
    // A step of the ordered matrix is 1/64 of a code.
    expect(Math.abs(ours.mean)).toBeLessThan(0.005);
    expect(Math.abs(ours.noise / theirs.noise - 1)).toBeLessThan(0.01);
    expect(ours.coarse / theirs.coarse).toBeLessThan(1.05);
  });
});

it('holds nothing afterwards', () => expectIdle(etalon));
