// SPDX-License-Identifier: MIT
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { countInNode, renderInNode } from './editor.js';
import { bunny, clipFile, expect, portrait, test } from './fixture.js';

test('the engine says which build runs, and why', async ({ editor, isolated }) => {
  await expect(editor.page.locator('#engine')).toHaveAttribute('data-build', isolated ? 'threads' : 'single');
  await expect(editor.page.locator('#engine span')).not.toBeEmpty();
});

test('a 4K clip, a moved slider: the canvas equals Node.js', async ({ editor }) => {
  await editor.open(portrait);
  await expect(editor.fact('Size')).toContainText('2160 × 3840');
  const plain = await editor.picture();
  await editor.addFilter('Adjust');
  await editor.slider('adjust', 'contrast').fill('1.4');
  await editor.addFilter('Gaussian blur');
  await editor.slider('gaussian_blur', 'sigma').fill('3.5');
  const first = await editor.picture();
  await editor.seek(0.15);
  const later = await editor.picture();
  const chain = /** @type {const} */ ([{ filter: 'adjust', contrast: 1.4 }, { filter: 'gaussian_blur', sigma: 3.5 }]);
  const { width, height } = plain;
  expect([first.width, first.height, later.width, later.height]).toEqual([width, height, width, height]);
  expect(later.timestamp).toBeGreaterThan(first.timestamp);
  const expected = await renderInNode(portrait, [
    { time: plain.timestamp, chain: [], width, height },
    { time: first.timestamp, chain: [...chain], width, height },
    { time: later.timestamp, chain: [...chain], width, height },
  ]);
  expect([plain, first, later]).toEqual(expected);
  expect(new Set(expected.map(({ hash }) => hash)).size).toBe(3);
});

test('filters are reordered, switched off, reset and removed', async ({ editor }) => {
  const { page } = editor;
  await editor.open(bunny);
  const plain = await editor.picture();
  await editor.addFilter('Adjust');
  await editor.slider('adjust', 'gamma').fill('2');
  await editor.addFilter('Scale');
  await editor.type('[data-filter="scale"] input[type="number"][data-key="width"]', 64);
  const both = await editor.picture();
  await page.getByRole('button', { name: 'Move Scale up' }).click();
  await expect(page.locator('#filters > li').first()).toHaveAttribute('data-filter', 'scale');
  const { width, height } = both;
  const swapped = await editor.picture();
  const [expected] = await renderInNode(bunny, [{ time: 0, chain: [{ filter: 'scale', width: 64 }, { filter: 'adjust', gamma: 2 }], width, height }]);
  expect(swapped).toEqual(expected);
  await page.getByRole('switch', { name: 'Adjust on' }).uncheck();
  await page.getByRole('button', { name: 'Reset Width' }).click();
  expect((await editor.picture()).hash).toBe(plain.hash);
  await page.getByRole('switch', { name: 'Adjust on' }).check();
  await page.getByRole('button', { name: 'Original' }).click();
  expect((await editor.picture()).hash).toBe(plain.hash);
  await page.getByRole('button', { name: 'Original' }).click();
  expect((await editor.picture()).hash).not.toBe(plain.hash);
  await page.getByRole('button', { name: 'Remove Adjust' }).click();
  await page.getByRole('button', { name: 'Remove Scale' }).click();
  expect((await editor.picture()).hash).toBe(plain.hash);
  await expect(page.locator('#no-filters')).toBeVisible();
});

test('a dropped file opens', async ({ editor }) => {
  const { page } = editor;
  const transfer = await page.evaluateHandle((base64) => {
    const data = new DataTransfer();
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    data.items.add(new File([bytes], 'dropped.mp4', { type: 'video/mp4' }));
    return data;
  }, readFileSync(bunny).toString('base64'));
  await page.dispatchEvent('#stage', 'dragenter', { dataTransfer: transfer });
  await expect(page.locator('#drop')).toBeVisible();
  await page.dispatchEvent('#stage', 'drop', { dataTransfer: transfer });
  await expect(page.locator('#drop')).toBeHidden();
  await expect(page.locator('#file-name')).toHaveText('dropped.mp4');
  const { hash, width, height } = await editor.picture();
  const [expected] = await renderInNode(bunny, [{ time: 0, chain: [], width, height }]);
  expect(hash).toBe(expected?.hash);
});

test('the keyboard is enough', async ({ editor }) => {
  const { page } = editor;
  /** @param {string} selector */
  const tabTo = async (selector) => {
    for (let presses = 0; presses < 60; presses++) {
      if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`${selector} is not reached by Tab`);
  };
  await tabTo('#welcome-sample');
  await page.keyboard.press('Enter');
  await expect(page.locator('#editor')).toHaveAttribute('data-state', 'open');
  const start = await editor.picture();
  await page.keyboard.press('ArrowRight');
  const next = await editor.picture();
  expect(next.timestamp).toBeGreaterThan(start.timestamp);
  await page.keyboard.press('ArrowRight');
  expect((await editor.picture()).timestamp).toBeGreaterThan(next.timestamp);
  await page.keyboard.press('o');
  await expect(page.locator('#to')).not.toHaveValue('0');
  await page.keyboard.press('ArrowLeft');
  expect(await editor.picture()).toEqual(next);
  await page.keyboard.press('Home');
  expect(await editor.picture()).toEqual(start);

  await tabTo('#add-filter');
  await page.keyboard.press('Enter');
  const chosen = page.locator('#filter-menu [role="option"][aria-selected="true"]');
  const all = await page.getByRole('option').count();
  await expect(chosen).toContainText('Adjust');
  await page.keyboard.press('ArrowDown');
  await expect(chosen).not.toContainText('Adjust');
  await page.keyboard.press('PageDown');
  await page.keyboard.press('PageUp');
  await expect(chosen).toContainText('Adjust');
  await page.keyboard.type('gauss');
  await expect(chosen).toContainText('Gaussian blur');
  expect(await page.getByRole('option').count()).toBeLessThan(all);
  await page.keyboard.type(' zzz');
  await expect(page.getByRole('option')).toHaveCount(0);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await expect(page.locator('#filter-menu')).toBeHidden();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('option')).toHaveCount(all);
  await page.keyboard.press('Enter');
  await expect(editor.slider('adjust', 'brightness')).toBeFocused();
  for (let presses = 0; presses < 10; presses++) await page.keyboard.press('ArrowRight');
  await expect(editor.slider('adjust', 'brightness')).toHaveValue('0.1');
  expect((await editor.picture()).hash).not.toBe(start.hash);

  await tabTo('#export');
  await page.keyboard.press('Enter');
  await expect(page.locator('#save')).toBeVisible({ timeout: 100_000 });
  await expect(page.locator('#result-summary')).toContainText('3 frames');
});

test('stepping back and forth over variable frame times returns to each frame', async ({ editor }) => {
  await editor.open(portrait);
  const seen = [await editor.picture()];
  for (let step = 0; step < 5; step++) {
    await editor.page.getByRole('button', { name: 'Forward one frame' }).click();
    seen.push(await editor.picture());
  }
  for (const wanted of seen.slice(0, -1).reverse()) {
    await editor.page.getByRole('button', { name: 'Back one frame' }).click();
    expect(await editor.picture()).toEqual(wanted);
  }
});

test('a clip of unknown duration: the slider grows, and the end is where the clip ends', async ({ editor }, info) => {
  const { page } = editor;
  const live = info.outputPath('live.mkv');
  execFileSync('ffmpeg', ['-v', 'error', '-i', bunny, '-c', 'copy', '-f', 'matroska', '-live', '1', live]);
  await editor.open(live);
  await expect(editor.fact('Duration')).toContainText('unknown');
  await expect(page.getByRole('button', { name: 'Last frame' })).toBeDisabled();
  await expect(page.locator('#to')).toHaveValue('');
  await page.locator('#scrub').focus();
  await page.keyboard.press('Shift+ArrowRight');
  const second = await editor.picture();
  expect(second.timestamp).toBeGreaterThan(0.9);
  await page.keyboard.press('Home');
  expect((await editor.picture()).timestamp).toBeLessThan(0.1);
  await editor.seek(0.5);
  expect((await editor.picture()).timestamp).toBeGreaterThan(0.4);
  expect(await editor.export({ to: 0.5 })).toContain(`${await countInNode(bunny, { to: 0.5 })} frames`);
  await page.locator('#to').fill('');
  expect(await editor.export({ from: 1.5 })).toContain(`${await countInNode(bunny, { from: 1.5 })} frames`);
});

test('a clip brighter than the page is marked as tone-mapped', async ({ editor }) => {
  const badge = editor.page.locator('#tone-mapped');
  await editor.open(clipFile('hdr/hlg10-color-test.mp4'));
  await expect(badge).toBeVisible();
  // PAL's primaries are converted, too, but are no HDR.
  for (const file of [bunny, portrait]) {
    await editor.open(file);
    await expect(badge).toBeHidden();
  }
});

test('a broken file is refused in words, and the clip before stays', async ({ editor }) => {
  const { page } = editor;
  await editor.open(bunny);
  const before = await editor.picture();
  const whole = readFileSync(bunny);
  const broken = [
    { name: 'empty.mp4', buffer: Buffer.alloc(0) },
    { name: 'text.mp4', buffer: Buffer.from('This is a letter, not a video.\n'.repeat(40)) },
    { name: 'cut.mp4', buffer: whole.subarray(0, 30_000) },
  ];
  for (const { name, buffer } of broken) {
    await page.setInputFiles('#picker', { name, mimeType: 'video/mp4', buffer });
    await expect(editor.alert).toContainText(`${name} could not be opened.`);
    expect((await editor.alert.textContent())?.length).toBeGreaterThan(name.length + 60);
    await page.keyboard.press('Escape');
    await expect(editor.alert).toBeHidden();
  }
  await editor.seek(1);
  await editor.seek(0);
  expect((await editor.picture()).hash).toBe(before.hash);
});
