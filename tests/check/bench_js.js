// SPDX-License-Identifier: MIT
/**
 * Three filters of the engine as plain JavaScript over typed arrays, step for step the integers of
 * core/simd/level.c, core/filters/gaussian.c and unsharp.c: what WebAssembly and SIMD128 are worth.
 *
 *     node bench_js.js js adjust RAW_FRAMES [--hash]
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { FIRST, LAST } from './bench_player.js';

/** @typedef {{ width: number, height: number, data: Uint8Array }} Plane */
/** @typedef {Plane[]} Frame I420 */

const WIDTH = 3840;
const HEIGHT = 2160;
const RAW_FRAMES = 16;
const WARM = 4;

/** @param {Uint8Array} bytes one frame @returns {Frame} */
function frameOf(bytes) {
  let at = 0;
  return [0, 1, 1].map((shift) => {
    const width = WIDTH >> shift;
    const height = HEIGHT >> shift;
    const data = bytes.subarray(at, at + width * height);
    at += width * height;
    return { width, height, data };
  });
}

/** @returns {Frame} */
const newFrame = () => frameOf(new Uint8Array((WIDTH * HEIGHT * 3) / 2));

// ---- adjust: contrast and saturation, limited range ---------------------------------------------

/** core/simd/level.c. @param {Uint8Array} out @param {Uint8Array} codes @param {number} factor @param {number} offset */
function level(out, codes, factor, offset) {
  const middle = offset + factor * 128 + 0.5;
  let bits = 7;
  while (factor * 2 ** (8 + bits) > 32766.5 || Math.abs(middle) * 2 ** bits > 32766.5) bits--;
  const scale = Math.round(factor * 2 ** (8 + bits));
  const added = Math.round(middle * 2 ** bits + 0.5);
  for (let i = 0; i < out.length; i++) {
    let value = (((codes[i] - 128) * scale) >> 8) + added;
    value = (value < -32768 ? -32768 : value > 32767 ? 32767 : value) >> bits;
    out[i] = value < 0 ? 0 : value > 255 ? 255 : value;
  }
}

/** @param {Frame} out @param {Frame} frame */
function adjust(out, frame) {
  level(out[0].data, frame[0].data, 1.2, 16 + 219 * (0.5 - 0.5 * 1.2) - 1.2 * 16);
  level(out[1].data, frame[1].data, 1.3, 128 - 128 * 1.3);
  level(out[2].data, frame[2].data, 1.3, 128 - 128 * 1.3);
}

// ---- gaussian blur ------------------------------------------------------------------------------

/** Coefficients that add up to 1 << 14: running sums of one half are rounded. @param {number} sigma */
function gaussianKernel(sigma) {
  const radius = Math.ceil(sigma * 3);
  const weights = Array.from({ length: radius + 1 }, (_, i) => Math.exp((-0.5 * i * i) / (sigma * sigma)) * (i === 0 ? 0.5 : 1));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const kernel = new Int32Array(2 * radius + 1);
  let sum = 0;
  let before = 0;
  for (let i = 0; i <= radius; i++) {
    sum += weights[i];
    const until = i === radius ? 8192 : Math.round((sum / total) * 8192);
    kernel[radius + i] = kernel[radius - i] = (until - before) * (i === 0 ? 2 : 1);
    before = until;
  }
  return kernel;
}

const kernels = [gaussianKernel(2), gaussianKernel(1), gaussianKernel(1)];
const middle = new Int16Array(WIDTH + 64);

/** @param {Plane} out @param {Plane} plane @param {Int32Array} kernel */
function blurPlane(out, plane, kernel) {
  const { width, height, data } = plane;
  const radius = kernel.length >> 1;
  const rows = new Int32Array(kernel.length);
  for (let y = 0; y < height; y++) {
    for (let t = 0; t < rows.length; t++) rows[t] = Math.min(Math.max(y + t - radius, 0), height - 1) * width;
    for (let x = 0; x < width; x++) {
      let sum = 128;
      for (let t = 0; t < rows.length; t++) sum += kernel[t] * data[rows[t] + x];
      middle[x + radius] = sum >> 8;
    }
    middle.fill(middle[radius], 0, radius);
    middle.fill(middle[radius + width - 1], radius + width, 2 * radius + width);
    for (let x = 0; x < width; x++) {
      let sum = 1 << 19;
      for (let t = 0; t < kernel.length; t++) sum += kernel[t] * middle[x + t];
      const value = sum >> 20;
      out.data[y * width + x] = value < 0 ? 0 : value > 255 ? 255 : value;
    }
  }
}

/** @param {Frame} out @param {Frame} frame */
function gaussianBlur(out, frame) {
  for (let p = 0; p < 3; p++) blurPlane(out[p], frame[p], kernels[p]);
}

// ---- unsharp: amount 1, chroma kept -----------------------------------------------------------------

/** Rows of sums, each between two values that go on as its ends. */
const sums = new Uint16Array(WIDTH + 4);

/** core/filters/unsharp_kernels.c. @param {Plane} out @param {Plane} plane @param {number} amount in 1/65536 */
function sharpenPlane(out, { width, height, data }, amount) {
  const rows = new Int32Array(5);
  for (let y = 0; y < height; y++) {
    for (let t = 0; t < 5; t++) rows[t] = Math.min(Math.max(y + t - 2, 0), height - 1) * width;
    const [a, b, c, d, e] = rows;
    for (let x = 0; x < width; x++) sums[x + 2] = data[a + x] + data[e + x] + 4 * (data[b + x] + data[d + x]) + 6 * data[c + x];
    sums.fill(sums[2], 0, 2);
    sums.fill(sums[width + 1], width + 2, width + 4);
    for (let x = 0; x < width; x++) {
      const blurred = (sums[x] + sums[x + 4] + 4 * (sums[x + 1] + sums[x + 3]) + 6 * sums[x + 2] + 128) >> 8;
      const code = data[c + x];
      const value = code + (((code - blurred) * amount) >> 16);
      out.data[y * width + x] = value < 0 ? 0 : value > 255 ? 255 : value;
    }
  }
}

/** @param {Frame} out @param {Frame} frame */
function unsharp(out, frame) {
  sharpenPlane(out[0], frame[0], 65536);
  for (const p of [1, 2]) out[p].data.set(frame[p].data);
}

// ---- The program --------------------------------------------------------------------------------

/** @type {Record<string, (out: Frame, frame: Frame) => void>} */
const filters = { adjust, gaussian_blur_2: gaussianBlur, unsharp_5x5: unsharp };

const [, name = '', file = '', option] = process.argv.slice(2);
const bytes = readFileSync(file);
const frames = Array.from({ length: RAW_FRAMES }, (_, i) => frameOf(bytes.subarray((i * bytes.length) / RAW_FRAMES, ((i + 1) * bytes.length) / RAW_FRAMES)));
const out = newFrame();

if (option === '--hash') {
  const md5 = createHash('md5');
  for (let i = 0; i < 2; i++) {
    filters[name](out, frames[i]);
    for (const plane of out) md5.update(plane.data);
  }
  console.log(JSON.stringify({ md5: md5.digest('hex') }));
} else {
  let before = process.cpuUsage();
  for (let i = -WARM; i < LAST; i++) {
    if (i === FIRST) before = process.cpuUsage();
    filters[name](out, frames[(i + RAW_FRAMES) % RAW_FRAMES]);
  }
  const used = process.cpuUsage(before);
  console.log(JSON.stringify({ usPerFrame: (used.user + used.system) / (LAST - FIRST) }));
}
