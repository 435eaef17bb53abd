// SPDX-License-Identifier: MIT
/** What the card of an analysis shows of its results: a drawing with its numbers, or numbers alone. */
import { element } from './dom.js';
import { figuresOf } from './figures.js';
import { chromaLines, levelLines } from './graticule.js';
import { drawChroma, drawHistogram, drawLevels } from './scope_canvas.js';

/**
 * @typedef {import('../src/index.js').VideoInfo} VideoInfo
 * @typedef {import('./figures.js').Found} Found
 * @typedef {import('./figures.js').Figures} Figures
 * @typedef {import('./scope_canvas.js').Rgb} Rgb
 */

/**
 * @typedef {object} Scope
 * @property {HTMLElement} node
 * @property {(found: Found | undefined, video: VideoInfo | undefined) => void} show undefined: there is no result
 */

/** Planes as results name them: words and colour. @type {Record<string, { label: string, color: Rgb }>} */
const planes = {
  luma: { label: 'Luma', color: [233, 235, 237] },
  cb: { label: 'Cb', color: [96, 156, 255] },
  cr: { label: 'Cr', color: [255, 104, 96] },
  red: { label: 'Red', color: [255, 96, 88] },
  green: { label: 'Green', color: [88, 222, 118] },
  blue: { label: 'Blue', color: [100, 156, 255] },
  alpha: { label: 'Alpha', color: [160, 168, 176] },
};

/** @typedef {{ draw: (canvas: HTMLCanvasElement, found: Found) => void, lines?: (video: VideoInfo | undefined) => SVGElement, figures: (found: Found) => Figures }} Drawing */

/** Analyses that are drawn. @type {Record<string, Drawing>} */
const drawings = {
  histogram: {
    draw: (canvas, found) => drawHistogram(canvas, channelsOf(found)),
    figures: (found) => ({ rows: channelsOf(found).map(({ label, counts }) => [label, `most at ${counts.indexOf(Math.max(...counts))} of 0 to ${counts.length - 1}`]) }),
  },
  waveform: { draw: (canvas, found) => drawLevels(canvas, channelsOf(found)), lines: levelLines, figures: levelFigures },
  parade: { draw: (canvas, found) => drawLevels(canvas, channelsOf(found)), lines: levelLines, figures: levelFigures },
  vectorscope: { draw: (canvas, { chroma }) => drawChroma(canvas, /** @type {Uint32Array} */ (chroma)), lines: chromaLines, figures: chromaFigures },
};

/** Planes that the picture has. @param {Found} found */
const channelsOf = (found) => Object.entries(found).filter(([key, { length }]) => length > 0 && key in planes)
  .map(([key, counts]) => ({ ...planes[key], counts: /** @type {Uint32Array} */ (counts) }));

/** From which level to which each plane goes. @param {Found} found @returns {Figures} */
function levelFigures(found) {
  return { rows: channelsOf(found).map(({ label, counts }) => {
    const seen = new Uint8Array(256);
    counts.forEach((count, at) => (seen[at % 256] ||= Number(count > 0)));
    return [label, `${seen.indexOf(1)} to ${seen.lastIndexOf(1)}`];
  }) };
}

/** Mean chroma, and the farthest from grey. @param {Found} found @returns {Figures} */
function chromaFigures({ chroma }) {
  let [all, across, up, farthest] = [0, 0, 0, 0];
  chroma.forEach((count, at) => {
    if (!count) return;
    const [cb, cr] = [(at % 256) - 128, Math.floor(at / 256) - 128];
    all += count;
    across += count * cb;
    up += count * cr;
    farthest = Math.max(farthest, Math.hypot(cb, cr));
  });
  const mean = (/** @type {number} */ sum) => (128 + sum / Math.max(1, all)).toFixed(1);
  return { rows: [['Mean', `Cb ${mean(across)}, Cr ${mean(up)}`], ['Farthest from grey', farthest.toFixed(0)]] };
}

/**
 * The part of a card that shows what an analysis finds.
 * @param {{ name: string, label: string }} descriptor of the analysis
 * @returns {Scope}
 * @example const scope = scopeOf(descriptor); body.append(scope.node); scope.show(shown.results.histogram, clip.video);
 */
export function scopeOf({ name, label }) {
  const drawing = drawings[name];
  const numbers = element('div', { class: 'figures' });
  const write = (/** @type {Figures | undefined} */ figures) => numbers.replaceChildren(figures ? table(label, figures) : element('p', { class: 'hint' }, 'Nothing is measured yet.'));
  write(undefined);
  if (!drawing) {
    return { node: element('div', { class: 'scope', 'data-scope': name }, numbers), show: (found, video) => write(found && figuresOf(name, found, video)) };
  }
  const canvas = element('canvas', { role: 'img', 'aria-label': `${label} of the picture`, width: 256, height: 256 });
  const frame = element('div', { class: 'scope-frame' }, canvas);
  /** What the lines were drawn for. @type {VideoInfo | null | undefined} */
  let lined = null;
  return {
    node: element('div', { class: 'scope', 'data-scope': name }, frame, numbers),
    show(found, video) {
      if (lined !== video && drawing.lines) frame.replaceChildren(drawing.lines(video), canvas);
      lined = video;
      write(found && drawing.figures(found));
      if (found) drawing.draw(canvas, found);
      else canvas.getContext('2d')?.clearRect(0, 0, canvas.width, canvas.height);
    },
  };
}

/** @param {string} label @param {Figures} figures */
function table(label, { heads, rows }) {
  const head = heads ? [element('thead', {}, element('tr', {}, ...heads.map((words) => element('th', { scope: 'col' }, words))))] : [];
  return element('table', { 'aria-label': label }, ...head, element('tbody', {}, ...rows.map(([name, ...values]) => {
    const color = Object.values(planes).find((plane) => plane.label === name)?.color;
    const swatch = color && !heads ? [element('span', { class: 'swatch', 'data-color': name.toLowerCase() })] : [];
    return element('tr', {}, element('th', { scope: 'row' }, ...swatch, name), ...values.map((value) => element('td', {}, value)));
  })));
}
