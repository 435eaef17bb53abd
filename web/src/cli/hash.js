// SPDX-License-Identifier: MIT
import { createHash } from 'node:crypto';
import { stdout } from 'node:process';
import { Etalon } from '../node.js';
import { parse } from './usage.js';

/**
 * `etalon hash FILE`: MD5 over the tightly packed planes of all frames, as
 * `ffmpeg -i FILE -map 0:v:0 -fps_mode passthrough -autoscale 0 -f md5 -` prints it; with `--frames` as
 * `-f framemd5` has it.
 *
 * @param {string[]} args
 * @param {AbortSignal} signal
 * @example
 * await hashCommand(['in.mp4', '--no-rotate'], signal);
 */
export async function hashCommand(args, signal) {
  const { files: [input], chain, from, to, rotate, threads, frames: each } =
    parse(args, 1, ['filter', 'from', 'to', 'threads', 'no-rotate', 'frames']);
  const etalon = await Etalon.create({ threads });
  const clip = await etalon.open(input, { rotate, download: true, signal });
  const all = createHash('md5');
  let bytes = new Uint8Array();
  let first = true;
  for await (const frame of clip.frames({ from, to, chain, signal })) {
    const size = frame.allocationSize();
    if (bytes.length !== size) bytes = new Uint8Array(size);
    frame.copyToSync(bytes);
    frame.close();
    if (!each) {
      all.update(bytes);
      continue;
    }
    if (first) stdout.write(`#tb 0: ${frame.timeBase.join('/')}\n`);
    first = false;
    const pts = String(frame.pts).padStart(10);
    const facts = [`0, ${pts}`, pts, String(frame.durationTicks).padStart(8), String(size).padStart(8)];
    stdout.write(`${facts.join(', ')}, ${createHash('md5').update(bytes).digest('hex')}\n`);
  }
  if (!each) stdout.write(`MD5=${all.digest('hex')}\n`);
  clip.close();
  await etalon.close();
}
