// SPDX-License-Identifier: MIT
import { EtalonError } from './error.js';
import { nameRendered } from './info.js';
/** @import { Client } from './client.js' */
/** @import { Requests } from './protocol.js' */
/** @import { Thumbnail, ThumbnailOptions } from './types.js' */

const most = 10_000;

/**
 * The times that thumbnails are asked for, in rising order.
 *
 * @param {ThumbnailOptions} options
 * @param {{ start: number, duration: number }} video seconds
 * @returns {number[]} seconds
 * @throws {EtalonError} ARGUMENT
 * @example
 * thumbnailTimes({ count: 2 }, { start: 0, duration: 8 }); // [2, 6]
 */
export function thumbnailTimes({ times, count }, { start, duration }) {
  if ((times === undefined) === (count === undefined)) throw new EtalonError('ARGUMENT', 'thumbnails take either times or count');
  if (times !== undefined) {
    const refuse = (/** @type {unknown} */ what) =>
      new EtalonError('ARGUMENT', `times is a list of at most ${most} numbers of seconds, ${String(what)} was given`);
    if (!Array.isArray(times)) throw refuse(times);
    if (times.length > most) throw refuse(times.length);
    // Not find(): a hole of the list is undefined, as is what is not found.
    const wrong = times.findIndex((time) => !Number.isFinite(time));
    if (wrong >= 0) throw refuse(times[wrong]);
    return [...times].sort((a, b) => a - b);
  }
  if (!Number.isInteger(count) || Number(count) < 1 || Number(count) > most) {
    throw new EtalonError('ARGUMENT', `count is a whole number from 1 to ${most}, ${String(count)} was given`);
  }
  if (!(duration > 0)) throw new EtalonError('ARGUMENT', 'the clip does not say how long it is: give times instead of count');
  return Array.from({ length: Number(count) }, (_, index) => start + (duration * (index + 0.5)) / Number(count));
}

/**
 * Thumbnails one by one. Leaving the loop frees the decoder.
 *
 * @param {Client} client
 * @param {() => Promise<Requests['thumbnails-open']['args']>} open arguments, once the clip is ready
 * @param {{ width?: number, height?: number, signal?: AbortSignal }} options
 * @returns {AsyncGenerator<Thumbnail, void, undefined>}
 * @throws {EtalonError} as clip.frameAt()
 * @example
 * for await (const { data, width, height } of thumbnails(client, open, { width: 160 })) draw(data, width, height);
 */
export async function* thumbnails(client, open, { width, height, signal }) {
  const args = await open();
  const { generation } = client;
  const job = await client.request('thumbnails-open', args, { signal, generation });
  try {
    for (;;) {
      const picture = await client.request('thumbnails-next', { job, width, height }, { signal, generation });
      if (!picture) return;
      yield { ...nameRendered(picture), exact: false };
    }
  } finally {
    if (!client.closed) await client.request('frames-close', { job }, { generation }).catch(() => {});
  }
}
