// SPDX-License-Identifier: MIT
/** The few DOM helpers of the page: find an element, make an element of HTML or SVG, draw an icon. */

/**
 * The element with an id, of the class that the caller expects.
 * @template {HTMLElement} T
 * @param {string} id
 * @param {{ new (): T }} type
 * @returns {T}
 * @example const canvas = byId('canvas', HTMLCanvasElement);
 */
export function byId(id, type) {
  const element = document.getElementById(id);
  if (!(element instanceof type)) throw new Error(`index.html has no ${type.name} with the id "${id}"`);
  return element;
}

/**
 * A new element. Functions become listeners, booleans switch attributes, the rest is text.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, string | number | boolean | ((event: any) => void)>} [attributes]
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[K]}
 * @example element('button', { type: 'button', click: () => save() }, 'Save');
 */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') node.addEventListener(name, value);
    else if (typeof value === 'boolean') node.toggleAttribute(name, value);
    else node.setAttribute(name, String(value));
  }
  node.append(...children);
  return node;
}

/**
 * A new element of SVG.
 * @param {string} tag
 * @param {Record<string, string | number>} attributes
 * @param {...(Node | string)} children
 * @returns {SVGElement}
 * @example svg('circle', { cx: 8, cy: 8, r: 4 });
 */
export function svg(tag, attributes, ...children) {
  const node = /** @type {SVGElement} */ (document.createElementNS('http://www.w3.org/2000/svg', tag));
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
  node.append(...children);
  return node;
}

/** Paths on a 24 x 24 grid, drawn as lines. @type {Record<string, string>} */
const paths = {
  first: 'M6 5v14M19 6l-8 6 8 6z',
  back: 'M15 6l-7 6 7 6',
  forward: 'M9 6l7 6-7 6',
  last: 'M18 5v14M5 6l8 6-8 6z',
  play: 'M8 5l11 7-11 7z',
  pause: 'M9 5v14M15 5v14',
  plus: 'M12 5v14M5 12h14',
  up: 'M6 15l6-6 6 6',
  down: 'M6 9l6 6 6-6',
  key: 'M12 5l7 7-7 7-7-7z',
  remove: 'M7 7l10 10M17 7L7 17',
  reset: 'M5 12a7 7 0 1 0 2.2-5.1M5 4.5v4h4',
};

/**
 * An icon, hidden from assistive technology: its button carries the words.
 * @param {keyof typeof paths} name
 * @returns {SVGElement}
 * @example button.append(icon('plus'));
 */
export function icon(name) {
  return svg('svg', { class: 'icon', viewBox: '0 0 24 24', 'aria-hidden': 'true', fill: 'none', stroke: 'currentColor', 'stroke-width': 1.8, 'stroke-linecap': 'round', 'stroke-linejoin': 'round' },
    svg('path', { d: paths[name] ?? '' }));
}

/**
 * Draws the icons that index.html asks for with `data-icon`.
 * @example drawIcons();
 */
export function drawIcons() {
  for (const node of document.querySelectorAll('[data-icon]')) node.prepend(icon(node.getAttribute('data-icon') ?? ''));
}

/**
 * A button that shows only an icon.
 * @param {keyof typeof paths} name
 * @param {string} label words for it
 * @param {() => void} press
 * @param {string} [className]
 * @returns {HTMLButtonElement}
 * @example head.append(iconButton('remove', 'Remove Adjust', () => remove(entry)));
 */
export function iconButton(name, label, press, className = '') {
  return element('button', { type: 'button', class: `icon-button ${className}`.trim(), 'aria-label': label, title: label, click: press }, icon(name));
}
