// SPDX-License-Identifier: MIT
/** The curves' graph: what its points do to the picture, and that its lines are what the engine applies. */
import { curvesInNode, renderInNode } from './editor.js';
import { bunny, expect, test } from './fixture.js';

/** @typedef {import('../web/src/index.js').Chain} Chain */

const straight = [0, 0, 1, 1];

/** The points and the line of the chosen curve. @param {import('@playwright/test').Page} page @param {string} key */
async function lineOf(page, key) {
  const line = page.locator(`.curve-line[data-key="${key}"]`);
  const [points, d] = [await line.getAttribute('data-points'), await line.getAttribute('d')];
  return { points: (points ?? '').split(' ').map(Number), values: (d ?? '').slice(1).split('L').map((pair) => 1 - Number(pair.split(' ')[1])) };
}

/** Lines that were drawn; Node.js is asked about all of them at once. @typedef {{ key: string, points: number[], values: number[] }[]} Drawn */

/** The line is drawn of these points. @param {import('@playwright/test').Page} page @param {Drawn} drawn @param {string} key @param {number[]} points */
async function expectLine(page, drawn, key, points) {
  await expect(page.locator(`.curve-line[data-key="${key}"]`)).toHaveAttribute('data-points', points.join(' '));
  drawn.push({ key, ...(await lineOf(page, key)) });
}

test.beforeEach(async ({ editor }) => {
  await editor.open(bunny);
  await editor.addFilter('Curves');
});

test('points are made, dragged, chosen and removed', async ({ editor }) => {
  const { page } = editor;
  const plain = await editor.picture();
  /** @type {Drawn} */
  const drawn = [];
  /** Pictures with their settings. @type {{ picture: import('./editor.js').Picture, chain: Chain }[]} */
  const seen = [];
  /** @param {Record<string, number[]>} settings */
  const look = async (settings) => seen.push({ picture: await editor.picture(), chain: /** @type {Chain} */ ([{ filter: 'curves', ...settings }]) });
  const graph = page.locator('.curve-graph');
  const points = graph.getByRole('button');
  const box = await graph.boundingBox();
  if (!box) throw new Error('there is no graph');
  const [left, top, width, height] = [box.x + 1, box.y + 1, box.width - 2, box.height - 2];
  /** Where a part of the graph is on the page. @param {number} x @param {number} y @returns {[number, number]} */
  const at = (x, y) => [left + x * width, top + (1 - y) * height];
  await expectLine(page, drawn, 'master', straight);
  await expect(points).toHaveCount(2);

  // A press makes a point, which is dragged on.
  await page.mouse.move(...at(0.3, 0.6));
  await page.mouse.down();
  await page.mouse.move(...at(0.35, 0.7), { steps: 3 });
  await page.mouse.up();
  await expect(points).toHaveCount(3);
  const made = (await lineOf(page, 'master')).points;
  await expect.poll(async () => (await lineOf(page, 'master')).points[2]).toBeCloseTo(0.35, 1);
  expect(made).toHaveLength(6);
  const bent = (await lineOf(page, 'master')).points;
  expect(bent[3]).toBeCloseTo(0.7, 1);
  await expectLine(page, drawn, 'master', bent);
  await look({ master: bent });
  expect((await editor.picture()).hash).not.toBe(plain.hash);

  // By the keyboard: it does not step through the clip, and stays between its neighbours.
  const middle = points.nth(1);
  await expect(middle).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Shift+ArrowRight');
  const moved = [...bent];
  moved[2] = Number(((bent[2] ?? 0) + 0.04).toFixed(3));
  moved[3] = Number(((bent[3] ?? 0) - 0.004).toFixed(3));
  await expectLine(page, drawn, 'master', moved);
  await expect(middle).toHaveAccessibleName(`Master, point 2 of 3: ${moved[2]} becomes ${moved[3]}`);
  for (let presses = 0; presses < 20; presses++) await page.keyboard.press('Shift+ArrowRight');
  await expect.poll(async () => (await lineOf(page, 'master')).points[2]).toBe(0.996);
  // As numbers.
  await editor.type('.curve-point-row label:nth-child(1) input', 0.25);
  await page.keyboard.press('Tab');
  await editor.type('.curve-point-row label:nth-child(2) input', 0.125);
  await page.keyboard.press('Tab');
  const master = [0, 0, 0.25, 0.125, 1, 1];
  await expectLine(page, drawn, 'master', master);
  await look({ master });

  // Another channel has its own points; the line of the first stays.
  await page.getByRole('radio', { name: 'Green' }).check();
  await expect(points).toHaveCount(2);
  await page.mouse.click(...at(0.5, 0.75));
  await expect(points).toHaveCount(3);
  await expect.poll(async () => (await lineOf(page, 'green')).points.length).toBe(6);
  const green = (await lineOf(page, 'green')).points;
  expect(green[2]).toBeCloseTo(0.5, 1);
  await expectLine(page, drawn, 'green', green);
  await expectLine(page, drawn, 'master', master);
  await look({ master, green });

  // One in the widest gap lies on the line: it bends nothing by much, and Delete takes it away.
  await page.getByRole('button', { name: 'Add a point' }).click();
  await expect(points).toHaveCount(4);
  await page.keyboard.press('Delete');
  await expectLine(page, drawn, 'green', green);
  // A double click on an empty place makes a point and leaves it; on a point it removes it. The last two stay.
  await page.mouse.dblclick(...at(0.8, 0.3));
  await expect(points).toHaveCount(4);
  await page.waitForTimeout(700);
  await page.mouse.dblclick(...at(0.8, 0.3));
  await expect(points).toHaveCount(3);
  await page.mouse.dblclick(...at(green[2] ?? 0, green[3] ?? 0));
  await expect(points).toHaveCount(2);
  await look({ master });
  await expect(page.getByRole('button', { name: 'Remove the point' })).toBeDisabled();
  await page.keyboard.press('Delete');
  await expect(points).toHaveCount(2);

  await page.getByRole('radio', { name: 'Master' }).check();
  await page.getByRole('button', { name: 'Reset Master' }).click();
  await expectLine(page, drawn, 'master', straight);
  expect((await editor.picture()).hash).toBe(plain.hash);

  expect(seen.map(({ picture }) => picture)).toEqual(await renderInNode(bunny, seen.map(({ picture: { timestamp, width: across, height: down }, chain }) => ({ time: timestamp, chain, width: across, height: down }))));
  const applied = await curvesInNode('curves', drawn.map(({ key, points: of }) => ({ key, points: of })));
  drawn.forEach(({ key, values }, line) => {
    expect(values).toHaveLength(257);
    values.forEach((value, index) => expect(Math.abs(value - (applied[line]?.[index] ?? NaN)), `line ${line}, of ${key}, value ${index}`).toBeLessThan(1e-5));
  });
});
