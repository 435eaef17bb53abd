// SPDX-License-Identifier: MIT
/** The native build of the engine (build/native), the yardstick of what the same code gives without WebAssembly. */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { filters } from '../../web/dist/node.js';
import { root } from './media.js';

const run = promisify(execFile);
const library = join(root, 'build/native/libetalon.a');

/** True where `npm test` has built the native library. */
export const hasNativeEngine = existsSync(library);

/**
 * Builds a program of this folder.
 *
 * @param {'native_export' | 'native_frames' | 'native_rate'} name
 * @param {string} folder for the program
 * @returns {Promise<string>} its path
 */
async function buildProgram(name, folder) {
  const { ffmpeg, zlib, dav1d, openh264 } = JSON.parse(readFileSync(join(root, 'build/env.json'), 'utf8'));
  const program = join(folder, name);
  const sources = [name, 'native_input'].map((source) => join(root, `tests/unit/${source}.c`));
  await run('gcc', [
    '-O2', '-std=c11', '-D_POSIX_C_SOURCE=200809L', ...sources,
    '-I', join(root, 'core/include'), '-I', join(ffmpeg.native, 'include'), '-I', join(openh264.native, 'include'), '-o', program, library,
    ...['avformat', 'avcodec', 'swresample', 'avutil'].map((name) => join(ffmpeg.native, `lib/lib${name}.a`)),
    join(zlib.native, 'lib/libz.a'), join(dav1d.native, 'lib/libdav1d.a'), join(openh264.native, 'lib/libopenh264.a'), '-lpthread', '-ldl', '-lm', '-lstdc++',
  ]);
  return program;
}

/**
 * Builds native_export.c.
 *
 * @param {string} folder for the program
 * @returns {Promise<string>} its path
 */
export const buildNativeExport = (folder) => buildProgram('native_export', folder);

/**
 * Builds native_frames.c.
 *
 * @param {string} folder for the program
 * @returns {Promise<string>} its path
 */
export const buildNativeFrames = (folder) => buildProgram('native_frames', folder);

/**
 * Builds native_rate.c.
 *
 * @param {string} folder for the program
 * @returns {Promise<string>} its path
 */
export const buildNativeRate = (folder) => buildProgram('native_rate', folder);

/** A chain as the native programs take it. @param {object[]} chain */
function packChain(chain) {
  return chain.map((entry) => {
    const { name, params } = filters.find((filter) => filter.name === entry.filter);
    const values = params.map(({ key, initial, choices }) => (entry[key] === undefined ? initial : choices ? choices.indexOf(entry[key]) : entry[key]));
    return [name, ...values].join(',');
  });
}

/**
 * Frames of the native build: those shown at `pts`, or the `first` ones of the clip.
 *
 * @param {string} program of buildNativeFrames()
 * @param {string} input
 * @param {{ threads?: number, simd?: boolean, pts?: number[], first?: number, chain?: object[], offset?: number, inner?: object[] }} options
 *   `offset`: seconds by which the second input of filters that have one, the clip itself, is ahead; `inner`: the chain of that
 * @returns {Promise<{ pts: number, md5: string, bytesRead: number, framesDecoded: number }[]>}
 */
export async function nativeFrames(program, input, { threads = 0, simd = true, pts, first, chain = [], offset = 0, inner = [] }) {
  const which = pts ? pts.join(',') : `first:${first}`;
  const { stdout } = await run(program, [input, String(threads), simd ? '-1' : '0', which, String(offset), ...packChain(chain), '-', ...packChain(inner)], { maxBuffer: 1 << 26 });
  return stdout.trim().split('\n').map((line) => {
    const [time, md5, bytesRead, framesDecoded] = line.split(' ');
    return { pts: Number(time), md5, bytesRead: Number(bytesRead), framesDecoded: Number(framesDecoded) };
  });
}

/**
 * Exports without sound at a constant quantizer.
 *
 * @param {string} program of buildNativeExport()
 * @param {string} input
 * @param {string} output
 * @param {{ quality: number, to: number, chain: object[] }} options as of clip.export()
 */
export async function nativeExport(program, input, output, { quality, to, chain }) {
  await run(program, [input, output, String(quality), String(to), ...packChain(chain)]);
}
