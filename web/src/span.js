// SPDX-License-Identifier: MIT

const on = typeof window !== 'undefined' && typeof performance?.measure === 'function';
const limit = 5000;
/** @type {Set<string>} */
const names = new Set();
let count = 0;

/**
 * Runs `work`, synchronous main-thread work of one entry point, and records it as a
 * `performance.measure` named `etalon:<name>` (pages only; the oldest are dropped after 5000).
 *
 * @template T
 * @param {string} name
 * @param {() => T} work
 * @returns {T}
 * @example
 * span('paint', () => context.putImageData(image, 0, 0));
 */
export function span(name, work) {
  if (!on) return work();
  const start = performance.now();
  try {
    return work();
  } finally {
    const label = `etalon:${name}`;
    names.add(label);
    if (++count % limit === 0) for (const each of names) performance.clearMeasures(each);
    performance.measure(label, { start, end: performance.now() });
  }
}
