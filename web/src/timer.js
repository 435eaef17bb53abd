// SPDX-License-Identifier: MIT

/** What a timer can hold; a longer time would be none. */
const longestMs = 2 ** 31 - 1;

/**
 * Calls back after a time, at most 24 days, which `Infinity` means too.
 *
 * @param {number} seconds
 * @param {() => void} work
 * @returns {any} what `clearTimeout()` takes
 * @example
 * clearTimeout(after(30, () => abort()));
 */
export const after = (seconds, work) => setTimeout(work, Math.min(seconds * 1000, longestMs));
