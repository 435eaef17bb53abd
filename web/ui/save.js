// SPDX-License-Identifier: MIT
/** Where a finished file goes: straight to a chosen file, or a link that downloads it. */

/**
 * Asks for a file to write to, where the browser can. Call it while handling a click.
 * @param {string} name suggested
 * @returns {Promise<FileSystemFileHandle | undefined>} undefined: this browser cannot, make a link instead
 * @throws {DOMException} `AbortError` when the person changed their mind
 * @example const output = await askForFile('holiday-etalon.mp4');
 */
export async function askForFile(name) {
  const picker = /** @type {{ showSaveFilePicker?: (options: object) => Promise<FileSystemFileHandle> }} */ (/** @type {unknown} */ (window)).showSaveFilePicker;
  if (typeof picker !== 'function' || !window.isSecureContext) return undefined;
  return picker.call(window, { suggestedName: name, types: [{ description: 'MP4 video', accept: { 'video/mp4': ['.mp4'] } }] });
}

/**
 * A name for the export of a file: `holiday.mov` gives `holiday-etalon.mp4`.
 * @param {string} name
 * @returns {string}
 * @example exportName('holiday.mov')
 */
export function exportName(name) {
  return `${name.replace(/\.[^.]{1,5}$/, '').replace(/-etalon$/, '') || 'video'}-etalon.mp4`;
}
