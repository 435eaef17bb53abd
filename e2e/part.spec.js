// SPDX-License-Identifier: MIT
/** The part of the picture that a filter is limited to: numbers, the rectangle over the canvas, keyframes, and the pictures that come of them. */
import { countInNode, renderInNode } from './editor.js';
import { bunny, expect, test } from './fixture.js';

/** @typedef {{ x: number, y: number, width: number, height: number, feather: number }} Part */
/** @typedef {import('../web/src/index.js').Chain} Chain */

const bright = /** @type {const} */ ({ filter: 'adjust', brightness: 0.4 });
const names = /** @type {const} */ (['x', 'y', 'width', 'height', 'feather']);

/** A card's numbers. @param {import('@playwright/test').Page | import('@playwright/test').Locator} page @returns {Promise<Part>} */
const partOf = async (page) => /** @type {Part} */ (Object.fromEntries(await Promise.all(names.map(async (name) => [name, Number(await page.locator(`[data-key="region.${name}"]`).inputValue())]))));

/** Pictures and the chains that they are of; Node.js is asked about all of them at once. @typedef {{ picture: import('./editor.js').Picture, chain: Chain }[]} Seen */

/** @param {Seen} seen */
const expectSeen = async (seen) => expect(seen.map(({ picture }) => picture)).toEqual(await renderInNode(bunny, seen.map(({ picture: { timestamp, width, height }, chain }) => ({ time: timestamp, chain, width, height }))));

test.beforeEach(async ({ editor }) => {
  await editor.open(bunny);
  await editor.addFilter('Adjust');
  await editor.slider('adjust', 'brightness').fill('0.4');
});

test('numbers and the rectangle limit a filter to a part of the picture', async ({ editor }) => {
  const { page } = editor;
  const box = page.locator('.part-box');
  const body = page.locator('.part-body');
  /** @type {Seen} */
  const seen = [];
  const whole = await editor.picture();
  await page.getByRole('switch', { name: 'Part of the picture' }).check();
  await expect(box).toBeVisible();
  let part = await partOf(page);
  expect(part).toEqual({ x: 320, y: 180, width: 640, height: 360, feather: 0 });
  const middle = await editor.picture();
  expect(middle.hash).not.toBe(whole.hash);
  seen.push({ picture: middle, chain: [{ ...bright, region: part }] });

  // Numbers, some of them beyond the picture.
  part = { x: -40, y: 101, width: 333, height: 250, feather: 24 };
  for (const name of names) await editor.type(`[data-key="region.${name}"]`, part[name]);
  seen.push({ picture: await editor.picture(), chain: [{ ...bright, region: part }] });

  // The rectangle lies where the part does, and is dragged.
  const canvas = await editor.canvas.boundingBox();
  if (!canvas) throw new Error('the canvas has no place');
  const scale = canvas.width / 1280;
  /** @param {import('@playwright/test').Locator} handle @param {number} across @param {number} down pixels of the picture */
  const drag = async (handle, across, down) => {
    const place = await handle.boundingBox();
    if (!place) throw new Error('there is nothing to drag');
    const [x, y] = [Math.round(place.x + place.width / 2), Math.round(place.y + place.height / 2)];
    const [right, below] = [Math.round(across * scale), Math.round(down * scale)];
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(Math.min(1279, x + right), Math.min(799, y + below), { steps: 3 });
    await page.mouse.up();
    return { across: Math.round(right / scale), down: Math.round(below / scale) };
  };
  const moved = await drag(body, 200, -50);
  part = { ...part, x: part.x + moved.across, y: part.y + moved.down };
  await expect.poll(() => partOf(page)).toEqual(part);
  const corner = await drag(page.getByRole('button', { name: 'Bottom right corner' }), 90, 120);
  part = { ...part, width: part.width + corner.across, height: part.height + corner.down };
  await expect.poll(() => partOf(page)).toEqual(part);
  const edge = await drag(page.locator('.part-edge[data-at="left"]'), 30, 77);
  part = { ...part, x: part.x + edge.across, width: part.width - edge.across };
  await expect.poll(() => partOf(page)).toEqual(part);
  const shown = await box.boundingBox();
  expect(shown?.x).toBeCloseTo(canvas.x + part.x * scale, 0);
  expect(shown?.height).toBeCloseTo(part.height * scale, 0);
  const dragged = await editor.picture();
  seen.push({ picture: dragged, chain: [{ ...bright, region: part }] });

  // By the keyboard; the page's own arrow keys do not step meanwhile.
  await body.press('ArrowRight');
  await body.press('Shift+ArrowDown');
  await page.getByRole('button', { name: 'Top left corner' }).press('Shift+ArrowLeft');
  part = { ...part, x: part.x - 9, y: part.y + 10, width: part.width + 10 };
  expect(await partOf(page)).toEqual(part);
  await expect(body).toHaveAccessibleName(`Adjust, ${part.width} × ${part.height} at ${part.x}, ${part.y}: move`);
  const keyed = await editor.picture();
  expect(keyed.timestamp).toBe(dragged.timestamp);
  seen.push({ picture: keyed, chain: [{ ...bright, region: part }] });

  // Corners end at the picture's; what is dragged out keeps a pixel inside.
  await drag(page.getByRole('button', { name: 'Bottom right corner' }), 2000, 2000);
  await expect.poll(() => partOf(page)).toEqual({ ...part, width: 1280 - part.x, height: 720 - part.y });
  await editor.type('[data-key="region.x"]', part.x - 1265);
  for (let presses = 0; presses < 2; presses++) await body.press('Shift+ArrowLeft');
  expect((await partOf(page)).x).toBe(part.x - 1279);

  // A press beside it leaves it, and its card brings it back; switched off, the filter is for the whole picture.
  await page.mouse.click(canvas.x + canvas.width - 20, canvas.y + canvas.height - 20);
  await expect(box).toBeHidden();
  await page.getByText('Part of the picture').click();
  expect((await editor.picture()).hash).toBe(whole.hash);
  await expect(page.locator('.part-numbers')).toBeHidden();
  await page.getByRole('switch', { name: 'Part of the picture' }).check();
  await expect(box).toBeVisible();
  await page.getByRole('switch', { name: 'Adjust on' }).uncheck();
  await expect(box).toBeHidden();
  await expectSeen(seen);
});

test('a part is of the picture that its filter reads', async ({ editor }) => {
  const { page } = editor;
  const box = page.locator('.part-box');
  await editor.addFilter('Scale');
  await editor.type('[data-filter="scale"] input[type="number"][data-key="width"]', 640);
  await editor.addFilter('Gaussian blur');
  await expect(page.locator('[data-filter="scale"]').getByRole('switch', { name: 'Part of the picture' })).toHaveCount(0);
  await page.locator('[data-filter="gaussian_blur"]').getByRole('switch', { name: 'Part of the picture' }).check();
  await expect(box).toBeVisible();
  const part = await partOf(page.locator('[data-filter="gaussian_blur"]'));
  expect(part).toEqual({ x: 160, y: 90, width: 320, height: 180, feather: 0 });
  await editor.slider('gaussian_blur', 'sigma').fill('4');
  const blurred = await editor.picture();
  await expectSeen([{ picture: blurred, chain: [bright, { filter: 'scale', width: 640 }, { filter: 'gaussian_blur', sigma: 4, region: part }] }]);
  const [canvas, shown] = [await editor.canvas.boundingBox(), await box.boundingBox()];
  expect(shown?.width).toBeCloseTo((canvas?.width ?? 0) / 2, 0);
  // In front of a filter that moves the picture the rectangle would lie elsewhere.
  await page.getByRole('button', { name: 'Move Scale down' }).click();
  await expect(box).toBeHidden();
  await editor.slider('gaussian_blur', 'sigma').focus();
  await expect(page.locator('[data-filter="gaussian_blur"] .part')).toContainText('moves the picture');
});

test('the part follows keyframes', async ({ editor }) => {
  const { page } = editor;
  const toggle = page.getByRole('button', { name: 'Key Part of the picture at this frame' });
  const keys = page.getByRole('group', { name: 'Keys of Part of the picture' }).getByRole('button');
  await page.getByRole('switch', { name: 'Part of the picture' }).check();
  await expect(page.locator('.part-box')).toBeVisible();
  await toggle.click();
  await editor.seek(1);
  const { timestamp: end } = await editor.picture();
  await editor.type('[data-key="region.x"]', 801);
  await editor.type('[data-key="region.width"]', 335);
  await expect(keys).toHaveCount(2);
  await editor.seek(0.5);
  const middle = await editor.picture();
  const along = middle.timestamp / end;
  const part = { x: Math.floor(320 + along * (801 - 320) + 0.5), y: 180, width: Math.floor(640 + along * (335 - 640) + 0.5), height: 360, feather: 0 };
  expect(await partOf(page)).toEqual(part);
  const times = [{ time: 0, value: 0 }, { time: end, value: 0 }];
  const moving = { ...part, x: times.map((key, at) => ({ ...key, value: [320, 801][at] ?? 0 })), width: times.map((key, at) => ({ ...key, value: [640, 335][at] ?? 0 })) };
  await expectSeen([part, moving].map((region) => ({ picture: middle, chain: [{ ...bright, region }] })));
  expect(await editor.export({ to: 0.2 })).toContain(`${await countInNode(bunny, { to: 0.2 })} frames`);

  // A key goes to its frame; taken away one by one, the part stays where it is.
  await keys.nth(1).click();
  await editor.settled();
  expect(await partOf(page)).toEqual({ ...part, x: 801, width: 335 });
  await toggle.click();
  await expect(keys).toHaveCount(1);
  expect(await partOf(page)).toEqual({ ...part, x: 320, width: 640 });
});

test('fingers drag it', async ({ editor, browserName }) => {
  test.skip(browserName !== 'chromium', 'Playwright has no fingers in Firefox');
  const { page } = editor;
  await page.getByRole('switch', { name: 'Part of the picture' }).check();
  const place = await page.locator('.part-body').boundingBox();
  if (!place) throw new Error('there is no rectangle');
  const before = await partOf(page);
  const session = await page.context().newCDPSession(page);
  const [x, y] = [place.x + place.width / 2, place.y + place.height / 2];
  await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x, y }] });
  for (const by of [10, 40, 60]) await session.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: [{ x: x + by, y: y + by / 2 }] });
  await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  const canvas = await editor.canvas.boundingBox();
  const scale = (canvas?.width ?? 1) / 1280;
  await expect.poll(() => partOf(page)).toEqual({ ...before, x: before.x + Math.round(60 / scale), y: before.y + Math.round(30 / scale) });
});
