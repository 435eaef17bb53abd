// SPDX-License-Identifier: MIT
/**
 * Playing as a page does it, as fast as it goes: each frame is decoded by the worker's player jobs, filtered and
 * painted for a canvas of 1920 x 1080. Runs in Node.js (bench_play.js) and in Chromium (bench_browser.js).
 */

/** Frames before the measured ones, and the last of these. */
export const FIRST = 12;
export const LAST = 60;

/**
 * @param {any} etalon
 * @param {any} source
 * @param {'wasm' | 'browser'} decoder
 * @returns {Promise<{ decoder: 'wasm' | 'browser', why: string, take: (frames: number, paint?: boolean) => Promise<void> }>} the
 *   decoder that was taken, why, and a function that decodes and paints the next frames
 */
export async function openPlay(etalon, source, decoder) {
  const clip = await etalon.open(source);
  const { client, clip: id, generation } = await clip.connect();
  const ask = (/** @type {any} */ type, /** @type {any} */ args) => client.request(type, args, { generation });
  const { play, decoder: taken, why } = await ask('play-open', { clip: id, from: 0, sequence: [], decoder, exact: false });
  await ask('play-chain', { clip: id, play, chain: [] });
  /** @type {Promise<any>} */
  let next = ask('play-next', { play });
  return {
    decoder: taken,
    why,
    async take(frames, paint = true) {
      for (let i = 0; i < frames; i++) {
        const decoded = await next;
        if (!decoded) throw new Error('The clip is shorter than what is measured');
        if (decoded.decoder !== taken) throw new Error(`The decoder gave up: ${decoded.why}`);
        next = ask('play-next', { play });
        const { frame } = decoded;
        if (paint) await ask('play-render', { play, frame, width: 1920, height: 1080 });
        else client.notify({ notice: 'frame-close', frame }, generation);
      }
    },
  };
}
