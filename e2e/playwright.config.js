// SPDX-License-Identifier: MIT
/**
 * Browsers: Chromium and Firefox, each on an isolated page (threads) and on one without headers. The project
 * `package` tests the packed npm module, `webkitgtk` a browser that Playwright does not drive.
 *
 * Two files run at a time; tests that are timed, tagged `@alone`, want the machine for themselves, which
 * `npm test -- e2e` gives them: a run of their own with `--workers=1`.
 */
import { defineConfig } from '@playwright/test';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launchOptions } from './browsers.js';

const here = fileURLToPath(new URL('.', import.meta.url));

/** @param {'chromium' | 'firefox'} browserName @param {boolean} isolated */
const project = (browserName, isolated) => ({
  name: `${browserName}-${isolated ? 'isolated' : 'plain'}`,
  testIgnore: ['package.spec.js', 'webkit.spec.js'],
  use: { browserName, isolated, launchOptions: launchOptions(browserName) },
});

export default defineConfig({
  testDir: here,
  outputDir: join(here, '../build/e2e'),
  globalSetup: './servers.js',
  workers: 2,
  timeout: 240_000,
  expect: { timeout: 30_000 },
  use: { viewport: { width: 1280, height: 800 }, deviceScaleFactor: 1, colorScheme: 'dark', screenshot: 'only-on-failure' },
  projects: [
    project('chromium', true),
    project('chromium', false),
    project('firefox', true),
    project('firefox', false),
    { name: 'package', testMatch: 'package.spec.js', use: { browserName: 'chromium', launchOptions: launchOptions('chromium') } },
    { name: 'webkitgtk', testMatch: 'webkit.spec.js' },
  ],
});
