// SPDX-License-Identifier: MIT
import { colorNumbers } from './color.js';
import { checkChoice, EtalonError } from './error.js';
import { formatNames } from './generated/formats.js';
/** @import { Preview } from './playback.js' */
/** @import { ColorSpace } from './types.js' */

/**
 * A shape as the engine takes it: format, width, height, matrix, primaries, transfer, full range, siting.
 *
 * @param {{ format: string, width: number, height: number, colorSpace?: ColorSpace }} shape
 * @returns {number[]}
 * @throws {EtalonError} ARGUMENT
 * @example
 * shapeOf({ format: 'I420', width: 1920, height: 1080 });
 */
export function shapeOf({ format, width, height, colorSpace }) {
  const index = formatNames.indexOf(format);
  if (index < 0) throw new EtalonError('ARGUMENT', `format is one of ${formatNames.join(', ')}; ${String(format)} was given`);
  for (const [name, value] of Object.entries({ width, height })) {
    if (!Number.isInteger(value)) throw new EtalonError('ARGUMENT', `${name} is a whole number, ${String(value)} was given`);
  }
  return [index + 1, width, height, ...colorNumbers(colorSpace)];
}

/**
 * Whether a plan is wanted of a fast preview.
 *
 * @param {{ preview?: Preview }} [options]
 * @returns {boolean}
 * @throws {EtalonError} ARGUMENT
 * @example
 * isFast({ preview: 'fast' }); // true
 */
export function isFast({ preview = 'exact' } = {}) {
  checkChoice('preview', preview, ['fast', 'exact']);
  return preview === 'fast';
}
