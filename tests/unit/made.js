// SPDX-License-Identifier: MIT
/** Clips that native ffmpeg makes from its own test pictures while the tests run. */
import { join } from 'node:path';
import { output } from './reference.js';

/**
 * Makes a clip.
 *
 * @param {string} folder
 * @param {string} name of the file
 * @param {{ size?: string, rate?: number, seconds?: number, input?: string[], args: string[] }} options `input`: of
 *   ffmpeg, instead of its moving test picture; `args`: how it is encoded
 * @returns {Promise<string>} its path
 */
export async function makeClip(folder, name, { size = '320x180', rate = 25, seconds = 6, input, args }) {
  const path = join(folder, name);
  const from = input ?? ['-f', 'lavfi', '-i', `testsrc2=size=${size}:rate=${rate}:duration=${seconds}`];
  await output('ffmpeg', ['-y', ...from, '-pix_fmt', 'yuv420p', '-threads', '2', ...args, path]);
  return path;
}

/** x264's settings, fast and with everything that makes order and reference of frames interesting. */
export const x264 = (gop, more = '') => [
  '-c:v', 'libx264', '-preset', 'veryfast', '-g', String(gop), '-bf', '3', '-x264-params', `keyint=${gop}:min-keyint=${gop}:scenecut=0:b-pyramid=normal${more}`,
];

/** x265's settings, with the open groups of pictures that it makes when left alone. */
export const x265 = (gop) => ['-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params', `keyint=${gop}:min-keyint=${gop}:open-gop=1:bframes=3:log-level=none`];
