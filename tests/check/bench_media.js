// SPDX-License-Identifier: MIT
/**
 * What the bench reads, made from a real clip of tests/fixtures by native ffmpeg, and kept in the
 * cache under the hash of the command that makes it.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
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

/** ffmpeg.wasm's build with threads, as its users get it; GPL, so it is measured and never shipped. */
export const ffmpegWasm = { package: '@ffmpeg/core-mt', version: '0.12.10', sha256: '269ab67383ad3884e3303c9dded79e4bece1ae8b4c20d1cb0bbfc70fd8e97d45' };

/** Its module, from the npm registry. @returns {string} the path of ffmpeg-core.js */
export function ffmpegCore() {
  const { version, sha256 } = ffmpegWasm;
  const unpacked = join(folder, `ffmpeg-core-mt-${version}-${sha256.slice(0, 12)}`);
  const file = join(unpacked, 'package/dist/esm/ffmpeg-core.js');
  if (existsSync(file)) return file;
  const partial = mkdtempSync(join(folder, 'partial-'));
  try {
    const packed = execFileSync('npm', ['pack', '--silent', '--pack-destination', partial, `${ffmpegWasm.package}@${version}`], { encoding: 'utf8' }).trim();
    const sum = createHash('sha256').update(readFileSync(join(partial, packed))).digest('hex');
    if (sum !== sha256) throw new StepError(`${packed}: its SHA-256 is ${sum}, pinned is ${sha256}`, 'Somebody changed the package: look into it before you pin another hash.');
    execFileSync('tar', ['-xzf', packed], { cwd: partial });
    rmSync(join(partial, packed));
    renameSync(partial, unpacked);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
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
