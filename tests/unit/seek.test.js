// SPDX-License-Identifier: MIT
/**
 * `frameAt()` gives the very frame that decoding from the start gives. Per clip 20 moments that a seed
 * fixes, as far as 60 decoded frames of 2160p in all allow; `npm run soak` (ETALON_SOAK=1) asks for 200 moments of as
 * many more decoded frames: without a limit large clips with one key frame alone would take hours.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Etalon, expectIdle, frameMd5, listFrames } from './engine.js';
import { area4k, byName, clips } from './media.js';
import { seeded } from './random.js';

const soak = Boolean(process.env.ETALON_SOAK);
const SEEKS = soak ? 200 : 20;
/** Decoded frames of 2160p, for listing and for seeking. */
const BUDGET_LIST = soak ? 60 : 30;
const BUDGET_SEEKS = soak ? 60 : 30;

describe.each([
  { name: 'single build', threads: 0, select: (clip) => area4k(clip) < 0.5 },
  { name: 'threads build', threads: 2, select: () => true },
])('$name', ({ threads, select }) => {
  let etalon;
  beforeAll(async () => {
    etalon = await Etalon.create({ threads });
  });
  afterAll(() => etalon.close());

  it.each(byName(clips.filter(select)))('%s', async (_, media) => {
    const clip = await etalon.open(media.path);
    try {
      const limit = Math.max(2, Math.floor(BUDGET_LIST / area4k(media)));
      const frames = await listFrames(clip, { limit: Math.min(limit, media.frames) });
      expectRising(frames);
      const whole = frames.length === media.frames && !media.partial;
      for (const { moment, index } of moments(media, frames, whole)) {
        const frame = await clip.frameAt(moment);
        const found = { pts: frame.pts, md5: frameMd5(frame) };
        frame.close();
        const { pts, md5 } = frames[index];
        expect(found, `frame ${index}, asked for as ${JSON.stringify(moment)}`).toEqual({ pts, md5 });
      }
    } finally {
      clip.close();
    }
  });

  it('holds nothing afterwards', () => expectIdle(etalon));
});

function expectRising(frames) {
  const falling = frames.findIndex(({ pts }, index) => index > 0 && pts <= frames[index - 1].pts);
  expect(falling, 'first frame whose pts is not above that of the one before').toBe(-1);
}

/** Moments to ask for and the frame that each must give, until the budget is used up. */
function moments(media, frames, whole) {
  const next = seeded(Number.parseInt(media.sha256.slice(0, 8), 16));
  const list = [{ moment: frames[0].timestamp - 1, index: 0 }];
  if (whole) list.push({ moment: frames.at(-1).timestamp + 1000, index: frames.length - 1 });
  while (list.length < SEEKS) {
    const index = Math.floor(next() * frames.length);
    list.push({ moment: momentOf(frames, index, list.length % 3), index });
  }
  let left = BUDGET_SEEKS;
  return list.filter(({ index }) => {
    const cost = framesToDecode(frames, index) * area4k(media);
    if (cost > left) return false;
    left -= cost;
    return true;
  });
}

/** A frame can be named by its time, its exact pts, or a time until the next one. */
function momentOf(frames, index, way) {
  const { pts, timestamp } = frames[index];
  const after = frames[index + 1];
  if (way === 1) return { pts };
  if (way === 2 && after && after.pts - pts >= 2) return (timestamp + after.timestamp) / 2;
  return timestamp;
}

/** From the key frame before it, where decoding begins. */
function framesToDecode(frames, index) {
  let start = index;
  while (start > 0 && !frames[start].key) start--;
  return index - start + 1;
}
