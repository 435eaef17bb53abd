// SPDX-License-Identifier: MIT
// Made by web/generate.js from the engine's own tables: change those, then run it again.

/**
 * What `EtalonError.code` can be.
 *
 * - ARGUMENT: An argument is outside what the function accepts.
 * - MEMORY: Memory for the request is not available.
 * - UNSUPPORTED: The input is valid, and this build cannot handle it.
 * - RANGE_UNSUPPORTED: The server does not answer range requests.
 * - DATA: The input is not a media file, or is too damaged to use.
 * - IO: Reading or writing failed.
 * - ABORTED: The caller stopped the work.
 * - STATE: The object is closed, or not in a state that allows the call.
 * - CRASHED: The engine's worker ended; the next call starts it again.
 *
 * @typedef {'ARGUMENT' | 'MEMORY' | 'UNSUPPORTED' | 'RANGE_UNSUPPORTED' | 'DATA' | 'IO' | 'ABORTED' | 'STATE' | 'CRASHED'} ErrorCode
 */

/**
 * The engine's numbers of the codes.
 *
 * @example
 * errorNumbers.IO; // what a host function returns to the engine when a read fails
 */
export const errorNumbers = { ARGUMENT: -1, MEMORY: -2, UNSUPPORTED: -3, RANGE_UNSUPPORTED: -4, DATA: -5, IO: -6, ABORTED: -7, STATE: -8 };
