// SPDX-License-Identifier: MIT
/** Frames of the browser's: VideoFrames in and out of streams, with the bytes of Node.js; ImageData, ImageBitmap, a canvas that is captured. */
import { createHash } from 'node:crypto';
import { expect, test } from './fixture.js';
/** @import { Frame } from '../web/src/node.js' */

const WIDTH = 62;
const HEIGHT = 46;
const COUNT = 5;
const MICROSECONDS = 40_000;
/** Firefox's copyTo() leaves the last samples of chroma out where a size is odd. @param {string} browserName @returns {any} */
const chainFor = (browserName) => [{ filter: 'denoise' }, { filter: 'adjust', contrast: 1.2 }, { filter: 'scale', ...(browserName === 'chromium' ? { width: 51, height: 37 } : { width: 50, height: 38 }) }];

/** Bytes of frames in the formats that VideoFrame has; not every browser has all of them. */
const formats = /** @type {Record<string, { bytes: number, deep?: boolean, mayLack?: boolean }>} */ ({
  I420: { bytes: 1.5 }, NV12: { bytes: 1.5 }, I422: { bytes: 2 }, I444: { bytes: 3 }, I420A: { bytes: 2.5 }, RGBA: { bytes: 4 }, RGBX: { bytes: 4 }, BGRA: { bytes: 4 }, BGRX: { bytes: 4 },
  I420P10: { bytes: 3, deep: true, mayLack: true },
});
const rgb = /^(RGB|BGR)/;
const colors = { yuv: { matrix: 'bt709', primaries: 'bt709', transfer: 'bt709', fullRange: false }, rgb: { matrix: 'rgb', primaries: 'bt709', transfer: 'iec61966-2-1', fullRange: true } };

/** A picture that moves, of any format. @param {string} format @param {number} index */
function pictureOf(format, index) {
  const { bytes, deep } = formats[format];
  const count = WIDTH * HEIGHT * bytes;
  return Array.from({ length: count }, (_, at) => (deep && at % 2 ? (at >> 3) % 4 : (at * 3 + (at >> 6) * 5 + index * 9) & 255));
}

/** What Node.js makes of the frames of a format: format, size, time, and a hash of the bytes that a VideoFrame is to have. @param {string} format @param {any} chain */
async function inNode(format, chain) {
  // The built package, with the types of its source: it is what users get.
  const built = new URL('../web/dist/node.js', import.meta.url).href;
  const { Etalon } = /** @type {typeof import('../web/src/node.js')} */ (await import(built));
  const etalon = await Etalon.create({ threads: 0 });
  try {
    const given = Array.from({ length: COUNT }, (_, index) => ({
      format, width: WIDTH, height: HEIGHT, data: Uint8Array.from(pictureOf(format, index)), timestamp: (index * MICROSECONDS) / 1e6, duration: MICROSECONDS / 1e6,
      colorSpace: rgb.test(format) ? colors.rgb : colors.yuv,
    }));
    const list = [];
    for await (const frame of /** @type {any} */ (ReadableStream).from(given).pipeThrough(etalon.transform({ chain, output: 'Frame' }))) {
      list.push(`${shown(frame.format)} ${frame.width} x ${frame.height} at ${frame.pts}: ${createHash('sha256').update(bytesOf(frame)).digest('hex')}`);
      frame.close();
    }
    return list;
  } finally {
    await etalon.close();
  }
}

/** @param {string} format */
const shown = (format) => ({ GBR8: 'RGBX', GBRA8: 'RGBA' })[format] ?? format;

/** @param {Frame} frame */
function bytesOf(frame) {
  const planes = new Uint8Array(frame.allocationSize());
  frame.copyToSync(planes);
  if (!frame.format.startsWith('GBR')) return planes;
  const pixels = frame.width * frame.height;
  const at = [2, 0, 1, 3].map((plane) => plane * pixels);
  return Uint8Array.from({ length: 4 * pixels }, (_, index) => (index % 4 === 3 && frame.planes === 3 ? 255 : planes[at[index % 4] + (index >> 2)]));
}

/** A page without an editor. @param {import('@playwright/test').Page} page @param {boolean} isolated */
async function openPage(page, isolated) {
  const url = isolated ? process.env.ETALON_E2E_ISOLATED : process.env.ETALON_E2E_PLAIN;
  await page.goto(new URL('icon.svg', url).href);
  return new URL('etalon/index.js', url).href;
}

/** Firefox that a test drives starts threads slowly, and sometimes not at all. @param {string} browserName @param {boolean} isolated */
const threadsFor = (browserName, isolated) => (isolated && browserName === 'chromium' ? 2 : 0);

test.beforeEach(async ({ page, isolated }) => {
  await openPage(page, isolated);
  test.skip(!(await page.evaluate(() => typeof VideoFrame === 'function')), 'this browser has no VideoFrame');
});

for (const [format, { mayLack }] of Object.entries(formats)) {
  test(`a stream of ${format} gives the bytes of Node.js`, async ({ page, browserName, isolated }) => {
    const script = await openPage(page, isolated);
    const chain = chainFor(browserName);
    const pictures = Array.from({ length: COUNT }, (_, index) => pictureOf(format, index));
    const found = await page.evaluate(async ({ script, format, pictures, width, height, step, colorSpace, chain, threads }) => {
      const { Etalon } = /** @type {typeof import('../web/src/index.js')} */ (await import(script));
      /** @type {VideoFrame[]} */
      const given = [];
      try {
        for (const [index, picture] of pictures.entries()) {
          given.push(new VideoFrame(Uint8Array.from(picture), /** @type {any} */ ({ format, codedWidth: width, codedHeight: height, timestamp: index * step, duration: step, colorSpace })));
        }
        if (given[0].format !== format) throw new Error(`it is ${given[0].format}`);
      } catch (error) {
        return { lacks: String(error), list: [], open: 0, counters: {} };
      }
      const etalon = await Etalon.create({ threads });
      const list = [];
      let next = 0;
      const frames = new ReadableStream({ pull: (controller) => (next < given.length ? controller.enqueue(given[next++]) : controller.close()) });
      const reader = frames.pipeThrough(etalon.transform({ chain })).getReader();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        const bytes = new Uint8Array(value.allocationSize());
        await value.copyTo(bytes);
        // The fourth byte says nothing there.
        if (value.format === 'RGBX') for (let at = 3; at < bytes.length; at += 4) bytes[at] = 255;
        const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
        const hash = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
        list.push(`${value.format} ${value.visibleRect?.width} x ${value.visibleRect?.height} at ${value.timestamp}: ${hash}`);
        value.close();
      }
      const open = given.filter((frame) => frame.format !== null).length;
      const counters = await etalon.counters();
      await etalon.close();
      return { lacks: '', list, open, counters };
    }, { script, format, pictures, width: WIDTH, height: HEIGHT, step: MICROSECONDS, colorSpace: rgb.test(format) ? colors.rgb : colors.yuv, chain, threads: threadsFor(browserName, isolated) });
    if (found.lacks) {
      expect(mayLack || browserName !== 'chromium', found.lacks).toBe(true);
      test.skip(true, `this browser's VideoFrame does not take ${format}: ${found.lacks}`);
    }
    expect(found.list).toEqual(await inNode(format, chain));
    expect(found.open).toBe(0);
    expect(found.counters).toMatchObject({ jobs: 0, chains: 0, frames: 0, framesAlive: 0, buffers: 0 });
  });
}

test('what is cut out of a VideoFrame, and pixels that are not square', async ({ page, isolated, browserName }) => {
  const script = await openPage(page, isolated);
  const found = await page.evaluate(async ({ script, threads }) => {
    const { Etalon, Frame } = /** @type {typeof import('../web/src/index.js')} */ (await import(script));
    const etalon = await Etalon.create({ threads });
    const bytes = Uint8Array.from({ length: 40 * 20 * 1.5 }, (_, at) => at & 255);
    const init = /** @type {const} */ ({ format: 'I420', codedWidth: 40, codedHeight: 20, timestamp: -7, displayWidth: 30, displayHeight: 10 });
    const video = new VideoFrame(bytes, { ...init, visibleRect: { x: 4, y: 2, width: 15, height: 5 } });
    const frame = await Frame.from(video, { etalon });
    const moved = await Frame.from(video, { etalon, timestamp: 2, duration: 1 });
    const { width, height, pts, timestamp, duration, sampleAspect, colorSpace } = frame;
    const back = await etalon.apply(frame, { output: 'VideoFrame' });
    const [first, last] = [frame.plane(0).data[0], frame.plane(2).data.at(-1)];
    const list = { width, height, pts, timestamp, duration, sampleAspect, guessed: colorSpace.guessed, first, last, moved: [moved.timestamp, moved.duration],
      back: [back.displayWidth, back.displayHeight, back.timestamp, back.duration], open: video.format };
    for (const each of [frame, moved, back, video]) each.close();
    const closed = await Frame.from(video, { etalon }).catch((error) => error.code);
    await etalon.close();
    return { ...list, closed };
  }, { script, threads: threadsFor(browserName, isolated) });
  expect(found).toMatchObject({
    width: 15, height: 5, pts: -7, timestamp: -7e-6, duration: 0, sampleAspect: [1, 1], first: (2 * 40 + 4) & 255, last: (800 + 200 + 3 * 20 + 9) & 255,
    moved: [2, 1], back: [15, 5, -7, null], open: 'I420', closed: 'ARGUMENT',
  });
});

test('ImageData and ImageBitmap are what they were', async ({ page, isolated, browserName }) => {
  const script = await openPage(page, isolated);
  const p3 = browserName === 'chromium'; // Firefox has no ImageData of display-p3
  const found = await page.evaluate(async ({ script, threads, p3 }) => {
    const { Etalon, Frame } = /** @type {typeof import('../web/src/index.js')} */ (await import(script));
    const etalon = await Etalon.create({ threads });
    const [width, height] = [21, 13];
    const random = Uint8ClampedArray.from({ length: 4 * width * height }, (_, at) => (at * 37 + (at >> 4) * 11) & 255);
    const clear = new ImageData(random, width, height);
    const opaque = new ImageData(random.map((byte, at) => (at % 4 === 3 ? 255 : byte)), width, height);
    const bitmap = await createImageBitmap(opaque);
    const same = [];
    for (const [source, wanted] of /** @type {const} */ ([[clear, clear], [opaque, opaque], [bitmap, opaque]])) {
      const frame = await Frame.from(source, { etalon, timestamp: 1.25 });
      const { data } = await frame.toImageData();
      same.push(frame.format, frame.timestamp, data.every((byte, at) => byte === wanted.data[at]));
      frame.close();
    }
    bitmap.close();
    const closed = await Frame.from(bitmap, { etalon }).catch((error) => error.code);
    const wide = await Frame.from(p3 ? new ImageData(1, 1, { colorSpace: 'display-p3' }) : new ImageData(1, 1), { etalon });
    const { primaries } = wide.colorSpace;
    wide.close();
    const { frames } = await etalon.counters();
    await etalon.close();
    return { same, closed, primaries, frames };
  }, { script, threads: threadsFor(browserName, isolated), p3 });
  expect(found).toEqual({ same: Array(3).fill(['GBRA8', 1.25, true]).flat(), closed: 'ARGUMENT', primaries: p3 ? 'smpte432' : 'bt709', frames: 0 });
});

test('frames of a captured canvas come filtered, until the reader goes away', async ({ page, isolated, browserName }) => {
  const script = await openPage(page, isolated);
  test.skip(!(await page.evaluate(() => 'MediaStreamTrackProcessor' in globalThis)), 'this browser gives no frames of a MediaStreamTrack to a page');
  const found = await page.evaluate(async ({ script, threads }) => {
    const { Etalon } = /** @type {typeof import('../web/src/index.js')} */ (await import(script));
    const etalon = await Etalon.create({ threads });
    const canvas = Object.assign(document.createElementNS('http://www.w3.org/1999/xhtml', 'canvas'), { width: 64, height: 48 });
    const context = /** @type {HTMLCanvasElement} */ (canvas).getContext('2d');
    let frame = 0;
    const timer = setInterval(() => {
      if (context) context.fillStyle = `rgb(200 ${(frame += 8) & 255} 40)`;
      context?.fillRect(0, 0, 64, 48);
    }, 20);
    const [track] = /** @type {HTMLCanvasElement} */ (canvas).captureStream().getVideoTracks();
    const { readable } = new /** @type {any} */ (globalThis).MediaStreamTrackProcessor({ track });
    const reader = readable.pipeThrough(etalon.transform({ chain: [{ filter: 'denoise' }, { filter: 'scale', width: 32, height: 24 }] })).getReader();
    /** @type {number[]} */
    const times = [];
    const formats = new Set();
    for (let count = 0; count < 6; count++) {
      const { value } = await reader.read();
      times.push(value.timestamp);
      formats.add(`${value.format} ${value.codedWidth} x ${value.codedHeight}`);
      value.close();
    }
    await reader.cancel();
    clearInterval(timer);
    const ended = track.readyState;
    const { jobs, frames, chains } = await etalon.counters();
    await etalon.close();
    return { rising: times.every((time, at) => at === 0 || time > times[at - 1]), formats: [...formats], ended, left: jobs + frames + chains };
  }, { script, threads: threadsFor(browserName, isolated) });
  expect(found).toMatchObject({ rising: true, left: 0 });
  expect(found.formats).toEqual([expect.stringMatching(/^(I420|RGBA|RGBX|I420A|NV12) 32 x 24$/)]);
});
