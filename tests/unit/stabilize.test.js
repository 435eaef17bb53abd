// SPDX-License-Identifier: MIT
/** The two passes of stabilize: a shaken real picture, found out and calmed, and native ffmpeg's vidstab on the same clip. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseFilter } from '../../web/src/chain.js';
import { Etalon, failureOf } from './engine.js';
import { fixture, sample } from './media.js';
import { ffmpeg, framesOf, psnr } from './pictures.js';
import { seeded } from './random.js';
import { temporaryFolder } from './temporary.js';

const folder = temporaryFolder('stabilize');
const width = 320;
const height = 180;
const count = 50;
const rate = 25;
const radians = Math.PI / 180;

/** Pose of the picture in each frame: an even pan, and shaking of about 3 pixels, a degree and a hundredth of the size. */
const poses = (() => {
  const next = seeded(7);
  const shake = (most) => (next() * 2 - 1) * most;
  return Array.from({ length: count }, (_, i) => ({ x: shake(3) - 10 + 0.4 * i, y: shake(3) + 0.1 * i, degrees: shake(1), scale: 1 + shake(0.01) }));
})();

/** What took the picture of one frame to the next one, in pixels. */
const truth = poses.slice(1).map((to, i) => {
  const from = poses[i];
  const degrees = to.degrees - from.degrees;
  const scale = to.scale / from.scale;
  const [cosine, sine] = [Math.cos(degrees * radians) * scale, Math.sin(degrees * radians) * scale];
  return { x: to.x - cosine * from.x + sine * from.y, y: to.y - sine * from.x - cosine * from.y, degrees, scale };
});

/** A frame of 1280 x 720 posed in one of 320 x 180: means of 4 x 4 bilinear points, 3.4 times smaller. */
function posed(picture, { x, y, degrees, scale }) {
  const [across, down, points] = [1280, 720, 4];
  const zoom = 3.4 / scale;
  const [cosine, sine] = [Math.cos(degrees * radians) * zoom, Math.sin(degrees * radians) * zoom];
  const frame = Buffer.alloc((width * height * 3) / 2, 128);
  for (let i = 0; i < width * height; i++) {
    let sum = 0;
    for (let k = 0; k < points * points; k++) {
      const toX = (i % width) + ((k % points) + 0.5) / points - width / 2 - x;
      const toY = Math.floor(i / width) + (Math.floor(k / points) + 0.5) / points - height / 2 - y;
      const fromX = cosine * toX + sine * toY + across / 2 - 0.5;
      const fromY = cosine * toY - sine * toX + down / 2 - 0.5;
      const [left, top] = [Math.floor(fromX), Math.floor(fromY)];
      const at = top * across + left;
      const [partX, partY] = [fromX - left, fromY - top];
      sum += (picture[at] * (1 - partX) + picture[at + 1] * partX) * (1 - partY)
        + (picture[at + across] * (1 - partX) + picture[at + across + 1] * partX) * partY;
    }
    frame[i] = Math.round(sum / (points * points));
  }
  return frame;
}

/** Writes frames of 4:2:0 as a lossless clip. */
async function writeClip(name, frames) {
  const raw = join(folder, `${name}.yuv`);
  const path = join(folder, `${name}.mkv`);
  writeFileSync(raw, Buffer.concat(frames));
  await ffmpeg(['-f', 'rawvideo', '-pix_fmt', 'yuv420p', '-s', `${width}x${height}`, '-r', String(rate), '-i', raw, '-c:v', 'libx264', '-qp', '0', '-preset', 'veryfast', path]);
  return path;
}

const engines = {};
let shaken;
let steps;
const stepsOf = async (etalon, path) => (await framesOf(etalon, path, [{ filter: 'motion' }])).map(({ results }) => Array.from(results.motion.step));

beforeAll(async () => {
  engines.single = await Etalon.create({ threads: 0 });
  engines.threads = await Etalon.create({ threads: 3 });
  const picture = await ffmpeg(['-i', sample, '-frames:v', '1', '-vf', 'scale=1280:720:flags=area', '-pix_fmt', 'gray', '-f', 'rawvideo', '-']);
  shaken = await writeClip('shaken', poses.map((pose) => posed(picture, pose)));
  steps = await stepsOf(engines.single, shaken);
}, 60_000);
afterAll(() => Promise.all(Object.values(engines).map((etalon) => etalon.close())));

describe('motion', () => {
  it('finds shifts within 0.06 pixels, angles within 0.03 degrees, scales within 0.0006', () => {
    expect(steps.length).toBe(count);
    truth.forEach((wanted, i) => {
      const [time, right, down, degrees, scale, confidence] = steps[i + 1];
      expect(time).toBeCloseTo((i + 1) / rate, 3);
      expect(Math.abs(right * width - wanted.x)).toBeLessThan(0.06);
      expect(Math.abs(down * height - wanted.y)).toBeLessThan(0.06);
      expect(Math.abs(degrees - wanted.degrees)).toBeLessThan(0.03);
      expect(Math.abs(scale - wanted.scale)).toBeLessThan(0.0006);
      expect(confidence).toBeGreaterThan(0.5);
    });
    expect(steps[0]).toEqual([0, 0, 0, 0, 1, 1]);
  });

  it('finds the same bits with threads', async () => {
    expect(await stepsOf(engines.threads, shaken)).toEqual(steps);
  });

  it('knows no motion across a cut, nor of a flat picture', async () => {
    const frames = [await ffmpeg(['-i', fixture('cut/bbb_2s.mp4'), '-frames:v', '1', '-vf', `scale=${width}:${height}`, '-pix_fmt', 'yuv420p', '-f', 'rawvideo', '-'])];
    const [first] = await framesOf(engines.single, shaken);
    frames.push(first.bytes, Buffer.alloc(frames[0].length, 128), Buffer.alloc(frames[0].length, 128));
    const found = await stepsOf(engines.single, await writeClip('cut', frames));
    expect(found.slice(1).map((step) => step.slice(1))).toEqual([[0, 0, 0, 1, 0], [0, 0, 0, 1, 0], [0, 0, 0, 1, 0]]);
  });
});

/** How far from even the movement of a clip is, in pixels: its shifts, and what rotation and scale do at its upper edge. */
function unevenness(found) {
  const moves = found.slice(1).flatMap(([, right, down, degrees, scale]) => [[right * width, down * height, (degrees * radians * height) / 2, ((scale - 1) * height) / 2]]);
  const mean = moves[0].map((_, k) => moves.reduce((sum, move) => sum + move[k] / moves.length, 0));
  return Math.sqrt(moves.reduce((sum, move) => sum + move.reduce((square, value, k) => square + (value - mean[k]) ** 2, 0) / moves.length, 0));
}

/** Mean PSNR of neighbouring frames in their inner part: the usual measure of stabilizers, where nothing moves by itself. */
function fidelity(frames) {
  const inner = frames.map(({ bytes }) => Buffer.concat(Array.from({ length: height / 2 }, (_, y) => bytes.subarray((y + height / 4) * width + width / 4, (y + height / 4) * width + (width * 3) / 4))));
  return inner.slice(1).reduce((sum, frame, i) => sum + psnr(frame, inner[i]), 0) / (inner.length - 1);
}

describe('stabilize', () => {
  const entry = (more = {}) => ({ filter: 'stabilize', motion: JSON.stringify(steps), smoothness: 0.5, ...more });

  it('leaves a tenth of the shaking, and no more than native ffmpeg\'s vidstab leaves', async () => {
    const calm = await framesOf(engines.single, shaken, [entry()]);
    const trf = join(folder, 'shaken.trf');
    await ffmpeg(['-i', shaken, '-vf', `vidstabdetect=result=${trf}:shakiness=10:accuracy=15`, '-f', 'null', '-']);
    const native = join(folder, 'native.mkv');
    await ffmpeg(['-i', shaken, '-vf', `vidstabtransform=input=${trf}:smoothing=12:interpol=bicubic`, '-c:v', 'libx264', '-qp', '0', native]);
    const ours = await writeClip('calm', calm.map(({ bytes }) => bytes));
    const left = { shaken: unevenness(steps), ours: unevenness(await stepsOf(engines.single, ours)), native: unevenness(await stepsOf(engines.single, native)) };
    const alike = { shaken: fidelity(await framesOf(engines.single, shaken)), ours: fidelity(calm), native: fidelity(await framesOf(engines.single, native)) };
    expect(left.ours).toBeLessThan(left.shaken / 10);
    expect(left.ours).toBeLessThan(left.native);
    expect(alike.ours).toBeGreaterThan(alike.native);
  }, 60_000);

  it('takes its JSON from the command line', () => {
    const motion = '[[0,0.01,0,0,1,1],[0.04,-0.01,2e-3,1,1,1]]';
    expect(parseFilter(`stabilize=motion:${motion}:smoothness:2,fit:fixed`)).toEqual({ filter: 'stabilize', motion, smoothness: 2, fit: 'fixed' });
  });

  it('is the same with threads, and from any frame on', async () => {
    const chain = [entry()];
    const whole = await framesOf(engines.single, shaken, chain);
    const threads = await framesOf(engines.threads, shaken, chain);
    threads.forEach(({ bytes }, i) => expect(bytes.equals(whole[i].bytes)).toBe(true));
    const clip = await engines.single.open(shaken);
    const frame = await clip.frameAt(30 / rate, { chain });
    const bytes = Buffer.alloc(frame.allocationSize());
    frame.copyToSync(bytes);
    expect(bytes.equals(whole[30].bytes)).toBe(true);
    frame.close();
    clip.close();
  });

  it('enlarges until no edge is seen; without that they are', async () => {
    const black = async (fit) => {
      const frames = await framesOf(engines.single, shaken, [entry({ fit, edge: 'black' })]);
      return frames.reduce((sum, { bytes }) => sum + bytes.subarray(0, width * height).reduce((dark, code) => dark + (code === 16), 0), 0);
    };
    const own = (await framesOf(engines.single, shaken)).reduce((sum, { bytes }) => sum + bytes.subarray(0, width * height).reduce((dark, code) => dark + (code <= 17), 0), 0);
    const auto = await black('auto');
    expect(auto).toBeLessThanOrEqual(own);
    expect(await black('fixed')).toBeGreaterThan(auto + count * height);
  });

  it('does nothing without motion, or without smoothness', async () => {
    const clip = await engines.single.open(shaken);
    for (const chain of [[{ filter: 'stabilize' }], [entry({ smoothness: 0 })]]) {
      const frame = await clip.frameAt(0, { chain });
      expect(frame.width).toBe(width);
      frame.close();
    }
    clip.close();
    const frames = await framesOf(engines.single, shaken, [entry({ smoothness: 0 })]);
    const own = await framesOf(engines.single, shaken);
    frames.forEach(({ bytes }, i) => expect(bytes.equals(own[i].bytes)).toBe(true));
  });

  it('smooths any number of steps at once', async () => {
    const dense = JSON.stringify(Array.from({ length: 20_000 }, (_, i) => [i / 1e6, 0, 0, 0, 1, 1]));
    const begun = performance.now();
    const frames = await framesOf(engines.single, shaken, [{ filter: 'stabilize', motion: dense, smoothness: 10 }]);
    const own = await framesOf(engines.single, shaken);
    frames.forEach(({ bytes }, i) => expect(bytes.equals(own[i].bytes)).toBe(true));
    expect(performance.now() - begun).toBeLessThan(60_000); // of pairs there are 4e8
  });

  it.each([
    ['{}', 'not a JSON array'],
    ['[]', 'step 0'],
    ['[[0,0,0,0,1,1]', 'end of the array'],
    ['[[0,0,0,0,1]]', 'there are 5 numbers'],
    ['[[0,0,0,0,1,1,1]]', 'does not end after 6 numbers'],
    ['[[0,0,0,0,1,1],[0,0,0,0,1,1]]', 'step 1 of the motion: time 0'],
    ['[[0,null,0,0,1,1]]', 'shift to the right is not a number'],
    ['[[0,0,0,0,0,1]]', 'scale 0 is outside 0.1 to 10'],
    ['[[0,0,0,1e999,1,1]]', 'rotation'],
    ['[[0,0,0,0,1,1]] x', 'behind the array'],
    ['['.repeat(100_000), 'step 0'],
  ])('refuses %j', async (motion, message) => {
    const clip = await engines.single.open(shaken);
    const failure = await failureOf(clip.frameAt(0, { chain: [{ filter: 'stabilize', motion }] }));
    expect(failure.code).toBe('ARGUMENT');
    expect(failure.message).toContain(message);
    clip.close();
  });
});
