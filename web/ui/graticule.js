// SPDX-License-Identifier: MIT
/** The lines behind a scope: where black and white lie, and where the colours of the bars do. */
import { svg } from './dom.js';

/** @typedef {import('../src/index.js').VideoInfo} VideoInfo */

/** Luma's parts of red and blue: BT.709, BT.601 and BT.2020. */
const weights = { bt709: [0.2126, 0.0722], bt601: [0.299, 0.114], bt2020: [0.2627, 0.0593] };
/** The colours of the bars: red, green, blue, 0 or 1. @type {[string, number, number, number][]} */
const bars = [['R', 1, 0, 0], ['Mg', 1, 0, 1], ['B', 0, 0, 1], ['Cy', 0, 1, 1], ['G', 0, 1, 0], ['Yl', 1, 1, 0]];
/** Bars have three quarters of the signal. */
const strength = 0.75;

/**
 * Where the colours of 75 % bars lie in a vectorscope: codes of 8 bits.
 *
 * @param {VideoInfo | undefined} video its matrix and range count; undefined: BT.709, limited
 * @returns {{ name: string, cb: number, cr: number }[]}
 * @example barTargets(clip.video).find(({ name }) => name === 'R');
 */
export function barTargets(video) {
  const [red, blue] = weightsOf(video);
  const range = hasFullRange(video) ? 255 : 224;
  return bars.map(([name, r, g, b]) => {
    const luma = red * r + (1 - red - blue) * g + blue * b;
    const code = (/** @type {number} */ difference, /** @type {number} */ weight) => 128 + (range * strength * difference) / (2 * (1 - weight));
    return { name, cb: code(b - luma, blue), cr: code(r - luma, red) };
  });
}

/**
 * The lines of a vectorscope: axes, the circle of half the range, a box at each colour of the bars, and the line of skin.
 *
 * @param {VideoInfo | undefined} video
 * @returns {SVGElement}
 * @example frame.append(chromaLines(clip.video));
 */
export function chromaLines(video) {
  const targets = barTargets(video).flatMap(({ name, cb, cr }) => {
    const [x, y] = [cb + 0.5, 255.5 - cr];
    const [outX, outY] = [x + 15 * Math.sign(x - 128), y + 4];
    return [
      svg('rect', { x: x - 5, y: y - 5, width: 10, height: 10, 'data-bar': name }),
      svg('text', { x: outX, y: outY, 'text-anchor': 'middle' }, name),
    ];
  });
  // The I axis of NTSC, which skin of every colour lies along: 123 degrees.
  const skin = (123 * Math.PI) / 180;
  return svg('svg', { class: 'graticule', viewBox: '0 0 256 256', 'aria-hidden': 'true' },
    svg('path', { d: 'M0 127.5H256M128.5 0V256' }), svg('circle', { cx: 128.5, cy: 127.5, r: 64 }),
    svg('path', { class: 'dashed', d: `M128.5 127.5l${112 * Math.cos(skin)} ${-112 * Math.sin(skin)}` }), ...targets);
}

/**
 * The lines of a waveform or parade: black and white, a quarter apart.
 *
 * @param {VideoInfo | undefined} video
 * @returns {SVGElement}
 * @example frame.append(levelLines(clip.video));
 */
export function levelLines(video) {
  const [black, white] = hasFullRange(video) ? [0, 255] : [16, 235];
  const lines = [0, 0.25, 0.5, 0.75, 1].map((part) => {
    const y = 255.5 - (black + part * (white - black));
    return svg('path', { class: part % 1 ? 'dashed' : '', d: `M0 ${y}H256`, 'vector-effect': 'non-scaling-stroke' });
  });
  return svg('svg', { class: 'graticule', viewBox: '0 0 256 256', preserveAspectRatio: 'none', 'aria-hidden': 'true' }, ...lines);
}

/** @param {VideoInfo | undefined} video */
const hasFullRange = (video) => video !== undefined && (video.colorSpace.fullRange || video.colorSpace.matrix === 'rgb');

/** What the engine takes where no matrix is named. @param {VideoInfo | undefined} video */
function weightsOf(video) {
  const matrix = video?.colorSpace.matrix ?? '';
  if (matrix.startsWith('bt2020')) return weights.bt2020;
  if (matrix === 'smpte170m' || matrix === 'bt470bg') return weights.bt601;
  return matrix === 'bt709' || !video || video.height >= 720 ? weights.bt709 : weights.bt601;
}
