// SPDX-License-Identifier: MIT
/** Numbers and errors in words. */

/**
 * A time for people: `1:02.345`, with hours where there are any.
 * @param {number} seconds
 * @returns {string}
 * @example timeWords(62.345) // '1:02.345'
 */
export function timeWords(seconds) {
  const milliseconds = Math.round(Math.max(0, seconds) * 1000);
  const hours = Math.floor(milliseconds / 3600000);
  const minutes = Math.floor(milliseconds / 60000) % 60;
  const rest = ((milliseconds % 60000) / 1000).toFixed(3).padStart(6, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`;
}

/**
 * A stretch of time for people, rounded: `40 s`, `3 min`.
 * @param {number} seconds
 * @returns {string}
 * @example spanWords(200) // '3 min 20 s'
 */
export function spanWords(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return whole % 60 === 0 || whole >= 600 ? `${Math.round(whole / 60)} min` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.round((whole % 3600) / 60)} min`;
}

/**
 * A size in bytes for people.
 * @param {number} bytes
 * @returns {string}
 * @example bytesWords(2494339) // '2.5 MB'
 */
export function bytesWords(bytes) {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/**
 * A number without a tail of zeros.
 * @param {number} value
 * @param {number} digits at most so many after the point
 * @returns {string}
 * @example shortNumber(29.97, 3) // '29.97'
 */
export function shortNumber(value, digits) {
  return String(Number(value.toFixed(digits)));
}

/** What to try next, by the code of an error. @type {Record<string, string>} */
const advice = {
  DATA: 'The file may be damaged or not a video. Try another file.',
  UNSUPPORTED: 'Convert it with another program first, or try another file.',
  MEMORY: 'Close other tabs, or use a smaller video.',
  IO: 'Check that the file is still there and that the disk has room, then try again.',
  CRASHED: 'The engine was started again. Try again.',
  RANGE_UNSUPPORTED: 'Download the video and open the file.',
};

/**
 * An error in words: what happened, and what to do.
 * @param {unknown} error
 * @returns {{ message: string, advice: string }}
 * @example const { message, advice } = errorWords(error);
 */
export function errorWords(error) {
  const { code, message } = /** @type {{ code?: string, message?: string }} */ (error instanceof Object ? error : {});
  const words = (message ?? String(error)).trim() || 'The cause is not known';
  return { message: words, advice: advice[code ?? ''] ?? 'Try again; if it stays, reload the page.' };
}
