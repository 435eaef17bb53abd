// SPDX-License-Identifier: MIT
/** What scopes draw: counts of samples as curves and as densities. A pixel of a density is clear where there are no samples. */

/** Red, green and blue, 0 to 255. @typedef {readonly [number, number, number]} Rgb */

/** Counts of one plane, and the colour that they are drawn in. @typedef {{ counts: Uint32Array, color: Rgb }} Channel */

/** Levels of a waveform, and codes across a histogram and a vectorscope. */
const levels = 256;
/** Clear columns between the planes of a parade. */
const gap = 4;
/** The alpha of a single sample: it is seen. */
const faintest = 72;

/**
 * Draws how many samples have each code, black on the left, one curve a channel. Heights are square roots, each channel's
 * highest count at the top: rare codes are seen beside frequent ones.
 *
 * @param {HTMLCanvasElement} canvas gets 2 x 256 pixels across
 * @param {Channel[]} channels a whole multiple of 256 counts each
 * @example drawHistogram(canvas, [{ counts: results.histogram.luma, color: [255, 255, 255] }]);
 */
export function drawHistogram(canvas, channels) {
  const context = sized(canvas, 2 * levels, levels);
  context.globalCompositeOperation = 'lighter';
  for (const { counts, color } of channels) {
    const codes = byCode(counts);
    const most = Math.max(1, ...codes);
    const curve = new Path2D();
    // The line is 2 pixels wide: a pixel stays free above and below it.
    codes.forEach((count, code) => curve.lineTo(2 * code + 1, 1 + (levels - 2) * (1 - Math.sqrt(count / most))));
    const area = new Path2D(curve);
    area.lineTo(2 * levels - 1, levels);
    area.lineTo(1, levels);
    context.fillStyle = `rgb(${color.join(' ')} / 22%)`;
    context.fill(area);
    context.strokeStyle = `rgb(${color.join(' ')})`;
    context.lineWidth = 2;
    context.lineJoin = 'round';
    context.stroke(curve);
  }
}

/**
 * Draws how many samples of each column have each level, white at the top: a pixel is a column and a level. Several planes come
 * side by side.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {Channel[]} planes 256 counts a column
 * @example drawLevels(canvas, [{ counts: results.waveform.luma, color: [255, 255, 255] }]);
 */
export function drawLevels(canvas, planes) {
  const columns = planes.map(({ counts }) => counts.length / levels);
  const width = Math.max(1, columns.reduce((sum, count) => sum + count + gap, -gap));
  const context = sized(canvas, width, levels);
  const image = context.createImageData(width, levels);
  let left = 0;
  planes.forEach(({ counts, color }, index) => {
    const alphaOf = shades(counts);
    counts.forEach((count, at) => {
      if (count) put(image, left + Math.floor(at / levels), levels - 1 - (at % levels), color, alphaOf(count));
    });
    left += columns[index] + gap;
  });
  context.putImageData(image, 0, 0);
}

/**
 * Draws how many samples have each Cb, from left to right, and Cr, from the bottom up: a pixel is a pair of them, in about its colour.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {Uint32Array} counts element 256 * Cr + Cb
 * @example drawChroma(canvas, results.vectorscope.chroma);
 */
export function drawChroma(canvas, counts) {
  const context = sized(canvas, levels, levels);
  const image = context.createImageData(levels, levels);
  const alphaOf = shades(counts);
  counts.forEach((count, at) => {
    if (!count) return;
    const [cb, cr] = [at % levels, Math.floor(at / levels)];
    put(image, cb, levels - 1 - cr, tint(cb - 128, cr - 128), alphaOf(count));
  });
  context.putImageData(image, 0, 0);
}

/** A bright colour of a chroma. @param {number} cb @param {number} cr @returns {Rgb} */
const tint = (cb, cr) => [190 + 1.4 * cr, 190 - 0.34 * cb - 0.71 * cr, 190 + 1.77 * cb];

/** Alpha by count: with the square root, full at twice the mean of those that are not 0. @param {Uint32Array} counts @returns {(count: number) => number} */
function shades(counts) {
  let sum = 0;
  let some = 0;
  for (const count of counts) {
    sum += count;
    if (count) some++;
  }
  const full = 2 * (sum / Math.max(1, some));
  return (count) => Math.min(255, faintest + (255 - faintest) * Math.sqrt(count / full));
}

/** @param {ImageData} image @param {number} x @param {number} y @param {Rgb} color @param {number} alpha */
function put({ data, width }, x, y, [red, green, blue], alpha) {
  const at = 4 * (y * width + x);
  data[at] = red;
  data[at + 1] = green;
  data[at + 2] = blue;
  data[at + 3] = alpha;
}

/** 256 counts: of deeper samples, those of neighbouring codes together. @param {Uint32Array} counts */
function byCode(counts) {
  const codes = new Float64Array(levels);
  counts.forEach((count, at) => (codes[Math.floor((at * levels) / counts.length)] += count));
  return codes;
}

/** The canvas, empty and of this size. @param {HTMLCanvasElement} canvas @param {number} width @param {number} height */
function sized(canvas, width, height) {
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  if (!context) throw new Error('this browser gives no 2D context');
  return context;
}
