// SPDX-License-Identifier: MIT
import { findFilter } from './chain.js';
import { EtalonError } from './error.js';
import { filters } from './generated/filters.js';
import { packList } from './values.js';

/** Most values that a curve is asked for. */
const mostSamples = 65536;

/**
 * What the engine is to compute of a curve: filter and parameter as indexes, points, how many values.
 * @typedef {{ filter: number, param: number, points: number[], samples: number }} PackedCurve
 */

/**
 * Checks a curve that is asked for.
 *
 * @param {string} filter
 * @param {string} key
 * @param {unknown} points
 * @param {unknown} samples
 * @returns {PackedCurve}
 * @throws {EtalonError} ARGUMENT
 * @example
 * packCurve('curves', 'master', [0, 0, 1, 1], 2); // { filter: 3, param: 0, points: [0, 0, 1, 1], samples: 2 }
 */
export function packCurve(filter, key, points, samples) {
  const descriptor = findFilter(filter);
  const param = descriptor.params.findIndex((candidate) => candidate.key === key && candidate.curve);
  if (param < 0) {
    const known = descriptor.params.filter((candidate) => candidate.curve).map((candidate) => candidate.key).join(', ') || 'none';
    throw new EtalonError('ARGUMENT', `filter "${descriptor.name}" has no curve ${String(key)}; it has: ${known}`);
  }
  if (typeof samples !== 'number' || !Number.isInteger(samples) || samples < 2 || samples > mostSamples) {
    throw new EtalonError('ARGUMENT', `samples is a whole number from 2 to ${mostSamples}, ${String(samples)} was given`);
  }
  return { filter: filters.indexOf(descriptor), param, points: packList(`${key} of filter "${descriptor.name}"`, descriptor.params[param], points), samples };
}
