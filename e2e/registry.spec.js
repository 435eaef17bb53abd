// SPDX-License-Identifier: MIT
/**
 * Every filter of the registry, with the settings of its example, gives the bytes in each browser that it gives in
 * Node.js, at 8 and at 10 bits. All of them run on one page.
 */
import { parseSettings } from '../web/src/chain.js';
import { filters } from '../web/src/generated/filters.js';
import { expect, test } from './fixture.js';
import { expectShapes, serveShapes, shapesInNode } from './shape_site.js';

const nothing = 'nothing';

/** @type {import('./shape_hashes.js').Cases} */
const cases = {
  clips: ['conf/cros-codecs/bear.h265', 'conf/av1/10-bit/data/00000671.ivf'],
  frames: 2,
  ahead: 0.1,
  chains: [
    { shape: nothing, chain: [] },
    ...filters.map(({ name, example, inputs }) => ({
      shape: name, chain: [parseSettings(example ? `${name}=${example}` : name)], second: inputs === 2,
    })),
  ],
};

test('every filter gives the same bytes as in Node.js', async ({ page, isolated }, info) => {
  const expected = await shapesInNode(cases);
  // An example shows something: on one of the clips at least, frames or results are not those of no filter.
  const idle = filters.filter(({ name }) => cases.clips.every((clip) => expected[`${name}, ${clip}`] === expected[`${nothing}, ${clip}`]));
  expect(idle.map(({ name }) => name)).toEqual([]);
  expect(Object.keys(expected)).toHaveLength(cases.clips.length * cases.chains.length);
  const engines = isolated ? [{ threads: 2 }] : [{ threads: 0 }, { threads: 0, simd: false }];
  const site = await serveShapes(info.outputPath('site'), isolated, cases);
  try {
    await expectShapes(page, site.url, engines, expected);
  } finally {
    await site.close();
  }
});
