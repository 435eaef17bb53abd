// SPDX-License-Identifier: MIT
/** Moving things: by a pointer that holds on to them, and by arrow keys. */

/** @type {Record<string, [number, number]>} */
const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * Follows the pointer that was pressed on an element until it is let go.
 * @param {HTMLElement} node
 * @param {PointerEvent} pressed
 * @param {(event: PointerEvent) => void} move
 * @example node.addEventListener('pointerdown', (event) => hold(node, event, ({ clientX }) => draw(clientX)));
 */
export function hold(node, pressed, move) {
  const { pointerId } = pressed;
  const released = new AbortController();
  const { signal } = released;
  node.setPointerCapture(pointerId);
  node.addEventListener('pointermove', (event) => event.pointerId === pointerId && move(event), { signal });
  for (const end of /** @type {const} */ (['pointerup', 'pointercancel'])) {
    node.addEventListener(end, (event) => event.pointerId === pointerId && released.abort(), { signal });
  }
}

/**
 * Steps of an arrow key, to the right and down: with Shift ten. It is none of the page's own keys then.
 * @param {KeyboardEvent} event
 * @returns {[number, number] | undefined} undefined: another key
 * @example const [across, down] = arrowSteps(event) ?? [0, 0];
 */
export function arrowSteps(event) {
  const arrow = arrows[event.key];
  if (!arrow || event.ctrlKey || event.metaKey || event.altKey) return undefined;
  event.preventDefault();
  event.stopPropagation();
  const steps = event.shiftKey ? 10 : 1;
  return [arrow[0] * steps, arrow[1] * steps];
}
