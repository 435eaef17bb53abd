// SPDX-License-Identifier: MIT
/**
 * Playing in Chromium, by our decoder or by the browser's, or, with `webcodecs`, the browser's decoder without any
 * painting: its frames are copied into memory.
 *
 *     node bench_browser.js CLIP THREADS wasm|browser|webcodecs      prints {"usPerFrame":...,"wallUsPerFrame":...}, or {"absent":"why"}
 */
import { join } from 'node:path';
import { root } from '../../tools/paths.js';
import { inChromium } from './bench_chromium.js';
import { FIRST, LAST } from './bench_player.js';

const [, , file = '', threads = '1', mode = 'wasm'] = process.argv;
const decoder = mode === 'wasm' ? 'wasm' : 'browser';

const measured = await inChromium(join(root, 'web/dist'), file, async ({ page, url, cpu }) => {
  await page.route('**/bench_player.js', (route) => route.fulfill({ path: join(root, 'tests/check/bench_player.js'), contentType: 'text/javascript' }));
  const opened = await page.evaluate(async (wish) => {
    const [{ Etalon }, { openPlay }] = await Promise.all(['index.js', 'bench_player.js'].map((name) => import(wish.url + name)));
    const etalon = await Etalon.create({ threads: wish.threads });
    const play = await openPlay(etalon, /** @type {any} */ (globalThis).document.querySelector('input').files[0], wish.decoder);
    Object.assign(globalThis, { play });
    return { decoder: play.decoder, why: play.why };
  }, { url, decoder, threads: Number(threads) > 1 ? Number(threads) : 0 });
  if (opened.decoder !== decoder) return { absent: opened.why };
  const take = (/** @type {number} */ frames) => page.evaluate(
    ({ count, paint }) => /** @type {any} */ (globalThis).play.take(count, paint), { count: frames, paint: mode !== 'webcodecs' });
  await take(FIRST);
  const [cpuBefore, wallBefore] = [cpu(), performance.now()];
  await take(LAST - FIRST);
  const wall = performance.now() - wallBefore;
  return { usPerFrame: (cpu() - cpuBefore) / (LAST - FIRST), wallUsPerFrame: wall * 1000 / (LAST - FIRST) };
});
console.log(JSON.stringify(measured));
