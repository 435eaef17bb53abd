// SPDX-License-Identifier: MIT
/** The picker of a filter's second input: a picture, which stays, or a video, which plays along. */
import { element, iconButton } from './dom.js';

/**
 * @typedef {import('../src/index.js').Clip} Clip
 * @typedef {ImageBitmap | Clip} Second
 */

let serial = 0;

/**
 * A file that is shown beside or over the clip.
 * @param {string} label
 * @param {boolean} optional it can be taken away again
 * @param {{ open: (file: File) => Promise<Clip>, change: (second: Second | undefined) => void }} uses opens a video; told of each change
 * @returns {HTMLElement}
 * @example body.append(secondControl('Picture or video', false, { open: (file) => etalon.open(file), change: (second) => (entry.input = second) }));
 */
export function secondControl(label, optional, { open, change }) {
  const id = `second-${++serial}`;
  const file = element('input', { id, type: 'file', accept: 'image/*,video/*,.mkv,.ts,.m2ts,.ivf', 'data-key': 'input' });
  const remove = iconButton('remove', 'Remove the second input', () => {
    file.value = '';
    remove.hidden = true;
    file.focus();
    change(undefined);
  });
  remove.hidden = true;
  file.addEventListener('change', async () => {
    const [picked] = file.files ?? [];
    if (!picked) return;
    file.setCustomValidity('');
    try {
      const second = await (picked.type.startsWith('image/') ? createImageBitmap(picked) : open(picked));
      if (file.files?.[0] !== picked) return void second.close();
      remove.hidden = !optional;
      change(second);
    } catch {
      if (file.files?.[0] !== picked) return;
      file.setCustomValidity('This file is no picture that the browser can read, and no video.');
      file.reportValidity();
    }
  });
  return element('div', { class: 'field' }, element('div', { class: 'field-head' }, element('label', { for: id }, label)), element('div', { class: 'field-body' }, file, remove));
}
