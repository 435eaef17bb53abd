// SPDX-License-Identifier: MIT
/** The control of a filter's curves: one at a time on a graph, whose points are dragged, added and removed. */
import { curveLine } from './curve_line.js';
import { element, iconButton, svg } from './dom.js';
import { arrowSteps, hold } from './drag.js';
import { shortNumber } from './words.js';

/**
 * @typedef {import('./control.js').Parameter} Parameter
 * @typedef {import('./curve_line.js').Numbers} Numbers
 * @typedef {{ x: number, y: number }} Point
 * @typedef {{ param: Parameter, points: Point[], line: ReturnType<typeof curveLine>, tab: HTMLElement }} Curve points in the order of x
 */

/** What an arrow key moves a point by, and what points keep between each other across. */
const step = 0.004;
/** Within this time a second press on a point removes it: milliseconds. */
const doublePress = 500;

let serial = 0;

/** @param {Numbers} numbers @returns {Point[]} */
const pointsOf = (numbers) => numbers.flatMap((x, at) => (at % 2 ? [] : [{ x, y: numbers[at + 1] }])).sort((a, b) => a.x - b.x);

/** @param {Point[]} points @returns {number[]} */
const numbersOf = (points) => points.flatMap(({ x, y }) => [x, y]);

/** @param {number} value @param {number} least @param {number} most */
const clamp = (value, least, most) => Math.min(most, Math.max(least, value));

/** The curves of one filter. */
export class Curves {
  /** For the card. @type {HTMLElement} */
  node;
  /** @type {Curve[]} */
  #curves;
  /** @type {Curve} */
  #curve;
  /** The chosen point. */
  #at = 0;
  /** The last press on a point that was there, milliseconds. */
  #pressed = { at: -1, time: -Infinity };
  #change;
  #valuesOf;
  #graph;
  /** One a point. @type {HTMLButtonElement[]} */
  #buttons = [];
  #across = numberField('In', (x) => this.#move(this.#at, { ...this.#curve.points[this.#at], x }));
  #up = numberField('Out', (y) => this.#move(this.#at, { ...this.#curve.points[this.#at], y }));
  #add = iconButton('plus', 'Add a point', () => void this.#addBetween());
  #remove = iconButton('remove', 'Remove the point', () => this.#removePoint(this.#at));
  #reset = iconButton('reset', 'Reset', () => this.#restore(), 'reset');

  /**
   * @param {readonly Parameter[]} params curves, at least one; at first they have their initial points
   * @param {(key: string, value: Numbers) => void} change called with each new value
   * @param {(key: string, points: Numbers) => Promise<Float64Array>} valuesOf what the engine makes of points, see Etalon.curve()
   * @example body.append(new Curves(params, set, (key, points) => etalon.curve('curves', key, points)).node);
   */
  constructor(params, change, valuesOf) {
    this.#change = change;
    this.#valuesOf = valuesOf;
    const name = `curve-${++serial}`;
    this.#curves = params.map((param) => {
      const radio = element('input', { type: 'radio', name, 'data-key': param.key, checked: param === params[0], change: () => this.#choose(curve) });
      /** @type {Curve} */
      const curve = {
        param, points: pointsOf(param.initialValues ?? []), line: curveLine(param.key, (points) => valuesOf(param.key, points)),
        tab: element('label', { class: 'curve-tab', title: param.help }, radio, param.label),
      };
      return curve;
    });
    this.#curve = this.#curves[0];
    const grid = svg('path', { class: 'curve-grid', d: 'M.25 0V1M.5 0V1M.75 0V1M0 .25H1M0 .5H1M0 .75H1', 'vector-effect': 'non-scaling-stroke' });
    const lines = this.#curves.map(({ line }) => line.node).reverse();
    this.#graph = element('div', { class: 'curve-graph' }, svg('svg', { viewBox: '0 0 1 1', preserveAspectRatio: 'none', 'aria-hidden': 'true' }, grid, ...lines));
    this.node = element('div', { class: 'field curve', role: 'group', 'aria-label': params.map(({ label }) => label).join(', ') },
      element('div', { class: 'field-head' }, element('div', { class: 'curve-tabs', role: 'radiogroup', 'aria-label': 'Curve' }, ...this.#curves.map(({ tab }) => tab)), this.#reset),
      this.#graph, element('div', { class: 'curve-point-row' }, this.#across.node, this.#up.node, this.#add, this.#remove));
    this.#listen();
    for (const { line, points } of this.#curves) line.draw(numbersOf(points));
    this.#draw();
  }

  #draw() {
    const { points, param, line } = this.#curve;
    while (this.#buttons.length > points.length) this.#buttons.pop()?.remove();
    while (this.#buttons.length < points.length) this.#buttons.push(this.#graph.appendChild(this.#button(this.#buttons.length)));
    this.#buttons.forEach((button, index) => {
      const { x, y } = points[index];
      button.style.setProperty('--x', String(x));
      button.style.setProperty('--y', String(y));
      button.setAttribute('aria-label', `${param.label}, point ${index + 1} of ${points.length}: ${shortNumber(x, 3)} becomes ${shortNumber(y, 3)}`);
      button.setAttribute('aria-current', String(index === this.#at));
    });
    this.#across.draw(points[this.#at].x);
    this.#up.draw(points[this.#at].y);
    this.#add.disabled = 2 * points.length >= (param.most ?? Infinity);
    this.#remove.disabled = 2 * points.length <= (param.fewest ?? 0);
    this.#reset.title = `Reset ${param.label}`;
    this.#reset.setAttribute('aria-label', this.#reset.title);
    this.node.dataset.changed = String(numbersOf(points).join() !== param.initialValues?.join());
    this.#graph.dataset.key = param.key;
    for (const each of this.#curves) each.line.node.classList.toggle('chosen', each === this.#curve);
    line.draw(numbersOf(points));
  }

  #changed() {
    this.#draw();
    this.#change(this.#curve.param.key, numbersOf(this.#curve.points));
  }

  /** @param {Curve} curve */
  #choose(curve) {
    this.#curve = curve;
    // Its line lies over the others.
    curve.line.node.parentNode?.append(curve.line.node);
    this.#pick(0);
  }

  #restore() {
    this.#curve.points = pointsOf(this.#curve.param.initialValues ?? []);
    this.#at = 0;
    this.#changed();
    this.#buttons[0].focus();
  }

  /** @param {number} index of a point */
  #pick(index) {
    this.#at = index;
    this.#draw();
  }

  /** Between its neighbours, so that the order stays. @param {number} index @param {Point} to */
  #move(index, { x, y }) {
    const { points, param: { min, max, step: unit } } = this.#curve;
    const rounded = (/** @type {number} */ value) => Number((Math.round(value / unit) * unit).toFixed(6));
    const least = index ? points[index - 1].x + step : min;
    const most = index + 1 < points.length ? points[index + 1].x - step : max;
    points[index] = { x: rounded(clamp(x, least, Math.max(least, most))), y: rounded(clamp(y, min, max)) };
    this.#changed();
  }

  /** Returns whether there was room. @param {Point} point */
  #addPoint(point) {
    const { points } = this.#curve;
    if (this.#add.disabled || points.some(({ x }) => Math.abs(x - point.x) < step)) return false;
    this.#at = points.filter(({ x }) => x < point.x).length;
    points.splice(this.#at, 0, point);
    this.#move(this.#at, point);
    return true;
  }

  /** In the middle of the widest gap, on the line. */
  async #addBetween() {
    const curve = this.#curve;
    const points = [...curve.points];
    const gaps = points.slice(1).map(({ x }, index) => x - points[index].x);
    const before = gaps.indexOf(Math.max(...gaps));
    const x = (points[before].x + points[before + 1].x) / 2;
    const values = await this.#valuesOf(curve.param.key, numbersOf(points));
    if (curve === this.#curve && this.#addPoint({ x, y: values[Math.round(x * (values.length - 1))] })) this.#buttons[this.#at].focus();
  }

  /** @param {number} index */
  #removePoint(index) {
    if (this.#remove.disabled) return;
    this.#pressed.at = -1;
    const { points } = this.#curve;
    points.splice(index, 1);
    this.#at = Math.min(index, points.length - 1);
    this.#changed();
    this.#buttons[this.#at].focus();
  }

  /** Where a pointer is on the graph. @param {PointerEvent} event @returns {Point} */
  #pointAt({ clientX, clientY }) {
    const { left, top, width, height } = this.#graph.getBoundingClientRect();
    return { x: clamp((clientX - left) / width, 0, 1), y: clamp(1 - (clientY - top) / height, 0, 1) };
  }

  #listen() {
    const graph = this.#graph;
    graph.addEventListener('pointerdown', (event) => {
      if (event.button !== 0) return;
      event.preventDefault();
      const pressed = this.#buttons.findIndex((button) => button === event.target);
      const where = this.#pointAt(event);
      const before = this.#pressed;
      this.#pressed = { at: pressed, time: event.timeStamp };
      if (pressed >= 0 && pressed === before.at && event.timeStamp - before.time < doublePress) return this.#removePoint(pressed);
      if (pressed >= 0) this.#pick(pressed);
      else if (!this.#addPoint(where)) return;
      const [index, { x, y }] = [this.#at, this.#curve.points[this.#at]];
      this.#buttons[index].focus();
      hold(graph, event, (moved) => {
        const to = this.#pointAt(moved);
        if (index < this.#curve.points.length) this.#move(index, { x: x + to.x - where.x, y: y + to.y - where.y });
      });
    });
    graph.addEventListener('keydown', (event) => {
      const { x, y } = this.#curve.points[this.#at];
      const [across, down] = arrowSteps(event) ?? [0, 0];
      if (across || down) this.#move(this.#at, { x: x + across * step, y: y - down * step });
      else if (event.key === 'Delete' || event.key === 'Backspace') this.#removePoint(this.#at);
    });
  }

  /** @param {number} index */
  #button(index) {
    return element('button', { type: 'button', class: 'curve-point', title: 'Drag to move; double-click or Delete removes', focus: () => index !== this.#at && this.#pick(index) });
  }
}

/** A number from 0 to 1. @param {string} label @param {(value: number) => void} change */
function numberField(label, change) {
  const input = element('input', { type: 'number', class: 'number wide', min: 0, max: 1, step: 0.001, inputmode: 'decimal' });
  let drawn = 0;
  const draw = (/** @type {number} */ value) => {
    drawn = value;
    input.value = shortNumber(value, 3);
  };
  input.addEventListener('change', () => {
    if (input.value !== '' && Number(input.value) !== drawn) change(Number(input.value));
    draw(drawn);
  });
  return { node: element('label', {}, label, input), draw };
}
