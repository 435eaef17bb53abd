// SPDX-License-Identifier: MIT
/** The control of the part of the picture that a filter is limited to: a switch, the numbers of a rectangle, their keyframes. */
import { regionParams } from '../src/generated/filters.js';
import { element, iconButton } from './dom.js';
import { keyAt, keyRow, toggledKey, valueAt, withKey } from './keys.js';

/**
 * @typedef {import('./keys.js').Keys<Part>} PartKeys
 * @typedef {import('../src/index.js').Region} Region
 */

/** A rectangle in pixels of the filter's input. @typedef {{ x: number, y: number, width: number, height: number, feather: number }} Part */

/**
 * @typedef {object} PartControl
 * @property {HTMLElement} node
 * @property {() => Region | undefined} region for the chain; undefined: the whole picture
 * @property {() => Part | undefined} now the rectangle at the frame that is shown
 * @property {(part: Part) => void} move sets it there
 * @property {(words: string) => void} say a hint below the numbers
 */

const title = 'Part of the picture';

/** @param {Part} part */
const wordsOf = ({ x, y, width, height }) => `${width} × ${height} at ${x}, ${y}`;

/** As the engine: numbers between two keys are rounded. @param {PartKeys} keys @param {number} time @returns {Part} */
const partAt = (keys, time) => numbersOf((key) => Math.floor(valueAt(keys.map(({ time: at, value }) => ({ time: at, value: value[key] })), time) + 0.5));

/** @template T @param {(key: keyof Part) => T} numberOf @returns {Record<keyof Part, T>} */
const numbersOf = (numberOf) => /** @type {Record<keyof Part, T>} */ (Object.fromEntries(regionParams.map(({ key }) => [key, numberOf(/** @type {keyof Part} */ (key))])));

/** The middle of a picture. @param {{ width: number, height: number }} shape @returns {Part} */
const middleOf = ({ width, height }) => ({ x: Math.round(width / 4), y: Math.round(height / 4), width: Math.ceil(width / 2), height: Math.ceil(height / 2), feather: 0 });

/**
 * The control of one filter's part; at first it is off.
 * @param {string} label of the filter
 * @param {{ change: () => void, shape: () => Promise<{ width: number, height: number }> } & import('./control.js').Following} uses told of each change;
 *   what the filter's input measures
 * @returns {PartControl}
 * @example const part = partControl('Adjust', { change, shape, clock, follow }); body.append(part.node);
 */
export function partControl(label, { change, shape, clock, follow }) {
  let on = false;
  /** At the frame that is shown. @type {Part | undefined} */
  let part;
  /** @type {PartKeys | undefined} */
  let keys;

  const toggle = element('input', { type: 'checkbox', class: 'switch', role: 'switch', 'data-key': 'region', change: () => void turn() });
  const key = iconButton('key', `Key ${title} at this frame`, () => toggleKey(), 'key-toggle');
  const row = keyRow(title, wordsOf);
  const hint = element('p', { class: 'hint', role: 'status' });
  const fields = regionParams.map((param) => numberField(param, (value) => part && move({ ...part, [param.key]: value })));
  const rest = element('div', { class: 'part-rest' }, element('div', { class: 'part-numbers' }, ...fields.map(({ node }) => node)), row.node, hint);

  const draw = () => {
    rest.hidden = key.hidden = !on;
    if (part) for (const field of fields) field.draw(part[field.key]);
    row.draw(keys, clock);
    key.setAttribute('aria-pressed', String(keys !== undefined && keyAt(keys, clock) !== undefined));
  };
  const turn = async () => {
    if (toggle.checked) part ??= middleOf(await shape());
    on = toggle.checked;
    draw();
    change();
  };
  /** @param {Part} next */
  const move = (next) => {
    part = next;
    if (keys) keys = withKey(keys, clock, next);
    draw();
    change();
  };
  const toggleKey = () => {
    if (!part) return;
    keys = toggledKey(keys, clock, part);
    if (keys) part = partAt(keys, clock.time);
    draw();
    change();
  };
  follow(() => {
    // What is being typed stays.
    if (keys && !rest.querySelector('input:focus')) part = partAt(keys, clock.time);
    draw();
  });
  draw();
  return {
    node: element('div', { class: 'part', role: 'group', 'aria-label': `${title}: ${label}` },
      element('div', { class: 'field-head' }, element('label', { class: 'part-title', title: 'Limits the filter to a rectangle, which is shown over the picture.' }, toggle, title), key), rest),
    region: () => (on && part ? numbersOf((name) => movesOf(keys, name) ?? /** @type {Part} */ (part)[name]) : undefined),
    now: () => (on ? part : undefined),
    move,
    say: (words) => (hint.textContent = words),
  };
}

/** Keyframes of one number; undefined: it stays. @param {PartKeys | undefined} keys @param {keyof Part} name */
function movesOf(keys, name) {
  const numbers = keys?.map(({ time, value }) => ({ time, value: value[name] }));
  return numbers?.some(({ value }) => value !== numbers[0].value) ? numbers : undefined;
}

/**
 * @param {import('./control.js').Parameter} param
 * @param {(value: number) => void} change
 */
function numberField({ key, label, help, min, max, step }, change) {
  const input = element('input', { type: 'number', class: 'number wide', min, max, step, title: help, 'data-key': `region.${key}`, inputmode: min < 0 ? 'text' : 'numeric' });
  let drawn = 0;
  input.addEventListener('input', () => {
    if (input.value !== '' && input.validity.valid) change((drawn = Number(input.value)));
  });
  input.addEventListener('change', () => {
    const wanted = Math.round(Math.min(max, Math.max(min, input.value === '' ? drawn : Number(input.value))));
    if (wanted !== drawn) change(wanted);
    input.value = String(drawn);
  });
  return {
    key: /** @type {keyof Part} */ (key),
    node: element('label', {}, label, input),
    /** @param {number} value */
    draw(value) {
      drawn = value;
      // What is being typed stays.
      if (document.activeElement !== input) input.value = String(value);
    },
  };
}
