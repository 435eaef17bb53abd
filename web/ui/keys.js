// SPDX-License-Identifier: MIT
/** Keyframes: what a number is between them, and the row that shows them over the time of the clip. */
import { element } from './dom.js';
import { timeWords } from './words.js';

/**
 * Rising in time, at least one; times are seconds on the clip's clock.
 * @template [T=number]
 * @typedef {readonly { time: number, value: T }[]} Keys
 */

/**
 * Where the clip is: seconds on its own clock. Two times less than `tolerance` apart are of one frame.
 * @typedef {{ time: number, tolerance: number, start: number, end: number, seek: (time: number) => void }} Clock
 */

/**
 * The key of the frame at a time.
 * @template T
 * @param {Keys<T>} keys
 * @param {Clock} clock
 * @returns {{ time: number, value: T } | undefined}
 * @example keyAt(keys, clock)?.value
 */
export const keyAt = (keys, { time, tolerance }) => keys.find((key) => Math.abs(key.time - time) < tolerance);

/**
 * What the engine makes of keys at a time: even from key to key, held before the first and behind the last.
 * @param {Keys} keys
 * @param {number} time
 * @returns {number}
 * @example valueAt([{ time: 0, value: 0 }, { time: 2, value: 1 }], 0.5) // 0.25
 */
export function valueAt(keys, time) {
  const after = keys.findIndex((key) => key.time > time);
  if (after === 0) return keys[0].value;
  const [from, to] = [keys.at(after < 0 ? -1 : after - 1), keys[after]];
  if (!from || !to) return from?.value ?? 0;
  return from.value + ((time - from.time) / (to.time - from.time)) * (to.value - from.value);
}

/**
 * Keys with another one, in place of that of the same frame.
 * @template T
 * @param {Keys<T>} keys
 * @param {Clock} clock
 * @param {T} value
 * @returns {Keys<T>}
 * @example keys = withKey(keys, clock, 0.4);
 */
export function withKey(keys, clock, value) {
  const time = keyAt(keys, clock)?.time ?? clock.time;
  return [...keys.filter((key) => key.time !== time), { time, value }].sort((a, b) => a.time - b.time);
}

/**
 * Without the key of the frame at a time, where there is one, else with one of a value.
 * @template T
 * @param {Keys<T> | undefined} keys
 * @param {Clock} clock
 * @param {T} value
 * @returns {Keys<T> | undefined} undefined: none is left
 * @example keys = toggledKey(keys, clock, 0.4);
 */
export function toggledKey(keys = [], clock, value) {
  const here = keyAt(keys, clock);
  const left = here ? keys.filter((key) => key !== here) : withKey(keys, clock, value);
  return left.length ? left : undefined;
}

/** Keys that lie within a part of the clip that is less than this get the row for themselves. */
const closest = 1 / 8;

/**
 * What the row of keys is of, in seconds: the clip, or where that is much longer the keys and a little around them.
 * @param {Keys<unknown>} keys
 * @param {Clock} clock
 * @returns {[number, number]}
 */
function spanOf(keys, { start, end }) {
  const [first, last] = [keys[0].time, keys[keys.length - 1].time];
  const around = (last - first) / 8;
  return last === first || last - first > closest * (end - start) ? [start, end] : [Math.max(start, first - around), Math.min(end, last + around)];
}

/**
 * The row of a parameter's keys: each a button that goes to its time.
 * @template T
 * @param {string} label of the parameter
 * @param {(value: T) => string} words for a value
 * @returns {{ node: HTMLElement, draw: (keys: Keys<T> | undefined, clock: Clock) => void }}
 * @example const row = keyRow('Brightness', String); field.append(row.node); row.draw(keys, clock);
 */
export function keyRow(label, words) {
  const node = element('div', { class: 'keys-row', role: 'group', 'aria-label': `Keys of ${label}`, hidden: true });
  /** @type {Keys<T> | undefined} */
  let drawn;
  let span = '';
  return {
    node,
    draw(keys, clock) {
      const { start, end, time, seek } = clock;
      const [from, to] = keys ? spanOf(keys, clock) : [start, end];
      const place = (/** @type {number} */ at) => String(Math.min(1, Math.max(0, (at - from) / (to - from || 1))));
      node.hidden = !keys;
      node.style.setProperty('--now', place(time));
      if (keys !== drawn || span !== `${start} ${end}`) {
        drawn = keys;
        span = `${start} ${end}`;
        node.replaceChildren(...(keys ?? []).map((key) => {
          const name = `${label} at ${timeWords(key.time - start)}: ${words(key.value)}`;
          const button = element('button', { type: 'button', class: 'key', 'aria-label': name, title: name, 'data-time': key.time, click: () => seek(key.time) });
          button.style.setProperty('--at', place(key.time));
          return button;
        }));
      }
      const here = keys && keyAt(keys, clock);
      for (const button of node.children) {
        if (here && Number(button.getAttribute('data-time')) === here.time) button.setAttribute('aria-current', 'true');
        else button.removeAttribute('aria-current');
      }
    },
  };
}
