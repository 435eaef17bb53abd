// SPDX-License-Identifier: MIT
/** One parameter of a filter, drawn from its generated descriptor. */
import { element, iconButton } from './dom.js';
import { keyAt, keyRow, toggledKey, valueAt, withKey } from './keys.js';
import { shortNumber } from './words.js';

/**
 * @typedef {object} Parameter one row of a filter's parameter table in web/src/generated/filters.js
 * @property {string} key
 * @property {string} label
 * @property {string} help
 * @property {string} type `float`, `int`, `choice` or `list`
 * @property {string} [unit]
 * @property {number} min
 * @property {number} max
 * @property {number} step
 * @property {number | string} initial
 * @property {readonly string[]} [choices]
 * @property {readonly number[]} [initialValues] of a list
 * @property {number} [fewest] numbers of a list
 * @property {number} [most]
 * @property {boolean} [curve] a list whose numbers are points, x and y in turn
 * @property {boolean} [fixed] it takes no keyframes
 */

/** @import { Clock, Keys } from './keys.js' */

/** What a parameter can be. @typedef {number | string | readonly number[] | Keys} Value */

/** Where the clip is, and who wants to be told of each change of that. @typedef {{ clock: Clock, follow: (listener: () => void) => void }} Following */

/** @type {Record<string, string>} */
const units = { pixel: 'px', degree: 'deg' };

let serial = 0;

/**
 * The controls of one parameter: a slider with a number, a list of choices or a field of numbers, and a reset button.
 * @param {Parameter} parameter
 * @param {Value} value
 * @param {(value: Value) => void} change called with each new value
 * @param {Following} following for keyframes
 * @returns {HTMLElement}
 * @example body.append(control(parameter, entry.params[parameter.key], (value) => set(parameter.key, value), following));
 */
export function control(parameter, value, change, following) {
  if (parameter.type === 'text') return textControl(parameter, change);
  if (parameter.type === 'list') return listControl(parameter, /** @type {readonly number[]} */ (value), change);
  if (parameter.type === 'choice') return choiceControl(parameter, /** @type {string} */ (value), change);
  return numberControl(parameter, Number(value), change, following);
}

/**
 * The picker of a file whose text is the value.
 * @param {Parameter} parameter
 * @param {(value: string) => void} change
 */
function textControl(parameter, change) {
  const id = `parameter-${++serial}`;
  const file = element('input', { id, type: 'file', title: parameter.help, 'data-key': parameter.key });
  file.addEventListener('change', async () => {
    const [picked] = file.files ?? [];
    if (!picked) return;
    file.setCustomValidity('');
    try {
      const text = await picked.text();
      if (file.files?.[0] === picked) change(text);
    } catch {
      file.setCustomValidity('This file cannot be read.');
      file.reportValidity();
    }
  });
  return element('div', { class: 'field' }, element('div', { class: 'field-head' }, element('label', { for: id, title: parameter.help }, parameter.label)),
    element('div', { class: 'field-body' }, file));
}

/**
 * Numbers with spaces between them.
 * @param {Parameter} parameter
 * @param {readonly number[]} value
 * @param {(value: readonly number[]) => void} change
 */
function listControl(parameter, value, change) {
  const { fewest = 0, most = Infinity, min, max, initialValues = [] } = parameter;
  const id = `parameter-${++serial}`;
  const text = element('input', { id, type: 'text', class: 'number wide', title: parameter.help, 'data-key': parameter.key });
  /** @param {readonly number[]} numbers */
  const draw = (numbers) => {
    text.value = numbers.join(' ');
    field.dataset.changed = String(text.value !== initialValues.join(' '));
  };
  text.addEventListener('change', () => {
    const numbers = text.value.trim().split(/[\s,;]+/).map(Number);
    const good = numbers.length >= fewest && numbers.length <= most && numbers.every((number) => number >= min && number <= max);
    text.setCustomValidity(good ? '' : `${fewest} to ${most} numbers from ${min} to ${max}, with spaces between them.`);
    text.reportValidity();
    if (!good) return;
    draw(numbers);
    change(numbers);
  });
  const field = element('div', { class: 'field' }, head(parameter, id, () => {
    text.setCustomValidity('');
    draw(initialValues);
    change(initialValues);
    text.focus();
  }), element('div', { class: 'field-body' }, text));
  draw(value);
  return field;
}

/**
 * @param {Parameter} parameter
 * @param {string} id
 * @param {() => void} reset
 * @param {...HTMLElement} more buttons
 */
function head(parameter, id, reset, ...more) {
  const unit = units[parameter.unit ?? ''] ?? '';
  const label = element('label', { for: id, title: parameter.help }, parameter.label);
  if (unit) label.append(' ', element('span', { class: 'unit' }, unit));
  return element('div', { class: 'field-head' }, label, iconButton('reset', `Reset ${parameter.label}`, reset, 'reset'), ...more);
}

/**
 * @param {Parameter} parameter
 * @param {number} value
 * @param {(value: number | Keys) => void} change
 * @param {Following} following
 */
function numberControl(parameter, value, change, { clock, follow }) {
  const { min, max, step } = parameter;
  const initial = Number(parameter.initial);
  const id = `parameter-${++serial}`;
  const shared = { min, max, step: step || 'any', 'data-key': parameter.key };
  const slider = element('input', { ...shared, id, type: 'range', class: 'range', title: parameter.help });
  const number = element('input', { ...shared, type: 'number', class: 'number', 'aria-label': `${parameter.label}, value`, inputmode: min < 0 ? 'text' : 'decimal' });

  /** @type {Keys | undefined} */
  let keys;
  const row = keyRow(parameter.label, (/** @type {number} */ each) => shortNumber(each, 4));
  const key = iconButton('key', `Key ${parameter.label} at this frame`, () => toggleKey(), 'key-toggle');

  const drawKeys = () => {
    row.draw(keys, clock);
    key.setAttribute('aria-pressed', String(keys !== undefined && keyAt(keys, clock) !== undefined));
  };
  /** @param {number} next */
  const draw = (next) => {
    slider.value = String(next);
    drawKeys();
    if (Number(number.value) !== next || number.value === '') number.value = String(next);
    const span = max - min || 1;
    slider.style.setProperty('--origin', String((initial - min) / span));
    slider.style.setProperty('--inset', initial === min ? '0' : '1');
    slider.style.setProperty('--value', String((next - min) / span));
    field.dataset.changed = String(next !== initial || keys !== undefined);
  };
  /** @param {number} wanted */
  const set = (wanted) => {
    if (!Number.isFinite(wanted)) return;
    const bounded = Math.min(max, Math.max(min, wanted));
    if (keys) keys = withKey(keys, clock, bounded);
    draw(bounded);
    change(keys ?? bounded);
  };
  /** The value at this frame, where there are keys. */
  const keyed = () => (keys ? rounded(parameter, valueAt(keys, clock.time)) : Number(slider.value));
  const toggleKey = () => {
    const now = keyed();
    keys = toggledKey(keys, clock, now);
    const next = keys ? keyed() : now;
    draw(next);
    change(keys ?? next);
  };
  follow(() => {
    // What is being typed stays.
    if (keys && document.activeElement !== number) draw(keyed());
    else drawKeys();
  });
  slider.addEventListener('input', () => set(Number(slider.value)));
  number.addEventListener('input', () => {
    if (number.value !== '' && number.validity.valid) set(Number(number.value));
  });
  number.addEventListener('change', () => {
    set(number.value === '' ? initial : Number(number.value));
    number.value = slider.value;
  });
  const field = element('div', { class: 'field' }, head(parameter, id, () => {
    keys = undefined;
    set(initial);
    slider.focus();
  }, ...(parameter.fixed ? [] : [key])), element('div', { class: 'field-body' }, slider, number), row.node);
  draw(value);
  return field;
}

/** Between two keys a whole number stays one. @param {Parameter} parameter @param {number} value */
const rounded = ({ type, step }, value) => (type === 'int' ? Math.round(value) : Number((Math.round(value / (step || 1e-4)) * (step || 1e-4)).toFixed(6)));

/**
 * @param {Parameter} parameter
 * @param {number | string} value
 * @param {(value: string) => void} change
 */
function choiceControl(parameter, value, change) {
  const choices = parameter.choices ?? [];
  /** @param {number | string} choice */
  const nameOf = (choice) => (typeof choice === 'number' ? choices[choice] ?? '' : choice);
  const initial = nameOf(parameter.initial);
  const id = `parameter-${++serial}`;
  const select = element('select', { id, class: 'select', title: parameter.help, 'data-key': parameter.key },
    ...choices.map((name) => element('option', { value: name }, sentence(name))));
  /** @param {string} next */
  const set = (next) => {
    select.value = next;
    field.dataset.changed = String(next !== initial);
    change(next);
  };
  select.addEventListener('change', () => set(select.value));
  const field = element('div', { class: 'field' }, head(parameter, id, () => {
    set(initial);
    select.focus();
  }), element('div', { class: 'field-body' }, select));
  select.value = nameOf(value);
  field.dataset.changed = String(select.value !== initial);
  return field;
}

/** @param {string} name */
function sentence(name) {
  const words = name.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
