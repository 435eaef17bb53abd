// SPDX-License-Identifier: MIT
import { conversionNames } from './color.js';
import { EtalonError } from './error.js';
/** @import { PackedExport, PackedResult } from './protocol.js' */
/** @import { ExportOptions, ExportResult } from './types.js' */

/**
 * Checks how an export is to be encoded and packs it for the engine.
 *
 * @param {ExportOptions} options
 * @returns {Pick<PackedExport, 'rateControl' | 'quantizer' | 'bitrate' | 'keyInterval' | 'copyAudio' | 'strict'>}
 * @throws {EtalonError} ARGUMENT, naming the option, the value and the range
 * @example
 * packExport({ video: { bitrate: 8e6 } }).rateControl; // 1
 */
export function packExport({ video = {}, audio = 'copy', strict = false }) {
  const { codec = 'h264', quality, bitrate, keyInterval = 2 } = video;
  oneOf('video.codec', codec, ['h264']);
  oneOf('audio', audio, ['copy', 'none']);
  if (quality !== undefined && bitrate !== undefined) {
    throw new EtalonError('ARGUMENT', 'video.quality and video.bitrate exclude each other: give one');
  }
  inRange('video.quality', quality ?? 23, 12, 51, true);
  inRange('video.bitrate (bits per second)', bitrate ?? 1e6, 1e4, 1e9, false);
  inRange('video.keyInterval (seconds)', keyInterval, 0.1, 60, false);
  return {
    rateControl: bitrate === undefined ? 0 : 1,
    quantizer: quality ?? 23,
    bitrate: Math.round(bitrate ?? 0),
    keyInterval,
    copyAudio: audio === 'copy',
    strict: Boolean(strict),
  };
}

/**
 * Names what an export did.
 *
 * @param {PackedResult} result
 * @param {() => Promise<void>} discard removes the output
 * @returns {ExportResult}
 * @example
 * nameResult(reply, async () => {}).conversions; // ['depth']
 */
export function nameResult(result, discard) {
  return { ...result, discard, conversions: conversionNames(result.conversions) };
}

/** @param {string} name @param {unknown} value @param {string[]} allowed */
function oneOf(name, value, allowed) {
  if (allowed.includes(/** @type {string} */ (value))) return;
  throw new EtalonError('ARGUMENT', `${name} is one of ${allowed.join(', ')}; ${String(value)} was given`);
}

/** @param {string} name @param {unknown} value @param {number} low @param {number} high @param {boolean} whole */
function inRange(name, value, low, high, whole) {
  if (typeof value === 'number' && value >= low && value <= high && (!whole || Number.isInteger(value))) return;
  throw new EtalonError('ARGUMENT', `${name}: ${String(value)} is not a ${whole ? 'whole ' : ''}number from ${low} to ${high}`);
}
