// SPDX-License-Identifier: MIT
/** Every shape of filter gives the bytes in each browser that it gives in Node.js, for any number of threads. */
import { expect, test } from './fixture.js';
import { expectShapes, serveShapes, shapesInNode } from './shape_site.js';

test('every shape of filter gives the same bytes as in Node.js', async ({ page, browserName, isolated }, info) => {
  const expected = await shapesInNode();
  expect(new Set(Object.values(expected)).size).toBe(Object.keys(expected).length);
  const single = [{ threads: 0 }, { threads: 0, simd: false }];
  // A Firefox that is driven starts threads slowly, and sometimes not at all.
  const counts = browserName === 'chromium' ? [1, 2, 3, 8] : [2];
  const engines = isolated ? [...counts.map((threads) => ({ threads })), { threads: 2, simd: false }] : single;
  const site = await serveShapes(info.outputPath('site'), isolated);
  try {
    await expectShapes(page, site.url, engines, expected);
  } finally {
    await site.close();
  }
});
