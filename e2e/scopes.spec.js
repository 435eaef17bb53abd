// SPDX-License-Identifier: MIT
/** What the cards of analyses show, pixel by pixel and number by number, of clips whose samples are known. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from './fixture.js';

let folder = '';
const [width, height] = [640, 360];
/** Eight bars, BT.601, of 75 % but for white: white, yellow, cyan, green, magenta, red, blue, black. */
const bars = [[235, 128, 128], [162, 44, 142], [131, 156, 44], [112, 72, 58], [84, 184, 198], [65, 100, 212], [35, 212, 114], [16, 128, 128]];
/** The luma of frame n of the ramp. */
const rampAt = (/** @type {number} */ n) => 20 + 2 * n;
const rampFrames = 90;

/** @param {string} name @param {string} source of lavfi, yuv420p @param {string[]} [options] */
function make(name, source, options = []) {
  execFileSync('ffmpeg', ['-v', 'error', '-y', '-f', 'lavfi', '-i', source, '-pix_fmt', 'yuv420p', '-c:v', 'libx264', '-qp', '0', '-preset', 'ultrafast', ...options, join(folder, name)]);
}

test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'etalon-scopes-'));
  const size = `s=${width}x${height}:r=30`;
  make('bars.mp4', `pal75bars=${size}:d=1`, ['-colorspace', 'bt470bg', '-color_range', 'tv']);
  make('ramp.mp4', `color=black:${size}:d=3,format=yuv420p,geq=lum=20+2*N:cb=128:cr=128`, ['-g', '30']);
  make('parts.mp4', `testsrc2=${size}:d=1,format=yuv420p[a];color=black:${size}:d=1,format=yuv420p[b];pal75bars=${size}:d=1,format=yuv420p[c];[a][b][c]concat=n=3`);
});

test.afterAll(() => {
  if (folder) rmSync(folder, { recursive: true, force: true });
});

/** What is drawn in a card: pixels that are not clear as [x, y, red, green, blue]. @param {import('./editor.js').Editor} editor @param {string} name */
async function drawn({ page }, name) {
  await measured(page);
  return page.locator(`[data-scope="${name}"] canvas`).evaluate((/** @type {HTMLCanvasElement} */ canvas) => {
    const data = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
    const pixels = [];
    for (let at = 0; at < data.length; at += 4) {
      if (data[at + 3]) pixels.push([(at / 4) % canvas.width, Math.floor(at / 4 / canvas.width), data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0]);
    }
    return { width: canvas.width, height: canvas.height, pixels };
  });
}

/** The picture on the canvas is the one that is measured. @param {import('@playwright/test').Page} page */
async function measured(page) {
  await expect.poll(() => page.evaluate(() => {
    const canvas = document.querySelector('canvas');
    return canvas?.dataset.settled === 'true' && document.querySelector('ol')?.dataset.measured === canvas.dataset.timestamp;
  })).toBe(true);
}

/** The numbers of a card, row by row. @param {import('./editor.js').Editor} editor @param {string} name */
async function figures({ page }, name) {
  await measured(page);
  return page.locator(`[data-scope="${name}"] tbody tr`).evaluateAll((rows) => rows.map((row) => Array.from(row.children, (cell) => cell.textContent ?? '')));
}

test('colour bars: every sample is where it must be', async ({ editor }) => {
  const { page } = editor;
  await editor.open(join(folder, 'bars.mp4'));
  for (const label of ['Waveform', 'Parade', 'Vectorscope', 'Statistics']) await editor.addFilter(label);
  await editor.settled();

  // A bar is 32 columns of 256 wide, its level a row.
  const rowsOf = (/** @type {number} */ plane) => bars.flatMap((bar) => Array.from({ length: 32 }, () => 255 - (bar[plane] ?? 0)));
  const waveform = await drawn(editor, 'waveform');
  expect([waveform.width, waveform.height]).toEqual([256, 256]);
  expect(waveform.pixels.sort(([a = 0], [b = 0]) => a - b).map(([, y]) => y)).toEqual(rowsOf(0));
  expect(await figures(editor, 'waveform')).toEqual([['Luma', '16 to 235']]);

  const parade = await drawn(editor, 'parade');
  expect([parade.width, parade.height]).toEqual([3 * 256 + 2 * 4, 256]);
  const byColumn = parade.pixels.sort(([a = 0], [b = 0]) => a - b);
  expect(byColumn.map(([x]) => x)).toEqual([0, 1, 2].flatMap((plane) => Array.from({ length: 256 }, (_, column) => plane * 260 + column)));
  expect(byColumn.map(([, y]) => y)).toEqual([0, 1, 2].flatMap(rowsOf));
  expect(await figures(editor, 'parade')).toEqual([['Luma', '16 to 235'], ['Cb', '44 to 212'], ['Cr', '44 to 212']]);

  // White and black are one dot; each of the others lies in the box of its bar, in about its colour.
  const scope = await drawn(editor, 'vectorscope');
  const dots = bars.map(([, cb, cr]) => `${cb} ${255 - (cr ?? 0)}`);
  expect(scope.pixels.map(([x, y]) => `${x} ${y}`).sort()).toEqual([...new Set(dots)].sort());
  const boxes = await page.locator('[data-scope="vectorscope"] rect').evaluateAll((rects) => rects.map((rect) => [
    rect.getAttribute('data-bar'), ...['x', 'y', 'width', 'height'].map((key) => Number(rect.getAttribute(key))),
  ]));
  expect(boxes.map(([name]) => name)).toEqual(['R', 'Mg', 'B', 'Cy', 'G', 'Yl']);
  const barOf = /** @type {Record<string, number>} */ ({ Yl: 1, Cy: 2, G: 3, Mg: 4, R: 5, B: 6 });
  for (const [name, x, y, w, h] of /** @type {[string, number, number, number, number][]} */ (boxes)) {
    const [, cb = 0, cr = 0] = bars[barOf[name] ?? 0] ?? [];
    // Codes are whole: a dot is at most one and a half off the middle of its box.
    expect(Math.abs(cb + 0.5 - (x + w / 2)), name).toBeLessThan(1.5);
    expect(Math.abs(255.5 - cr - (y + h / 2)), name).toBeLessThan(1.5);
  }
  const red = scope.pixels.find(([x, y]) => x === 100 && y === 255 - 212);
  expect(red?.[2]).toBeGreaterThan(200);
  expect(red?.[3]).toBeLessThan(red?.[2] ?? 0);
  expect(await figures(editor, 'vectorscope')).toEqual([['Mean', 'Cb 128.0, Cr 128.0'], ['Farthest from grey', '90']]);

  const mean = (/** @type {number} */ plane) => (bars.reduce((sum, bar) => sum + (bar[plane] ?? 0), 0) / 8).toFixed(2);
  expect(await figures(editor, 'statistics')).toEqual([['Luma', '16', '235', mean(0)], ['Cb', '44', '212', mean(1)], ['Cr', '44', '212', mean(2)]]);

  // What stands before an analysis counts; what stands behind does not.
  await editor.addFilter('Adjust');
  await editor.slider('adjust', 'saturation').fill('0');
  await editor.settled();
  expect((await drawn(editor, 'vectorscope')).pixels.length).toBe(7);
  for (let up = 0; up < 2; up++) await page.getByRole('button', { name: 'Move Adjust up' }).click();
  await editor.settled();
  expect((await drawn(editor, 'vectorscope')).pixels.map(([x, y]) => [x, y])).toEqual([[128, 127]]);
  // Without the filters nothing is measured.
  await page.getByRole('button', { name: 'Original' }).click();
  await editor.settled();
  expect((await drawn(editor, 'vectorscope')).pixels).toEqual([]);
  await expect(page.locator('[data-scope="statistics"]')).toContainText('Nothing is measured');
});

test('the histogram follows the slider', async ({ editor }) => {
  await editor.open(join(folder, 'ramp.mp4'));
  await editor.addFilter('Histogram');
  for (const frame of [0, 37, 60, rampFrames - 1]) {
    await editor.seek(Number(((frame + 0.5) / 30).toFixed(3)));
    const { width: across, height: down, pixels } = await drawn(editor, 'histogram');
    expect([across, down]).toEqual([512, 256]);
    expect(await figures(editor, 'histogram')).toEqual([['Luma', `most at ${rampAt(frame)} of 0 to 255`], ['Cb', 'most at 128 of 0 to 255'], ['Cr', 'most at 128 of 0 to 255']]);
    // A curve has one peak, at its code, and lies at the bottom two codes away from it: two pixels are a code.
    const top = pixels.filter(([, y = 0]) => y < 10).map(([x = 0]) => Math.floor(x / 2));
    const codes = [rampAt(frame), 128];
    for (const code of codes) expect(top.filter((x) => Math.abs(x - code) <= 1).length, `frame ${frame}, code ${code}`).toBeGreaterThan(0);
    expect(top.filter((x) => codes.every((code) => Math.abs(x - code) > 1))).toEqual([]);
    expect(pixels.filter(([x = 0, y = 0]) => y < 250 && codes.every((code) => Math.abs(x / 2 - code) > 3))).toEqual([]);
  }
});

test('two of a kind, one switched off: each shows its own', async ({ editor }) => {
  const { page } = editor;
  await editor.open(join(folder, 'ramp.mp4'));
  await editor.addFilter('Histogram');
  await editor.addFilter('Adjust');
  await editor.slider('adjust', 'brightness').fill('0.2');
  await editor.addFilter('Histogram');
  await editor.settled();
  const peaks = async () => (await measured(page), page.locator('[data-scope="histogram"] tbody tr:first-child td').allTextContents());
  // 0.2 of the 219 steps from black to white.
  await expect.poll(peaks).toEqual(['most at 20 of 0 to 255', 'most at 64 of 0 to 255']);
  await page.getByRole('switch', { name: 'Histogram on' }).first().uncheck();
  await editor.settled();
  await expect.poll(peaks).toEqual(['most at 64 of 0 to 255']);
});

test('scopes follow while it plays', async ({ editor }) => {
  const { page } = editor;
  await editor.open(join(folder, 'ramp.mp4'));
  await editor.addFilter('Histogram');
  await editor.settled();
  await measured(page);
  await page.getByRole('button', { name: 'Play' }).click();
  const seen = await page.evaluate(() => new Promise((resolve) => {
    /** @type {{ time: number, words: string }[]} */
    const all = [];
    const [canvas, list] = [document.querySelector('canvas'), document.querySelector('ol')];
    let played = false;
    const look = () => {
      played ||= canvas?.dataset.playing === 'true';
      all.push({ time: Number(list?.dataset.measured), words: document.querySelector('[data-scope="histogram"] td')?.textContent ?? '' });
      if (played && canvas?.dataset.playing === 'false') resolve(all);
      else requestAnimationFrame(look);
    };
    look();
  }));
  const times = new Set(seen.map((/** @type {{ time: number }} */ { time }) => time));
  expect(times.size).toBeGreaterThan(5);
  for (const { time, words } of seen) expect(words).toBe(`most at ${rampAt(Math.round(time * 30))} of 0 to 255`);
  await editor.settled();
  expect((await figures(editor, 'histogram'))[0]).toEqual(['Luma', `most at ${rampAt(rampFrames - 1)} of 0 to 255`]);
});

test('black, still and cut: the frame shown, and the parts of the clip', async ({ editor }) => {
  const { page } = editor;
  await editor.open(join(folder, 'parts.mp4'));
  for (const label of ['Black detection', 'Freeze detection', 'Scene change']) await editor.addFilter(label);
  await editor.seek(1.5);
  expect(await figures(editor, 'black_detect')).toEqual([['Black', 'Yes'], ['Black pixels', '100 %']]);
  expect(await figures(editor, 'freeze_detect')).toEqual([['Repeats the frame before', 'Yes'], ['Change', '0 %']]);
  await editor.seek(1.01);
  expect((await figures(editor, 'scene_change'))[0]).toEqual(['Cut', 'Yes']);
  await editor.seek(0.5);
  expect((await figures(editor, 'black_detect'))[0]).toEqual(['Black', 'No']);
  expect((await figures(editor, 'freeze_detect'))[0]).toEqual(['Repeats the frame before', 'No']);
  expect((await figures(editor, 'scene_change'))[0]).toEqual(['Cut', 'No']);

  const parts = (/** @type {string} */ name) => page.locator(`[data-filter="${name}"] .parts button`);
  for (const what of ['black parts', 'still parts', 'cuts']) await page.getByRole('button', { name: `Find ${what}` }).click();
  await expect(page.locator('[data-filter="scene_change"] .search [role="status"]')).toHaveText('2 cuts.', { timeout: 60_000 });
  await expect(parts('scene_change')).toHaveText(['0:01.000', '0:02.000']);
  await expect(parts('black_detect')).toHaveText(['0:01.000 to 0:02.000']);
  // What repeats the frame before begins with the second black frame.
  await expect(parts('freeze_detect')).toHaveText(['0:01.033 to 0:02.000', '0:02.033 to 0:03.000']);
  await parts('scene_change').nth(1).focus();
  await page.keyboard.press('Enter');
  expect((await editor.picture()).timestamp).toBe(2);
  // Another setting: what was found is forgotten.
  await editor.slider('black_detect', 'pixel').fill('0.2');
  await expect(parts('black_detect')).toHaveCount(0);
});
