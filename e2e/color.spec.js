// SPDX-License-Identifier: MIT
/**
 * What Etalon paints against what Chromium's own <video> shows: flat squares in lossless H.264 and VP9, drawn to a
 * canvas. One deviation is Chromium's: its software conversion (libyuv) caps the factor of Cb in blue at 2, which is
 * 2.018 in BT.601 and 2.112 in BT.709 of limited range, and blue may differ by that much more.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from './fixture.js';

const [width, height, side] = [256, 128, 32];
const squares = Array.from({ length: 32 }, (_, n) => [16 + ((n * 67) % 220), 40 + ((n * 97) % 180), 40 + ((n * 53) % 180)]);
/** Black, white, grey, and BT.601's red, green and blue. */
squares.splice(0, 6, [16, 128, 128], [235, 128, 128], [126, 128, 128], [81, 90, 240], [145, 54, 34], [41, 240, 110]);

/** Planes of 4:2:0, ten pictures. */
function rawVideo() {
  const planes = [0, 1, 2].map((plane) => {
    const shift = plane ? 1 : 0;
    const samples = Buffer.alloc((width >> shift) * (height >> shift));
    return samples.map((_, at) => {
      const [x, y] = [(at % (width >> shift)) << shift, Math.floor(at / (width >> shift)) << shift];
      return squares[Math.floor(y / side) * (width / side) + Math.floor(x / side)][plane];
    });
  });
  return Buffer.concat(Array(10).fill(Buffer.concat(planes)));
}

/** @type {[string, string, string, string, string, 'tv' | 'pc', number][]} */
const cases = [
  ['BT.601 limited, H.264', 'mp4', 'smpte170m', 'smpte170m', 'smpte170m', 'tv', 2.018],
  ['BT.601 of PAL, limited, H.264', 'mp4', 'bt470bg', 'bt470bg', 'smpte170m', 'tv', 2.018],
  ['BT.601 full, H.264', 'mp4', 'bt470bg', 'bt470bg', 'smpte170m', 'pc', 0],
  ['BT.709 limited, H.264', 'mp4', 'bt709', 'bt709', 'bt709', 'tv', 2.112],
  ['BT.709 full, H.264', 'mp4', 'bt709', 'bt709', 'bt709', 'pc', 0],
  ['BT.601 limited, VP9', 'webm', 'smpte170m', 'smpte170m', 'smpte170m', 'tv', 2.018],
  ['BT.709 limited, VP9', 'webm', 'bt709', 'bt709', 'bt709', 'tv', 2.112],
  ['BT.709 full, VP9', 'webm', 'bt709', 'bt709', 'bt709', 'pc', 0],
];

/** Made for the tests. @type {string} */
let folder;
test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'etalon-color-'));
  writeFileSync(join(folder, 'raw'), rawVideo());
});
// Where every test is skipped nothing was made.
test.afterAll(() => (folder ? rmSync(folder, { recursive: true, force: true }) : undefined));
test.skip(({ browserName, isolated }) => browserName !== 'chromium' || !isolated, 'Chromium, once, is what is compared with');

for (const [title, extension, matrix, primaries, transfer, range, blueFactor] of cases) {
  test(title, async ({ editor: { page } }) => {
    const file = join(folder, `clip.${extension}`);
    const codec = extension === 'mp4' ? ['libx264', '-qp', '0', '-preset', 'ultrafast'] : ['libvpx-vp9', '-lossless', '1'];
    execFileSync('ffmpeg', [
      '-v', 'error', '-y', '-f', 'rawvideo', '-pix_fmt', 'yuv420p', '-s', `${width}x${height}`, '-r', '10', '-i', join(folder, 'raw'), '-c:v', ...codec,
      '-colorspace', matrix, '-color_primaries', primaries, '-color_trc', transfer, '-color_range', range, file,
    ]);
    const type = extension === 'mp4' ? 'video/mp4' : 'video/webm';
    const theirs = await page.evaluate(chromiumPixels, { base64: readFileSync(file).toString('base64'), type, width, height, side });
    const ours = await ourPixels(file);
    squares.forEach(([, cb], n) => {
      const extra = blueFactor ? Math.abs(cb - 128) * (blueFactor - 2) : 0;
      [0, 1, 2].forEach((channel) => {
        const bound = 2 + (channel === 2 ? extra : 0);
        expect(Math.abs(ours[n][channel] - theirs[n][channel]), `square ${n}: ${ours[n]} for ${theirs[n]}`).toBeLessThanOrEqual(bound);
      });
    });
  });
}

/** The middles of the squares as the engine renders them, in Node.js: a page paints the same bytes. @param {string} file */
async function ourPixels(file) {
  const built = new URL('../web/dist/node.js', import.meta.url).href;
  const { Etalon } = /** @type {typeof import('../web/src/node.js')} */ (await import(built));
  const etalon = await Etalon.create({ threads: 0 });
  const clip = await etalon.open(file);
  const { data } = await clip.render(0);
  await etalon.close();
  return squares.map((_, n) => {
    const at = 4 * ((Math.floor(n / (width / side)) + 0.5) * side * width + ((n % (width / side)) + 0.5) * side);
    return [...data.subarray(at, at + 3)];
  });
}

/**
 * Runs in the page: the middles of the squares of a playing video.
 * @param {{ base64: string, type: string, width: number, height: number, side: number }} what
 */
async function chromiumPixels({ base64, type, width: across, height: down, side: step }) {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const video = document.createElement('video');
  video.muted = true;
  const shown = new Promise((resolve) => video.requestVideoFrameCallback(resolve));
  video.src = URL.createObjectURL(new Blob([bytes], { type }));
  document.body.append(video);
  await video.play();
  await shown;
  const canvas = new OffscreenCanvas(across, down);
  const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext('2d'));
  context.drawImage(video, 0, 0, across, down);
  video.remove();
  URL.revokeObjectURL(video.src);
  const { data } = context.getImageData(0, 0, across, down);
  const pixels = [];
  for (let y = step / 2; y < down; y += step) {
    for (let x = step / 2; x < across; x += step) pixels.push([...data.subarray(4 * (y * across + x), 4 * (y * across + x) + 3)]);
  }
  return pixels;
}
