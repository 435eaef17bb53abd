// SPDX-License-Identifier: MIT
/** The worker's end of the line to the page, in a browser and in Node.js. */
/** @import { FromWorker, Notice, Request } from '../protocol.js' */

const host = /** @type {any} */ (globalThis);

/** True in a Node.js worker thread. */
export const isNode = typeof host.process?.getBuiltinModule === 'function' && Boolean(host.process.versions?.node);

/**
 * A module of Node.js, without an import that bundlers would follow.
 *
 * @param {string} name
 * @returns {any}
 * @example
 * builtin('fs').readSync(file, bytes);
 */
export const builtin = (name) => host.process.getBuiltinModule(`node:${name}`);

/**
 * Whether this worker is one of the engine's threads, which run the glue alone.
 *
 * @returns {boolean}
 * @example
 * if (isThread()) createEtalon();
 */
export function isThread() {
  if (isNode) return builtin('worker_threads').workerData === 'em-pthread';
  return String(host.name ?? '').startsWith('em-pthread');
}

/**
 * Tells who started this thread that it runs and listens.
 *
 * @example
 * announceThread();
 */
export function announceThread() {
  if (!isNode) host.postMessage('started');
}

/**
 * Posts to the page; sets the listener of its messages.
 *
 * @typedef {object} Port
 * @property {(message: FromWorker, transfer?: ArrayBuffer[]) => void} post
 * @property {(listener: (message: Request | Notice) => void) => void} listen
 */

/**
 * @returns {Port}
 * @example
 * openPort().listen((message) => handle(message));
 */
export function openPort() {
  if (isNode) {
    const { parentPort } = builtin('worker_threads');
    return {
      post: (message, transfer = []) => parentPort.postMessage(message, transfer),
      listen: (listener) => parentPort.on('message', listener),
    };
  }
  return {
    post: (message, transfer = []) => host.postMessage(message, transfer),
    listen: (listener) => host.addEventListener('message', (/** @type {MessageEvent} */ { data }) => listener(data)),
  };
}
