// SPDX-License-Identifier: MIT
import { EtalonError } from './error.js';
import { sideMost } from './generated/formats.js';
/** @import { SizeOptions } from './types.js' */

/**
 * Checks the size of a picture that is asked for.
 *
 * @param {SizeOptions} size
 * @throws {EtalonError} ARGUMENT
 * @example
 * checkSize({ width: 1280 });
 */
export function checkSize({ width, height }) {
  for (const [name, value] of Object.entries({ width, height })) {
    if (value === undefined || (Number.isInteger(value) && value >= 1 && value <= sideMost)) continue;
    throw new EtalonError('ARGUMENT', `${name} is a whole number from 1 to ${sideMost}, ${String(value)} was given`);
  }
}
