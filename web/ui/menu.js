// SPDX-License-Identifier: MIT
/**
 * A list that opens under a button, in groups, with a field that finds: typing narrows it, arrow keys, Page Up and
 * Page Down (by group) move, Enter chooses, Escape closes. The focus stays in the field (ARIA's combobox).
 */
import { element } from './dom.js';

/** @typedef {{ label: string, help: string, words?: string, choose: () => void }} Item words: more that it is found by */

/** @typedef {{ title: string, items: Item[] }} Group */

/** @typedef {{ item: Item, node: HTMLElement, group: number, words: string }} Row */

/**
 * Fills a list and ties it to its button.
 * @param {HTMLButtonElement} button
 * @param {HTMLElement} menu
 * @param {Group[]} groups those without items are left out
 * @example menuButton(button, menu, [{ title: 'Colour', items: [{ label: 'Adjust', help: 'Brightness ...', choose: () => add('adjust') }] }]);
 */
export function menuButton(button, menu, groups) {
  const list = element('div', { id: `${menu.id}-list`, class: 'menu-list', role: 'listbox', 'aria-label': button.textContent?.trim() ?? '' });
  const field = element('input', {
    type: 'search', class: 'menu-search', role: 'combobox', placeholder: 'Find', autocomplete: 'off', spellcheck: 'false',
    'aria-label': 'Find', 'aria-expanded': 'true', 'aria-controls': list.id, 'aria-autocomplete': 'list',
  });
  const nothing = element('p', { class: 'menu-nothing', role: 'status', hidden: true }, 'Nothing is called that.');
  /** @type {Row[]} */
  const rows = [];
  const sections = groups.map(({ title, items }, group) => {
    const heading = element('div', { id: `${menu.id}-group-${group}`, class: 'menu-group', role: 'presentation' }, title);
    const section = element('div', { role: 'group', 'aria-labelledby': heading.id, hidden: items.length === 0 }, heading);
    for (const item of items) {
      const node = element('div', { id: `${menu.id}-item-${rows.length}`, class: 'menu-item', role: 'option', 'aria-selected': 'false', click: () => choose(item) },
        item.label, element('span', {}, item.help));
      rows.push({ item, node, group, words: `${item.label} ${item.words ?? ''} ${title} ${item.help}`.toLowerCase() });
      section.append(node);
    }
    return section;
  });
  list.append(...sections);
  menu.replaceChildren(field, nothing, list);

  let shown = rows;
  /** @type {Row | undefined} */
  let active;

  /** @param {Row | undefined} row */
  const activate = (row) => {
    active?.node.setAttribute('aria-selected', 'false');
    active = row;
    row?.node.setAttribute('aria-selected', 'true');
    row?.node.scrollIntoView({ block: 'nearest' });
    field.setAttribute('aria-activedescendant', row?.node.id ?? '');
  };
  const narrow = () => {
    shown = found(rows, field.value);
    for (const row of rows) row.node.hidden = !shown.includes(row);
    sections.forEach((section, group) => (section.hidden = !shown.some((row) => row.group === group)));
    nothing.hidden = shown.length > 0;
    activate(bestOf(shown, field.value));
  };
  const open = () => {
    menu.hidden = false;
    button.setAttribute('aria-expanded', 'true');
    field.value = '';
    narrow();
    field.focus();
  };
  /** @param {boolean} giveFocusBack */
  const close = (giveFocusBack) => {
    menu.hidden = true;
    button.setAttribute('aria-expanded', 'false');
    if (giveFocusBack) button.focus();
  };
  /** @param {Item} item */
  const choose = (item) => {
    close(true);
    item.choose();
  };

  button.addEventListener('click', () => (menu.hidden ? open() : close(true)));
  button.addEventListener('keydown', (event) => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    event.stopPropagation();
    open();
    if (event.key === 'ArrowUp') activate(shown.at(-1));
  });
  field.addEventListener('input', narrow);
  menu.addEventListener('keydown', (event) => {
    // None of them is one of the page's own keys.
    event.stopPropagation();
    const to = moved(shown, active, event.key);
    if (to) activate(to);
    else if (event.key === 'Enter') active && choose(active.item);
    else if (event.key === 'Escape') close(true);
    else if (event.key === 'Tab') return close(false);
    else return;
    event.preventDefault();
  });
  // A press into the list leaves the focus in the field.
  list.addEventListener('pointerdown', (event) => event.preventDefault());
  document.addEventListener('pointerdown', (event) => {
    const target = /** @type {Node} */ (event.target);
    if (!menu.hidden && !menu.contains(target) && !button.contains(target)) close(false);
  });
}

/** Rows that have all words of a text. @param {Row[]} rows @param {string} text */
function found(rows, text) {
  const wanted = text.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter(({ words }) => wanted.every((word) => words.includes(word)));
}

/** One whose name begins with the text, else the first. @param {Row[]} rows @param {string} text */
function bestOf(rows, text) {
  const begin = text.trim().toLowerCase();
  return rows.find(({ words }) => words.startsWith(begin)) ?? rows[0];
}

/**
 * Where a key leads.
 * @param {Row[]} rows
 * @param {Row | undefined} from
 * @param {string} key
 */
function moved(rows, from, key) {
  const here = from ? rows.indexOf(from) : -1;
  if (key === 'ArrowDown') return rows[(here + 1) % rows.length];
  if (key === 'ArrowUp') return rows.at(here <= 0 ? -1 : here - 1);
  if (key === 'PageDown') return rows.find(({ group }) => from && group > from.group) ?? rows.at(-1);
  if (key !== 'PageUp') return undefined;
  const before = rows.findLast(({ group }) => from && group < from.group);
  return rows.find(({ group }) => group === before?.group) ?? rows[0];
}
