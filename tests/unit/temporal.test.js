// SPDX-License-Identifier: MIT
/** denoise, nlmeans and temporal_blend against native ffmpeg's hqdn3d, nlmeans and tmix on the same frames. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Etalon, expectIdle, packed } from './engine.js';
import { fixture } from './media.js';
import { cut, ffmpeg, framesOf, psnr, worstDifference } from './pictures.js';
import { temporaryFolder } from './temporary.js';

const folder = temporaryFolder('temporal');

const WIDTH = 320;
const HEIGHT = 180;
const FRAMES = 20;
const FRAME_BYTES = (WIDTH * HEIGHT * 3) / 2;
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

function noisyClip(sigma) {
  const path = join(folder, `noise-${sigma}.mkv`);
  const noise = noiseOf(sigma);
  const frames = Array.from({ length: FRAMES }, (_, t) => {
    const bytes = Buffer.alloc(FRAME_BYTES, 128);
    for (let i = 0; i < WIDTH * HEIGHT; i++) bytes[i] = Math.round(cleanLuma(t, i % WIDTH, Math.floor(i / WIDTH)) + noise());
    for (let i = WIDTH * HEIGHT; i < FRAME_BYTES; i++) bytes[i] = Math.round(128 + noise());
    return bytes;
  });
  const input = ['-f', 'rawvideo', '-pix_fmt', 'yuv420p', '-s', `${WIDTH}x${HEIGHT}`, '-i', '-'];
  const made = spawnSync('ffmpeg', ['-v', 'error', '-y', ...input, '-c:v', 'libx264', '-qp', '0', '-preset', 'ultrafast', path], { input: Buffer.concat(frames) });
  expect(made.status, String(made.stderr)).toBe(0);
  return path;
}

/** How far flat parts are from clean (root mean square), and how much of each pattern's amplitude is there. */
function judge(frames) {
  const luma = { squares: 0, count: 0 };
  const chroma = { squares: 0, count: 0 };
  const patterns = Array.from({ length: 8 }, () => ({ product: 0, energy: 0 }));
  for (let t = SETTLED; t < FRAMES - 3; t++) {
    for (let y = 5; y < HEIGHT; y++) {
      if (y % 45 < 5 || y % 45 >= 40) continue;
      for (let x = 4; x < WIDTH - 4; x++) {
        const sample = frames[t][y * WIDTH + x];
        const clean = cleanLuma(t, x, y);
        if (x < 96) {
          luma.squares += (sample - clean) ** 2;
          luma.count++;
        } else if ((x >= 104 && x < 206) || x >= 214) {
          const pattern = patterns[Math.floor(y / 45) + (x < 210 ? 0 : 4)];
          pattern.product += (clean - 128) * (sample - 128);
          pattern.energy += (clean - 128) ** 2;
        }
      }
    }
    for (let i = WIDTH * HEIGHT; i < FRAME_BYTES; i++) {
      chroma.squares += (frames[t][i] - 128) ** 2;
      chroma.count++;
    }
  }
  const root = ({ squares, count }) => Math.sqrt(squares / count);
  return { luma: root(luma), chroma: root(chroma), kept: patterns.map(({ product, energy }) => product / energy) };
}

describe.each([2, 3, 4, 6])('denoise, noise of %d codes', (sigma) => {
  it('removes as much and keeps as much as native hqdn3d, to 10 percent', async () => {
    const path = noisyClip(sigma);
    const [before, native] = await Promise.all(['null', 'hqdn3d'].map(async (filter) => judge(await nativeFrames(path, filter, FRAME_BYTES))));
    const frames = await bytesOf(engines.single, path, [{ filter: 'denoise' }]);
    const ours = judge(frames);
    for (const plane of ['luma', 'chroma']) {
      const removed = (after) => 1 - after[plane] / before[plane];
      expect(removed(native), plane).toBeGreaterThan(0.05);
      expect(removed(ours) / removed(native), `${plane} noise removed`).toBeGreaterThan(0.9);
    }
    ours.kept.forEach((kept, i) => expect(kept / native.kept[i], `pattern ${i} kept`).toBeGreaterThan(0.9));
    for (const other of ['plain C', '3 threads']) {
      const same = await bytesOf(engines[other], path, [{ filter: 'denoise' }]);
      expect(Buffer.concat(same).equals(Buffer.concat(frames)), other).toBe(true);
    }
  });
});

it('denoise gives a frame that is sought the pixels of one that is played', async () => {
  const path = noisyClip(2);
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
