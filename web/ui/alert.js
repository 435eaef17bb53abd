// SPDX-License-Identifier: MIT
/** The one place where the page says that something went wrong. */
import { byId, element, iconButton } from './dom.js';
import { errorWords } from './words.js';

/**
 * Shows an error in words above the editor until it is closed or replaced.
 * @param {string} what what was tried: "The video could not be opened."
 * @param {unknown} error
 * @example showError('The picture could not be shown.', error);
 */
export function showError(what, error) {
  const { message, advice } = errorWords(error);
  const words = element('p', {}, element('strong', {}, what), ` ${/[.!?]$/.test(message) ? message : `${message}.`} ${advice}`);
  const box = byId('alert', HTMLDivElement);
  box.replaceChildren(words, iconButton('remove', 'Close this message', clearError));
  box.hidden = false;
}

/**
 * Closes the message.
 * @returns {boolean} whether there was one
 * @example clearError();
 */
export function clearError() {
  const box = byId('alert', HTMLDivElement);
  const shown = !box.hidden;
  box.hidden = true;
  box.replaceChildren();
  return shown;
}
