// SPDX-License-Identifier: MIT
import { readFileSync, writeFileSync } from 'node:fs';
import { countInNode } from './editor.js';
import { bunny, expect, portrait, test } from './fixture.js';

test('a piece of a 4K clip is exported and opened again', async ({ editor, browserName }, info) => {
  const { page } = editor;
  await editor.open(portrait);
  await editor.addFilter('Adjust');
  await editor.slider('adjust', 'saturation').fill('1.5');
  const piece = { from: 0.1, to: 0.16 };
  await editor.seek(0.1599);
  await editor.remember();
  const shown = await editor.picture();
  const frames = await countInNode(portrait, piece);
  const words = await editor.export(piece);
  expect(words).toContain(`${frames} frames, 2160 × 3840`);

  const link = page.getByRole('link', { name: 'Save the file' });
  const saved = info.outputPath('saved.mp4');
  await expect(link).toHaveAttribute('download', 'portrait_4k60-etalon.mp4');
  if (browserName === 'chromium') {
    const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
    expect(download.suggestedFilename()).toBe('portrait_4k60-etalon.mp4');
    await download.saveAs(saved);
  } else {
    // Playwright is not told of downloads by a Firefox that it drives over BiDi.
    const url = await link.getAttribute('href');
    const base64 = await page.evaluate(async (from) => {
      const bytes = new Uint8Array(await (await fetch(from)).arrayBuffer());
      return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
    }, url ?? '');
    writeFileSync(saved, Buffer.from(base64, 'base64'));
  }
  expect(await countInNode(saved, {})).toBe(frames);

  await page.getByRole('switch', { name: 'Adjust on' }).uncheck();
  await page.getByRole('button', { name: 'Open it here' }).click();
  await expect(page.locator('#file-name')).toHaveText('portrait_4k60-etalon.mp4');
  await editor.settled();
  await expect(editor.fact('Duration')).toContainText(`${frames} frames`);
  await expect(editor.fact('Codec')).toContainText('H.264');
  await page.keyboard.press('End');
  const again = await editor.picture();
  expect([again.width, again.height]).toEqual([shown.width, shown.height]);
  // Quantizer 23 gives at least 36 dB at the coded size; the view, six times smaller, averages more away.
  expect(await editor.psnr()).toBeGreaterThan(36);
});

test('an export is cancelled by Escape, and the next one is whole', async ({ editor }) => {
  const { page } = editor;
  await editor.holdDisk();
  await editor.open(bunny);
  await page.getByRole('button', { name: 'Export MP4' }).click();
  await expect(page.locator('#progress-fps')).not.toBeEmpty();
  await expect(page.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.locator('#export-result')).toContainText('cancelled');
  await expect(page.getByRole('button', { name: 'Export MP4' })).toBeFocused();
  await expect(editor.alert).toBeHidden();
  await editor.releaseDisk();
  expect(await editor.export({ from: 0, to: 0.5 })).toContain(`${await countInNode(bunny, { to: 0.5 })} frames`);
});

test('the picture follows the slider while an export runs', async ({ editor }) => {
  const { page } = editor;
  await editor.holdDisk();
  await editor.open(bunny);
  await editor.addFilter('Adjust');
  const before = await editor.picture();
  await page.getByRole('button', { name: 'Export MP4' }).click();
  await expect(page.locator('#progress-fps')).not.toBeEmpty();
  await editor.slider('adjust', 'contrast').fill('2');
  expect((await editor.picture()).hash).not.toBe(before.hash);
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.locator('#export-result')).toContainText('cancelled');
});

test('an export runs on while another file opens; Escape closes a message first', async ({ editor }) => {
  const { page } = editor;
  await editor.holdDisk();
  await editor.open(bunny);
  await page.getByRole('button', { name: 'Export MP4' }).click();
  await expect(page.locator('#progress-name')).toHaveText('bbb_2s-etalon.mp4');
  await page.setInputFiles('#picker', { name: 'text.mp4', mimeType: 'video/mp4', buffer: Buffer.from('This is a letter, not a video.\n'.repeat(40)) });
  await expect(editor.alert).toContainText('text.mp4 could not be opened.');
  await page.keyboard.press('Escape');
  await expect(editor.alert).toBeHidden();
  await editor.open(portrait);
  await expect(page.getByRole('button', { name: 'Cancel' })).toBeVisible();
  await editor.releaseDisk();
  await expect(page.locator('#result-summary')).toContainText(`${await countInNode(bunny, {})} frames`, { timeout: 100_000 });
  expect(await editor.export({ to: 0.1 })).toContain(`${await countInNode(portrait, { to: 0.1 })} frames`);
});

test('temporary files go with what they are for', async ({ editor }) => {
  const { page } = editor;
  const count = () => page.evaluate(async () => {
    /** @param {any} folder @returns {Promise<number>} */
    const files = async (folder) => {
      let found = 0;
      for await (const entry of folder.values()) found += entry.kind === 'file' ? 1 : await files(entry);
      return found;
    };
    return files(await navigator.storage.getDirectory());
  });
  await editor.open(bunny);
  const before = await count();
  await editor.export({ to: 0.1 });
  expect(await count()).toBe(before + 1);
  await page.getByRole('button', { name: 'Open it here' }).click();
  await expect(page.locator('#file-name')).toHaveText('bbb_2s-etalon.mp4');
  await editor.seek(0.05);
  expect(await count()).toBe(before + 1);
  await editor.open(portrait);
  await expect.poll(count).toBe(before);
  await editor.export({ to: 0.1 });
  expect(await count()).toBe(before + 1);
  await editor.open(bunny);
  await expect.poll(count).toBe(before);
});

test.describe('where a file can be chosen', () => {
  test.skip(({ browserName }) => browserName !== 'chromium', 'only Chromium has showSaveFilePicker');

  test('a chosen file is written in place', async ({ editor }, info) => {
    const { page } = editor;
    await page.evaluate(() => Object.assign(window, {
      showSaveFilePicker: async () => (await navigator.storage.getDirectory()).getFileHandle('chosen.mp4', { create: true }),
    }));
    await editor.open(bunny);
    const words = await editor.export({ from: 0.5, to: 1 });
    await expect(page.locator('#export-result')).toContainText('Saved as chosen.mp4');
    await expect(page.locator('#save')).toHaveCount(0);
    const base64 = await page.evaluate(async () => {
      const file = await (await (await navigator.storage.getDirectory()).getFileHandle('chosen.mp4')).getFile();
      const bytes = new Uint8Array(await file.arrayBuffer());
      return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
    });
    const saved = info.outputPath('chosen.mp4');
    writeFileSync(saved, Buffer.from(base64, 'base64'));
    expect(readFileSync(saved).subarray(4, 8).toString()).toBe('ftyp');
    expect(words).toContain(`${await countInNode(saved, {})} frames`);
  });

  test('a full disk is told in words', async ({ editor }) => {
    const { page } = editor;
    await page.evaluate(() => {
      let writes = 0;
      const write = async () => {
        if (++writes >= 3) throw new DOMException('The disk is full', 'QuotaExceededError');
      };
      Object.assign(window, { showSaveFilePicker: async () => ({ write, close: async () => {}, abort: async () => {} }) });
    });
    await editor.open(bunny);
    await page.getByRole('button', { name: 'Export MP4' }).click();
    await expect(editor.alert).toContainText('The export stopped.', { timeout: 100_000 });
    await expect(editor.alert).toContainText('disk');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('button', { name: 'Export MP4' })).toBeEnabled();
    await editor.seek(0.5);
  });
});
