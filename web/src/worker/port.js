// SPDX-License-Identifier: MIT
/** The worker's end of the line to the page, in a browser and in Node.js, and the workers that it starts itself. */
import { EtalonError } from '../error.js';
/** @import { ForIo, FromWorker, Notice, Request } from '../protocol.js' */

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

/** What workers of this file are beside the engine's own. @typedef {'em-pthread' | 'etalon-io'} Role */

/**
 * What this worker was started as: one of the engine's threads, which run the glue alone, the IO worker,
 * or the engine's own.
 *
 * @returns {Role | 'engine'}
 * @example
 * if (role() === 'em-pthread') createEtalon();
 */
export function role() {
  const name = String(isNode ? builtin('worker_threads').workerData ?? '' : host.name ?? '');
  return /** @type {Role[]} */ (['em-pthread', 'etalon-io']).find((each) => name.startsWith(each)) ?? 'engine';
}

/**
 * Starts another worker of this very file.
 *
 * @param {Role} name
 * @param {string} scriptURL '': of a page
 * @returns {any} the worker
 * @example
 * startWorker('em-pthread', '');
 */
export function startWorker(name, scriptURL) {
  const Thread = isNode ? builtin('worker_threads').Worker : Worker;
  return new Thread(scriptURL || host.location.href, { type: 'module', name, workerData: name });
}

/**
 * Resolves when a worker runs and listens. In Node.js it need not be waited for.
 *
 * @param {any} worker
 * @returns {Promise<void>}
 * @example
 * await started(startWorker('em-pthread', ''));
 */
export async function started(worker) {
  if (isNode) return;
  await new Promise((resolve, reject) => {
    worker.onmessage = resolve;
    worker.onerror = () => reject(new EtalonError('IO', 'a worker of the engine did not start'));
  });
}

/**
 * Tells who started this worker that it runs and listens.
 *
 * @example
 * announce();
 */
export function announce() {
  if (!isNode) host.postMessage('started');
}

/**
 * Posts to the page; sets the listener of its messages.
 *
 * @typedef {object} Port
 * @property {(message: FromWorker, transfer?: Transferable[]) => void} post
 * @property {(listener: (message: Request | Notice | ForIo) => void) => void} listen
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
