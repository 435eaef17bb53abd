// SPDX-License-Identifier: MIT
/** WebKitGTK: the engine runs, with threads and without, and gives the bytes that it gives in Node.js. */
import { expect, test } from '@playwright/test';
import { webKitPrograms } from '../tools/browsers.js';
import { serveShapes, shapesInNode, shapeURL } from './shape_site.js';
import { startWebKit } from './webdriver.js';

const programs = webKitPrograms();
if (!programs) console.warn('!! WebKitGTK WAS NOT TESTED: WebKitWebDriver, MiniBrowser or Xvfb is not installed');
test.skip(!programs, 'WebKitGTK, its driver or Xvfb is not installed');

for (const isolated of [true, false]) {
  test(`every shape of filter gives the same bytes as in Node.js, ${isolated ? 'isolated' : 'plain'}`, async () => {
    if (!programs) return;
    const info = test.info();
    const expected = await shapesInNode();
    const engines = isolated ? [{ threads: 2 }] : [{ threads: 0 }, { threads: 0, simd: false }];
    const site = await serveShapes(info.outputPath('site'), isolated);
    const browser = await startWebKit(programs, info.outputPath('webkit')).catch(async (error) => {
      await site.close();
      throw error;
    });
    try {
      await browser.open(shapeURL(site.url, engines));
      await expect.poll(() => browser.title(), { timeout: 200_000 }).toMatch(/done|failed/);
      const text = await browser.evaluate('document.body.textContent');
      expect(await browser.title(), text).toBe('done');
      expect(await browser.evaluate('navigator.userAgent')).toMatch(/AppleWebKit\/\d+.*Version\/[\d.]+.*Safari/);
      expect(await browser.evaluate('crossOriginIsolated')).toBe(isolated);
      /** @type {import('./shape_site.js').Result[]} */
      const results = JSON.parse(text);
      expect(results.map(({ build, threads }) => [build, threads])).toEqual(engines.map(({ threads }) => [threads ? 'threads' : 'single', threads]));
      for (const { hashes, threads, simd } of results) expect(hashes, `${threads} threads, SIMD ${simd}`).toEqual(expected);
    } finally {
      await browser.end();
      await site.close();
    }
  });
}
