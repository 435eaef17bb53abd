// SPDX-License-Identifier: MIT
/** The ways to bring a video in: picker, drag and drop, sample clip. */
import { byId } from './dom.js';

/**
 * Ties the buttons, the file picker and dropping to one function.
 * @param {(file: File) => void} open
 * @param {(error: unknown) => void} failed
 * @example waysToOpen((file) => load(file), (error) => showError('The sample could not be loaded.', error));
 */
export function waysToOpen(open, failed) {
  const picker = byId('picker', HTMLInputElement);
  picker.addEventListener('change', () => {
    const file = picker.files?.[0];
    picker.value = '';
    if (file) open(file);
  });
  for (const id of ['open', 'welcome-open']) byId(id, HTMLButtonElement).addEventListener('click', () => picker.click());
  for (const id of ['sample', 'welcome-sample']) byId(id, HTMLButtonElement).addEventListener('click', () => void sample().then(open, failed));

  const veil = byId('drop', HTMLDivElement);
  let depth = 0;
  /** @param {DragEvent} event */
  const carriesFile = (event) => event.dataTransfer?.types.includes('Files') ?? false;
  document.addEventListener('dragenter', (event) => {
    if (!carriesFile(event)) return;
    event.preventDefault();
    depth += 1;
    veil.hidden = false;
  });
  document.addEventListener('dragleave', (event) => {
    if (!carriesFile(event)) return;
    depth = Math.max(0, depth - 1);
    veil.hidden = depth === 0;
  });
  document.addEventListener('dragover', (event) => {
    if (!carriesFile(event)) return;
    event.preventDefault();
    if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy';
  });
  document.addEventListener('drop', (event) => {
    if (!carriesFile(event)) return;
    event.preventDefault();
    depth = 0;
    veil.hidden = true;
    const file = event.dataTransfer?.files[0];
    if (file) open(file);
  });
}

/**
 * The sample clip that comes with the page.
 * @returns {Promise<File>}
 */
async function sample() {
  const response = await fetch(new URL('./sample.mp4', import.meta.url));
  if (!response.ok) throw new Error(`The server answered ${response.status} for the sample clip`);
  return new File([await response.blob()], 'sample.mp4', { type: 'video/mp4' });
}
