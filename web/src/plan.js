// SPDX-License-Identifier: MIT
import { colorNumbers } from './color.js';
import { EtalonError } from './error.js';
import { formatNames } from './generated/formats.js';
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
