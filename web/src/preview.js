// SPDX-License-Identifier: MIT
import { filters, regionParams } from './generated/filters.js';
/** @import { Chain } from './generated/filters.js' */

/** A view not much smaller than the picture gains nothing from a scaled chain. */
const mostFactor = 0.75;

/**
 * The chain for a picture made smaller by `factor` beforehand: what is measured in pixels is scaled, and the
 * scaling itself comes first. Two frames do not fit into one place: chains with a second input have none.
 *
 * @param {Chain} chain
 * @param {{ width: number, height: number }} size of the clip's frames
 * @param {number} factor below 1
 * @returns {Chain | null} null where the exact chain is to be used: it is empty, or the view is nearly as large
 * @example
 * previewChain([{ filter: 'gaussian_blur', sigma: 8 }], { width: 3840, height: 2160 }, 0.25);
 */
export function previewChain(chain, { width, height }, factor) {
  if (!chain.length || !(factor <= mostFactor)) return null;
  const shrink = { filter: /** @type {const} */ ('scale'), width: Math.max(1, Math.round(width * factor)), height: Math.max(1, Math.round(height * factor)) };
  /** @type {Chain} */
  const scaled = [shrink];
  for (const entry of chain) {
    const filter = filters.find(({ name }) => name === entry.filter);
    if (!filter || filter.inputs > 1 || 'input' in entry) return null;
    scaled.push(scaledEntry(entry, filter, factor));
  }
  return scaled;
}

/**
 * @param {Chain[number]} entry
 * @param {typeof filters[number]} filter
 * @param {number} factor
 * @returns {Chain[number]}
 */
function scaledEntry(entry, filter, factor) {
  /** @type {Record<string, any>} */
  const scaled = { ...entry };
  for (const { key, type, unit, min, initial } of filter.params) {
    if (unit !== 'pixel') continue;
    const scale = (/** @type {number} */ value) => {
      // 0 often means "as it is", and small whole sizes must not become 0.
      const exact = value * factor;
      return type === 'int' ? Math.max(min, value === 0 ? 0 : Math.sign(value) * Math.max(1, Math.round(Math.abs(exact)))) : Math.max(min, exact);
    };
    scaled[key] = scaleValue(scaled[key] ?? initial, scale);
  }
  if (scaled.region) {
    // Whole pixels, and at least one of each side.
    scaled.region = Object.fromEntries(Object.entries(scaled.region).map(([key, value]) => {
      const least = regionParams.find((param) => param.key === key)?.min ?? -Infinity;
      return [key, scaleValue(value, (number) => Math.max(least, Math.round(number * factor)))];
    }));
  }
  return /** @type {any} */ (scaled);
}

/** A value, a list, or keyframes of them. @param {any} value @param {(value: number) => number} scale @returns {any} */
function scaleValue(value, scale) {
  if (typeof value === 'number') return scale(value);
  if (Array.isArray(value)) return value.map((each) => (typeof each === 'object' ? { ...each, value: scaleValue(each.value, scale) } : scaleValue(each, scale)));
  return value;
}
