// SPDX-License-Identifier: MIT
/** @import { FrameResults } from './generated/filters.js' */
/** @import { PackedResults } from './protocol.js' */

/**
 * What the chain's analyses found, by filter; a second entry of the same filter is under its name and `_2`.
 *
 * @param {PackedResults} found
 * @returns {FrameResults}
 * @example
 * nameResults(packed.results).histogram?.luma;
 */
export function nameResults(found) {
  /** @type {Record<string, PackedResults[number][1]>} */
  const results = {};
  for (const [name, arrays] of found) {
    let key = name;
    for (let number = 2; key in results; number++) key = `${name}_${number}`;
    results[key] = arrays;
  }
  return /** @type {FrameResults} */ (/** @type {unknown} */ (results));
}
