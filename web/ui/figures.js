// SPDX-License-Identifier: MIT
/** What analyses found, as numbers in words. */
import { formats } from '../src/generated/formats.js';
import { shortNumber } from './words.js';

/**
 * @typedef {import('../src/index.js').VideoInfo} VideoInfo
 * @typedef {Record<string, Uint32Array | Float64Array>} Found the arrays of one analysis by name
 * @typedef {{ heads?: string[], rows: [string, ...string[]][] }} Figures a name and its values, in columns with heads where there are several
 */

/** Planes by the model of a format; RGB's as the engine keeps them. */
const planes = { gray: ['Luma'], yuv: ['Luma', 'Cb', 'Cr'], rgb: ['Green', 'Blue', 'Red'], rgba: ['Red', 'Green', 'Blue'] };

/** A score from which on a change is a cut: between FFmpeg's 8 and 14. */
export const cutScore = 10;

/** @param {number} part 0 to 1 */
const percent = (part) => `${shortNumber(100 * part, 2)} %`;

/** @param {number} value */
const yes = (value) => (value ? 'Yes' : 'No');

/** By filter. @type {Record<string, (found: Found, video: VideoInfo | undefined) => Figures>} */
const makers = {
  statistics({ min, max, mean, psnr, ssim }, video) {
    const model = formats[video?.format ?? '']?.model ?? 'yuv';
    const names = min.length < planes[model].length ? planes.gray : planes[model];
    const compared = psnr.length > 0;
    return {
      heads: ['Plane', 'Least', 'Most', 'Mean', ...(compared ? ['PSNR', 'SSIM'] : [])],
      rows: Array.from(min, (least, plane) => [
        names[plane] ?? 'Alpha', String(least), String(max[plane]), mean[plane].toFixed(2),
        ...(compared ? [Number.isFinite(psnr[plane]) ? `${psnr[plane].toFixed(2)} dB` : 'equal', ssim[plane].toFixed(4)] : []),
      ]),
    };
  },
  scene_change: ({ score, difference }) => ({
    rows: [['Cut', yes(Number(score[0] >= cutScore))], ['Score', score[0].toFixed(2)], ['Change from the frame before', `${difference[0].toFixed(2)} %`],
      ['That frame from its own', `${difference[1].toFixed(2)} %`]],
  }),
  black_detect: ({ black, part }) => ({ rows: [['Black', yes(black[0])], ['Black pixels', percent(part[0])]] }),
  freeze_detect: ({ frozen, difference }) => ({ rows: [['Repeats the frame before', yes(frozen[0])], ['Change', percent(difference[0])]] }),
  motion: ({ step: [, right, down, degrees, size, agreement] }) => ({
    rows: [['To the right', percent(right)], ['Down', percent(down)], ['Turn', `${shortNumber(degrees, 3)}°`], ['Size', `× ${shortNumber(size, 4)}`],
      ['Blocks that agree', percent(agreement)]],
  }),
};

/** Short arrays as they are: for analyses that this page knows nothing of. @param {Found} found @returns {Figures} */
const plain = (found) => ({
  rows: Object.entries(found).filter(([, { length }]) => length > 0 && length <= 16).map(([key, values]) => [key.replaceAll('_', ' '), Array.from(values, (value) => shortNumber(value, 4)).join(' ')]),
});

/**
 * What an analysis found, in words.
 * @param {string} filter
 * @param {Found} found
 * @param {VideoInfo | undefined} video of the clip: its planes have names
 * @returns {Figures}
 * @example figuresOf('black_detect', shown.results.black_detect, clip.video).rows; // [['Black', 'Yes'], ...]
 */
export function figuresOf(filter, found, video) {
  return (makers[filter] ?? plain)(found, video);
}
