// SPDX-License-Identifier: MIT
import { Control } from './control.js';
import { EtalonError } from './error.js';
import { span } from './span.js';
import { after } from './timer.js';
/** @import { Platform, WorkerHandle } from './platform/platform.js' */
/** @import { FromWorker, Notice, Request, Requests } from './protocol.js' */

/**
 * How the worker is started. `shared`: memory can be shared with it; `stepTimeout`: seconds that it may
 * compute without a sign of life; `threadsStart`: seconds for the threads of a loaded module to start. The other
 * times are in seconds, too.
 *
 * @typedef {Requests['create']['args'] & { workerURL: string | undefined, shared: boolean, stepTimeout: number, threadsStart: number }} Setup
 */

/** All messages but those about the worker itself. @typedef {Exclude<FromWorker, { event: 'threads' } | { event: 'outside', on: boolean }>} FromEngine */

/** `onGone` is called when the worker cannot be used any more. @typedef {{ onMessage: (message: FromEngine) => void, onGone: (error: EtalonError) => void }} Owner */

/**
 * One worker of the engine, from its start to its end: what is shared with it, the worker that fetches URLs for it, and
 * its signs of life. After `end()` it calls nobody.
 *
 * @example
 * const worker = new EngineWorker(platform, setup, { onMessage, onGone: (error) => worker.end() });
 */
export class EngineWorker {
  /** The engine in it takes requests. */
  ready = false;
  /** It is gone since its threads did not start in time. */
  threadsBlocked = false;
  /** What is shared with it. @type {Control | undefined} */
  control;
  #platform;
  #setup;
  #owner;
  /** @type {WorkerHandle} */
  #handle;
  /** The IO worker's end of the line to the engine, until the first URL starts that worker. @type {MessagePort | undefined} */
  #ioPort;
  /** @type {WorkerHandle | undefined} */
  #io;
  /** Messages so far. */
  #heard = 0;
  /** It said that it waits for bytes. */
  #outside = false;
  #ended = false;

  /**
   * @param {Platform} platform
   * @param {Setup} setup
   * @param {Owner} owner
   * @throws {EtalonError} IO
   */
  constructor(platform, setup, owner) {
    this.#platform = platform;
    this.#setup = setup;
    this.#owner = owner;
    try {
      this.#handle = platform.startWorker(setup.workerURL);
    } catch (cause) {
      throw new EtalonError('IO', `${this.#name} did not start`, { cause });
    }
    if (setup.shared) this.control = new Control();
    this.#handle.onMessage((message) => span('reply' in message ? 'reply' : message.event, () => this.#hear(message)));
    this.#handle.onError((cause) => this.#lose(this.ready
      ? new EtalonError('CRASHED', 'the engine crashed', { cause })
      : new EtalonError('IO', `${this.#name} did not start`, { cause })));
    this.#expect();
  }

  /** @param {Request | Notice} message @param {Transferable[]} [transfer] */
  post(message, transfer) {
    this.#handle.post(message, transfer);
  }

  /** Whether it keeps the process alive (Node.js). @param {boolean} on */
  keepAlive(on) {
    this.#handle.keepAlive(on);
  }

  /** For the watchdog: changes while the worker lives, NaN while it waits for bytes. */
  signOfLife() {
    if (this.control) return this.control.outside ? NaN : this.#heard + this.control.beat;
    return this.#outside ? NaN : this.#heard;
  }

  /** The engine's end of a line to an IO worker; undefined: the engine starts one by itself, or needs none. */
  openIo() {
    if (!this.control || !this.#platform.startIo) return undefined;
    const { port1, port2 } = new MessageChannel();
    this.#ioPort = port1;
    return port2;
  }

  /**
   * Starts the IO worker of a page, unless it runs. The engine's thread could not: in Chromium a worker that it
   * started gets no answer of a server while that thread sleeps.
   */
  startIo() {
    const port = this.#ioPort;
    if (!port) return;
    this.#ioPort = undefined;
    this.#io = this.#platform.startIo?.(this.#setup.workerURL, port, (cause) =>
      this.#lose(new EtalonError('IO', 'the worker that fetches URLs did not start', { cause })));
  }

  /** Ends it and its IO worker. */
  end() {
    this.#ended = true;
    this.ready = false;
    this.#handle.terminate();
    this.#io?.terminate();
    this.#ioPort?.close();
  }

  get #name() {
    return `the worker ${this.#setup.workerURL ?? 'worker.js'}`;
  }

  /** @param {FromWorker} message */
  #hear(message) {
    if (this.#ended) return;
    this.#heard++;
    if ('event' in message && message.event === 'outside') this.#outside = message.on;
    else if ('event' in message && message.event === 'threads') this.#watchThreads();
    else this.#owner.onMessage(message);
  }

  /** @param {EtalonError} error */
  #lose(error) {
    if (!this.#ended) this.#owner.onGone(error);
  }

  /** A file that is no worker of this package never says anything, and neither does one that never comes. */
  #expect() {
    const { loadTimeout } = this.#setup;
    this.post({ notice: 'ping' });
    const timer = after(loadTimeout, () => {
      if (this.#heard) return;
      this.#lose(new EtalonError('IO', `${this.#name} said nothing for ${loadTimeout} s (loadTimeout): is it worker.js of this package, and within reach?`));
    });
    timer.unref?.();
  }

  /** Gives threads a time to start in: a Firefox that a test drives can block for ever in `new Worker`. */
  #watchThreads() {
    const { threadsStart } = this.#setup;
    setTimeout(() => {
      if (this.ready || this.#ended) return;
      this.threadsBlocked = true;
      this.#lose(new EtalonError('STATE', `the threads did not start within ${threadsStart} s`));
    }, threadsStart * 1000);
  }
}
