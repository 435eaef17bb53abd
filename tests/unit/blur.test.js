// SPDX-License-Identifier: MIT
/** Blurs and sharpeners against native ffmpeg's on the same frame. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Etalon, expectIdle, packed } from './engine.js';
import { fixture } from './media.js';
import { ffmpeg, interior, meanSquare, psnr, samplesOf, worstDifference } from './pictures.js';
import { temporaryFolder } from './temporary.js';

const folder = temporaryFolder('blur');
/** The same frame, of 8 and of 10 bits. */
const depths = { 8: { format: 'yuv420p', max: 255 }, 10: { format: 'yuv420p10', max: 1023 } };
const pathOf = (depth) => join(folder, `frame-${depth}.mkv`);
const WIDTH = 320;
const HEIGHT = 180;

/** Samples at the edges of luma that are not compared: there boxblur and gblur go on in their own ways. */
const EDGE = 40;

let etalon;
const clips = {};
beforeAll(async () => {
  etalon = await Etalon.create({ threads: 0 });
  for (const [depth, { format }] of Object.entries(depths)) {
    await ffmpeg(['-i', fixture('cut/bbb_2s.mp4'), '-an', '-vf', `scale=${WIDTH}:${HEIGHT}:flags=bicubic,format=${format}`, '-frames:v', '1', '-c:v', 'ffv1', pathOf(depth)]);
    const read = await ffmpeg(['-i', pathOf(depth), '-f', 'rawvideo', '-']);
    clips[depth] = { clip: await etalon.open(pathOf(depth)), plain: samplesOf(read, depth === '10') };
  }
});
afterAll(() => etalon.close());

/** The samples that a chain and that ffmpeg's filters make of the frame. */
async function both(chain, filters, depth = 8) {
  const { format, max } = depths[depth];
  const { clip, plain } = clips[depth];
  const frame = await clip.frameAt(0, { chain });
  const ours = samplesOf(Buffer.from(packed(frame)), depth === 10);
  frame.close();
  const theirs = samplesOf(await ffmpeg(['-i', pathOf(depth), '-vf', filters, '-pix_fmt', format, '-f', 'rawvideo', '-']), depth === 10);
  expect(ours.length).toBe(theirs.length);
  expect(psnr(plain, theirs, max), `${filters} changes something`).toBeLessThan(45);
  return { ours, theirs };
}

/** The luma of a frame between its edges. */
const middle = (samples) => interior(samples, WIDTH, HEIGHT, EDGE);

describe('bit for bit', () => {
  it.each([
    ['unsharp=5:5:1:5:5:0', { filter: 'unsharp' }],
    ['unsharp=5:5:1.5:3:3:0.5', { filter: 'unsharp', amount: 1.5, chroma_amount: 0.5 }],
    ['unsharp=7:7:-0.75:3:3:-1', { filter: 'unsharp', amount: -0.75, chroma_amount: -1, radius: 3 }],
    ['median=radius=1', { filter: 'median', radius: 1 }],
  ])('%s', async (filters, entry) => {
    // Of more than 8 bits ffmpeg 5.1's unsharp does next to nothing: 62 dB and more from the frame itself.
    for (const depth of entry.filter === 'unsharp' ? [8] : [8, 10]) {
      const { ours, theirs } = await both([entry], filters, depth);
      expect(worstDifference(ours, theirs), `${depth} bits`).toBe(0);
    }
  });

  it('median=radius=4, luma', async () => {
    const { ours, theirs } = await both([{ filter: 'median', radius: 4 }], 'median=radius=4');
    expect(psnr(middle(ours), middle(theirs))).toBe(Infinity);
  });
});

describe('nearly', () => {
  it.each([
    // A box of bytes is rounded after each of its four passes there; here once.
    ['boxblur=5:2:2:2', { filter: 'box_blur', radius: 5, power: 2 }, 55],
    ['boxblur=20:2:10:2', { filter: 'box_blur', radius: 20, power: 2 }, 52],
    // A recursion that comes near the Gaussian as its steps grow.
    ['gblur=sigma=2:steps=6', { filter: 'gaussian_blur', sigma: 2 }, 48],
    ['gblur=sigma=10:steps=6', { filter: 'gaussian_blur', sigma: 10 }, 48],
    ['gblur=sigma=20:steps=6', { filter: 'gaussian_blur', sigma: 20 }, 46],
    // Codes are cut, not rounded, there. Its strength runs from 1/16 to 1/4.03, of which 1/8 and 1/5 are AMD's ends.
    ['cas=strength=0.668338:planes=1', { filter: 'cas', sharpness: 0 }, 48],
    ['cas=strength=0.918964:planes=1', { filter: 'cas', sharpness: 1 }, 48],
    // The same kernel with another rounding between the directions.
    ['unsharp=13:13:1:3:3:0', { filter: 'unsharp', radius: 6 }, 60],
  ])('%s', async (filters, entry, least) => {
    for (const depth of entry.filter === 'unsharp' ? [8] : [8, 10]) {
      const { ours, theirs } = await both([entry], filters, depth);
      expect(psnr(middle(ours), middle(theirs), depths[depth].max), `${depth} bits`).toBeGreaterThan(least);
    }
  });
});

/**
 * ffmpeg's bilateral is a recursion of another definition (tests/check/smooth.c has the sum itself): both have to take
 * noise out of a flat step and leave the step.
 */
it('bilateral takes noise and keeps an edge, like ffmpeg\'s', async () => {
  const step = "geq=lum='if(lt(X,160),70,170)+mod(X*X*7+Y*Y*13+X*Y*3,17)-8':cb=128:cr=128";
  const at = async (filters, chain) => {
    const input = join(folder, 'step.mkv');
    await ffmpeg(['-i', pathOf(8), '-vf', `${step},format=yuv420p`, '-frames:v', '1', '-c:v', 'libx264', '-qp', '0', input]);
    if (filters) return ffmpeg(['-i', input, '-vf', filters, '-pix_fmt', 'yuv420p', '-f', 'rawvideo', '-']);
    const source = await etalon.open(input);
    const frame = await source.frameAt(0, { chain });
    const bytes = Buffer.from(packed(frame));
    frame.close();
    source.close();
    return bytes;
  };
  const clean = middle(Uint8Array.from({ length: WIDTH * HEIGHT }, (_, at) => (at % WIDTH < 160 ? 70 : 170)));
  const measure = (bytes) => Math.sqrt(meanSquare(middle(bytes), clean));
  const noise = measure(await at(undefined, []));
  const ours = measure(await at(undefined, [{ filter: 'bilateral', sigma: 8, range: 0.1 }]));
  const theirs = measure(await at('bilateral=sigmaS=8:sigmaR=0.1'));
  expect(noise).toBeGreaterThan(4);
  expect(ours).toBeLessThan(noise / 4);
  expect(ours).toBeLessThan(theirs);
});

it('holds nothing afterwards', async () => {
  for (const { clip } of Object.values(clips)) clip.close();
  await expectIdle(etalon);
});
