// SPDX-License-Identifier: MIT
/** The filter list: what the chain is made of, drawn from the generated descriptors. */
import { filters as generated } from '../src/generated/filters.js';
import { control } from './control.js';
import { Curves } from './curve.js';
import { byId, element, iconButton } from './dom.js';
import { menuButton } from './menu.js';
import { Pace } from './pace.js';
import { partControl } from './part.js';
import { Parts } from './parts.js';
import { scopeOf } from './scopes.js';
import { searchOf } from './search.js';
import { secondControl } from './second.js';

/**
 * @typedef {import('./control.js').Parameter} Parameter
 * @typedef {import('./control.js').Value} Value
 * @typedef {{ name: string, label: string, help: string, group: string, inputs: number, secondModels: readonly string[], keepsShape: boolean, params: readonly Parameter[] }} Descriptor
 * @typedef {{ descriptor: Descriptor, enabled: boolean, values: Record<string, Value>, input?: import('./second.js').Second, node: HTMLLIElement, followers: (() => void)[], part?: import('./part.js').PartControl, scope?: import('./scopes.js').Scope,
 *   search?: import('./search.js').Search }} Entry
 * @typedef {import('../src/index.js').Chain} Chain
 * @typedef {import('../src/index.js').Clip} Clip
 * @typedef {import('../src/index.js').FrameResults} FrameResults
 * @typedef {import('../src/index.js').Shown} Shown
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
  #uses;
  #parts;
  /** Of the picture that is shown. @type {import('./keys.js').Clock} */
  #clock;
  /** @type {Pace<{ results: FrameResults, timestamp: number }>} */
  #pace = new Pace((measured) => this.#draw(measured));

  /**
   * @param {{ changed: () => void, clip: () => Clip | undefined, seek: (time: number) => void, curve: (...args: [string, string, readonly number[]]) => Promise<Float64Array>,
   *   open: (file: File) => Promise<Clip>, idle: () => Promise<void> }} uses told of each change of the chain; the clip that is open; goes to a time; Etalon.curve();
   *   opens a second one; resolves when nothing works with a chain of before
   * @example const list = new FilterList({ changed: () => viewer.setChain(list.chain()), clip: () => clip, seek: (time) => viewer.show(time), curve, open, idle });
   */
  constructor(uses) {
    this.#uses = uses;
    this.#parts = new Parts(uses.clip);
    this.#clock = { time: 0, tolerance: 1e-3, start: 0, end: 0, seek: uses.seek };
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
    return chainOf(this.#active());
  }

  /** @returns {Entry[]} */
  #active() {
    return this.#entries.filter(({ enabled, descriptor, input }) => enabled && (descriptor.inputs === 1 || input));
  }

  /**
   * Shows the values that keys have at a picture, and what the analyses found in it, once there is time for that.
   * @param {Shown} shown
   * @example const viewer = new Viewer({ painted: (shown) => list.painted(shown) });
   */
  painted({ results, timestamp, duration }) {
    Object.assign(this.#clock, { time: timestamp, tolerance: Math.max(1e-4, duration / 2) });
    this.#follow();
    if (this.#entries.some(({ scope }) => scope)) this.#pace.wish({ results, timestamp });
  }

  #follow() {
    for (const { followers } of this.#entries) for (const follow of followers) follow();
    this.#parts.moved();
  }

  /** @param {{ results: FrameResults, timestamp: number }} measured */
  #draw({ results, timestamp }) {
    const active = this.#active();
    for (const entry of this.#entries) {
      const found = active.includes(entry) ? results[/** @type {'histogram'} */ (keyOf(active, entry))] : undefined;
      entry.scope?.show(found, this.#uses.clip()?.video);
    }
    this.#list.dataset.measured = String(timestamp);
  }

  /**
   * Another clip is open: what was found in the one before does not hold any more.
   * @param {Clip} clip
   * @example list.open(clip);
   */
  open({ video: { start, duration } }) {
    Object.assign(this.#clock, { time: start, start, end: start + duration });
    this.#follow();
    this.#parts.changed();
    for (const { search, scope } of this.#entries) {
      search?.forget();
      scope?.show(undefined, undefined);
    }
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
    const entry = { descriptor, enabled: true, values, followers: [], node: element('li', { class: 'filter', 'data-filter': name, 'data-enabled': 'true' }) };
    const following = { clock: this.#clock, follow: (/** @type {() => void} */ listener) => entry.followers.push(listener) };
    const measured = descriptor.group === 'analysis' ? this.#measured(entry) : [];
    entry.node.append(this.#head(entry), element('div', { class: 'filter-body' }, ...measured, ...this.#second(entry), ...this.#controls(entry, following), ...this.#part(entry, following)));
    this.#entries.push(entry);
    this.#list.append(entry.node);
    this.#update();
    entry.node.scrollIntoView({ block: 'nearest' });
    /** @type {HTMLElement | null} */ (entry.node.querySelector('.filter-body input, .filter-body select'))?.focus();
  }

  /** The picker of the second input, where the filter has one. @param {Entry} entry */
  #second(entry) {
    const { inputs, secondModels } = entry.descriptor;
    const label = inputs === 2 ? 'Picture or video' : 'Compare with';
    return secondModels.length ? [secondControl(label, inputs === 1, { open: this.#uses.open, change: (second) => {
      const before = entry.input;
      entry.input = second;
      this.#change();
      this.#release(before);
    } })] : [];
  }

  /** @param {import('./second.js').Second | undefined} second */
  #release(second) {
    if (second) void this.#uses.idle().then(() => second.close());
  }

  /** One for each parameter; curves have one together. @param {Entry} entry @param {import('./control.js').Following} following */
  #controls({ descriptor, values }, following) {
    const set = (/** @type {string} */ key, /** @type {Value} */ value) => {
      values[key] = value;
      this.#change();
    };
    const curves = descriptor.params.filter(({ curve }) => curve);
    return descriptor.params.flatMap((parameter) => {
      if (!parameter.curve) return [control(parameter, values[parameter.key] ?? parameter.initial, (value) => set(parameter.key, value), following)];
      return parameter === curves[0] ? [new Curves(curves, set, (key, points) => this.#uses.curve(descriptor.name, key, points)).node] : [];
    });
  }

  /** The control of the part that a filter is limited to. @param {Entry} entry @param {import('./control.js').Following} following */
  #part(entry, following) {
    const { label, keepsShape } = entry.descriptor;
    const place = () => {
      const active = this.#active();
      return { chain: chainOf(active), index: active.indexOf(entry) };
    };
    if (keepsShape) entry.part = partControl(label, { ...following, change: () => this.#change(), shape: () => this.#parts.shapeBefore(place()) });
    const { part } = entry;
    const holder = part && { label, part, place };
    for (const name of ['focusin', 'pointerdown']) entry.node.addEventListener(name, () => this.#parts.pick(holder));
    return part ? [part.node] : [];
  }

  /** What a card shows of its analysis. @param {Entry} entry @returns {HTMLElement[]} */
  #measured(entry) {
    entry.scope = scopeOf(entry.descriptor);
    entry.search = searchOf(entry.descriptor.name, {
      clip: this.#uses.clip,
      seek: this.#uses.seek,
      analysis: () => {
        const before = this.#entries.slice(0, this.#entries.indexOf(entry));
        const entries = [...this.#active().filter((each) => before.includes(each)), entry];
        return { chain: chainOf(entries), key: keyOf(entries, entry) };
      },
    });
    return [entry.scope.node, ...(entry.search ? [entry.search.node] : [])];
  }

  /** @param {Entry} entry */
  #head(entry) {
    const { label, help } = entry.descriptor;
    const toggle = element('input', { type: 'checkbox', class: 'switch', role: 'switch', checked: true, 'aria-label': `${label} on`, change: () => {
      entry.enabled = toggle.checked;
      entry.node.dataset.enabled = String(toggle.checked);
      this.#change();
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
    this.#release(entry.input);
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
    this.#change();
  }

  #change() {
    for (const { search } of this.#entries) search?.forget();
    this.#parts.changed();
    this.#uses.changed();
  }
}

/** @param {Entry[]} entries @returns {Chain} */
function chainOf(entries) {
  const steps = entries.map(({ descriptor, values, input, part }) => {
    const region = part?.region();
    return { filter: descriptor.name, ...values, ...(input && { input }), ...(region && { region }) };
  });
  return /** @type {Chain} */ (/** @type {unknown} */ (steps));
}

/** What the results of an entry are called: those of a second entry of a filter have a number. @param {Entry[]} entries @param {Entry} entry */
function keyOf(entries, entry) {
  const { name } = entry.descriptor;
  const before = entries.slice(0, entries.indexOf(entry)).filter(({ descriptor }) => descriptor.name === name).length;
  return before ? `${name}_${before + 1}` : name;
}

/** @param {Parameter} parameter @returns {Value} */
function initialOf({ type, initial, choices, initialValues }) {
  if (type === 'text') return '';
  if (initialValues) return initialValues;
  return typeof initial === 'number' && choices?.length ? choices[initial] ?? initial : initial;
}
