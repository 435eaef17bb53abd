// SPDX-License-Identifier: MIT
/** Every clip's decoded pixels are those of native ffmpeg, in both builds and for any number of threads. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clipMd5, engines, Etalon, expectIdle, mostThreads } from './engine.js';
import { byName, clips, FULL_SET_CLIPS, fullSet, setName } from './media.js';

/** Larger clips run once in each build, the threads build with 2 threads. */
const LARGE = 1920 * 1088;
const equal = new Set();

const small = (clip) => clip.width * clip.height <= LARGE;

/** One of each codec, with work for all of eight threads. */
const ofEachCodec = clips.filter((clip, index) => {
  const fits = (each) => small(each) && each.frames >= 2 * mostThreads.threads;
  return fits(clip) && clips.findIndex((each) => each.codec === clip.codec && fits(each)) === index;
});

describe.each([...engines, mostThreads])('$build build, $threads threads', ({ build, threads }) => {
  let etalon;
  beforeAll(async () => {
    etalon = await Etalon.create({ threads });
    expect(etalon.capabilities().build).toBe(build);
  });
  afterAll(() => etalon.close());

  const chosen = threads === mostThreads.threads ? ofEachCodec : clips.filter((clip) => threads === 0 || threads === 2 || small(clip));
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
  expect(new Set(ofEachCodec.map(({ codec }) => codec))).toEqual(new Set(clips.map(({ codec }) => codec)));
  if (fullSet) expect(equal.size).toBeGreaterThanOrEqual(FULL_SET_CLIPS);
});
