// SPDX-License-Identifier: MIT
/**
 * What the bench reads, made from a real clip of tests/fixtures by native ffmpeg, and kept in the
 * cache under the hash of the command that makes it.
 */
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { cacheDir, root } from '../../tools/paths.js';
import { duration, hash, StepError } from '../../tools/step.js';

const folder = join(cacheDir, 'bench');

/** Frames of a clip: more than the 60 that are decoded, so that a decoder's delay does not count. */
const CLIP_FRAMES = 76;

/** Nine real frames forward and seven of them back, which can be repeated without a jump. */
const thereAndBack =
  'split[a][b];[a]trim=end_frame=9[there];[b]trim=start_frame=1:end_frame=8,reverse[back];[there][back]concat';

/** ffmpeg's names of the raw formats. @type {Record<string, string>} */
export const pixelFormats = { I420: 'yuv420p', I420P10: 'yuv420p10le' };

/**
 * A file of 16 raw frames of 3840 x 2160.
 * @param {string} format I420 or I420P10
 * @returns {string} its path
 */
export function rawFrames(format) {
  return cached('yuv', [
    '-noautorotate', '-i', 'tests/fixtures/4k/portrait_4k60.mp4', '-filter_complex',
    `[0:v]scale=out_range=tv,format=yuv420p,format=${pixelFormats[format]},${thereAndBack}`, '-frames:v', '16', '-f', 'rawvideo',
  ]);
}

/**
 * The arguments of ffmpeg that read those frames for ever.
 * @param {string} format
 * @returns {string[]}
 */
export function rawInput(format) {
  return [
    '-f', 'rawvideo', '-pix_fmt', pixelFormats[format], '-s', '3840x2160', '-r', '60', '-stream_loop', '-1', '-i', rawFrames(format),
  ];
}

/**
 * A clip of these frames.
 * @param {string} recipe the encoder's arguments, and the file name's extension last
 * @returns {string} its path
 */
export function encodedClip(recipe) {
  const words = recipe.split(' ');
  const extension = /** @type {string} */ (words.pop());
  return cached(extension, [...rawInput('I420'), '-frames:v', String(CLIP_FRAMES), '-pix_fmt', 'yuv420p', '-g', '120', ...words]);
}

/** The table of bench_settings.c as a .cube file. @returns {string} its path */
export function cubeFile() {
  const file = join(folder, 'grade_33.cube');
  const side = 33;
  const curve = (/** @type {number} */ i) => (i / (side - 1)) ** 2 * (3 - 2 * i / (side - 1));
  const lines = Array.from({ length: side ** 3 }, (_, i) => {
    const [r, g, b] = [i % side, Math.floor(i / side) % side, Math.floor(i / side ** 2)].map(curve);
    return [0.9 * r + 0.1 * g, 0.9 * g + 0.1 * b, 0.9 * b + 0.1 * r].map((value) => value.toFixed(6)).join(' ');
  });
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, `LUT_3D_SIZE ${side}\n${lines.join('\n')}\n`);
  return file;
}

/** @param {string} extension @param {string[]} args ffmpeg's, without the output */
function cached(extension, args) {
  const file = join(folder, `${hash(...args).slice(0, 16)}.${extension}`);
  if (existsSync(file)) return file;
  const begun = performance.now();
  const partial = join(folder, `partial-${process.pid}.${extension}`);
  mkdirSync(folder, { recursive: true });
  const made = spawnSync('ffmpeg', ['-v', 'error', '-nostdin', '-y', ...args, partial], { cwd: root, encoding: 'utf8' });
  if (made.status !== 0) {
    rmSync(partial, { force: true });
    throw new StepError(`ffmpeg ${args.join(' ')}: ${made.stderr}`, 'Is this the ffmpeg of Debian 12, and is the disk not full?');
  }
  renameSync(partial, file);
  console.log(`- ${file}: made in ${duration(performance.now() - begun)}`);
  return file;
}
