// SPDX-License-Identifier: MIT
/** @import { Requests } from './protocol.js' */

/** @typedef {{ type: keyof Requests, args: object }} Undo */

/** @type {{ [K in keyof Requests]?: (value: any) => Undo }} */
const undo = {
  open: ({ clip }) => ({ type: 'close-clip', args: { clip } }),
  'frames-open': (job) => ({ type: 'frames-close', args: { job } }),
  'thumbnails-open': (job) => ({ type: 'frames-close', args: { job } }),
  'transform-open': (job) => ({ type: 'transform-close', args: { job } }),
  'samples-open': (job) => ({ type: 'samples-close', args: { job } }),
  'play-open': ({ play }) => ({ type: 'play-close', args: { id: play } }),
  'sound-open': (id) => ({ type: 'sound-close', args: { id } }),
};

/**
 * The request that closes what an answer holds, when it came after its request was aborted.
 *
 * @param {keyof Requests} type of the request
 * @param {any} value of the answer
 * @returns {Undo | undefined}
 * @example
 * undoing('frames-open', 7); // { type: 'frames-close', args: { job: 7 } }
 */
export const undoing = (type, value) => undo[type]?.(value);
