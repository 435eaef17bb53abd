// SPDX-License-Identifier: MIT

/**
 * Tells a caller's listener. One that throws must not stop the work: its error is reported as uncaught.
 *
 * @template T
 * @param {((value: T) => unknown) | undefined} listener
 * @param {T} value
 * @example
 * tell(options.onProgress, { bytes, size });
 */
export function tell(listener, value) {
  try {
    listener?.(value);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
