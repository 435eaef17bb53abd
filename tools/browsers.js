// SPDX-License-Identifier: MIT
/** Browsers for tests: those installed, else Playwright's own where they can be downloaded, else apt's. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { hasApt, installPackages } from './apt.js';
import { which } from './find.js';
import { tool } from './packages.js';
import { say, step, StepError, warn } from './step.js';

const DOWNLOAD_LIMIT_S = 240;

/** @typedef {'chromium' | 'firefox'} BrowserName */
const known = {
  chromium: {
    programs: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'],
    package: 'chromium',
  },
  firefox: {
    programs: ['firefox-esr', 'firefox', '/Applications/Firefox.app/Contents/MacOS/firefox'],
    package: 'firefox-esr',
  },
};

/**
 * An installed browser; e2e/browsers.js launches it.
 * @param {BrowserName} name
 * @returns {string | undefined} its path; undefined where only Playwright's own, or none, is here
 */
export const browserPath = (name) => which(...known[name].programs);

/** Makes sure that each browser can be launched. @param {BrowserName[]} [names] */
export async function installBrowsers(names = ['chromium', 'firefox']) {
  for (const name of names) {
    const isHere = () => browserPath(name) ?? hasPlaywrightsOwn(name);
    if (!isHere()) await downloadPlaywrightsOwn(name);
    if (!isHere() && hasApt()) await installPackages(`Browser ${name}`, [known[name].package]);
    if (!isHere()) throw new StepError(`No ${name} for the tests in a browser`, `Install it so that it is on PATH, or run "npx playwright install ${name}".`);
    console.log(`- ${name}: ${browserPath(name) ?? 'Playwright\'s own build'}`);
  }
}

/**
 * WebKitGTK's small browser, its driver, and the virtual display that they need.
 * @returns {{ browser: string, driver: string, display: string } | undefined} undefined where one is missing
 */
export function webKitPrograms() {
  const driver = which('WebKitWebDriver');
  const display = which('Xvfb');
  const folders = ['/usr/lib', '/usr/lib64', '/usr/libexec'].filter((folder) => existsSync(folder));
  const browser = folders
    .flatMap((folder) => [folder, ...readdirSync(folder).map((name) => join(folder, name))])
    .map((folder) => join(folder, 'webkit2gtk-4.1/MiniBrowser'))
    .find((file) => existsSync(file) && statSync(file).isFile());
  return driver && display && browser ? { browser, driver, display } : undefined;
}

/** Installs WebKitGTK where apt has it; elsewhere its tests are left out, and say so. */
export async function installWebKit() {
  if (!webKitPrograms() && hasApt()) await installPackages('WebKitGTK', ['webkit2gtk-driver', 'xvfb']);
  const programs = webKitPrograms();
  if (programs) console.log(`- webkitgtk: ${programs.browser}`);
  else warn('WebKitGTK, WebKitWebDriver or Xvfb is not here: its tests are left out');
}

/** @param {BrowserName} name */
function hasPlaywrightsOwn(name) {
  const folder = playwrightFolder();
  return existsSync(folder) && readdirSync(folder).some((entry) => entry.startsWith(`${name}-`));
}

function playwrightFolder() {
  if (process.env.PLAYWRIGHT_BROWSERS_PATH) return process.env.PLAYWRIGHT_BROWSERS_PATH;
  if (process.platform === 'darwin') return join(homedir(), 'Library/Caches/ms-playwright');
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'ms-playwright');
}

/** @param {BrowserName} name */
async function downloadPlaywrightsOwn(name) {
  await step(`Playwright's own ${name}`, {}, async (log) => {
    const { code } = await log.run('timeout', [String(DOWNLOAD_LIMIT_S), tool('playwright'), 'install', name], {
      doing: 'playwright install', mayFail: true, env: { PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '', PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: '10000' },
    });
    if (code !== 0) say('it cannot be downloaded here');
  });
}
