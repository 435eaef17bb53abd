// SPDX-License-Identifier: MIT
/** The line of a curve, on a graph of 0 to 1. */
import { svg } from './dom.js';
import { shortNumber } from './words.js';

/** x and y in turn. @typedef {readonly number[]} Numbers */

/**
 * A line as the engine says that it applies it.
 * @param {string} key of the parameter
 * @param {(points: Numbers) => Promise<Float64Array>} valuesOf what the engine makes of points, see Etalon.curve()
 * @returns {{ node: SVGElement, draw: (points: Numbers) => void }} of the points that are wished for while one line is being made the newest waits
 * @example const line = curveLine('red', (points) => etalon.curve('curves', 'red', points)); line.draw([0, 0, 1, 1]);
 */
export function curveLine(key, valuesOf) {
  const node = svg('path', { class: 'curve-line', 'data-key': key, 'vector-effect': 'non-scaling-stroke' });
  let newest = '';
  /** @type {Numbers | undefined} */
  let wanted;
  let isAsking = false;
  const ask = async () => {
    isAsking = true;
    while (wanted) {
      const points = wanted;
      wanted = undefined;
      try {
        const values = await valuesOf(points);
        node.setAttribute('d', `M${Array.from(values, (value, index) => `${shortNumber(index / (values.length - 1), 5)} ${shortNumber(1 - value, 5)}`).join('L')}`);
        node.dataset.points = points.join(' ');
      } catch {
        // An engine that crashed says so where the picture is shown: the line stays until it is asked for again.
        newest = '';
      }
    }
    isAsking = false;
  };
  return {
    node,
    draw(points) {
      if (points.join(' ') === newest) return;
      newest = points.join(' ');
      wanted = points;
      if (!isAsking) void ask();
    },
  };
}
