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
 * Builds native_export.c.
 *
 * @param {string} folder for the program
 * @returns {Promise<string>} its path
 */
export async function buildNativeExport(folder) {
  const { ffmpeg, dav1d, openh264 } = JSON.parse(readFileSync(join(root, 'build/env.json'), 'utf8'));
  const program = join(folder, 'native_export');
  await run('gcc', [
    '-O2', '-std=c11', '-D_POSIX_C_SOURCE=200809L', join(root, 'tests/unit/native_export.c'), '-I', join(root, 'core/include'), '-o', program, library,
    ...['avformat', 'avcodec', 'avutil'].map((name) => join(ffmpeg.native, `lib/lib${name}.a`)),
    join(dav1d.native, 'lib/libdav1d.a'), join(openh264.native, 'lib/libopenh264.a'), '-lpthread', '-ldl', '-lm', '-lstdc++',
  ]);
  return program;
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
  const packed = chain.map((entry) => {
    const { name, params } = filters.find((filter) => filter.name === entry.filter);
    const values = params.map(({ key, initial, choices }) => (entry[key] === undefined ? initial : choices ? choices.indexOf(entry[key]) : entry[key]));
    return [name, ...values].join(',');
  });
  await run(program, [input, output, String(quality), String(to), ...packed]);
}
