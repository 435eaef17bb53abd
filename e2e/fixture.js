// SPDX-License-Identifier: MIT
/** What every browser test needs: the editor on the project's server, and clips to open. */
import { test as base } from '@playwright/test';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Editor } from './editor.js';

export { expect } from '@playwright/test';

/** The clone. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * A file of tests/fixtures.
 * @param {string} name
 */
export const clipFile = (name) => join(root, 'tests/fixtures', name);

/** A phone's 2160p60 H.264: rotated, full range, variable frame rate, 18 frames, AAC. */
export const portrait = clipFile('4k/portrait_4k60.mp4');

/** 720p60 H.264 with AAC, 122 frames. */
export const bunny = clipFile('cut/bbb_2s.mp4');

/**
 * Playwright's test, with `editor`: the page, opened, its engine running.
 * @type {import('@playwright/test').TestType<
 *   import('@playwright/test').PlaywrightTestArgs & import('@playwright/test').PlaywrightTestOptions & { editor: Editor },
 *   import('@playwright/test').PlaywrightWorkerArgs & import('@playwright/test').PlaywrightWorkerOptions & { isolated: boolean }>}
 */
export const test = base.extend({
  isolated: [false, { option: true, scope: 'worker' }],
  editor: async ({ page, isolated }, use) => {
    const editor = new Editor(page);
    await editor.start(isolated ? process.env.ETALON_E2E_ISOLATED : process.env.ETALON_E2E_PLAIN);
    await use(editor);
    editor.expectQuiet();
  },
});
