// SPDX-License-Identifier: MIT
/** denoise, nlmeans and temporal_blend against native ffmpeg's hqdn3d, nlmeans and tmix on the same frames. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Etalon, expectIdle, packed } from './engine.js';
import { fixture } from './media.js';
import { cut, ffmpeg, framesOf, psnr, samplesOf, worstDifference } from './pictures.js';
import { temporaryFolder } from './temporary.js';

const folder = temporaryFolder('temporal');

const WIDTH = 320;
const HEIGHT = 180;
const FRAMES = 20;
const FRAME_SAMPLES = (WIDTH * HEIGHT * 3) / 2;
/** From this frame to the last but three: hqdn3d has settled, and no window is cut. */
const SETTLED = 12;

const engines = {};
beforeAll(async () => {
  engines.single = await Etalon.create({ threads: 0 });
  engines['plain C'] = await Etalon.create({ threads: 0, simd: false });
  engines['3 threads'] = await Etalon.create({ threads: 3 });
});
afterAll(() => Promise.all(Object.values(engines).map((etalon) => etalon.close())));

/** The bytes of the frames of a chain. */
const bytesOf = async (etalon, path, chain) => (await framesOf(etalon, path, chain)).map(({ bytes }) => bytes);

/** The frames of native ffmpeg. */
const nativeFrames = async (path, filters, bytes) => cut(await ffmpeg(['-i', path, '-vf', filters, '-fps_mode', 'passthrough', '-f', 'rawvideo', '-']), bytes);

/* ---- A synthetic clip ------------------------------------------------------------------------ */

/** Left: flat greys. Middle: a pattern at rest, right: one that moves 2 pixels a frame, in rising amplitudes. */
function cleanLuma(t, x, y) {
  const band = Math.floor(y / 45);
  if (x < 100) return 60 + 40 * band;
  const [amplitude, phase] = x < 210 ? [4 << band, x / 6] : [8 << band, (x - 2 * t) / 12];
  return 128 + amplitude * Math.sin(2 * Math.PI * phase) * Math.sin((2 * Math.PI * y) / (x < 210 ? 7.3 : 11.3));
}

/** Normal noise of a fixed seed. */
function noiseOf(sigma) {
  let seed = 777;
  const uniform = () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return (seed + 0.5) / 4294967296;
  };
  return () => sigma * Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

/** In Cr: greys at the left, beside them a pattern at rest, in rising amplitudes. */
function cleanChroma(x, y) {
  const amplitude = 4 << Math.floor((y * 2) / 45);
  return x < 50 ? 128 : 128 + amplitude * Math.sin((2 * Math.PI * x) / 11) * Math.sin((2 * Math.PI * y) / 9.1);
}

/** A lossless clip whose frames have noise of `sigma` codes at 8 bits, made once. */
async function noisyClip(sigma, depth = 8) {
  const path = join(folder, `noise-${sigma}-${depth}.mkv`);
  if (existsSync(path)) return path;
  const noise = noiseOf(sigma);
  const scale = 1 << (depth - 8);
  const width = WIDTH / 2;
  const plane = (WIDTH * HEIGHT) / 4;
  const frames = Array.from({ length: FRAMES }, (_, t) => {
    const samples = depth > 8 ? new Uint16Array(FRAME_SAMPLES) : new Uint8Array(FRAME_SAMPLES);
    const put = (at, clean) => {
      samples[at] = Math.min(Math.max(Math.round((clean + noise()) * scale), 0), 256 * scale - 1);
    };
    for (let i = 0; i < WIDTH * HEIGHT; i++) put(i, cleanLuma(t, i % WIDTH, Math.floor(i / WIDTH)));
    for (let i = 0; i < plane; i++) put(4 * plane + i, 128);
    for (let i = 0; i < plane; i++) put(5 * plane + i, cleanChroma(i % width, Math.floor(i / width)));
    return Buffer.from(samples.buffer);
  });
  const raw = `${path}.yuv`;
  writeFileSync(raw, Buffer.concat(frames));
  await ffmpeg(['-f', 'rawvideo', '-pix_fmt', depth > 8 ? `yuv420p${depth}` : 'yuv420p', '-s', `${WIDTH}x${HEIGHT}`, '-i', raw, '-c:v', 'ffv1', path]);
  return path;
}

/** How far flat parts are from clean (root mean square), and how much of each pattern's amplitude is there. In codes at 8 bits. */
function judge(frames, depth = 8) {
  const scale = 1 << (depth - 8);
  const luma = { squares: 0, count: 0 };
  const chroma = { squares: 0, count: 0 };
  const patterns = Array.from({ length: 12 }, () => ({ product: 0, energy: 0 }));
  const see = (pattern, clean, sample) => {
    pattern.product += (clean - 128) * (sample - 128);
    pattern.energy += (clean - 128) ** 2;
  };
  const measure = (sum, difference) => {
    sum.squares += difference ** 2;
    sum.count++;
  };
  for (let t = SETTLED; t < FRAMES - 3; t++) {
    const samples = samplesOf(frames[t], depth > 8);
    for (let y = 5; y < HEIGHT; y++) {
      if (y % 45 < 5 || y % 45 >= 40) continue;
      for (let x = 4; x < WIDTH - 4; x++) {
        const sample = samples[y * WIDTH + x] / scale;
        const clean = cleanLuma(t, x, y);
        if (x < 96) measure(luma, sample - clean);
        else if ((x >= 104 && x < 206) || x >= 214) see(patterns[Math.floor(y / 45) + (x < 210 ? 0 : 4)], clean, sample);
      }
    }
    const plane = (WIDTH * HEIGHT) / 4;
    for (let i = 0; i < plane; i++) {
      const [x, y] = [i % (WIDTH / 2), Math.floor(i / (WIDTH / 2))];
      measure(chroma, samples[4 * plane + i] / scale - 128);
      if (x < 46) measure(chroma, samples[5 * plane + i] / scale - 128);
      else if (x >= 54 && x < WIDTH / 2 - 4 && (y * 2) % 45 >= 5 && (y * 2) % 45 < 40) see(patterns[8 + Math.floor((y * 2) / 45)], cleanChroma(x, y), samples[5 * plane + i] / scale);
    }
  }
  const root = ({ squares, count }) => Math.sqrt(squares / count);
  return { luma: root(luma), chroma: root(chroma), kept: patterns.map(({ product, energy }) => product / energy) };
}

/** The strengths of both filters: in space of luma and chroma, in time. */
const strengths = { usual: [4, 3, 6, 4.5], weak: [2, 1.5, 3, 2.25], strong: [8, 6, 12, 9] };

describe.each([
  ['usual', 2, 8], ['usual', 3, 8], ['usual', 4, 8], ['usual', 6, 8], ['usual', 3, 10],
  ['weak', 1.5, 8], ['weak', 3, 10], ['strong', 4, 8], ['strong', 8, 10],
])('denoise, %s, noise of %d codes, %i bits', (strength, sigma, depth) => {
  it('removes as much and keeps as much as native hqdn3d, to 10 percent', async () => {
    const path = await noisyClip(sigma, depth);
    const values = strengths[strength];
    const bytes = FRAME_SAMPLES * (depth > 8 ? 2 : 1);
    const [before, native] = await Promise.all(['null', `hqdn3d=${values.join(':')}`].map(async (filter) => judge(await nativeFrames(path, filter, bytes), depth)));
    const keys = ['luma_spatial', 'chroma_spatial', 'luma_temporal', 'chroma_temporal'];
    const chain = [{ filter: 'denoise', ...Object.fromEntries(keys.map((key, i) => [key, values[i]])) }];
    const frames = await bytesOf(engines.single, path, chain);
    const ours = judge(frames, depth);
    const removed = (after, plane) => 1 - after[plane] / before[plane];
    for (const plane of ['luma', 'chroma']) {
      expect(removed(native, plane), plane).toBeGreaterThan(0.05);
      expect(removed(ours, plane) / removed(native, plane), `${plane} noise removed`).toBeGreaterThan(0.9);
    }
    // Of patterns that move and are weaker than what is evened out in time (8 and 16 codes) it keeps less than hqdn3d where it is strong:
    // that remembers all frames and follows; this sees five.
    const least = (i) => (strength === 'strong' && (i === 4 || i === 5) ? 0.7 : 0.9);
    ours.kept.forEach((kept, i) => expect(kept / native.kept[i], `pattern ${i} kept`).toBeGreaterThan(least(i)));
    for (const other of strength === 'usual' && depth === 8 ? ['plain C', '3 threads'] : []) {
      const same = await bytesOf(engines[other], path, chain);
      expect(Buffer.concat(same).equals(Buffer.concat(frames)), other).toBe(true);
    }
  });
});

it('denoise gives a frame that is sought the pixels of one that is played', async () => {
  const path = await noisyClip(2);
  const chain = [{ filter: 'denoise' }];
  const frames = await bytesOf(engines.single, path, chain);
  const clip = await engines.single.open(path);
  for (const index of [11, 3, 19, 0]) {
    const frame = await clip.frameAt((index + 0.1) / 25, { chain });
    expect(Buffer.from(packed(frame)).equals(frames[index]), `frame ${index}`).toBe(true);
    frame.close();
  }
  clip.close();
});

describe('against the filter of the same definition', () => {
  let path, bytes;
  beforeAll(async () => {
    path = join(folder, 'bbb.mkv');
    await ffmpeg(['-i', fixture('cut/bbb_2s.mp4'), '-an', '-vf', 'scale=161:91:flags=bicubic,format=yuv444p,noise=alls=12:all_seed=5:allf=t', '-frames:v', '6', '-c:v', 'libx264', '-qp', '0', path]);
    bytes = 161 * 91 * 3;
  });

  /* Weights are sums of 32-bit floats in another order, and powers to 7e-4: now and then one code. */
  it.each([
    ['nlmeans=s=3:p=5:r=7', { strength: 3, patch: 5, research: 7 }],
    ['nlmeans=s=6:p=3:r=9:pc=7:rc=5', { strength: 6, patch: 3, research: 9, chroma_patch: 7, chroma_research: 5 }],
  ])('%s', async (native, settings) => {
    const expected = await nativeFrames(path, native, bytes);
    const plain = await nativeFrames(path, 'null', bytes);
    const frames = await bytesOf(engines.single, path, [{ filter: 'nlmeans', ...settings }]);
    expect(frames.length).toBe(6);
    frames.forEach((frame, i) => {
      expect(psnr(plain[i], expected[i]), 'native does something').toBeLessThan(40);
      expect(worstDifference(frame, expected[i])).toBeLessThanOrEqual(1);
      expect(psnr(frame, expected[i])).toBeGreaterThan(60);
    });
  });

  /* tmix's frame is the last of those that it mixes: ours in the middle is its next but some. */
  it.each([
    ['tmix=frames=3', [1, 1, 1], 1],
    ['tmix=frames=5:weights=1 2 3 2 1', [1, 2, 3, 2, 1], 2],
    ['tmix=frames=2:weights=1 3', [1, 3], 0],
  ])('%s', async (native, weights, later) => {
    const expected = await nativeFrames(path, native, bytes);
    const plain = await nativeFrames(path, 'null', bytes);
    expect(Math.min(...expected.map((frame, i) => psnr(plain[i], frame))), 'native does something').toBeLessThan(40);
    const frames = await bytesOf(engines.single, path, [{ filter: 'temporal_blend', weights }]);
    expect(frames.length).toBe(6);
    for (let i = later; i + later < 6; i++) {
      expect(worstDifference(frames[i], expected[i + later]), `frame ${i}`).toBeLessThanOrEqual(1);
      expect(psnr(frames[i], expected[i + later]), `frame ${i}`).toBeGreaterThan(50);
    }
  });
});

it('holds nothing afterwards', async () => {
  for (const etalon of Object.values(engines)) await expectIdle(etalon);
});
