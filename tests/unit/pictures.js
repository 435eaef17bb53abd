// SPDX-License-Identifier: MIT
/** Small lossless clips and their frames, from native ffmpeg and through a chain, to compare filters with native's. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { packed } from './engine.js';

const run = promisify(execFile);

export const WIDTH = 160;
export const HEIGHT = 96;
export const RATE = 25;
export const COUNT = 7;

/** What ffmpeg writes to its standard output. One filter thread: with more, yadif of 5.1 races on GBR. @param {string[]} args @returns {Promise<Buffer>} */
export async function ffmpeg(args) {
  const options = /** @type {const} */ ({ encoding: 'buffer', maxBuffer: 1 << 28 });
  return (await run('ffmpeg', ['-v', 'error', '-y', '-filter_threads', '1', ...args], options)).stdout;
}

/** What ffmpeg writes to its standard error, as a filter's log. @param {string[]} args @returns {Promise<string>} */
export async function ffmpegLog(args) {
  return (await run('ffmpeg', ['-v', 'info', '-nostats', '-y', ...args], { maxBuffer: 1 << 26 })).stderr;
}

/**
 * A lossless clip of COUNT frames.
 *
 * @param {string} folder
 * @param {string} name
 * @param {string} format FFmpeg's name
 * @param {string} source of lavfi
 * @returns {Promise<string>} its path
 */
export async function losslessClip(folder, name, format, source) {
  const path = join(folder, `${name}-${format}.mkv`);
  const rgb = format.startsWith('gbr');
  await ffmpeg([
    '-f', 'lavfi', '-i', source, '-vf', `format=${rgb ? 'rgb24' : format}`, '-frames:v', String(COUNT),
    '-c:v', rgb ? 'libx264rgb' : 'libx264', '-qp', '0', '-preset', 'veryfast', path,
  ]);
  return path;
}

/** Moving pictures of lavfi: a colourful one, and one that has nothing in common with it. */
export const sources = {
  a: `testsrc2=size=${WIDTH}x${HEIGHT}:rate=${RATE}`,
  b: `mandelbrot=size=${WIDTH}x${HEIGHT}:rate=${RATE}:start_scale=0.3`,
};

/**
 * Frames of a chain, packed, with what is known of them and what analyses found.
 *
 * @param {import('./engine.js').Etalon} etalon
 * @param {string} path
 * @param {any[]} [chain]
 */
export async function framesOf(etalon, path, chain = []) {
  const clip = await etalon.open(path);
  const frames = [];
  try {
    for await (const frame of clip.frames({ chain })) {
      const { format, timestamp, width, height, results } = frame;
      frames.push({ bytes: Buffer.from(packed(frame)), format, timestamp, width, height, results });
      frame.close();
    }
  } finally {
    clip.close();
  }
  return frames;
}

/** Bytes as samples of 8 or more bits. @param {Buffer} bytes @param {boolean} deep */
export function samplesOf(bytes, deep) {
  return deep ? new Uint16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)) : bytes;
}

/**
 * The samples of a plane that are at least `rim` from its edges, row by row.
 *
 * @template {Uint8Array | Uint16Array | Float64Array} Samples
 * @param {Samples} samples of the plane, without padding; more may follow
 * @param {number} width
 * @param {number} height
 * @param {number} rim
 * @returns {number[]}
 */
export function interior(samples, width, height, rim) {
  const rows = [];
  for (let y = rim; y < height - rim; y++) rows.push(...samples.subarray(y * width + rim, (y + 1) * width - rim));
  return rows;
}

/** @param {ArrayLike<number>} a @param {ArrayLike<number>} b */
export function worstDifference(a, b) {
  if (a.length !== b.length) throw new Error(`${a.length} samples are compared with ${b.length}`);
  let worst = 0;
  for (let i = 0; i < a.length; i++) worst = Math.max(worst, Math.abs(a[i] - b[i]));
  return worst;
}

/** @param {ArrayLike<number>} a @param {ArrayLike<number>} b */
export function meanSquare(a, b) {
  if (a.length !== b.length) throw new Error(`${a.length} samples are compared with ${b.length}`);
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] - b[i]) ** 2;
  return sum / a.length;
}

/** In dB; Infinity where nothing differs. @param {ArrayLike<number>} a @param {ArrayLike<number>} b @param {number} max */
export const psnr = (a, b, max = 255) => 10 * Math.log10(max ** 2 / meanSquare(a, b));

/** Frames of a raw stream. @param {Buffer} stream @param {number} bytes of each */
export function cut(stream, bytes) {
  return Array.from({ length: stream.length / bytes }, (_, index) => stream.subarray(index * bytes, (index + 1) * bytes));
}
