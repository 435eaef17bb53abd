// SPDX-License-Identifier: MIT
import { join } from 'node:path';
import { expect, portrait, root, test } from './fixture.js';

// The page without headers looks the same; a Firefox that Playwright did not build is always light.
test.skip(({ isolated }) => !isolated, 'looks the same as the isolated page');
for (const [width, height] of /** @type {const} */ ([[1280, 800], [390, 844]])) {
  for (const scheme of /** @type {const} */ (['dark', 'light'])) {
    const browsers = scheme === 'light' ? ['chromium', 'firefox'] : ['chromium'];
    test.describe(() => {
      test.skip(({ browserName }) => !browsers.includes(browserName), 'colours cannot be chosen');
      test(`screenshots at ${width} x ${height}, ${scheme}`, async ({ editor, isolated, browserName }) => {
        const { page } = editor;
        const file = (/** @type {string} */ what) => join(root, 'build/screenshots', `${browserName}-${isolated ? 'isolated' : 'plain'}-${width}x${height}-${scheme}-${what}.png`);
        await page.setViewportSize({ width, height });
        await page.emulateMedia({ colorScheme: scheme });
        await page.screenshot({ path: file('empty') });
        await page.getByRole('button', { name: 'Use the sample clip' }).click();
        await expect(page.locator('#editor')).toHaveAttribute('data-state', 'open');
        await editor.settled();
        await editor.addFilter('Adjust');
        await editor.slider('adjust', 'contrast').fill('1.25');
        await editor.seek(2);
        await page.evaluate(() => scrollTo(0, 0));
        await page.screenshot({ path: file('sample') });
        await page.getByRole('button', { name: 'Play' }).click();
        await expect.poll(async () => Number(await editor.canvas.getAttribute('data-timestamp'))).toBeGreaterThan(2.5);
        await page.screenshot({ path: file('playing') });
        if (await editor.canvas.getAttribute('data-playing') === 'true') await page.keyboard.press('Space');
        await editor.open(portrait);
        await page.locator('#facts').scrollIntoViewIfNeeded();
        await page.screenshot({ path: file('facts') });
        // Nothing is wider than the window.
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      });
    });
  }
}
