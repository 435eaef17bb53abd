// SPDX-License-Identifier: MIT
/** Second inputs in the page: a video that is compared or laid over the clip, a picture, and both taken away. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from './fixture.js';

let folder = '';

/** A moving clip, and the same with every luma less by 3. @param {string} name @param {string} [filter] */
function make(name, filter = 'null') {
  const source = `testsrc2=s=640x360:r=30:d=1,format=yuv420p,lutyuv=y=clip(val\\,16\\,235),${filter}`;
  execFileSync('ffmpeg', ['-v', 'error', '-y', '-f', 'lavfi', '-i', source, '-pix_fmt', 'yuv420p', '-c:v', 'libx264', '-qp', '0', '-preset', 'ultrafast', join(folder, name)]);
}

test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'etalon-second-'));
  make('clip.mp4');
  make('darker.mp4', 'lutyuv=y=val-3');
  execFileSync('ffmpeg', ['-v', 'error', '-y', '-f', 'lavfi', '-i', 'color=white:s=640x360,format=rgb24', '-frames:v', '1', join(folder, 'white.png')]);
});

test.afterAll(() => {
  if (folder) rmSync(folder, { recursive: true, force: true });
});

test('statistics compare with another clip', async ({ editor }) => {
  const { page } = editor;
  const card = page.locator('[data-filter="statistics"]');
  const cells = async (/** @type {number} */ column) => card.locator(`tbody td:nth-child(${column})`).allTextContents();
  await editor.open(join(folder, 'clip.mp4'));
  await editor.addFilter('Statistics');
  await editor.settled();
  await expect(card.locator('thead th')).toHaveText(['Plane', 'Least', 'Most', 'Mean']);
  await card.getByLabel('Compare with').setInputFiles(join(folder, 'clip.mp4'));
  await expect(card.locator('thead th')).toHaveText(['Plane', 'Least', 'Most', 'Mean', 'PSNR', 'SSIM']);
  await expect.poll(() => cells(5)).toEqual(['equal', 'equal', 'equal']);
  await card.getByLabel('Compare with').setInputFiles(join(folder, 'darker.mp4'));
  // Each luma is 3 off: 10 log10(255^2 / 9).
  await expect.poll(() => cells(5)).toEqual(['38.59 dB', 'equal', 'equal']);
  const first = await cells(6);
  expect(Number(first[0])).toBeGreaterThan(0.98);
  expect(Number(first[0])).toBeLessThan(1);
  // It plays along.
  await editor.seek(0.5);
  await expect.poll(() => cells(5)).toEqual(['38.59 dB', 'equal', 'equal']);
  await card.getByRole('button', { name: 'Remove the second input' }).click();
  await expect(card.locator('thead th')).toHaveText(['Plane', 'Least', 'Most', 'Mean']);
  await expect(card.getByLabel('Compare with')).toHaveValue('');
  await expect(card.getByLabel('Compare with')).toBeFocused();
});

test('a video and a picture are laid over the clip', async ({ editor }) => {
  const { page } = editor;
  const picker = page.locator('[data-filter="overlay"]').getByLabel('Picture or video');
  await editor.open(join(folder, 'darker.mp4'));
  await editor.seek(0.5);
  const darker = await editor.picture();
  await editor.open(join(folder, 'clip.mp4'));
  await editor.seek(0.5);
  const plain = await editor.picture();
  expect(plain.hash).not.toBe(darker.hash);
  await editor.addFilter('Overlay');
  expect(await editor.picture()).toEqual(plain);
  await picker.setInputFiles(join(folder, 'darker.mp4'));
  await expect.poll(async () => (await editor.picture()).hash).toBe(darker.hash);
  await picker.setInputFiles(join(folder, 'white.png'));
  await expect.poll(() => editor.canvas.evaluate((/** @type {HTMLCanvasElement} */ canvas) => {
    const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [0] };
    return data.every((/** @type {number} */ byte) => byte === 255);
  })).toBe(true);
  await page.getByRole('button', { name: 'Remove Overlay' }).click();
  expect(await editor.picture()).toEqual(plain);
  // What is neither is refused in words, and changes nothing.
  await editor.addFilter('Overlay');
  await picker.setInputFiles({ name: 'letter.txt', mimeType: 'text/plain', buffer: Buffer.from('no picture') });
  await expect.poll(() => picker.evaluate((/** @type {HTMLInputElement} */ input) => input.validationMessage)).toContain('no picture');
  expect(await editor.picture()).toEqual(plain);
});
