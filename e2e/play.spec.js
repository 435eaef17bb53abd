// SPDX-License-Identifier: MIT
/** Playing in the page: sound and picture together, and what goes on meanwhile. */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serve } from '../tools/serve.js';
import { bunny, clipFile, expect, root, test } from './fixture.js';
import { bars, inPage, numberedClip } from './numbered.js';

const length = 24;
let folder = '';
let numbered = '';

test.beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'etalon-play-'));
  numbered = join(folder, 'numbered.mov');
  await numberedClip(numbered, { seconds: length, width: 854, height: 480 });
});

test.afterAll(() => {
  if (folder) rmSync(folder, { recursive: true, force: true });
});

/** @param {number[]} values */
const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;

test('480p: the median distance of picture and sound over 20 s is at most 40 ms', { tag: '@alone' }, async ({ editor, browserName }) => {
  test.skip(browserName !== 'chromium', 'timed in Chromium only');
  const { page } = editor;
  await page.evaluate(inPage.watchSound);
  await editor.open(numbered);
  await page.getByRole('button', { name: 'Play' }).click();
  await expect(page.locator('#canvas')).toHaveAttribute('data-playing', 'true');
  await page.waitForTimeout(1000);
  const seen = await page.evaluate(inPage.watch, { seconds: 20, length, bars });
  const facts = await page.locator('#playback').evaluate((/** @type {HTMLElement} */ node) => ({ ...node.dataset }));
  const both = seen.filter(({ audio }) => audio !== null);
  const distances = both.map(({ video, audio }) => Math.abs(Number(audio) - video) * 1000);
  const words = `A - V over ${both.length} pictures of the screen: median ${median(distances).toFixed(1)} ms, most ${Math.max(...distances).toFixed(0)} ms; ${JSON.stringify(facts)}`;
  console.log(words);
  test.info().annotations.push({ type: 'A - V', description: words });
  expect(facts.clock).toBe('audio');
  expect(both.length).toBeGreaterThan(100);
  // The sound does not wait for pictures: it runs on, but for what the machine's own audio thread loses.
  const [first, last] = [both[0], both.at(-1)];
  const ran = (Number(last?.audio) - Number(first?.audio)) / ((Number(last?.at) - Number(first?.at)) / 1000);
  expect(ran).toBeGreaterThan(0.9);
  expect(ran).toBeLessThan(1.02);
  expect(seen.map(({ video }) => video)).toEqual(seen.map(({ video }) => video).sort((a, b) => a - b));
  expect(median(distances)).toBeLessThanOrEqual(40);
});

test('Space plays and pauses; a paused picture is exact; the end is the end', async ({ editor }) => {
  const { page } = editor;
  await editor.open(bunny);
  await editor.addFilter('Gaussian blur');
  await editor.slider('gaussian_blur', 'sigma').fill('9');
  await editor.settled();
  await page.locator('#scrub').focus();
  await page.keyboard.press('Space');
  await expect(editor.canvas).toHaveAttribute('data-playing', 'true');
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
  await expect(page.locator('#approximate')).toBeVisible();
  await expect.poll(async () => Number(await editor.canvas.getAttribute('data-timestamp'))).toBeGreaterThan(0.3);
  await page.keyboard.press('Space');
  await expect(page.locator('#approximate')).toBeHidden();
  await expect(page.getByRole('button', { name: 'Play' })).toBeVisible();
  const paused = await editor.picture();
  // Shown again from scratch it is the same picture.
  await page.keyboard.press('Home');
  await editor.settled();
  // A slider takes few digits; the picture is shown for longer than a millisecond.
  await editor.seek(Number((paused.timestamp + 0.001).toFixed(3)));
  expect(await editor.picture()).toEqual(paused);
  await page.locator('#scrub').focus();
  await page.keyboard.press('Space');
  await expect(editor.canvas).toHaveAttribute('data-playing', 'false', { timeout: 20_000 });
  const end = await editor.picture();
  expect(end.timestamp).toBeGreaterThan(1.9);
  // Played again, it begins at the start.
  await page.keyboard.press('Space');
  await expect(editor.canvas).toHaveAttribute('data-playing', 'true');
  await expect.poll(async () => Number(await editor.canvas.getAttribute('data-timestamp'))).toBeLessThan(1);
  await page.keyboard.press('Space');
  await expect(editor.canvas).toHaveAttribute('data-playing', 'false');
  expect((await editor.picture()).timestamp).toBeLessThan(1.9);
});

test('filters change while it plays', async ({ editor }) => {
  const { page } = editor;
  await editor.open(numbered);
  await editor.addFilter('Adjust');
  await page.getByRole('button', { name: 'Play' }).click();
  await expect.poll(async () => Number(await editor.canvas.getAttribute('data-timestamp'))).toBeGreaterThan(0.5);
  const dark = () => editor.canvas.evaluate((/** @type {HTMLCanvasElement} */ canvas) =>
    Math.max(...(canvas.getContext('2d')?.getImageData(0, canvas.height >> 1, canvas.width, 1).data.filter((_, index) => index % 4 === 0) ?? [])));
  expect(await dark()).toBeGreaterThan(200);
  await editor.slider('adjust', 'contrast').fill('0.2');
  await expect.poll(dark).toBeLessThan(180);
  expect(await editor.canvas.getAttribute('data-playing')).toBe('true');
  await page.getByRole('button', { name: 'Pause' }).click();
  await editor.settled();
});

test('4K is reported', { tag: '@alone' }, async ({ editor, browserName, isolated }) => {
  test.skip(browserName !== 'chromium' || !isolated, 'reported for Chromium, isolated');
  const { page } = editor;
  await editor.open(clipFile('../../web/ui/sample.mp4'));
  await page.getByRole('button', { name: 'Play' }).click();
  await expect(editor.canvas).toHaveAttribute('data-playing', 'true');
  await expect(editor.canvas).toHaveAttribute('data-playing', 'false', { timeout: 60_000 });
  const facts = await page.locator('#playback').evaluate((/** @type {HTMLElement} */ node) => ({ ...node.dataset }));
  console.log(`4K, sample.mp4 with ${facts.decoder}: ${facts.shown} shown, ${facts.dropped} too late, ${facts.skipped} left out, ${facts.jumps} jumps`);
  expect(Number(facts.shown)).toBeGreaterThan(0);
});

/** A decoder that gives its frames in NV12, as those in hardware do. @param {string} [change] of the samples, which are `planar` */
const hardware = (change = '') => `
  const Real = globalThis.VideoDecoder;
  let turn = Promise.resolve();
  if (Real) globalThis.VideoDecoder = class extends Real {
    constructor({ output, error }) {
      super({ error, output: (frame) => { turn = turn.then(() => inPairs(frame)).then(output, error); } });
    }
    async flush() {
      await super.flush();
      await turn;
    }
  };
  async function inPairs(frame) {
    const { timestamp, visibleRect: { width, height } } = frame;
    const [across, down] = [Math.ceil(width / 2), Math.ceil(height / 2)];
    const planar = new Uint8Array(width * height + 2 * across * down);
    await frame.copyTo(planar);
    frame.close();
    ${change}
    const chroma = planar.subarray(width * height);
    const pairs = planar.slice();
    for (let i = 0; i < across * down; i++) pairs.set([chroma[i], chroma[across * down + i]], width * height + 2 * i);
    return new VideoFrame(pairs, { format: 'NV12', codedWidth: width, codedHeight: height, timestamp });
  }`;

test.describe('the browser\'s decoder', () => {
  /** @type {Awaited<ReturnType<typeof serve>>} */
  let server;

  test.beforeAll(async ({ isolated }) => {
    const site = join(folder, 'site');
    cpSync(join(root, 'build/page/etalon'), join(site, 'etalon'), { recursive: true });
    cpSync(bunny, join(site, 'bunny.mp4'));
    cpSync(clipFile('cut/bbb_2s.webm'), join(site, 'bunny.webm'));
    cpSync(clipFile('4k/vp9_4k.webm'), join(site, '4k.webm'));
    writeFileSync(join(site, 'index.html'), '<!doctype html><link rel="icon" href="data:,"><canvas width="320" height="180"></canvas>');
    // Decoders that misbehave: one stops giving frames, one fails; and below one of which a single sample is one step off.
    const broken = (/** @type {string} */ code) => `
      const Real = globalThis.VideoDecoder;
      let given = 0;
      if (Real) globalThis.VideoDecoder = class extends Real {
        constructor({ output, error }) {
          super({ error, output: (frame) => { given++; ${code} } });
        }
      };`;
    for (const [name, code] of [
      ['stalls', 'if (given > 30) frame.close(); else output(frame);'],
      ['fails', 'if (given === 25) { frame.close(); error(new Error("the device was lost")); } else output(frame);'],
    ]) {
      writeFileSync(join(site, `${name}-patch.js`), broken(code));
      writeFileSync(join(site, `${name}.js`), `import './${name}-patch.js';\nimport './etalon/worker.js';\n`);
    }
    for (const [name, code] of [['pairs', hardware()], ['differs', hardware('planar[planar.length - 1] ^= 1;')]]) {
      writeFileSync(join(site, `${name}-patch.js`), code);
      writeFileSync(join(site, `${name}.js`), `import './${name}-patch.js';\nimport './etalon/worker.js';\n`);
    }
    server = await serve({ folder: site, port: 0, isolated });
  });

  test.afterAll(() => server?.close());

  /**
   * Every frame that a playback gives, pulled one by one from the worker: nothing depends on time.
   * @param {{ file: string, worker: string, decoder: string }} options
   */
  async function pull({ file, worker, decoder }) {
    const { Etalon } = await import(new URL('etalon/index.js', location.href).href);
    const etalon = await Etalon.create({ workerURL: worker });
    const opened = await etalon.open(await (await fetch(file)).blob());
    const { client, clip, generation } = await opened.connect();
    const ask = (/** @type {string} */ type, /** @type {object} */ args) => client.request(type, args, { generation });
    const { play, why } = await ask('play-open', { clip, from: 0, sequence: [], decoder });
    await ask('play-chain', { clip, play, chain: [] });
    const frames = [];
    for (let frame; (frame = await ask('play-next', { play }));) {
      const { buffer } = await ask('play-render', { play, frame: frame.frame, width: 320, height: 180 });
      const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', buffer));
      frames.push({ pts: frame.pts, hash: Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join(''), decoder: frame.decoder, why: frame.why });
    }
    await ask('play-close', { id: play });
    opened.close();
    await ask('counters', {}); // behind the close
    const counters = await etalon.counters();
    await etalon.close();
    return { frames, why, counters };
  }

  test('gives the frames of ours, each once; ours goes on where it stalls or fails', async ({ page, browserName }) => {
    test.skip(browserName !== 'chromium', 'what Firefox ESR decodes depends on the system');
    await page.goto(server.url);
    const run = (/** @type {object} */ options) => page.evaluate(pull, { file: 'bunny.mp4', worker: 'etalon/worker.js', decoder: 'auto', ...options });
    const ours = await run({ decoder: 'wasm' });
    const plain = ours.frames.map(({ pts, hash }) => ({ pts, hash }));
    expect(plain.length).toBe(122);
    const theirs = await run({});
    expect(theirs.why).toBe('the browser\'s decoder gave the very samples of ours');
    expect(theirs.frames.map(({ pts, hash }) => ({ pts, hash }))).toEqual(plain);
    expect(new Set(theirs.frames.map(({ decoder }) => decoder))).toEqual(new Set(['browser']));
    for (const [worker, why] of [['stalls.js', /gave no frame for/], ['fails.js', /the device was lost/]]) {
      const both = await run({ worker });
      expect(both.frames.map(({ pts, hash }) => ({ pts, hash }))).toEqual(plain);
      expect(both.frames[0]?.decoder).toBe('browser');
      expect(both.frames.at(-1)?.decoder).toBe('wasm');
      expect(both.frames.at(-1)?.why).toMatch(why);
      expect(both.counters).toMatchObject({ clips: 0, jobs: 0, frames: 0, framesAlive: 0, buffers: 0, threadsLeased: 0 });
    }
    const paired = await run({ worker: 'pairs.js' });
    expect(paired.why).toBe('the browser\'s decoder gave the very samples of ours');
    expect(paired.frames.map(({ pts, hash }) => ({ pts, hash }))).toEqual(plain);
    expect(new Set(paired.frames.map(({ decoder }) => decoder))).toEqual(new Set(['browser']));
    const other = await run({ worker: 'differs.js' });
    expect(other.why).toBe('the browser\'s decoder gives other samples than ours');
    expect(other.frames.map(({ pts, hash }) => ({ pts, hash }))).toEqual(plain);
    const webm = await run({ file: 'bunny.webm' });
    const webmOurs = await run({ file: 'bunny.webm', decoder: 'wasm' });
    expect(webm.frames.map(({ pts, hash }) => ({ pts, hash }))).toEqual(webmOurs.frames.map(({ pts, hash }) => ({ pts, hash })));
    // Of a large picture the browser's first frame is there before ours.
    expect((await run({ file: '4k.webm' })).why).toBe('the browser\'s decoder gave the very samples of ours');
  });
});
