// SPDX-License-Identifier: MIT
/** Every clip's decoded pixels are those of native ffmpeg, in both builds and for any number of threads. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clipMd5, engines, Etalon, expectIdle } from './engine.js';
import { byName, clips, FULL_SET_CLIPS, fullSet, setName } from './media.js';

/** Larger clips run once in each build, the threads build with 2 threads. */
const LARGE = 1920 * 1088;
const equal = new Set();

describe.each(engines)('$build build, $threads threads', ({ build, threads }) => {
  let etalon;
  beforeAll(async () => {
    etalon = await Etalon.create({ threads });
    expect(etalon.capabilities().build).toBe(build);
  });
  afterAll(() => etalon.close());

  const small = (clip) => clip.width * clip.height <= LARGE;
  const chosen = clips.filter((clip) => threads === 0 || threads === 2 || small(clip));
  it.each(byName(chosen))('%s', async (_, expected) => {
    const clip = await etalon.open(expected.path);
    try {
      const limit = expected.partial ? expected.frames : Infinity;
      expect(await clipMd5(clip, { limit })).toEqual({ md5: expected.md5, frames: expected.frames });
      if (threads === 0) equal.add(expected.sha256);
    } finally {
      clip.close();
    }
  });

  it('holds nothing afterwards', () => expectIdle(etalon));
});

it('covered the set', () => {
  console.log(`hash: ${equal.size} of ${clips.length} clips equal native ffmpeg; ${setName}`);
  expect(equal.size).toBe(clips.length);
  if (fullSet) expect(equal.size).toBeGreaterThanOrEqual(FULL_SET_CLIPS);
});
