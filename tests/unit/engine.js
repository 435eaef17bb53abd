// SPDX-License-Identifier: MIT
/** The module under test, as built, and what every test asks of it. */
import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import { Etalon, EtalonError } from '../../web/dist/node.js';

export { Etalon, EtalonError };

/** Builds and thread counts that must give the same pixels. */
export const engines = [
  { build: 'single', threads: 0 },
  { build: 'threads', threads: 1 },
  { build: 'threads', threads: 2 },
  { build: 'threads', threads: 4 },
];

/** The most threads that tests lease; starting them takes time, so they decode a clip of each codec. */
export const mostThreads = { build: 'threads', threads: 8 };

/**
 * Packed planes of a frame, in a buffer that the next call reuses.
 *
 * @type {(frame: import('../../web/dist/node.js').Frame) => Uint8Array}
 */
export const packed = (() => {
  let buffer = new Uint8Array(0);
  return (frame) => {
    const size = frame.allocationSize();
    if (buffer.length < size) buffer = new Uint8Array(size);
    frame.copyToSync(buffer);
    return buffer.subarray(0, size);
  };
})();

/** md5 of the packed planes of one frame. */
export const frameMd5 = (frame) => createHash('md5').update(packed(frame)).digest('hex');

/**
 * md5 over the packed planes of all frames, as `ffmpeg -f md5` makes it.
 *
 * @param {import('../../web/dist/node.js').Clip} clip
 * @param {object} [options] of frames(), and `limit`, the most frames to take
 * @returns {Promise<{ md5: string, frames: number }>}
 */
export async function clipMd5(clip, { limit = Infinity, ...options } = {}) {
  const hash = createHash('md5');
  let frames = 0;
  for await (const frame of clip.frames(options)) {
    hash.update(packed(frame));
    frame.close();
    if (++frames === limit) break;
  }
  return { md5: hash.digest('hex'), frames };
}

/**
 * A file gives frames of this format, and all together these bytes.
 *
 * @param {Etalon} etalon
 * @param {string} path
 * @param {{ format: string, md5: string }} expected
 */
export async function expectPixels(etalon, path, { format, md5 }) {
  const clip = await etalon.open(path);
  try {
    const frame = await clip.frameAt(0);
    const found = { format: frame.format };
    frame.close();
    expect({ ...found, ...(await clipMd5(clip)) }).toMatchObject({ format, md5 });
  } finally {
    clip.close();
  }
}

/**
 * What is known of each frame of a clip.
 *
 * @param {import('../../web/dist/node.js').Clip} clip
 * @param {object} [options] of frames(), and `limit`
 */
export async function listFrames(clip, { limit = Infinity, ...options } = {}) {
  const list = [];
  for await (const frame of clip.frames(options)) {
    const { pts, timestamp, key, width, height } = frame;
    list.push({ pts, timestamp, key, width, height, md5: frameMd5(frame) });
    frame.close();
    if (list.length === limit) break;
  }
  return list;
}

/**
 * Fails unless the engine soon holds nothing: no clip, job, frame, buffer or thread is left behind.
 * `clip.close()` and `frame.close()` are messages to the worker, so it may take a moment.
 */
export async function expectIdle(etalon) {
  const held = async () => {
    const counters = Object.entries(await etalon.counters());
    return Object.fromEntries(counters.filter(([name, value]) => value !== 0 && !/heap|bytes|decoded/i.test(name)));
  };
  await expect.poll(held, { message: 'what the engine still holds', timeout: 5000 }).toEqual({});
}

/**
 * Fails unless no job, chain or frame is left behind, while clips are still open: the close of a clip would end them all.
 */
export async function expectNoWork(etalon) {
  const held = async () => (({ jobs, chains, frames }) => ({ jobs, chains, frames }))(await etalon.counters());
  await expect.poll(held, { message: 'what clips that are open still hold', timeout: 5000 }).toEqual({ jobs: 0, chains: 0, frames: 0 });
}

/**
 * The EtalonError that a promise rejects with; fails when it resolves or rejects with anything else.
 *
 * @param {Promise<unknown>} promise
 * @returns {Promise<EtalonError>}
 */
export async function failureOf(promise) {
  const error = await promise.then(
    (value) => expect.fail(`resolved with ${value} instead of an EtalonError`),
    (reason) => reason,
  );
  expect(error).toBeInstanceOf(EtalonError);
  expect(error.message).not.toBe('');
  return error;
}
