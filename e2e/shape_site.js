// SPDX-License-Identifier: MIT
/** A site whose page prints hashes of what chains make of clips, for any browser; and what Node.js says they must be. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { FRAMES, PAIR_OFFSET, pairs, shapeClips, shapes } from '../tests/unit/shapes.js';
import { serve } from '../tools/serve.js';
import { clipFile, expect, root } from './fixture.js';

/** What one engine gave. @typedef {{ build: string, threads: number, simd: boolean, hashes: Record<string, string> }} Result */

/** Every shape of filter. @type {import('./shape_hashes.js').Cases} */
const shapeCases = {
  clips: shapeClips,
  frames: FRAMES,
  ahead: PAIR_OFFSET,
  chains: [...shapes, ...pairs.filter(({ inner }) => inner).map((pair) => ({ ...pair, second: true }))],
};

/**
 * Serves the site.
 * @param {string} folder that it is made in
 * @param {boolean} isolated
 * @param {import('./shape_hashes.js').Cases} [cases] default: every shape of filter
 */
export async function serveShapes(folder, isolated, cases = shapeCases) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  cpSync(join(root, 'build/page/etalon'), join(folder, 'etalon'), { recursive: true });
  for (const file of ['e2e/shape_page.js', 'e2e/shape_hashes.js']) cpSync(join(root, file), join(folder, file.split('/').at(-1) ?? ''));
  writeFileSync(join(folder, 'cases.json'), JSON.stringify(cases));
  for (const name of cases.clips) {
    mkdirSync(dirname(join(folder, 'clips', name)), { recursive: true });
    cpSync(clipFile(name), join(folder, 'clips', name));
  }
  writeFileSync(join(folder, 'index.html'), '<!doctype html><html lang="en"><head><meta charset="utf-8"><link rel="icon" href="data:,">' +
    '<title>at work</title></head><body><script type="module" src="shape_page.js"></script></body></html>\n');
  return serve({ folder, port: 0, isolated });
}

/**
 * What a site's page gives on each engine: it has to be what Node.js gives.
 * @param {import('@playwright/test').Page} page
 * @param {string} url of the site
 * @param {{ threads: number, simd?: boolean }[]} engines options of Etalon.create()
 * @param {Record<string, string>} expected of shapesInNode()
 */
export async function expectShapes(page, url, engines, expected) {
  await page.goto(shapeURL(url, engines));
  await expect(page).toHaveTitle(/done|failed/, { timeout: 200_000 });
  expectResults(await page.title(), await page.locator('body').innerText(), engines, expected);
}

/**
 * A page that has ended is done, and gave on each engine what Node.js gives.
 * @param {string} title
 * @param {string} text of its body
 * @param {{ threads: number, simd?: boolean }[]} engines
 * @param {Record<string, string>} expected
 */
export function expectResults(title, text, engines, expected) {
  expect(title, text).toBe('done');
  /** @type {Result[]} */
  const results = JSON.parse(text);
  expect(results.map(({ build, threads }) => [build, threads])).toEqual(engines.map(({ threads }) => [threads ? 'threads' : 'single', threads]));
  for (const { hashes, threads, simd } of results) expect(hashes, `${threads} threads, SIMD ${simd}`).toEqual(expected);
}

/** The page's address for these engines. @param {string} url @param {object[]} engines options of Etalon.create() */
export const shapeURL = (url, engines) => `${url}?${encodeURIComponent(JSON.stringify(engines))}`;

/**
 * What Node.js computes, with the build without threads; once for all browsers.
 * @param {import('./shape_hashes.js').Cases} [cases]
 * @returns {Promise<Record<string, string>>}
 */
export async function shapesInNode(cases = shapeCases) {
  const question = JSON.stringify({ shapes: cases });
  const answer = join(process.env.ETALON_E2E_ANSWERS ?? '', `${createHash('md5').update(question).digest('hex')}.json`);
  if (!existsSync(answer)) {
    const { stdout } = await promisify(execFile)(process.execPath, [join(root, 'e2e/reference.js'), question], { maxBuffer: 1 << 24 });
    // Another worker may ask the same at this moment.
    writeFileSync(`${answer}.${process.pid}`, stdout);
    renameSync(`${answer}.${process.pid}`, answer);
  }
  return JSON.parse(readFileSync(answer, 'utf8'));
}
