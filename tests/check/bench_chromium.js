// SPDX-License-Identifier: MIT
/** A page in Chromium whose CPU time can be told: that of all of the browser's processes. Linux only: /proc says it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { chromium } from 'playwright';
import { launchOptions } from '../../e2e/browsers.js';
import { serve } from '../../tools/serve.js';

/** The kernel's clock ticks are 100 a second on every Linux that has a Chromium. */
const US_PER_TICK = 10_000;

/**
 * Opens an isolated page with a file in its only input.
 * @template T
 * @param {string} folder what is served
 * @param {string} file
 * @param {(parts: { page: import('playwright').Page, url: string, cpu: () => number }) => Promise<T>} work cpu: microseconds since the
 *   browser was started
 * @returns {Promise<T | { absent: string }>}
 */
export async function inChromium(folder, file, work) {
  if (!existsSync('/proc/self/stat')) return { absent: 'no /proc, which tells the CPU times of a browser' };
  const site = await serve({ folder, port: 0 });
  const server = await chromium.launchServer(launchOptions('chromium'));
  const browser = await chromium.connect(server.wsEndpoint());
  try {
    const page = await browser.newPage();
    await page.goto(`${site.url}nothing`); // what says that there is nothing is an isolated page too
    await page.setContent('<input type="file">');
    await page.setInputFiles('input', file);
    return await work({ page, url: site.url, cpu: () => ticksOf(Number(server.process().pid)) * US_PER_TICK });
  } finally {
    await browser.close();
    await server.close();
    await site.close();
  }
}

/** User and system time of a process and of all that it started. @param {number} top its number */
function ticksOf(top) {
  /** @type {Map<number, { parent: number, ticks: number }>} */
  const processes = new Map();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      // The name in brackets may hold spaces; state, parent and times follow it.
      const fields = readFileSync(`/proc/${name}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ').map(Number);
      processes.set(Number(name), { parent: fields[1], ticks: fields[11] + fields[12] });
    } catch {
      // It has ended since.
    }
  }
  const belongs = (/** @type {number | undefined} */ number) => {
    while (number && number !== top) number = processes.get(number)?.parent;
    return number === top;
  };
  return [...processes].reduce((sum, [number, { ticks }]) => sum + (belongs(number) ? ticks : 0), 0);
}
