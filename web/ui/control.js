// SPDX-License-Identifier: MIT
/** One parameter of a filter, drawn from its generated descriptor. */
import { element, iconButton } from './dom.js';

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
 */

/** What a parameter can be. @typedef {number | string | readonly number[]} Value */

/** @type {Record<string, string>} */
const units = { pixel: 'px', degree: 'deg' };

let serial = 0;

/**
 * The controls of one parameter: a slider with a number, a list of choices or a field of numbers, and a reset button.
 * @param {Parameter} parameter
 * @param {Value} value
 * @param {(value: Value) => void} change called with each new value
 * @returns {HTMLElement}
 * @example body.append(control(parameter, entry.params[parameter.key], (value) => set(parameter.key, value)));
 */
export function control(parameter, value, change) {
  if (parameter.type === 'text') return textControl(parameter, change);
  if (parameter.type === 'list') return listControl(parameter, /** @type {readonly number[]} */ (value), change);
  if (parameter.type === 'choice') return choiceControl(parameter, /** @type {string} */ (value), change);
  return numberControl(parameter, Number(value), change);
}

/**
 * The picker of a second input: a picture file, shown as the browser decodes it.
 * @param {string} label
 * @param {(picture: ImageBitmap) => void} change called with each new picture
 * @returns {HTMLElement}
 * @example body.append(pictureControl('Picture', (picture) => (entry.input = picture)));
 */
export function pictureControl(label, change) {
  const id = `parameter-${++serial}`;
  const file = element('input', { id, type: 'file', accept: 'image/*', 'data-key': 'input' });
  file.addEventListener('change', async () => {
    const [picked] = file.files ?? [];
    if (!picked) return;
    file.setCustomValidity('');
    try {
      const picture = await createImageBitmap(picked);
      if (file.files?.[0] === picked) change(picture);
    } catch {
      if (file.files?.[0] !== picked) return;
      file.setCustomValidity('This file is no picture that the browser can read.');
      file.reportValidity();
    }
  });
  return element('div', { class: 'field' }, element('div', { class: 'field-head' }, element('label', { for: id }, label)),
    element('div', { class: 'field-body' }, file));
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
  const text = element('input', { id, type: 'text', title: parameter.help, 'data-key': parameter.key });
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
 */
function head(parameter, id, reset) {
  const unit = units[parameter.unit ?? ''] ?? '';
  const label = element('label', { for: id, title: parameter.help }, parameter.label);
  if (unit) label.append(' ', element('span', { class: 'unit' }, unit));
  return element('div', { class: 'field-head' }, label, iconButton('reset', `Reset ${parameter.label}`, reset, 'reset'));
}

/**
 * @param {Parameter} parameter
 * @param {number} value
 * @param {(value: number) => void} change
 */
function numberControl(parameter, value, change) {
  const { min, max, step } = parameter;
  const initial = Number(parameter.initial);
  const id = `parameter-${++serial}`;
  const shared = { min, max, step: step || 'any', 'data-key': parameter.key };
  const slider = element('input', { ...shared, id, type: 'range', class: 'range', title: parameter.help });
  const number = element('input', { ...shared, type: 'number', class: 'number', 'aria-label': `${parameter.label}, value`, inputmode: min < 0 ? 'text' : 'decimal' });

  /** @param {number} next */
  const draw = (next) => {
    slider.value = String(next);
    if (Number(number.value) !== next || number.value === '') number.value = String(next);
    const span = max - min || 1;
    slider.style.setProperty('--origin', String((initial - min) / span));
    slider.style.setProperty('--inset', initial === min ? '0' : '1');
    slider.style.setProperty('--value', String((next - min) / span));
    field.dataset.changed = String(next !== initial);
  };
  /** @param {number} wanted */
  const set = (wanted) => {
    if (!Number.isFinite(wanted)) return;
    const bounded = Math.min(max, Math.max(min, wanted));
    draw(bounded);
    change(bounded);
  };
  slider.addEventListener('input', () => set(Number(slider.value)));
  number.addEventListener('input', () => {
    if (number.value !== '' && number.validity.valid) set(Number(number.value));
  });
  number.addEventListener('change', () => {
    set(number.value === '' ? initial : Number(number.value));
    number.value = slider.value;
  });
  const field = element('div', { class: 'field' }, head(parameter, id, () => {
    set(initial);
    slider.focus();
  }), element('div', { class: 'field-body' }, slider, number));
  draw(value);
  return field;
}

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
