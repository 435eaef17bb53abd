// SPDX-License-Identifier: MIT
/** The filter css gives what Chromium's own CSS filter functions make of the same pixels on a canvas. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, root, test } from './fixture.js';

const [width, height] = [64, 64];

/** CSS's text, and the same as settings. @type {[string, Record<string, number>][]} */
const cases = [
  ['brightness(1.3)', { brightness: 1.3 }],
  ['contrast(0.6)', { contrast: 0.6 }],
  ['contrast(1.9)', { contrast: 1.9 }],
  ['saturate(2.5)', { saturate: 2.5 }],
  ['saturate(0.3)', { saturate: 0.3 }],
  ['hue-rotate(77deg)', { hue_rotate: 77 }],
  ['hue-rotate(-150deg)', { hue_rotate: -150 }],
  ['grayscale(0.7)', { grayscale: 0.7 }],
  ['sepia(0.8)', { sepia: 0.8 }],
  ['invert(0.9)', { invert: 0.9 }],
  ['brightness(0.8) contrast(1.4) saturate(1.5) hue-rotate(30deg) grayscale(0.2) sepia(0.3) invert(0.1)',
    { brightness: 0.8, contrast: 1.4, saturate: 1.5, hue_rotate: 30, grayscale: 0.2, sepia: 0.3, invert: 0.1 }],
];

test.skip(({ browserName, isolated }) => browserName !== 'chromium' || !isolated, 'Chromium, once, is what is compared with');

test('css is what Chromium makes of CSS filters', async ({ page }, info) => {
  // A colour for each pixel, all corners of the cube among them.
  const levels = [0, 17, 40, 64, 85, 100, 119, 128, 143, 160, 175, 191, 204, 221, 238, 255];
  const planes = [1, 2, 0].map((channel) => Buffer.from(Array.from({ length: width * height }, (_, i) => levels[(i >> (4 * channel)) & 15])));
  const file = info.outputPath('colors.mkv');
  execFileSync('ffmpeg', ['-v', 'error', '-y', '-f', 'rawvideo', '-pix_fmt', 'gbrp', '-s', `${width}x${height}`, '-i', '-', '-c:v', 'ffv1', file], { input: Buffer.concat(planes) });
  const requests = [{}, ...cases.map(([, settings]) => settings)].map((settings, i) => ({ time: 0, width, height, chain: i ? [{ filter: 'css', ...settings }] : [] }));
  const answer = execFileSync(process.execPath, [join(root, 'e2e/reference.js'), JSON.stringify({ file, requests, pixels: true })], { maxBuffer: 1 << 26, encoding: 'utf8' });
  const [plain, ...ours] = JSON.parse(answer).map((/** @type {{ data: string }} */ { data }) => Buffer.from(data, 'base64'));
  // The clip's pixels are those that were written.
  expect([0, 1, 2].map((channel) => plain[4 * 0xabc + channel])).toEqual([levels[0xc], levels[0xb], levels[0xa]]);
  const theirs = await page.evaluate(({ source, filters, width, height }) => filters.map((filter) => {
    const [from, to] = [new OffscreenCanvas(width, height), new OffscreenCanvas(width, height)].map((canvas) => canvas.getContext('2d', { willReadFrequently: true }));
    if (!from || !to) throw new Error('no canvas');
    from.putImageData(new ImageData(new Uint8ClampedArray(source), width, height), 0, 0);
    to.filter = filter;
    to.drawImage(from.canvas, 0, 0);
    return Array.from(to.getImageData(0, 0, width, height).data);
  }), { source: Array.from(plain), filters: cases.map(([filter]) => filter), width, height });
  cases.forEach(([filter, settings], i) => {
    let most = 0;
    theirs[i].forEach((value, at) => (most = Math.max(most, Math.abs(value - ours[i][at]))));
    // Each function may round once to 8 bits there.
    const bound = Object.keys(settings).length > 1 ? 3 : 1;
    expect(most, filter).toBeLessThanOrEqual(bound);
    expect(ours[i].equals(plain), filter).toBe(false);
  });
});
