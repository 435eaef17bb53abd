// SPDX-License-Identifier: MIT
/**
 * The IO worker: fetches ranges of URLs into rings while the engine's thread sleeps. It runs the engine's
 * worker file.
 */
import { serve } from '../ring.js';
import { startWorker } from './port.js';
import { fetchRange } from './ranges.js';
/** @import { RingRequest } from '../ring.js' */
/** @import { RemoteFile } from './ranges.js' */
/** @import { RingLine } from './ring_reader.js' */

/** @typedef {{ range: RingRequest & { file: RemoteFile }, id: number } | { cancel: number }} ToIo */

/**
 * Fetches what is asked for on a line.
 *
 * @param {(listener: (message: any) => void) => void} listen takes the listener of the line
 * @example
 * serveRanges((listener) => openPort().listen(listener));
 */
export function serveRanges(listen) {
  /** @type {Map<number, AbortController>} */
  const running = new Map();
  listen(async (/** @type {ToIo} */ message) => {
    if ('cancel' in message) {
      running.get(message.cancel)?.abort();
      return;
    }
    const controller = new AbortController();
    running.set(message.id, controller);
    const { range } = message;
    await serve(range, (target) => fetchRange(range.file, range.position, target, controller.signal));
    running.delete(message.id);
  });
}

/** The engine's side of the IO worker: the page's, or in Node.js one of its own, which starts with the first URL. */
export class IoWorker {
  #scriptURL;
  #control;
  /** @type {Promise<any> | undefined} */
  #worker;
  #lastId = 0;

  /** @param {string} scriptURL @param {SharedArrayBuffer} control @param {MessagePort | undefined} port to the page's */
  constructor(scriptURL, control, port) {
    this.#scriptURL = scriptURL;
    this.#control = control;
    this.#worker = port && Promise.resolve(port);
  }

  /**
   * A line to the IO worker for one file.
   *
   * @param {RemoteFile} file
   * @returns {Promise<RingLine>}
   */
  async line(file) {
    this.#worker ??= this.#start();
    const worker = await this.#worker;
    /** The request that fills each slot. @type {number[]} */
    const asked = [];
    /** @type {(message: ToIo) => void} */
    const post = (message) => worker.postMessage(message);
    return {
      ask: (ring, slot, position, size) => {
        asked[slot] = ++this.#lastId;
        post({ id: asked[slot], range: { ring, control: this.#control, slot, position, size, file } });
      },
      cancel: (_, slot) => post({ cancel: asked[slot] }),
      close: () => asked.forEach((id) => post({ cancel: id })),
    };
  }

  async #start() {
    const worker = startWorker('etalon-io', this.#scriptURL);
    worker.unref();
    return worker;
  }
}
