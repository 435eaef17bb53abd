// SPDX-License-Identifier: MIT
/** A rectangle over the canvas that is moved and resized: by its inside, its corners and its edges; arrow keys do it as well. */
import { byId, element } from './dom.js';
import { arrowSteps, hold } from './drag.js';

/**
 * @typedef {import('./part.js').Part} Part
 * @typedef {{ width: number, height: number }} Shape
 */

/** What a handle moves on each axis: -1 the first edge, 1 the last, 0 neither. @typedef {{ across: number, down: number }} Grip */

/** @type {Record<string, Grip>} */
const corners = {
  'top left': { across: -1, down: -1 }, 'top right': { across: 1, down: -1 }, 'bottom left': { across: -1, down: 1 }, 'bottom right': { across: 1, down: 1 },
};
/** For the pointer alone: by the keyboard corners do the same. @type {Record<string, Grip>} */
const edges = { top: { across: 0, down: -1 }, bottom: { across: 0, down: 1 }, left: { across: -1, down: 0 }, right: { across: 1, down: 0 } };

/** @param {number} value @param {number} least @param {number} most */
const clamp = (value, least, most) => Math.min(most, Math.max(least, value));

/**
 * Where a part is when it is dragged: moved, a pixel of it stays in the picture; resized, its edge does.
 * @param {Part} part
 * @param {Grip | undefined} grip undefined: it is moved
 * @param {number} across pixels
 * @param {number} down
 * @param {Shape} shape
 * @returns {Part}
 */
function dragged(part, grip, across, down, shape) {
  const { x, y, width, height } = part;
  if (!grip) return { ...part, x: clamp(x + across, 1 - width, shape.width - 1), y: clamp(y + down, 1 - height, shape.height - 1) };
  const [left, columns] = resized(x, width, grip.across, across, shape.width);
  const [top, rows] = resized(y, height, grip.down, down, shape.height);
  return { ...part, x: left, y: top, width: columns, height: rows };
}

/** One axis: its first edge and its size. @param {number} from @param {number} size @param {number} edge @param {number} by @param {number} side of the picture @returns {[number, number]} */
function resized(from, size, edge, by, side) {
  const end = from + size;
  if (edge < 0) {
    const first = clamp(from + by, Math.min(0, from), end - 1);
    return [first, end - first];
  }
  return [from, edge > 0 ? clamp(end + by, from + 1, Math.max(side, end)) - from : size];
}

/** The rectangle over the picture; hidden at first. */
export class Rectangle {
  #layer = byId('part-layer', HTMLDivElement);
  #body = element('button', { type: 'button', class: 'part-body', title: 'Drag to move; or by arrow keys, with Shift 10 pixels' });
  #words = element('p', { class: 'unseen', role: 'status' });
  #change;
  #label = '';
  /** @type {Part} */
  #part = { x: 0, y: 0, width: 1, height: 1, feather: 0 };
  /** @type {Shape} */
  #shape = { width: 1, height: 1 };

  /**
   * @param {(part: Part) => void} change
   * @example const rectangle = new Rectangle((part) => control.move(part));
   */
  constructor(change) {
    this.#change = change;
    this.#listen(this.#body);
    const handles = Object.entries(corners).map(([name, grip]) => {
      const handle = element('button', { type: 'button', class: 'part-corner', 'data-at': name, 'aria-label': `${name.charAt(0).toUpperCase()}${name.slice(1)} corner` });
      this.#listen(handle, grip);
      return handle;
    });
    const strips = Object.entries(edges).map(([name, grip]) => {
      const strip = element('div', { class: 'part-edge', 'data-at': name });
      this.#listen(strip, grip);
      return strip;
    });
    this.#layer.append(element('div', { class: 'part-box' }, this.#body, ...strips, ...handles), this.#words);
    const canvas = byId('canvas', HTMLCanvasElement);
    new ResizeObserver(() => {
      this.#layer.style.width = `${canvas.clientWidth}px`;
      this.#layer.style.height = `${canvas.clientHeight}px`;
    }).observe(canvas);
  }

  /**
   * Shows a part of a picture.
   * @param {string} label of the filter
   * @param {Part} part
   * @param {Shape} shape of the picture that the part is of, which lies over the whole canvas
   * @example rectangle.show('Adjust', part, { width: 1280, height: 720 });
   */
  show(label, part, shape) {
    this.#shape = shape;
    this.#label = label;
    this.#layer.hidden = false;
    this.#draw(part);
  }

  /**
   * @example rectangle.hide();
   */
  hide() {
    this.#layer.hidden = true;
    this.#words.textContent = '';
  }

  /**
   * Whether an element belongs to the rectangle.
   * @param {Node} node
   * @returns {boolean}
   * @example if (!rectangle.contains(event.target)) leave();
   */
  contains(node) {
    return this.#layer.contains(node);
  }

  /** @param {Part} part */
  #draw(part) {
    this.#part = part;
    const { width, height } = this.#shape;
    this.#body.setAttribute('aria-label', `${this.#label}, ${part.width} × ${part.height} at ${part.x}, ${part.y}: move`);
    const places = { left: part.x / width, top: part.y / height, width: part.width / width, height: part.height / height };
    for (const [name, place] of Object.entries(places)) this.#layer.style.setProperty(`--${name}`, String(place));
    // The line inside, at which the filter's effect is whole.
    const feather = Math.min(part.feather, part.width / 2, part.height / 2);
    this.#layer.style.setProperty('--across', String(feather / part.width));
    this.#layer.style.setProperty('--down', String(feather / part.height));
    this.#layer.dataset.feather = String(feather > 0);
  }

  /** @param {Part} part */
  #set(part) {
    this.#draw(part);
    this.#change(part);
  }

  /** @param {HTMLElement} handle @param {Grip} [grip] */
  #listen(handle, grip) {
    handle.addEventListener('pointerdown', (event) => {
      if (event.button !== 0) return;
      const part = this.#part;
      hold(handle, event, ({ clientX, clientY }) => {
        const across = Math.round(((clientX - event.clientX) * this.#shape.width) / this.#layer.clientWidth);
        const down = Math.round(((clientY - event.clientY) * this.#shape.height) / this.#layer.clientHeight);
        this.#set(dragged(part, grip, across, down, this.#shape));
      });
    });
    handle.addEventListener('keydown', (event) => {
      const steps = arrowSteps(event);
      if (!steps) return;
      const [across, down] = steps;
      this.#set(dragged(this.#part, grip, across, down, this.#shape));
      const { x, y, width, height } = this.#part;
      this.#words.textContent = `${width} × ${height} at ${x}, ${y}`;
    });
  }
}
