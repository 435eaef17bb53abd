// SPDX-License-Identifier: MIT
/** A menu that opens under a button: arrow keys, Home, End, first letters, Escape. */
import { element } from './dom.js';

/**
 * Fills a menu and ties it to its button.
 * @param {HTMLButtonElement} button
 * @param {HTMLElement} menu
 * @param {{ label: string, help: string, choose: () => void }[]} items
 * @example menuButton(button, menu, [{ label: 'Adjust', help: 'Brightness ...', choose: () => add('adjust') }]);
 */
export function menuButton(button, menu, items) {
  const nodes = items.map(({ label, help, choose }) => element('button', {
    type: 'button', class: 'menu-item', role: 'menuitem', tabindex: -1,
    click: () => {
      close(true);
      choose();
    },
  }, label, element('span', {}, help)));
  menu.replaceChildren(...nodes);

  /** @param {number} index */
  const focus = (index) => nodes[(index + nodes.length) % nodes.length]?.focus();
  /** @param {number} index */
  const open = (index) => {
    menu.hidden = false;
    button.setAttribute('aria-expanded', 'true');
    focus(index);
  };
  /** @param {boolean} giveFocusBack */
  const close = (giveFocusBack) => {
    menu.hidden = true;
    button.setAttribute('aria-expanded', 'false');
    if (giveFocusBack) button.focus();
  };

  button.addEventListener('click', () => (menu.hidden ? open(0) : close(true)));
  button.addEventListener('keydown', (event) => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    event.stopPropagation();
    open(event.key === 'ArrowDown' ? 0 : -1);
  });
  menu.addEventListener('keydown', (event) => {
    const here = nodes.findIndex((node) => node === document.activeElement);
    const byLetter = event.key.length === 1 ? nodes.findIndex((node) => node.textContent?.toLowerCase().startsWith(event.key.toLowerCase())) : -1;
    if (event.key === 'ArrowDown') focus(here + 1);
    else if (event.key === 'ArrowUp') focus(here - 1);
    else if (event.key === 'Home') focus(0);
    else if (event.key === 'End') focus(-1);
    else if (event.key === 'Escape') close(true);
    else if (event.key === 'Tab') return close(false);
    else if (byLetter >= 0 && event.key !== ' ') focus(byLetter);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  document.addEventListener('pointerdown', (event) => {
    const target = /** @type {Node} */ (event.target);
    if (!menu.hidden && !menu.contains(target) && !button.contains(target)) close(false);
  });
}
