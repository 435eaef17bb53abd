// SPDX-License-Identifier: MIT
/** Curves through points, as controls ask for them: the same values that the filter applies to pixels. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Etalon, failureOf } from './engine.js';
import { temporaryFolder } from './temporary.js';

/** A clip of one frame whose 256 pixels have the grey 0 to 255. */
const ramp = join(temporaryFolder('curve'), 'ramp.mkv');

const lists = {
  straight: [0, 0, 1, 1],
  'an S': [0, 0, 0.25, 0.1, 0.75, 0.9, 1, 1],
  'in any order, ends flat': [0.8, 0.6, 0.2, 0.9, 0.5, 0.1],
  'one point': [0.5, 0.3, 0.5, 0.7],
};

describe.each([['single', 0], ['threads', 2]])('%s', (_, threads) => {
  let etalon;
  let clip;
  beforeAll(async () => {
    const grey = Buffer.from(Array.from({ length: 256 }, (_value, code) => code));
    execFileSync('ffmpeg', ['-v', 'error', '-y', '-f', 'rawvideo', '-pix_fmt', 'gbrp', '-s', '16x16', '-i', '-', '-c:v', 'ffv1', ramp], { input: Buffer.concat([grey, grey, grey]) });
    etalon = await Etalon.create({ threads });
    clip = await etalon.open(ramp);
  });
  afterAll(() => etalon.close());

  it.each(Object.entries(lists))('%s: the values are what becomes of each grey', async (_name, points) => {
    const values = await etalon.curve('curves', 'green', points, { samples: 256 });
    const frame = await clip.frameAt(0, { chain: [{ filter: 'curves', green: points }] });
    const { data, stride } = frame.plane(0);
    // Half a code for rounding, and what the engine's tables of curves are off by.
    for (let code = 0; code < 256; code++) expect(Math.abs(data[(code >> 4) * stride + (code & 15)] - 255 * values[code]), `grey ${code}`).toBeLessThan(0.501);
    frame.close();
  });

  it('has 257 values unless others are asked for', async () => {
    expect(await etalon.curve('curves', 'master', lists.straight)).toEqual(Float64Array.from({ length: 257 }, (_value, index) => index / 256));
    expect(await etalon.curve('curves', 'master', [0, 0, 0.5, 0.7, 1, 1], { samples: 3 })).toEqual(new Float64Array([0, 0.7, 1]));
  });

  it.each([
    [['curve', 'master', [0, 0, 1, 1]], /there is no filter "curve"/],
    [['temporal_blend', 'weights', [1, 2]], /filter "temporal_blend" has no curve weights; it has: none/],
    [['curves', 'alpha', [0, 0, 1, 1]], /no curve alpha; it has: master, red, green, blue/],
    [['curves', 'red', [0, 0]], /red of filter "curves" is a list of 4 to 128 numbers, 2 were given/],
    [['curves', 'red', [0, 0, 1, 2]], /red of filter "curves": 2 is not a number from 0 to 1/],
    [['curves', 'red', [0, 0, 1, 1, 1]], /curves: red has 5 numbers, which are not pairs of x and y/],
    [['curves', 'red', [0, 0, 1, 1], { samples: 1 }], /samples is a whole number from 2 to 65536, 1 was given/],
  ])('refuses %j', async (args, words) => {
    const error = await failureOf(etalon.curve(...args));
    expect(error.code).toBe('ARGUMENT');
    expect(error.message).toMatch(words);
  });
});
