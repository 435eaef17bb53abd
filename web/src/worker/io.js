// SPDX-License-Identifier: MIT
/**
 * The IO worker: fetches ranges of URLs into rings while the engine's thread sleeps. It runs the engine's
 * worker file under another name.
 */
import { serve } from '../ring.js';
import { announce, isNode, openPort, started, startWorker } from './port.js';
import { fetchRange } from './ranges.js';
/** @import { RingRequest } from '../ring.js' */
/** @import { RemoteFile } from './ranges.js' */
/** @import { RingLine } from './ring_reader.js' */

/** @typedef {{ range: RingRequest & { file: RemoteFile }, id: number } | { cancel: number }} ToIo */

/**
 * Runs this worker as the IO worker.
 *
 * @example
 * if (role() === 'etalon-io') runIo();
 */
export function runIo() {
  /** @type {Map<number, AbortController>} */
  const running = new Map();
  openPort().listen(async (/** @type {any} */ data) => {
    const message = /** @type {ToIo} */ (data);
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
  announce();
}

/** The engine's side of the IO worker, which starts with the first URL. */
export class IoWorker {
  #scriptURL;
  #control;
  /** @type {Promise<any> | undefined} */
  #worker;
  #lastId = 0;

  /** @param {string} scriptURL @param {SharedArrayBuffer} control */
  constructor(scriptURL, control) {
    this.#scriptURL = scriptURL;
    this.#control = control;
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
    try {
      await started(worker);
    } catch (error) {
      this.#worker = undefined;
      throw error;
    }
    if (isNode) worker.unref();
    return worker;
  }
}
