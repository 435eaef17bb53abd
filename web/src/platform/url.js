// SPDX-License-Identifier: MIT
import { EtalonError } from '../error.js';

/**
 * A URL that a caller gave.
 *
 * @param {string | URL} text
 * @param {string} [base]
 * @returns {URL}
 * @throws {EtalonError} ARGUMENT
 * @example
 * urlOf('clip.mp4', document.baseURI).href;
 */
export function urlOf(text, base) {
  try {
    return new URL(text, base);
  } catch (cause) {
    throw new EtalonError('ARGUMENT', `"${text}" is no URL`, { cause });
  }
}
