// SPDX-License-Identifier: MIT
/** Keyframes in the page: what the slider sets at a frame, what it shows between two, and the pictures that come of it. */
import { countInNode, renderInNode } from './editor.js';
import { bunny, expect, test } from './fixture.js';

test('keys are set at frames, shown between them, and move the picture', async ({ editor }) => {
  const { page } = editor;
  const slider = editor.slider('adjust', 'brightness');
  const toggle = page.getByRole('button', { name: 'Key Brightness at this frame' });
  const keys = page.getByRole('group', { name: 'Keys of Brightness' }).getByRole('button');
  await editor.open(bunny);
  await editor.addFilter('Adjust');
  await toggle.click();
  await expect(toggle).toHaveAttribute('aria-pressed', 'true');
  await editor.seek(1);
  await expect(toggle).toHaveAttribute('aria-pressed', 'false');
  const { timestamp: end } = await editor.picture();
  await slider.fill('0.4');
  await expect(toggle).toHaveAttribute('aria-pressed', 'true');
  await expect(keys).toHaveCount(2);
  const last = await editor.picture();
  await editor.seek(0.5);
  const middle = await editor.picture();
  await expect(slider).toHaveValue(String(Number((0.4 * middle.timestamp / end).toFixed(2))));
  const { width, height } = middle;
  const chain = /** @type {const} */ ([{ filter: 'adjust', brightness: [{ time: 0, value: 0 }, { time: end, value: 0.4 }] }]);
  const wanted = /** @type {import('../web/src/index.js').Chain} */ (/** @type {unknown} */ (chain));
  const expected = await renderInNode(bunny, [{ time: middle.timestamp, chain: wanted, width, height }, { time: last.timestamp, chain: wanted, width, height }]);
  expect([middle, last]).toEqual(expected);

  // A key goes to its frame, also by the keyboard; there the slider moves it.
  await keys.nth(1).focus();
  await page.keyboard.press('Enter');
  expect(await editor.picture()).toEqual(last);
  await expect(keys.nth(1)).toHaveAttribute('aria-current', 'true');
  await slider.fill('0.2');
  await expect(keys).toHaveCount(2);
  await expect(keys.nth(1)).toHaveAccessibleName(/0\.2$/);
  await editor.seek(0.5);
  await expect(slider).toHaveValue(String(Number((0.2 * middle.timestamp / end).toFixed(2))));
  expect(await editor.export({ to: 0.2 })).toContain(`${await countInNode(bunny, { to: 0.2 })} frames`);

  // Taken away one by one, what is left is a number; a reset takes all away.
  await keys.nth(1).click();
  await editor.settled();
  await toggle.click();
  await expect(keys).toHaveCount(1);
  await expect(slider).toHaveValue('0');
  await keys.first().click();
  await editor.settled();
  await toggle.click();
  await expect(keys).toHaveCount(0);
  await slider.fill('0.3');
  await expect(keys).toHaveCount(0);
  const plain = await editor.picture();
  expect(plain.hash).not.toBe(last.hash);
  await toggle.click();
  await page.getByRole('button', { name: 'Reset Brightness' }).click();
  await expect(keys).toHaveCount(0);
  await expect(slider).toHaveValue('0');
});
