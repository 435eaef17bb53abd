// SPDX-License-Identifier: MIT
/** Numbers of ITU-T H.273 as WebCodecs names them. */
import { checkChoice, EtalonError } from './error.js';
/** @import { ColorSpace } from './types.js' */

/** @type {Record<number, string>} */
const matrices = { 0: 'rgb', 1: 'bt709', 5: 'bt470bg', 6: 'smpte170m', 9: 'bt2020-ncl' };
/** @type {Record<number, string>} */
const primaries = { 1: 'bt709', 5: 'bt470bg', 6: 'smpte170m', 9: 'bt2020', 12: 'smpte432' };
/**
 * BT.2020's two numbers mean the curve of BT.709.
 * @type {Record<number, string>}
 */
const transfers = { 1: 'bt709', 6: 'smpte170m', 8: 'linear', 13: 'iec61966-2-1', 14: 'bt709', 15: 'bt709', 16: 'pq', 18: 'hlg' };
const sitings = /** @type {const} */ (['unspecified', 'left', 'center', 'top-left', 'top', 'bottom-left', 'bottom']);
const guesses = /** @type {const} */ (['matrix', 'primaries', 'transfer', 'range', 'siting']);

/** What the engine says of colour. @typedef {{ matrix: number, primaries: number, transfer: number, fullRange: number | boolean, siting: number, guessed: number }} RawColor */

/**
 * Names the engine's colour numbers.
 *
 * @param {RawColor} raw
 * @returns {ColorSpace}
 * @example
 * nameColor({ matrix: 1, primaries: 1, transfer: 1, fullRange: 0, siting: 1, guessed: 0 }).matrix; // 'bt709'
 */
export function nameColor(raw) {
  return {
    matrix: matrices[raw.matrix] ?? null,
    primaries: primaries[raw.primaries] ?? null,
    transfer: transfers[raw.transfer] ?? null,
    fullRange: Boolean(raw.fullRange),
    siting: sitings[raw.siting] ?? 'unspecified',
    cicp: { matrix: raw.matrix, primaries: raw.primaries, transfer: raw.transfer },
    guessed: guesses.filter((_, bit) => raw.guessed & (1 << bit)),
  };
}

/**
 * The engine's numbers of a colour space: matrix, primaries, transfer, full range, siting.
 *
 * @param {ColorSpace} [color] default: BT.709, limited range, chroma to the left
 * @returns {number[]}
 * @example
 * colorNumbers(clip.video.colorSpace);
 */
export function colorNumbers(color) {
  if (!color) return [1, 1, 1, 0, 1];
  const { matrix, primaries: gamut, transfer } = color.cicp;
  return [matrix, gamut, transfer, Number(color.fullRange), sitings.indexOf(color.siting)];
}

/** Numbers that mean that nobody says, of a matrix and the like, and of a range. */
const unsaid = 2;

/**
 * The number of a name; a name of several numbers means the first of them.
 *
 * @param {string} what
 * @param {Record<number, string>} names
 * @param {unknown} name
 */
function numberOfName(what, names, name) {
  if (name === undefined || name === null) return unsaid;
  const found = Object.entries(names).find(([, each]) => each === name);
  if (found) return Number(found[0]);
  throw new EtalonError('ARGUMENT', `${what} of a frame is one of ${[...new Set(Object.values(names))].join(', ')}; ${String(name)} was given`);
}

/**
 * The engine's numbers of what is said of a frame's colours: matrix, primaries, transfer, full range, siting.
 * `cicp` comes before names. An ImageData says 'srgb' or 'display-p3'.
 *
 * @param {Partial<ColorSpace> | VideoColorSpace | 'srgb' | 'display-p3'} [color] what it leaves out is 2, a siting 0
 * @returns {number[]}
 * @throws {EtalonError} ARGUMENT
 * @example
 * saidColors({ matrix: 'bt709', fullRange: false }); // [1, 2, 2, 0, 0]
 */
export function saidColors(color = {}) {
  if (color === 'srgb') return [0, 1, 13, 1, 0];
  if (color === 'display-p3') return [0, 12, 13, 1, 0];
  if (typeof color !== 'object' || color === null) throw new EtalonError('ARGUMENT', `colorSpace of a frame is { matrix, primaries, transfer, fullRange }, ${String(color)} was given`);
  const { cicp, siting = 'unspecified' } = /** @type {Partial<ColorSpace>} */ (color);
  const numbers = [
    cicp?.matrix ?? numberOfName('matrix', matrices, color.matrix),
    cicp?.primaries ?? numberOfName('primaries', primaries, color.primaries),
    cicp?.transfer ?? numberOfName('transfer', transfers, color.transfer),
  ];
  const { fullRange } = color;
  checkChoice('siting', siting, [...sitings]);
  return [...numbers, fullRange === undefined || fullRange === null ? unsaid : Number(Boolean(fullRange)), sitings.indexOf(siting)];
}

const conversions = /** @type {const} */ (['depth', 'chroma', 'padding', 'alpha', 'matrix', 'tone']);

/**
 * Names of conversions.
 *
 * @param {number} mask ET_CONVERTED_* of the engine
 * @returns {('depth' | 'chroma' | 'padding' | 'alpha' | 'matrix' | 'tone')[]}
 * @example
 * conversionNames(33); // ['depth', 'tone']
 */
export function conversionNames(mask) {
  return conversions.filter((_, bit) => mask & (1 << bit));
}
