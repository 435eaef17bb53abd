// SPDX-License-Identifier: MIT
import { resolve } from 'node:path';
import { stderr } from 'node:process';
import { EtalonError } from '../error.js';
import { Etalon } from '../node.js';
import { UsageError, parse } from './usage.js';
/** @import { Progress } from '../types.js' */

/**
 * `etalon INPUT OUTPUT`: filters a video into an MP4, with a progress bar on a terminal.
 *
 * @param {string[]} args
 * @param {AbortSignal} signal aborting leaves no broken file
 * @example
 * await exportCommand(['in.mov', 'out.mp4', '--filter', 'scale=width:1920'], signal);
 */
export async function exportCommand(args, signal) {
  const options = parse(args, 2, ['filter', 'from', 'to', 'quality', 'bitrate', 'threads', 'no-audio', 'strict', 'no-rotate']);
  const { files: [input, output], chain, from, to, quality, bitrate, audio, strict, rotate, threads } = options;
  if (quality !== undefined && bitrate !== undefined) throw new UsageError('--quality and --bitrate exclude each other');
  if (resolve(input) === resolve(output)) throw new EtalonError('ARGUMENT', 'INPUT and OUTPUT are the same file');
  const etalon = await Etalon.create({ threads });
  const clip = await etalon.open(input, { rotate, download: true, signal });
  const bar = stderr.isTTY ? progressBar() : undefined;
  try {
    const result = await clip.export({
      from, to, chain, output: resolve(output), strict, signal,
      video: { codec: 'h264', ...(bitrate === undefined ? { quality } : { bitrate }) },
      audio: audio ? 'copy' : 'none',
      onProgress: bar?.update,
    });
    bar?.end();
    const notes = result.conversions.map((name) => ({ depth: 'converted to 8 bits', chroma: 'converted to 4:2:0', padding: 'padded to an even size', alpha: 'laid on black', matrix: 'RGB to YUV', tone: 'HDR to SDR' })[name]);
    if (result.damaged) notes.push(`${result.damaged} damaged packets passed over`);
    const size = result.bytes < 1e6 ? `${(result.bytes / 1e3).toFixed(1)} kB` : `${(result.bytes / 1e6).toFixed(1)} MB`;
    stderr.write(`${[`${result.frames} frames, ${result.width}x${result.height}, ${size}`, ...notes].join('; ')}\n`);
  } finally {
    bar?.end();
  }
  clip.close();
  await etalon.close();
}

const barWidth = 30;

/** A line that is written over. */
function progressBar() {
  let shown = false;
  return {
    update: (/** @type {Progress} */ { progress, fps, secondsLeft }) => {
      shown = true;
      const full = Math.round(progress * barWidth);
      const left = Number.isFinite(secondsLeft) ? `${clock(secondsLeft)} left` : '';
      const percent = `${Math.floor(progress * 100)}%`.padStart(4);
      stderr.write(`\r[${'#'.repeat(full)}${'.'.repeat(barWidth - full)}] ${percent} ${fps.toFixed(1)} fps ${left}\x1b[K`);
    },
    end: () => {
      if (shown) stderr.write('\r\x1b[K');
      shown = false;
    },
  };
}

/** @param {number} seconds */
function clock(seconds) {
  const whole = Math.ceil(seconds);
  const minutes = Math.floor(whole / 60);
  return `${minutes}:${String(whole % 60).padStart(2, '0')}`;
}
