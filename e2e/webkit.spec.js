// SPDX-License-Identifier: MIT
/** WebKitGTK: the engine runs, with threads and without, and gives the bytes that it gives in Node.js. */
import { expect, test } from '@playwright/test';
import { webKitPrograms } from '../tools/browsers.js';
import { expectResults, serveShapes, shapesInNode, shapeURL } from './shape_site.js';
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
      expectResults(await browser.title(), await browser.evaluate('document.body.textContent'), engines, expected);
      expect(await browser.evaluate('navigator.userAgent')).toMatch(/AppleWebKit\/\d+.*Version\/[\d.]+.*Safari/);
      expect(await browser.evaluate('crossOriginIsolated')).toBe(isolated);
    } finally {
      await browser.end();
      await site.close();
    }
  });
}
