// SPDX-License-Identifier: MIT
/** The filter list: what the chain is made of, drawn from the generated descriptors. */
import { filters as generated } from '../src/generated/filters.js';
import { control, pictureControl } from './control.js';
import { byId, element, iconButton } from './dom.js';
import { menuButton } from './menu.js';

/**
 * @typedef {import('./control.js').Parameter} Parameter
 * @typedef {import('./control.js').Value} Value
 * @typedef {{ name: string, label: string, help: string, group: string, inputs: number, params: readonly Parameter[] }} Descriptor
 * @typedef {{ descriptor: Descriptor, enabled: boolean, values: Record<string, Value>, input?: ImageBitmap, node: HTMLLIElement }} Entry
 * @typedef {import('../src/index.js').Chain} Chain
 */

/** @type {readonly Descriptor[]} */
const descriptors = generated;

/** Groups in the order of the menu. @type {Record<string, string>} */
const groups = { color: 'Colour', spatial: 'Blur, sharpen, texture', temporal: 'Time', geometry: 'Geometry', compose: 'Keys and layers', analysis: 'Analysis' };

/** The filters that the person has chosen, in the order in which they are applied. */
export class FilterList {
  /** @type {Entry[]} */
  #entries = [];
  #list = byId('filters', HTMLOListElement);
  #changed;

  /**
   * @param {() => void} changed called after each change of the chain
   * @example const list = new FilterList(() => viewer.setChain(list.chain()));
   */
  constructor(changed) {
    this.#changed = changed;
    menuButton(byId('add-filter', HTMLButtonElement), byId('filter-menu', HTMLDivElement), Object.entries(groups).map(([group, title]) => ({
      title,
      items: descriptors.filter((descriptor) => descriptor.group === group).map(({ name, label, help }) => ({
        label, help, words: name.replaceAll('_', ' '), choose: () => this.add(name),
      })),
    })));
  }

  /**
   * The chain, without what is switched off and what waits for its picture.
   * @returns {Chain}
   * @example await clip.export({ chain: list.chain() });
   */
  chain() {
    const steps = this.#entries.filter(({ enabled, descriptor, input }) => enabled && (descriptor.inputs === 1 || input))
      .map(({ descriptor, values, input }) => ({ filter: descriptor.name, ...values, ...(input ? { input } : {}) }));
    return /** @type {Chain} */ (/** @type {unknown} */ (steps));
  }

  /**
   * Appends a filter with its initial values and moves the focus to its first control.
   * @param {string} name
   * @throws {Error} when there is no filter of that name
   * @example list.add('gaussian_blur');
   */
  add(name) {
    const descriptor = descriptors.find((one) => one.name === name);
    if (!descriptor) throw new Error(`there is no filter "${name}"; there are ${descriptors.map((one) => one.name).join(', ')}`);
    const values = Object.fromEntries(descriptor.params.map((parameter) => [parameter.key, initialOf(parameter)]));
    /** @type {Entry} */
    const entry = { descriptor, enabled: true, values, node: element('li', { class: 'filter', 'data-filter': name, 'data-enabled': 'true' }) };
    const pickers = descriptor.inputs === 2 ? [pictureControl('Picture', (picture) => {
      entry.input = picture;
      this.#changed();
    })] : [];
    entry.node.append(this.#head(entry), element('div', { class: 'filter-body' }, ...pickers, ...descriptor.params.map((parameter) => control(parameter, values[parameter.key] ?? parameter.initial, (value) => {
      values[parameter.key] = value;
      this.#changed();
    }))));
    this.#entries.push(entry);
    this.#list.append(entry.node);
    this.#update();
    entry.node.scrollIntoView({ block: 'nearest' });
    /** @type {HTMLElement | null} */ (entry.node.querySelector('.filter-body input, .filter-body select'))?.focus();
  }

  /** @param {Entry} entry */
  #head(entry) {
    const { label, help } = entry.descriptor;
    const toggle = element('input', { type: 'checkbox', class: 'switch', role: 'switch', checked: true, 'aria-label': `${label} on`, change: () => {
      entry.enabled = toggle.checked;
      entry.node.dataset.enabled = String(toggle.checked);
      this.#changed();
    } });
    return element('div', { class: 'filter-head' },
      element('label', { class: 'filter-title', title: help }, toggle, element('strong', {}, label)),
      iconButton('up', `Move ${label} up`, () => this.#move(entry, -1), 'up'),
      iconButton('down', `Move ${label} down`, () => this.#move(entry, 1), 'down'),
      iconButton('remove', `Remove ${label}`, () => this.#remove(entry), 'remove'));
  }

  /**
   * @param {Entry} entry
   * @param {-1 | 1} by
   */
  #move(entry, by) {
    const from = this.#entries.indexOf(entry);
    const other = this.#entries[from + by];
    if (!other) return;
    this.#entries.splice(from, 1);
    this.#entries.splice(from + by, 0, entry);
    if (by < 0) other.node.before(entry.node);
    else other.node.after(entry.node);
    this.#update();
    const wanted = entry.node.querySelector(by < 0 ? '.up:enabled, .down' : '.down:enabled, .up');
    if (wanted instanceof HTMLElement) wanted.focus();
  }

  /** @param {Entry} entry */
  #remove(entry) {
    const index = this.#entries.indexOf(entry);
    this.#entries.splice(index, 1);
    entry.node.remove();
    this.#update();
    const next = this.#entries[Math.min(index, this.#entries.length - 1)]?.node.querySelector('.remove');
    if (next instanceof HTMLElement) next.focus();
    else byId('add-filter', HTMLButtonElement).focus();
  }

  #update() {
    byId('no-filters', HTMLParagraphElement).hidden = this.#entries.length > 0;
    this.#entries.forEach(({ node }, index) => {
      for (const [name, disabled] of /** @type {const} */ ([['.up', index === 0], ['.down', index === this.#entries.length - 1]])) {
        const button = node.querySelector(name);
        if (button instanceof HTMLButtonElement) button.disabled = disabled;
      }
    });
    this.#changed();
  }
}

/** @param {Parameter} parameter @returns {Value} */
function initialOf({ type, initial, choices, initialValues }) {
  if (type === 'text') return '';
  if (initialValues) return initialValues;
  return typeof initial === 'number' && choices?.length ? choices[initial] ?? initial : initial;
}
