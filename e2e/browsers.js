// SPDX-License-Identifier: MIT
/** How Playwright starts the browsers that tools/browsers.js finds. */
import { browserPath } from '../tools/browsers.js';

/** Root in a container has no sandbox; the rest keeps Chromium from calling home while frames are timed. */
const chromiumArgs = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

/**
 * Launch options of a browser; where none is installed, Playwright takes its own download.
 * @param {'chromium' | 'firefox'} name
 * @returns {import('@playwright/test').LaunchOptions}
 */
export function launchOptions(name) {
  const executablePath = browserPath(name);
  if (name === 'chromium') return { args: chromiumArgs, ...(executablePath ? { executablePath } : {}) };
  // A Firefox that Playwright did not build is driven by WebDriver BiDi.
  return executablePath ? { channel: 'moz-firefox', executablePath } : {};
}
