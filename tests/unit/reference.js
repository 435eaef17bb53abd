// SPDX-License-Identifier: MIT
/** Native ffmpeg and ffprobe, the reference that exports are checked with. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * What a program wrote to its standard output.
 *
 * @param {'ffmpeg' | 'ffprobe'} program
 * @param {string[]} args
 */
export async function output(program, args) {
  const { stdout } = await run(program, ['-v', 'error', ...args], { maxBuffer: 1 << 28 });
  return stdout;
}

/**
 * Format and streams as ffprobe prints them, frames counted.
 *
 * @param {string} path
 */
export async function probe(path) {
  const text = await output('ffprobe', ['-count_frames', '-show_format', '-show_streams', '-of', 'json', path]);
  const { format, streams } = JSON.parse(text);
  return {
    format,
    video: streams.find((stream) => stream.codec_type === 'video'),
    audio: streams.find((stream) => stream.codec_type === 'audio'),
  };
}

/**
 * The syntax elements of the video's headers, one a line, as ffmpeg's trace_headers writes them.
 *
 * @param {string} path
 * @returns {Promise<string>}
 */
export async function headers(path) {
  const args = ['-v', 'info', '-nostats', '-i', path, '-map', '0:v:0', '-c', 'copy', '-bsf:v', 'trace_headers', '-f', 'null', '-'];
  return (await run('ffmpeg', args, { maxBuffer: 1 << 28 })).stderr;
}

/**
 * Presentation times of the video frames in seconds, in order, as ffmpeg sees them after the edit list.
 *
 * @param {string} path
 * @returns {Promise<number[]>}
 */
export async function frameTimes(path) {
  const text = await output('ffprobe', [
    '-select_streams', 'v:0', '-show_entries', 'frame=best_effort_timestamp_time', '-of', 'csv=p=0', path,
  ]);
  // A frame with side data has a second, empty row.
  return text.split('\n').filter((line) => /^-?\d/.test(line)).map((line) => Number.parseFloat(line));
}

/**
 * @typedef {object} Packet
 * @property {number} time seconds
 * @property {number} size bytes
 * @property {string} md5
 */

/**
 * The packets of the first audio stream, copied.
 *
 * @param {string} path
 * @param {string[]} [bitstreamFilter] arguments, for TS: ['-bsf:a', 'aac_adtstoasc']
 * @returns {Promise<Packet[]>}
 */
export async function audioPackets(path, bitstreamFilter = []) {
  const text = await output('ffmpeg', [
    '-i', path, '-map', '0:a:0', '-c', 'copy', '-copyts', ...bitstreamFilter, '-f', 'framemd5', '-',
  ]);
  const base = /#tb 0: (\d+)\/(\d+)/.exec(text);
  const seconds = Number(base?.[1]) / Number(base?.[2]);
  return text
    .split('\n')
    .filter((line) => line && !line.startsWith('#'))
    .map((line) => line.split(',').map((field) => field.trim()))
    .map(([, , pts, , size, md5]) => ({ time: Number(pts) * seconds, size: Number(size), md5 }));
}

/**
 * md5 of the decoded video, as the column md5_passthrough of the manifest is made.
 *
 * @param {string} path
 * @param {string[]} [filters] arguments before the output, such as ['-vf', 'crop=16:16']
 * @param {string[]} [input] arguments before the input
 */
export async function videoMd5(path, filters = [], input = []) {
  const args = [...input, '-i', path, '-map', '0:v:0', '-fps_mode', 'passthrough', '-autoscale', '0', ...filters, '-f', 'md5', '-'];
  return (await output('ffmpeg', args)).trim().replace('MD5=', '');
}

/**
 * The decoded video's bytes.
 *
 * @param {string} path
 * @returns {Promise<Buffer>}
 */
export async function videoBytes(path) {
  const args = ['-v', 'error', '-i', path, '-map', '0:v:0', '-fps_mode', 'passthrough', '-f', 'rawvideo', '-'];
  return (await run('ffmpeg', args, { maxBuffer: 1 << 28, encoding: 'buffer' })).stdout;
}

/**
 * Decoded sound, mono, 48000 samples a second, from the beginning of the presentation on.
 *
 * @param {string} path
 * @returns {Promise<Int16Array>}
 */
export async function soundSamples(path) {
  const args = ['-v', 'error', '-i', path, '-map', '0:a:0', '-ac', '1', '-ar', '48000', '-f', 's16le', '-'];
  const { stdout } = await run('ffmpeg', args, { maxBuffer: 1 << 28, encoding: 'buffer' });
  return new Int16Array(stdout.buffer.slice(stdout.byteOffset, stdout.byteOffset + stdout.length));
}

/**
 * Decoded sound with all its channels, interleaved floats.
 *
 * @param {string} path
 * @param {string[]} [filters] arguments before the output
 * @param {number} [track]
 * @returns {Promise<Float32Array>}
 */
export async function floatSamples(path, filters = [], track = 0) {
  const args = ['-v', 'error', '-i', path, '-map', `0:a:${track}`, ...filters, '-f', 'f32le', '-'];
  const { stdout } = await run('ffmpeg', args, { maxBuffer: 1 << 28, encoding: 'buffer' });
  return new Float32Array(stdout.buffer.slice(stdout.byteOffset, stdout.byteOffset + stdout.length));
}

/**
 * The luma planes of an 8-bit video, one after another. The buffer is reused.
 *
 * @param {string} path
 * @param {number} width
 * @param {number} height
 * @returns {AsyncGenerator<Uint8Array>}
 */
export async function* lumaPlanes(path, width, height) {
  const args = ['-v', 'error', '-i', path, '-map', '0:v:0', '-fps_mode', 'passthrough', '-vf', 'extractplanes=y', '-f', 'rawvideo', '-'];
  const child = spawn('ffmpeg', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const closed = once(child, 'close');
  const plane = new Uint8Array(width * height);
  let filled = 0;
  try {
    for await (let chunk of child.stdout) {
      while (chunk.length > 0) {
        const take = Math.min(chunk.length, plane.length - filled);
        plane.set(chunk.subarray(0, take), filled);
        filled += take;
        chunk = chunk.subarray(take);
        if (filled < plane.length) continue;
        yield plane;
        filled = 0;
      }
    }
    if (filled) throw new Error(`${path}: ffmpeg gave ${filled} bytes of a luma plane of ${plane.length}`);
  } finally {
    child.kill();
    await closed;
  }
}
