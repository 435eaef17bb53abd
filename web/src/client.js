// SPDX-License-Identifier: MIT
import { EngineWorker } from './engine_worker.js';
import { EtalonError, unpackError } from './error.js';
import { serveFeed } from './feed.js';
import { tell } from './listener.js';
import { answerSink } from './output.js';
import { span } from './span.js';
import { undoing } from './undo.js';
import { Watchdog } from './watchdog.js';
/** @import { FromEngine, Setup } from './engine_worker.js' */
/** @import { Platform } from './platform/platform.js' */
/** @import { Notice, Requests } from './protocol.js' */
/** @import { PageSink } from './output.js' */
/** @import { Progress } from './types.js' */

/**
 * @typedef {object} RequestOptions
 * @property {AbortSignal} [signal]
 * @property {(progress: Progress) => void} [onProgress]
 * @property {PageSink} [sink] takes the writes of this request
 * @property {Transferable[]} [transfer] what goes over to the worker
 * @property {number} [generation] of the worker that gave the ids in the arguments
 */

/** @typedef {{ type: keyof Requests, args: any, resolve: (value: any) => void, reject: (error: unknown) => void, options: RequestOptions, onAbort: () => void }} Pending */

/** The method of an Etalon by which a frame finds its client. */
export const clientOf = Symbol('clientOf');

/** Time for a crashed worker to close its sinks, milliseconds. */
const lastWordsMs = 1000;

/**
 * The page's side of the worker: requests and replies, aborts, and a new worker after a crash. Every
 * worker has a `generation`; ids of an older one answer STATE.
 */
export class Client {
  /** Grows when a worker ends. */
  generation = 1;
  /** @type {Platform} */
  #platform;
  #setup;
  #watchdog;
  /** @type {EngineWorker | undefined} */
  #worker;
  /** @type {Promise<Requests['create']['result']> | undefined} */
  #started;
  /** @type {Map<number, Pending>} */
  #pending = new Map();
  #lastId = 0;
  /** Settles when close() is done. @type {Promise<void> | undefined} */
  #closing;
  /** True when a start ended because its threads did not start in time. */
  threadsBlocked = false;

  /**
   * @param {Platform} platform
   * @param {Setup} setup
   */
  constructor(platform, setup) {
    this.#platform = platform;
    this.#setup = setup;
    this.#watchdog = new Watchdog(setup.stepTimeout * 1000, {
      look: () => this.#worker?.signOfLife() ?? NaN,
      ping: () => this.#worker?.post({ notice: 'ping' }),
      onHang: () => this.#end(new EtalonError('CRASHED', `the engine computed for ${setup.stepTimeout} s without a sign of life`)),
    });
  }

  /** Seconds that one read may take. */
  get readTimeout() {
    return this.#setup.readTimeout;
  }

  /** True after close(). */
  get closed() {
    return this.#closing !== undefined;
  }

  /** True while a worker runs that takes requests. */
  get ready() {
    return this.#worker?.ready === true && !this.closed;
  }

  /** Starts the worker unless it runs; resolves when the engine is ready. */
  start() {
    if (this.closed) return Promise.reject(new EtalonError('STATE', 'this Etalon is closed: call Etalon.create() again'));
    if (!this.#started) {
      const started = this.#start();
      this.#started = started;
      // The next call tries again.
      started.catch(() => this.#started === started && (this.#started = undefined));
    }
    return this.#started;
  }

  async #start() {
    const worker = new EngineWorker(this.#platform, this.#setup, {
      onMessage: (message) => this.#receive(worker, message),
      onGone: (error) => this.#crash(worker, error),
    });
    this.#worker = worker;
    try {
      const io = worker.openIo();
      const result = await this.#send('create', { ...this.#setup, control: worker.control?.buffer, io }, { transfer: io && [io] });
      worker.ready = true;
      return result;
    } catch (error) {
      this.#crash(worker, /** @type {EtalonError} */ (error));
      throw error;
    }
  }

  /**
   * Sends a request; resolves with its result. An abort rejects with the signal's reason once the
   * worker has closed the job.
   *
   * @template {keyof Requests} K
   * @param {K} type
   * @param {Requests[K]['args']} args
   * @param {RequestOptions} [options]
   * @returns {Promise<Requests[K]['result']>}
   */
  async request(type, args, options = {}) {
    const { signal, generation } = options;
    signal?.throwIfAborted();
    if (generation !== undefined && generation !== this.generation) {
      throw new EtalonError('STATE', 'the engine crashed or was closed: what it held before is gone');
    }
    // A running worker gets the message at once, in the order of the calls.
    if (!this.ready) await this.start();
    signal?.throwIfAborted();
    return this.#send(type, args, options);
  }

  /**
   * Sends a notice to the worker of a generation, if it is still there.
   *
   * @param {Notice} notice
   * @param {number} generation
   * @param {Transferable[]} [transfer]
   */
  notify(notice, generation, transfer) {
    if (this.#worker && generation === this.generation) this.#worker.post(notice, transfer);
  }

  /** Ends the engine and its worker; pending requests reject with STATE. */
  close() {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close() {
    const running = this.#started;
    if (running && this.#worker) await running.then(() => this.#send('close', {}, {})).catch(() => {});
    this.#end(new EtalonError('STATE', 'this Etalon was closed'));
  }

  /**
   * @template {keyof Requests} K
   * @param {K} type
   * @param {Requests[K]['args']} args
   * @param {RequestOptions} options
   * @returns {Promise<Requests[K]['result']>}
   */
  #send(type, args, options) {
    const worker = this.#worker;
    if (!worker) return Promise.reject(new EtalonError('CRASHED', 'the engine crashed'));
    const id = ++this.#lastId;
    this.#stopReads(worker, type, args);
    if (/** @type {any} */ (args).source?.kind === 'url') worker.startIo();
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        worker.post({ notice: 'abort', id });
        worker.control?.stopRequest(id);
      };
      options.signal?.addEventListener('abort', onAbort, { once: true });
      this.#pending.set(id, { type, args, resolve, reject, options, onAbort });
      worker.keepAlive(true);
      if (worker.ready) this.#watchdog.watch(true);
      try {
        span(`post ${type}`, () => worker.post({ id, type, args }, options.transfer));
      } catch (error) {
        this.#settle(id);
        reject(new EtalonError('ARGUMENT', `${type}: a value cannot be handed to a worker`, { cause: error }));
      }
    });
  }

  /** What ends something ends its reads at once: their thread hears no message before. @param {EngineWorker} worker @param {keyof Requests} type @param {any} args */
  #stopReads({ control }, type, args) {
    if (type === 'close') control?.stopAll();
    if (type === 'close-clip') control?.stopClip(args.clip);
    // A sound has the id of the request that opened it.
    if (type === 'sound-close') control?.stopRequest(args.id);
    if (type !== 'frames-close') return;
    for (const [id, pending] of this.#pending) {
      if (/^(frames|thumbnails)-next$/.test(pending.type) && pending.args.job === args.job) control?.stopRequest(id);
    }
  }

  /** Forgets a request. @param {number} id */
  #settle(id) {
    const pending = this.#pending.get(id);
    if (!pending) return undefined;
    this.#pending.delete(id);
    pending.options.signal?.removeEventListener('abort', pending.onAbort);
    if (!this.#pending.size) {
      this.#worker?.keepAlive(false);
      this.#watchdog.watch(false);
    }
    return pending;
  }

  /** @param {EngineWorker} worker @param {FromEngine} message */
  #receive(worker, message) {
    if ('reply' in message && message.error?.code === 'CRASHED') {
      // The worker says so of itself once its sinks are closed, and all that is pending is rejected then.
      const error = unpackError(message.error);
      setTimeout(() => this.#crash(worker, error), lastWordsMs);
    } else if ('reply' in message) {
      const pending = this.#settle(message.reply);
      const signal = pending?.options.signal;
      if (!message.error && signal?.aborted && pending?.type !== 'export') {
        void this.#giveBack(worker, pending?.type, message.value).then(() => pending?.reject(signal.reason));
      } else if (!message.error) pending?.resolve(message.value);
      else if (message.error.code === 'ABORTED' && signal?.aborted) pending?.reject(signal.reason);
      else pending?.reject(unpackError(message.error));
    } else if (message.event === 'read') {
      void serveFeed(message);
    } else if (message.event === 'crashed') {
      this.#crash(worker, unpackError(message.error));
    } else if (message.event !== 'pong') {
      const options = this.#pending.get(message.id)?.options;
      if (message.event === 'progress') tell(options?.onProgress, message.progress);
      else void answerSink(options?.sink, message).then((answer) => worker === this.#worker && worker.post(answer));
    }
  }

  /** Gives back what an answer holds that nobody wants any more. @param {EngineWorker} worker @param {keyof Requests | undefined} type @param {any} value */
  async #giveBack(worker, type, value) {
    if (value?.frame) worker.post({ notice: 'frame-close', frame: value.frame });
    value?.video?.close();
    const undo = type && undoing(type, value);
    if (undo) await this.#send(undo.type, /** @type {any} */ (undo.args), {}).catch(() => {});
  }

  /** @param {EngineWorker} worker @param {EtalonError} error */
  #crash(worker, error) {
    if (worker !== this.#worker) return;
    this.threadsBlocked ||= worker.threadsBlocked;
    this.#end(error);
  }

  /** Ends the worker and rejects what is pending. @param {EtalonError} error */
  #end(error) {
    this.#worker?.end();
    this.#worker = undefined;
    this.#started = undefined;
    this.#watchdog.watch(false);
    this.generation++;
    for (const [id, { options }] of [...this.#pending]) {
      options.sink?.abort(error);
      this.#settle(id)?.reject(error);
    }
  }
}
