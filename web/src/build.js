// SPDX-License-Identifier: MIT
import { EtalonError } from './error.js';
/** @import { Platform } from './platform/platform.js' */
/** @import { Build } from './protocol.js' */
/** @import { EngineOptions } from './types.js' */

/** @typedef {{ build: Build, threads: number, simd: boolean, isolated: boolean, why: string }} BuildChoice */

/** False in a package that was built without the threads build; set by web/vite.config.js. */
const hasThreads = typeof __ETALON_THREADS__ === 'undefined' || __ETALON_THREADS__;

/** Seconds that a read may take where nothing else is said. */
export const usualReadTimeout = 30;
/** The same for a step without a sign of life. */
export const usualStepTimeout = 10;

/** And for a file of the package that is loaded: worker.js, of which nobody hears before it runs, or a piece of etalon.wasm. */
export const usualLoadTimeout = 120;

/** Bytes of memory that WebAssembly can have, and the least with which small clips can be opened. */
export const mostMemory = 2 ** 32;
const leastMemory = 2 ** 26;

/**
 * Picks the build and the number of pool threads, and says why.
 *
 * @param {Platform} platform
 * @param {EngineOptions} options
 * @returns {BuildChoice}
 * @example
 * chooseBuild(browser, {}).why; // 'the page is not cross-origin isolated ...'
 */
export function chooseBuild(platform, { threads = 'auto', simd = true }) {
  const { isolated, reason, cores } = platform.threading();
  /** @param {string} why @returns {BuildChoice} */
  const single = (why) => ({ build: 'single', threads: 0, simd, isolated, why });
  if (threads === 0) return single('threads: 0 was asked for');
  if (!hasThreads) return single('this package was built without the threads build');
  if (!isolated) return single(reason);
  const count = threads === 'auto' ? Math.min(Math.max(cores, 1), 4) : threads;
  return { build: 'threads', threads: count, simd, isolated, why: reason };
}

/**
 * Checks the options of `Etalon.create()`.
 *
 * @param {EngineOptions} options
 * @throws {EtalonError} ARGUMENT, naming the option, the value and what is allowed
 * @example
 * checkOptions({ threads: 4 });
 */
export function checkOptions(options) {
  const { threads = 'auto', cacheBytes = 0, memory = {} } = options;
  const { readTimeout = usualReadTimeout, stepTimeout = usualStepTimeout, loadTimeout = usualLoadTimeout } = options;
  if (threads !== 'auto' && !(Number.isInteger(threads) && threads >= 0 && threads <= 64)) {
    throw new EtalonError('ARGUMENT', `threads is 'auto' or a whole number from 0 to 64, ${String(threads)} was given`);
  }
  if (!(Number.isFinite(cacheBytes) && cacheBytes >= 0)) {
    throw new EtalonError('ARGUMENT', `cacheBytes is a number of bytes from 0 up, ${String(cacheBytes)} was given`);
  }
  const { max = mostMemory } = memory ?? {};
  if (!(Number.isInteger(max) && max >= leastMemory && max <= mostMemory)) {
    throw new EtalonError('ARGUMENT', `memory.max is a whole number of bytes from ${leastMemory} to ${mostMemory}, ${String(max)} was given`);
  }
  if (!(Number.isFinite(readTimeout) && readTimeout > 0)) {
    throw new EtalonError('ARGUMENT', `readTimeout is a number of seconds above 0, ${String(readTimeout)} was given`);
  }
  for (const [name, value] of Object.entries({ stepTimeout, loadTimeout })) {
    if (!(typeof value === 'number' && value > 0)) throw new EtalonError('ARGUMENT', `${name} is a number of seconds above 0, or Infinity; ${String(value)} was given`);
  }
}
