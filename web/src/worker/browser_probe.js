// SPDX-License-Identifier: MIT
import { BrowserDecoder } from './browser_decoder.js';
/** @import { Parts } from './browser_decoder.js' */

/**
 * Opens the browser's decoder for a clip, after it has decoded the first key frame and given the very samples that our own
 * decoder gives.
 *
 * @param {Parts} parts
 * @param {AbortSignal} signal
 * @returns {Promise<{ browser: BrowserDecoder | undefined, why: string }>}
 */
export async function openBrowserDecoder(parts, signal) {
  const { engine, clip, from } = parts;
  if (typeof VideoDecoder === 'undefined') return { browser: undefined, why: 'this browser has no VideoDecoder here' };
  let browser;
  try {
    browser = new BrowserDecoder(parts, engine.call('job_packets', clip.id, from));
    if (await givesOurs(browser, parts, signal)) return { browser, why: 'the browser\'s decoder gave the very samples of ours' };
    await browser.close();
    return { browser: undefined, why: 'the browser\'s decoder gives other samples than ours' };
  } catch (error) {
    await browser?.close();
    signal.throwIfAborted();
    return { browser: undefined, why: `the browser's decoder cannot be used: ${/** @type {Error} */ (error).message}` };
  }
}

/**
 * Whether both decoders give the same samples of the first key frame. The browser's then begins again.
 *
 * @param {BrowserDecoder} browser
 * @param {Parts} parts
 * @param {AbortSignal} signal
 */
async function givesOurs(browser, { engine, clips, jobs, clip }, signal) {
  const stream = await jobs.openPlay({ clip: clip.id, chain: [], from: await browser.begin(signal) }, signal);
  try {
    const ours = await jobs.nextOf(stream, signal, (job) => engine.call('job_take_frame', job));
    if (!ours) throw new Error('our own decoder gives no frame');
    try {
      const theirs = await browser.first(ours, signal);
      try {
        if (!engine.call('frame_same', ours, theirs)) return false;
      } finally {
        engine.call('frame_close', theirs);
      }
    } finally {
      engine.call('frame_close', ours);
    }
  } finally {
    await jobs.closeStream(stream);
  }
  clips.enter(signal);
  browser.jump(-Infinity);
  return true;
}
