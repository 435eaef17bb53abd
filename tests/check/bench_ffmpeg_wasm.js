// SPDX-License-Identifier: MIT
/**
 * Decoding by ffmpeg.wasm's build with threads, of which it takes one here, in Chromium.
 *
 *     node bench_ffmpeg_wasm.js CLIP      prints {"usPerFrame":...}, or {"absent":"why"}
 */
import { dirname } from 'node:path';
import { inChromium } from './bench_chromium.js';
import { ffmpegCore } from './bench_media.js';
import { FIRST, LAST } from './bench_player.js';

/** In a worker, since the core blocks: runs ffmpeg for a number of frames, and says its exit code and last words. */
const worker = `
  import createCore from './ffmpeg-core.js';
  const words = [];
  let core;
  onmessage = async ({ data: { clip, frames } }) => {
    const base = self.location.href.replace(/[^/]*$/, '');
    const urls = btoa(JSON.stringify({ wasmURL: base + 'ffmpeg-core.wasm', workerURL: base + 'ffmpeg-core.worker.js' }));
    if (!core) {
      core = await createCore({ mainScriptUrlOrBlob: base + 'ffmpeg-core.js#' + urls });
      core.setLogger(({ message }) => words.push(message));
      core.FS.writeFile('clip', clip);
    }
    core.setTimeout(-1);
    const code = core.exec('-threads', '1', '-i', 'clip', '-an', '-frames:v', String(frames), '-f', 'null', '-');
    core.reset();
    postMessage({ code, words: words.slice(-4).join(' ') });
  };
`;

const [, , file = ''] = process.argv;

/** Without the registry the other rows are measured all the same. */
function core() {
  try {
    return ffmpegCore();
  } catch (error) {
    console.log(JSON.stringify({ absent: /** @type {Error} */ (error).message.split('\n')[0] }));
    return process.exit(0);
  }
}

const measured = await inChromium(dirname(core()), file, async ({ page, url, cpu }) => {
  const headers = { 'Content-Type': 'text/javascript', 'Cross-Origin-Embedder-Policy': 'require-corp' };
  await page.route('**/bench_worker.js', (route) => route.fulfill({ body: worker, headers }));
  /** @param {number} frames @returns {Promise<{ code: number, words: string }>} */
  const decode = (frames) => page.evaluate(async (wish) => {
    const page = /** @type {any} */ (globalThis);
    page.worker ??= new page.Worker(`${wish.url}bench_worker.js`, { type: 'module' });
    const clip = new Uint8Array(await page.document.querySelector('input').files[0].arrayBuffer());
    return new Promise((resolve, reject) => {
      page.worker.onmessage = (/** @type {any} */ { data }) => resolve(data);
      page.worker.onerror = (/** @type {any} */ event) => reject(new Error(event.message));
      page.worker.postMessage({ clip, frames: wish.frames });
    });
  }, { url, frames });
  const times = [];
  for (const frames of [1, FIRST, LAST]) { // the first one starts the core
    const before = cpu();
    const { code, words } = await decode(frames);
    if (code !== 0) return { absent: words };
    times.push(cpu() - before);
  }
  return { usPerFrame: (times[2] - times[1]) / (LAST - FIRST) };
});
console.log(JSON.stringify(measured));
