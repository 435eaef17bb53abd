// SPDX-License-Identifier: MIT
/** Sources whose bytes are with the page: the engine's worker asks for them through a ring. */
import { EtalonError } from './error.js';
import { fillFrom, serve } from './ring.js';
/** @import { RingRequest } from './ring.js' */

/**
 * Bytes on the page's side.
 *
 * @typedef {object} Feed
 * @property {(start: number, end: number) => unknown} read bytes `start` to `end` - 1, or their promise
 * @property {boolean} endless its length is not known: no bytes mean the end
 */

/** @type {Map<number, Feed>} */
const feeds = new Map();
let lastFeed = 0;

/**
 * Keeps a feed until `closeFeed()`.
 *
 * @param {Feed} feed
 * @returns {number} its id
 * @example
 * const id = openFeed({ read: (start, end) => bytes.subarray(start, end), endless: false });
 */
export function openFeed(feed) {
  feeds.set(++lastFeed, feed);
  return lastFeed;
}

/**
 * Forgets a feed; what is asked of it afterwards fails.
 *
 * @param {number} id
 * @example
 * closeFeed(id);
 */
export function closeFeed(id) {
  feeds.delete(id);
}

/**
 * Answers a request of the engine's worker.
 *
 * @param {RingRequest & { feed: number }} request
 * @returns {Promise<void>}
 * @example
 * await serveFeed({ feed: 1, ring, control, slot: 0, position: 0, size: 1024 });
 */
export function serveFeed(request) {
  return serve(request, async (target) => {
    const feed = feeds.get(request.feed);
    if (!feed) throw new EtalonError('STATE', 'the source was closed');
    return fillFrom(target, request.position, feed.read, feed.endless);
  });
}
